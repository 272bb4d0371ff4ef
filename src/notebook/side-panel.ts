// A panel at the side of the notebook (at the bottom of a narrow window): a heading, a way to close it, and what it holds.
// Only one is open at a time.
import { makeElement } from "../elements.ts";
import { commandButton } from "./command-button.ts";

export interface SidePanelOptions {
  /** Shown as `data-part`. */
  readonly part: string;
  readonly title: string;
  /** The command that opens and closes it. */
  readonly command: string;
  /** Called when it was opened or closed. */
  readonly onToggle: (isOpen: boolean) => void;
}

export class SidePanel {
  readonly body = makeElement("div", { class: "lb-side-body", tabindex: "0" });
  readonly #options: SidePanelOptions;
  readonly #el: HTMLElement;

  constructor(options: SidePanelOptions) {
    this.#options = options;
    const { part, title, command } = options;
    this.#el = makeElement(
      "aside",
      { class: "lb-side", "data-part": part, "aria-label": title },
      makeElement(
        "header",
        { class: "lb-side-head" },
        makeElement("h2", { class: "lb-side-title" }, title),
        commandButton(command, `Close ${title.toLowerCase()}`, { icon: "✕" }),
      ),
      this.body,
    );
  }

  get isOpen(): boolean {
    return this.#el.isConnected;
  }

  /** Opens it in the page, in place of another, or closes it. */
  toggle(page: HTMLElement): void {
    if (this.isOpen) {
      this.#el.remove();
      page.removeAttribute("data-side");
    } else {
      page.querySelector<HTMLElement>(":scope > .lb-side [data-command]")?.click();
      page.append(this.#el);
      page.setAttribute("data-side", this.#options.part);
    }
    this.#options.onToggle(this.isOpen);
  }
}
