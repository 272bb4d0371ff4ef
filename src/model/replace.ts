// Other contents for an open notebook, as changes: a merge, a draft that is brought back, an earlier version.
import type { Cell, JsonObject } from "../nbformat/types.ts";
import type { Change } from "./change.ts";
import { isSame } from "./merge.ts";
import { emptyCodeCell, freshEntry as makeEntry } from "./open.ts";
import type { CellEntry, CellId, NotebookState } from "./state.ts";

export interface ReplaceOptions {
  /** What the change is called where it can be undone. */
  readonly label?: string;
  /** Cells whose outputs need not wait for trust. */
  readonly trusted?: ReadonlySet<CellId>;
}

/**
 * Makes the notebook hold these cells and this metadata; cells that stay the same are not touched. A cell that runs or waits
 * goes on doing so with its new text, and keeps what it has printed here.
 */
export function replaceNotebook(
  state: NotebookState,
  cells: readonly Cell[],
  metadata: JsonObject,
  options: ReplaceOptions = {},
): readonly Change[] {
  const { label = "Merge", trusted } = options;
  const freshEntry = (cell: Cell): CellEntry => {
    const { untrusted, ...entry } = makeEntry(cell);
    return untrusted === undefined || trusted?.has(cell.id) === true
      ? entry
      : { ...entry, untrusted };
  };
  const there = state.cells;
  const isKept = (entry: CellEntry | undefined, cell: Cell | undefined): boolean =>
    entry !== undefined && entry.cell.id === cell?.id && isSame(entry.cell, cell);
  let start = 0;
  while (start < there.length && isKept(there[start], cells[start])) start += 1;
  let end = 0;
  while (
    end < Math.min(there.length, cells.length) - start &&
    isKept(there[there.length - 1 - end], cells[cells.length - 1 - end])
  )
    end += 1;
  const known = new Map(there.map((entry) => [entry.cell.id, entry]));
  const insert = cells.slice(start, cells.length - end).map((cell): CellEntry => {
    const entry = known.get(cell.id);
    if (entry !== undefined && isKept(entry, cell)) return entry;
    return inUse(entry, freshEntry(cell));
  });
  const remove = there.length - start - end;
  if (insert.length === cells.length && insert.length === 0)
    insert.push(freshEntry(emptyCodeCell()));
  const changes: Change[] = [];
  if (remove > 0 || insert.length > 0)
    changes.push({
      type: "edit",
      label,
      steps: [{ type: "splice", at: start, remove, insert }],
      selection: state.selection,
    });
  if (!isSame(metadata, state.frame.metadata))
    changes.push({ type: "notebook-metadata", metadata });
  return changes;
}

/** The entry of a cell with other contents than it has on the page, if it is there. */
function inUse(there: CellEntry | undefined, fresh: CellEntry): CellEntry {
  const { cell } = fresh;
  if (cell.cell_type !== "code" || there?.cell.cell_type !== "code") return fresh;
  if (there.run.state === "queued") return { ...fresh, run: there.run };
  if (there.run.state !== "running") return fresh;
  const { outputs, execution_count } = there.cell;
  return { ...there, cell: { ...cell, outputs, execution_count } };
}
