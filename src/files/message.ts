// One line that says what was done or what went wrong, with the way back or out. Stays until the next one or until it is closed. DOM.
import { makeElement } from "../elements.ts";

export interface MessageAction {
  readonly label: string;
  readonly run: () => void;
}

export class MessageLine {
  /** Both are on the page before there is something to say, or it would not be read aloud. */
  readonly el: HTMLElement;
  readonly #said = makeElement("div", { role: "status" });
  readonly #wrong = makeElement("div", { role: "alert" });

  constructor() {
    this.el = makeElement("div", { class: "lb-file-message" }, this.#said, this.#wrong);
  }

  say(text: string, ...actions: readonly MessageAction[]): void {
    this.#show(this.#said, text, actions);
  }

  warn(text: string, ...actions: readonly MessageAction[]): void {
    this.#show(this.#wrong, text, actions);
  }

  clear(): void {
    for (const el of [this.#said, this.#wrong]) el.replaceChildren();
  }

  #show(place: HTMLElement, text: string, actions: readonly MessageAction[]): void {
    this.clear();
    const buttons = [...actions, { label: "Close", run: () => undefined }].map(({ label, run }) => {
      const button = makeElement("button", { type: "button", class: "lb-button" }, label);
      if (label === "Close") button.dataset.kind = "quiet";
      button.addEventListener("click", () => {
        this.clear();
        run();
      });
      return button;
    });
    place.append(makeElement("p", {}, text), ...buttons);
  }
}
