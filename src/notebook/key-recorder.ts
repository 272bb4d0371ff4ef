// A field that takes the keys that are pressed in it as a shortcut: one press, or two characters one after the other.
// Enter keeps them, Escape gives up, Tab goes on.
import { makeElement, setText } from "../elements.ts";

export interface KeyRecorderOptions {
  /** What a screen reader calls the field. */
  readonly label: string;
  readonly spell: (key: string) => string;
  /** The name of the key that was pressed; undefined for a bare modifier. */
  readonly keyOf: (event: KeyboardEvent) => string | undefined;
  /** Why a key cannot be taken; undefined when it can. */
  readonly refusal: (key: string) => string | undefined;
  readonly onKeep: (key: string) => void;
  readonly onGiveUp: () => void;
}

const HINT = "Press the keys, then Enter. Escape gives up.";

export class KeyRecorder {
  readonly el: HTMLElement;
  readonly #options: KeyRecorderOptions;
  readonly #field: HTMLInputElement;
  readonly #says = makeElement("span", { class: "lb-settings-says", role: "status" }, HINT);
  #key = "";

  constructor(options: KeyRecorderOptions) {
    this.#options = options;
    this.#field = makeElement("input", {
      class: "lb-field",
      "aria-label": options.label,
      readonly: "",
      "data-part": "recorder",
    });
    const keep = makeElement(
      "button",
      { type: "button", class: "lb-button", "data-kind": "primary" },
      "Keep",
    );
    keep.addEventListener("click", () => this.#keep());
    this.el = makeElement("span", { class: "lb-settings-recorder" }, this.#field, keep, this.#says);
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
  }

  focus(): void {
    this.#field.focus();
  }

  #onKey(event: KeyboardEvent): void {
    const { onGiveUp, keyOf, refusal, spell } = this.#options;
    const key = keyOf(event);
    if (key === undefined || key === "Tab" || key === "Shift Tab" || event.repeat) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "Escape") onGiveUp();
    else if (key === "Enter") this.#keep();
    else {
      const isSecond = /^\S$/.test(this.#key) && /^\S$/.test(key);
      this.#key = isSecond ? `${this.#key} ${key}` : key;
      this.#field.value = spell(this.#key);
      setText(this.#says, refusal(this.#key) ?? HINT);
    }
  }

  #keep(): void {
    if (this.#key === "") return;
    const refused = this.#options.refusal(this.#key);
    if (refused === undefined) this.#options.onKeep(this.#key);
    else {
      setText(this.#says, refused);
      this.focus();
    }
  }
}
