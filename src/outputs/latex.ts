// `text/latex`: formulas, alone or in running text, through the same rules as in Markdown.
import type { Renderer } from "../extension.ts";
import { textOf } from "./failure.ts";
import { parseMarkdown } from "../markup/markdown-parser.ts";
import { makeFormula, typesetFormulas } from "./math.ts";

export const latexRenderer: Renderer = {
  name: "LaTeX",
  mimeTypes: ["text/latex"],
  render({ mime, data, el }) {
    const source = textOf(data, mime).trim();
    const formulas = findFormulas(source).map(({ tex, display }) => makeFormula(tex, display));
    if (formulas.length === 0) el.append(source);
    else el.append(...formulas);
    return typesetFormulas(formulas);
  },
};

/** Libraries send one formula, with or without its dollars; prose around it is not part of the type. */
function findFormulas(
  source: string,
): readonly { readonly tex: string; readonly display: boolean }[] {
  const found = parseMarkdown(source).slots.flatMap((slot) => (slot.type === "math" ? [slot] : []));
  return found.length > 0 || source === "" ? found : [{ tex: source, display: true }];
}
