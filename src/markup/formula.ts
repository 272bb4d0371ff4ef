// How formulas are set with KaTeX: on the page by element, in files as MathML, which needs neither fonts nor script.
import katex from "katex";
import { LONGEST_FORMULA } from "./slot.ts";

const OPTIONS = {
  throwOnError: true,
  strict: "ignore",
  // A formula may neither link, load nor style, nor grow without bound.
  trust: false,
  maxExpand: 500,
  maxSize: 20,
} as const;

/**
 * Sets TeX into an element.
 * @throws katex.ParseError when the formula cannot be read.
 */
export function setFormula(el: HTMLElement, tex: string, display: boolean): void {
  katex.render(tex, el, { ...OPTIONS, displayMode: display });
}

/** The formula as MathML, safe as it stands; `undefined` when it cannot be read or is too long. */
export function formulaMathml(tex: string, display: boolean): string | undefined {
  if (tex.length > LONGEST_FORMULA) return undefined;
  try {
    return katex.renderToString(tex, { ...OPTIONS, displayMode: display, output: "mathml" });
  } catch {
    return undefined;
  }
}
