// Sets formulas with KaTeX. A lazy chunk: math.ts imports it when the first formula comes.
import { setFormula } from "../markup/formula.ts";
import { adoptKatexStyle } from "./katex-style.ts";

/**
 * Sets TeX in place of what `el` held.
 * @throws katex.ParseError when the formula cannot be read.
 */
export function typesetFormula(el: HTMLElement, tex: string, display: boolean): void {
  adoptKatexStyle(el.ownerDocument);
  const formula = el.ownerDocument.createElement("span");
  setFormula(formula, tex, display);
  el.replaceChildren(formula);
}
