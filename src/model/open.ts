// File → state and back: the notebook that was parsed, and the notebook that will be saved.
import { makeCellId } from "../nbformat/ids.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Cell, CodeCell, Notebook } from "../nbformat/types.ts";
import type { CellEntry, NotebookState } from "./state.ts";
import { needsTrust, withoutTrustMark, withTrustMarks } from "./trust.ts";

/** The state of a notebook that was just opened: nothing has run, nothing has changed, no kernel yet. */
export function openNotebook(
  notebook: Notebook,
  file: { readonly path: string; readonly writable?: boolean },
): NotebookState {
  const { cells, ...frame } = notebook;
  const entries = (cells.length === 0 ? [{ ...emptyCodeCell(), id: "first-cell" }] : cells).map(
    openedEntry,
  );
  const first = entries[0]?.cell.id ?? "";
  return {
    path: file.path,
    frame,
    cells: entries,
    selection: { active: first, anchor: first, mode: "command" },
    undo: [],
    redo: [],
    revision: 0,
    save: { savedRevision: 0 },
    writable: file.writable ?? true,
    kernel: { status: "none", name: "", displayName: "" },
    notices: [],
    progress: { ended: 0, total: 0 },
  };
}

/** The notebook as it stands, ready to be serialised. */
export function toNotebook(state: NotebookState): Notebook {
  return { ...state.frame, cells: state.cells.map(({ cell }) => cell) };
}

/** The same for the server, which signs it when all that it shows is trusted. */
export function toSignedNotebook(state: NotebookState): Notebook {
  return withTrustMarks(toNotebook(state), state.cells);
}

/** A cell that nobody has run yet here; what it shows is not trusted, wherever it comes from. */
export function freshEntry(cell: Cell): CellEntry {
  return {
    cell: withoutTrustMark(cell),
    run: { state: "idle" },
    ...(needsTrust(cell) && { untrusted: true }),
  };
}

/** Jupyter Server marks a code cell `trusted` when the notebook's signature is known. */
function openedEntry(cell: Cell): CellEntry {
  const { untrusted, ...entry } = freshEntry(cell);
  return untrusted === undefined || cell.metadata.trusted === true
    ? entry
    : { ...entry, untrusted };
}

export function emptyCodeCell(source = ""): CodeCell {
  return {
    cell_type: "code",
    id: makeCellId(),
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
  };
}

/** The kernelspec that the file names, if any. */
export function kernelNameOf(state: NotebookState): string | undefined {
  const spec = state.frame.metadata.kernelspec;
  const name = isObject(spec) ? spec.name : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}
