// Formulas on the page: the TeX source at once, the set formula when KaTeX is there. Used by Markdown and LaTeX outputs.
import { LONGEST_FORMULA } from "../markup/slot.ts";

type Typesetter = (el: HTMLElement, tex: string, display: boolean) => void;

/** Makes the element of a formula; it reads as TeX until it is set. */
export function makeFormula(tex: string, display: boolean): HTMLElement {
  // Never a `div`: a formula on its own line may still stand inside a paragraph.
  const el = document.createElement("span");
  el.className = "lb-math";
  el.dataset.display = display ? "block" : "inline";
  el.textContent = tex;
  return el;
}

/**
 * Sets the formulas that `makeFormula` made. Resolves when all are set; a formula that cannot be read
 * keeps its source and says why, and so do all when KaTeX cannot be loaded.
 */
export async function typesetFormulas(formulas: readonly HTMLElement[]): Promise<void> {
  if (formulas.length === 0) return;
  let typeset: Typesetter;
  try {
    ({ typesetFormula: typeset } = await import("./katex.ts"));
  } catch {
    for (const el of formulas)
      el.title = "Shown as its source: the formula setter could not be loaded.";
    return;
  }
  for (const el of formulas) {
    const tex = el.textContent;
    try {
      if (tex.length > LONGEST_FORMULA) throw new RangeError("it is too long");
      typeset(el, tex, el.dataset.display === "block");
    } catch (error) {
      el.dataset.failed = "true";
      el.title = `This formula cannot be set: ${error instanceof Error ? error.message : "unknown reason"}`;
    }
  }
}
