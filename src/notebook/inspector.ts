// The inspector: a panel that says what the name at the cursor is, and follows the cursor.
import { makeElement } from "../elements.ts";
import { SidePanel } from "./side-panel.ts";

/** How long the cursor rests before the kernel is asked, in milliseconds. */
const REST = 200;

export interface Place {
  readonly text: string;
  /** UTF-16 units from the start. */
  readonly offset: number;
}

export interface InspectorOptions {
  /** Fills `el` with what is known of the name at a place; false when nothing is. */
  readonly describe: (
    el: HTMLElement,
    place: Place,
    options: { readonly more: boolean; readonly signal: AbortSignal },
  ) => Promise<boolean>;
}

export class Inspector {
  readonly #options: InspectorOptions;
  readonly #panel: SidePanel;
  #place: Place | undefined;
  #asking = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: InspectorOptions) {
    this.#options = options;
    this.#panel = new SidePanel({
      part: "inspector",
      title: "Inspector",
      command: "help.inspector",
      onToggle: (isOpen) => {
        if (isOpen) this.#ask();
        else this.#stop();
      },
    });
  }

  toggle(page: HTMLElement): void {
    this.#panel.toggle(page);
  }

  /** The cursor went to another place. */
  follow(place: Place): void {
    this.#place = place;
    if (!this.#panel.isOpen) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), REST);
  }

  #ask(): void {
    this.#stop();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const place = this.#place;
    const { body } = this.#panel;
    if (place === undefined) {
      body.replaceChildren(hint("Put the cursor on a name in a code cell."));
      return;
    }
    // What was shown stays until something else is known: the cursor passes over blanks and brackets too.
    const next = makeElement("div", {});
    if (body.childElementCount === 0) body.append(hint("Asking the kernel …"));
    void this.#options.describe(next, place, { more: false, signal }).then((isKnown) => {
      if (signal.aborted) return;
      if (isKnown) body.replaceChildren(next);
      else if (body.querySelector("[data-mime]") === null) {
        body.replaceChildren(hint("Nothing is known of what is at the cursor."));
      }
    });
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }
}

function hint(text: string): HTMLElement {
  return makeElement("p", { class: "lb-side-hint" }, text);
}
