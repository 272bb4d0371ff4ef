// A notebook as a script in the percent format, which editors run cell by cell (`# %%`; Spyder's, as VS Code, PyCharm and
// Jupytext read it). Text becomes comments, and so does what only a notebook understands.
import { awaitsAtTop } from "../markup/code-colours.ts";
import type { Notebook } from "../nbformat/types.ts";
import { languageOf } from "./language.ts";

/** The script's text, and how its file ends. */
export function scriptOf(notebook: Notebook): {
  readonly text: string;
  readonly extension: string;
} {
  const { name, extension, comment } = languageOf(notebook.metadata);
  const asComment = (text: string): string =>
    text
      .split("\n")
      .map((line) => `${comment} ${line}`.trimEnd())
      .join("\n");
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type === "code") {
      const code =
        name === "python" ? withoutMagics(cell.source.trimEnd(), asComment) : cell.source;
      return `${comment} %%\n${code}`;
    }
    return `${comment} %% [${cell.cell_type}]\n${asComment(cell.source)}`;
  });
  const awaits =
    name === "python" &&
    notebook.cells.some((cell) => cell.cell_type === "code" && awaitsAtTop(cell.source));
  const head = awaits
    ? [
        asComment(
          "Some cells await at the top level, as notebooks can: run them cell by cell, or all with ipython under the ending .ipy.",
        ),
      ]
    : [];
  return { text: `${[...head, ...cells].map((text) => text.trimEnd()).join("\n\n")}\n`, extension };
}

/** Magics and shell commands are IPython's, not Python's; a cell under `%%` is another program's altogether. */
function withoutMagics(source: string, asComment: (text: string) => string): string {
  if (/^\s*%%/.test(source)) return asComment(source);
  return source
    .split("\n")
    .map((line) =>
      /^\s*(?:[%!]|\?\w|[\w.]+\?{1,2}\s*$)/.test(line) ? line.replace(/^(\s*)/, "$1# ") : line,
    )
    .join("\n");
}
