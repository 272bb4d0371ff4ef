// Code that is not being edited: coloured text, folded where its editor folded it. All of it is in the page, folded parts too,
// so that the browser's own find reaches every line; an editor holds only the lines near the screen.
import { makeElement } from "../elements.ts";
import type { Fold } from "../editor/code-editing.ts";

export interface StillCodeOptions {
  /** The coloured text; its `textContent` is the text. */
  readonly colour: (text: string) => Node | string;
  /** A folded part was opened, by a click or because the browser found something in it. */
  readonly onUnfold: (fold: Fold) => void;
}

export class StillCode {
  /** In reach of the keyboard, which scrolls long lines. */
  readonly el = makeElement("pre", { class: "lb-code-still", tabindex: "0" });
  readonly #options: StillCodeOptions;

  constructor(options: StillCodeOptions) {
    this.#options = options;
  }

  /** Shows a text in place of what was there. `folds` are in order and do not overlap. */
  show(text: string, folds: readonly Fold[] = []): void {
    this.el.replaceChildren(this.#options.colour(text));
    for (const fold of folds.toReversed()) {
      const range = rangeIn(this.el, fold);
      if (range !== undefined) range.insertNode(this.#fold(range.extractContents(), fold));
    }
  }

  #fold(content: DocumentFragment, fold: Fold): HTMLElement {
    const mark = makeElement("button", {
      type: "button",
      class: "lb-code-fold-mark",
      "aria-label": "Show the folded code",
      title: "Show the folded code",
    });
    const body = makeElement("span", { class: "lb-code-fold-body", hidden: "until-found" });
    body.append(content);
    const open = (): void => {
      mark.remove();
      body.removeAttribute("hidden");
      this.#options.onUnfold(fold);
    };
    mark.addEventListener("click", (event) => {
      event.stopPropagation();
      open();
    });
    body.addEventListener("beforematch", open);
    const clip = makeElement("span", { class: "lb-code-fold-clip" }, body);
    return makeElement("span", { class: "lb-code-fold" }, mark, clip);
  }
}

/** The range of a stretch of an element's text; undefined where the text ends before it. */
function rangeIn(el: Element, { from, to }: Fold): Range | undefined {
  const range = document.createRange();
  const walker = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
  let at = 0;
  let hasStart = false;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { length } = node.textContent ?? "";
    if (!hasStart && from <= at + length) {
      range.setStart(node, from - at);
      hasStart = true;
    }
    if (hasStart && to <= at + length) {
      range.setEnd(node, to - at);
      return range;
    }
    at += length;
  }
  return undefined;
}
