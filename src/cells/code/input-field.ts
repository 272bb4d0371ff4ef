// The field in which the reader answers `input()` and `getpass()`; it stands below the cell's output while the code waits.
import type { CellHost } from "../../extension.ts";
import { makeElement } from "../../elements.ts";
import type { CellId, RunInput } from "../../model/state.ts";

export class InputField {
  readonly el = makeElement("div", { class: "lb-code-ask", hidden: "" });
  readonly #id: CellId;
  readonly #host: CellHost;
  readonly #signal: AbortSignal;
  #shown: RunInput | undefined;

  constructor(id: CellId, host: CellHost, signal: AbortSignal) {
    this.#id = id;
    this.#host = host;
    this.#signal = signal;
  }

  /** Shows the field for what is asked, or takes it away. It takes the keyboard unless somebody types elsewhere. */
  draw(asked: RunInput | undefined): void {
    if (asked === this.#shown) return;
    const hadFocus = this.el.contains(document.activeElement);
    this.#shown = asked;
    this.el.hidden = asked === undefined;
    this.el.replaceChildren();
    if (asked === undefined) {
      // The keyboard stays with the cell, not lost with the field.
      if (hadFocus) this.el.closest<HTMLElement>("[data-cell-id]")?.focus({ preventScroll: true });
      return;
    }
    const field = this.#makeField(asked);
    if (isSomebodyTyping()) this.#host.announce(`A cell asks: ${asked.prompt || "for input"}`);
    else field.focus();
  }

  #makeField({ prompt, password }: RunInput): HTMLInputElement {
    const name = `lb-ask-${this.#id}`;
    const field = makeElement("input", {
      id: name,
      class: "lb-code-ask-field",
      type: password ? "password" : "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "send",
      "data-part": "ask",
    });
    field.addEventListener(
      "keydown",
      (event) => {
        if (event.isComposing) return;
        if (event.key === "Enter") {
          event.preventDefault();
          this.#host.answerInput(this.#id, field.value);
        } else if (event.key === "Escape") {
          this.#host.command("cell.command-mode", this.#id);
        }
      },
      { signal: this.#signal },
    );
    const words = prompt.trim() === "" ? "The cell waits for your input" : prompt;
    this.el.append(makeElement("label", { class: "lb-code-ask-prompt", for: name }, words), field);
    return field;
  }
}

function isSomebodyTyping(): boolean {
  const at = document.activeElement;
  return (
    document.querySelector("dialog[open]") !== null ||
    (at?.closest("[contenteditable=true], input, textarea, select") ?? null) !== null
  );
}
