// Formulas in labels, between dollars or TeX's own brackets, set with KaTeX.
import { makeFormula, typesetFormulas } from "../../outputs/math.ts";

const FORMULA = /\$\$([^$]+)\$\$|\$([^$\n]+)\$|\\\(([^]+?)\\\)|\\\[([^]+?)\\\]/g;

/** Sets the formulas in the text of an element. */
export function typesetIn(el: HTMLElement): void {
  void typesetFormulas(findFormulas(el));
}

/** Puts an element in the place of each formula in the text of `el`. */
function findFormulas(el: HTMLElement): readonly HTMLElement[] {
  const formulas: HTMLElement[] = [];
  const walker = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    texts.push(node as Text);
  for (const text of texts) {
    // From the end, so that what comes before keeps its place.
    for (const match of [...text.data.matchAll(FORMULA)].reverse()) {
      const [whole, block, inline, round, square] = match;
      const after = text.splitText(match.index);
      after.splitText(whole.length);
      const tex = block ?? inline ?? round ?? square ?? "";
      const formula = makeFormula(tex, block !== undefined || square !== undefined);
      after.replaceWith(formula);
      formulas.push(formula);
    }
  }
  return formulas;
}
