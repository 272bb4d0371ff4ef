// Sets formulas with KaTeX. A lazy chunk: math.ts imports it when the first formula comes.
import katex from "katex";
import { adoptKatexStyle } from "./katex-style.ts";

/**
 * Sets TeX in place of what `el` held.
 * @throws katex.ParseError when the formula cannot be read.
 */
export function typesetFormula(el: HTMLElement, tex: string, display: boolean): void {
  adoptKatexStyle(el.ownerDocument);
  const formula = el.ownerDocument.createElement("span");
  katex.render(tex, formula, {
    displayMode: display,
    throwOnError: true,
    strict: "ignore",
    // A formula may neither link, load nor style, nor grow without bound.
    trust: false,
    maxExpand: 500,
    maxSize: 20,
  });
  el.replaceChildren(formula);
}
