// The kernels that run on the server, each with the way to its notebook and a button that stops it. DOM.
import { makeElement } from "../elements.ts";
import type { RunningKernel } from "../execution/ports.ts";
import { nameOf } from "../execution/paths.ts";
import { timeWords } from "./words.ts";

export interface KernelsOptions {
  readonly href: (path: string) => string;
  readonly onStop: (kernel: RunningKernel, name: string) => void;
}

export class KernelsView {
  readonly el: HTMLElement;
  readonly #options: KernelsOptions;
  readonly #list = makeElement("ul");
  readonly #none = makeElement("p", { class: "lb-file-note" }, "No kernel runs.");

  constructor(options: KernelsOptions) {
    this.#options = options;
    this.el = makeElement(
      "section",
      { class: "lb-running", "aria-label": "Running kernels" },
      makeElement("h2", { tabindex: "-1" }, "Running"),
      this.#none,
      this.#list,
    );
  }

  show(kernels: readonly RunningKernel[]): void {
    this.#none.hidden = kernels.length > 0;
    this.#list.hidden = kernels.length === 0;
    this.#list.replaceChildren(...kernels.map((kernel) => this.#line(kernel)));
  }

  focus(): void {
    this.el.querySelector<HTMLElement>("button, h2")?.focus();
  }

  #line(kernel: RunningKernel): HTMLElement {
    const { id, displayName, paths, state, lastActivity } = kernel;
    const name = paths[0] === undefined ? "a kernel without a file" : nameOf(paths[0]);
    const stop = makeElement(
      "button",
      { type: "button", class: "lb-button", "aria-label": `Stop the kernel of ${name}` },
      "Stop",
    );
    stop.addEventListener("click", () => this.#options.onStop(kernel, name));
    const since = timeWords(lastActivity);
    const words = [displayName, state, since === "" ? "" : `last used ${since}`];
    return makeElement(
      "li",
      { "data-kernel-id": id },
      makeElement(
        "span",
        {},
        ...(paths.length === 0
          ? ["No file"]
          : paths.map((path) =>
              makeElement("a", { href: this.#options.href(path) }, makeElement("bdi", {}, path)),
            )),
      ),
      makeElement(
        "span",
        { class: "lb-file-note" },
        words.filter((word) => word !== "").join(" · "),
      ),
      stop,
    );
  }
}
