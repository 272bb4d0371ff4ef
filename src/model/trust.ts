// Jupyter's model of trust. The server knows notebooks by a signature and marks their cells; what a cell shows from a run
// in this page is trusted too. Only scripts hang on it: everything else is shown safe in any case. Pure.
import type { Cell, Notebook, Output } from "../nbformat/types.ts";
import type { CellEntry, NotebookState } from "./state.ts";

/**
 * Whether what the cell shows could hold a script, so that trust matters. As in `nbformat.sign`: text and errors never do,
 * displays and results may.
 */
export function needsTrust(cell: Cell): boolean {
  return (
    cell.cell_type === "code" &&
    cell.outputs.some(
      ({ output_type: type }) => type === "display_data" || type === "execute_result",
    )
  );
}

/** Whether all that the notebook shows is trusted: the server would sign it. */
export function isTrusted(state: NotebookState): boolean {
  return state.cells.every(({ untrusted }) => untrusted !== true);
}

/** What was said of trust in a file or on a clipboard is no word to believe; only the server's mark counts, and it is kept apart. */
export function withoutTrustMark<T extends Cell>(cell: T): T {
  if (!Object.hasOwn(cell.metadata, "trusted")) return cell;
  const { trusted: _mark, ...metadata } = cell.metadata;
  return { ...cell, metadata };
}

/** The notebook as the server signs it: it takes the marks out again before it writes the file. */
export function withTrustMarks(notebook: Notebook, entries: readonly CellEntry[]): Notebook {
  const cells = notebook.cells.map((cell, at) =>
    cell.cell_type === "code" && entries[at]?.untrusted !== true
      ? { ...cell, metadata: { ...cell.metadata, trusted: true } }
      : cell,
  );
  return { ...notebook, cells };
}

/** How many outputs hold a script that is held back. */
export function countHeldBack(state: NotebookState): number {
  return state.cells.reduce(
    (sum, { cell, untrusted }) =>
      untrusted === true && cell.cell_type === "code"
        ? sum + cell.outputs.filter(holdsScript).length
        : sum,
    0,
  );
}

/** The MIME type of an output that shows a widget. */
export const WIDGET_TYPE = "application/vnd.jupyter.widget-view+json";

/** MIME types that are scripts or run some. */
const SCRIPT_TYPES = ["application/javascript", "text/javascript", WIDGET_TYPE];

/** Whether an output is or holds a script, and nothing better than it. */
function holdsScript(output: Output): boolean {
  if (output.output_type !== "display_data" && output.output_type !== "execute_result")
    return false;
  const { data } = output;
  if (SCRIPT_TYPES.some((type) => Object.hasOwn(data, type))) return true;
  const html = data["text/html"];
  return typeof html === "string" && hasScript(html);
}

/** Whether HTML may run a script: an element, a handler or an address. Rather once too often. */
export function hasScript(html: string): boolean {
  return /<script[\s>/]|<[^>]+[\s"'/]on\w+\s*=|javascript:|<(?:iframe|object|embed)\b/i.test(html);
}
