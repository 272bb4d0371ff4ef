// What a person does to cells, as changes: insert, delete, move, change type, split, merge.
// Each function looks at a state and gives the change to dispatch, or undefined when there is nothing to do.
import { makeCellId } from "../nbformat/ids.ts";
import type { Cell, CellType, JsonObject } from "../nbformat/types.ts";
import type { Change } from "./change.ts";
import { emptyCodeCell, freshEntry } from "./open.ts";
import { indexOfCell, selectedRange } from "./select.ts";
import type { CellEntry, CellId, EditStep, Mode, NotebookState } from "./state.ts";

type Edit = Extract<Change, { type: "edit" }>;

/** Puts new cells before place `at`; the last of them becomes active. */
export function insertCells(
  state: NotebookState,
  at: number,
  cells: readonly Cell[],
  mode: Mode = "command",
): Edit {
  const taken = new Set(state.cells.map(({ cell }) => cell.id));
  const fresh = cells.map((cell) => {
    const own = taken.has(cell.id) ? { ...cell, id: makeCellId(taken) } : cell;
    taken.add(own.id);
    return freshEntry(own);
  });
  const active = fresh.at(-1)?.cell.id ?? state.selection.active;
  return edit("Insert", [{ type: "splice", at, remove: 0, insert: fresh }], active, mode);
}

/** An empty code cell above or below the selection. */
export function insertBeside(
  state: NotebookState,
  side: "above" | "below",
  mode: Mode = "command",
): Edit {
  const { first, last } = selectedRange(state);
  return insertCells(state, side === "above" ? first : last + 1, [emptyCodeCell()], mode);
}

/**
 * Deletes the selected cells, but for those that the file protects (`deletable: false`).
 * A notebook that would be empty keeps one new code cell.
 */
export function deleteSelected(state: NotebookState): Edit | undefined {
  const { first, last } = selectedRange(state);
  const steps: EditStep[] = [];
  for (let at = last; at >= first; at--) {
    const entry = state.cells[at];
    if (entry !== undefined && isDeletable(entry.cell)) {
      steps.push({ type: "splice", at, remove: 1, insert: [] });
    }
  }
  if (steps.length === 0) return undefined;
  if (steps.length === state.cells.length) {
    const fresh = freshEntry(emptyCodeCell());
    return edit(
      "Delete",
      [...steps, { type: "splice", at: 0, remove: 0, insert: [fresh] }],
      fresh.cell.id,
    );
  }
  const removed = new Set(steps.map((step) => (step.type === "splice" ? step.at : -1)));
  const kept = state.cells.findIndex((_, i) => i >= first && !removed.has(i));
  const next = state.cells[kept] ?? state.cells.findLast((_, i) => !removed.has(i));
  return edit("Delete", steps, next?.cell.id ?? state.selection.active);
}

/** Moves the selected cells by one place. */
export function moveSelected(state: NotebookState, direction: "up" | "down"): Edit | undefined {
  const { first, last } = selectedRange(state);
  const to = direction === "up" ? first - 1 : first + 1;
  const count = last - first + 1;
  if (to < 0 || to + count > state.cells.length) return undefined;
  return {
    type: "edit",
    label: "Move",
    steps: [{ type: "move", from: first, count, to }],
    selection: { ...state.selection, mode: "command" },
  };
}

/** Changes the type of the selected cells; code that becomes text loses its outputs until it is undone. */
export function changeType(state: NotebookState, type: CellType): Edit | undefined {
  const { first, last } = selectedRange(state);
  const steps = state.cells.slice(first, last + 1).flatMap((entry, i): EditStep[] =>
    entry.cell.cell_type === type || !isEditable(entry.cell)
      ? []
      : [
          {
            type: "splice",
            at: first + i,
            remove: 1,
            insert: [retype(entry, type)],
            keepSource: true,
          },
        ],
  );
  return steps.length === 0
    ? undefined
    : {
        type: "edit",
        label: "Change type",
        steps,
        selection: { ...state.selection, mode: "command" },
      };
}

/** Splits a cell at UTF-16 offset `offset` of its text; the upper part keeps the id, the lower one the outputs. */
export function splitCell(state: NotebookState, id: CellId, offset: number): Edit | undefined {
  const at = indexOfCell(state, id);
  const entry = state.cells[at];
  if (entry === undefined || !isEditable(entry.cell) || !isDeletable(entry.cell)) return undefined;
  const { cell } = entry;
  const upper = { ...cell, source: cell.source.slice(0, offset).replace(/\n$/, "") };
  const lower: Cell = {
    ...cell,
    id: makeCellId(),
    metadata: withoutGrading(cell.metadata),
    source: cell.source.slice(offset).replace(/^\n/, ""),
  };
  const head: Cell =
    upper.cell_type === "code" ? { ...upper, outputs: [], execution_count: null } : upper;
  const insert = [freshEntry(head), { ...entry, cell: lower }];
  return edit("Split", [{ type: "splice", at, remove: 1, insert }], lower.id, "edit");
}

/** Joins the selected cells, or the active one with the next, into the first of them. */
export function mergeSelected(state: NotebookState): Edit | undefined {
  const range = selectedRange(state);
  const { first } = range;
  const last = range.last === first ? first + 1 : range.last;
  const entries = state.cells.slice(first, last + 1);
  const [head] = entries;
  if (head === undefined || entries.length < 2) return undefined;
  if (!entries.every(({ cell }) => isEditable(cell) && isDeletable(cell))) return undefined;
  const source = entries.map(({ cell }) => cell.source).join("\n\n");
  const merged: Cell =
    head.cell.cell_type === "code"
      ? { ...head.cell, source, outputs: [], execution_count: null }
      : { ...head.cell, source };
  const step: EditStep = {
    type: "splice",
    at: first,
    remove: entries.length,
    insert: [freshEntry(merged)],
  };
  return edit("Merge", [step], merged.id);
}

/** Whether the file lets people change the cell's text (`editable`, nbformat 4.5). */
export function isEditable(cell: Cell): boolean {
  return cell.metadata.editable !== false;
}

/** Whether the file lets people delete the cell (`deletable`, nbformat 4.5). */
export function isDeletable(cell: Cell): boolean {
  return cell.metadata.deletable !== false;
}

/** A copy must not carry a grade id: two cells with one id stop nbgrader for a whole class (nbgrader#1083). */
export function withoutGrading(metadata: JsonObject): JsonObject {
  const { nbgrader: _nbgrader, ...rest } = metadata;
  return rest;
}

function retype(entry: CellEntry, type: CellType): CellEntry {
  const { cell } = entry;
  if (type === "code") {
    const { attachments: _attachments, ...rest } = cell;
    return freshEntry({ ...rest, cell_type: "code", execution_count: null, outputs: [] });
  }
  if (cell.cell_type === "code") {
    const { execution_count: _count, outputs: _outputs, ...rest } = cell;
    return freshEntry({ ...rest, cell_type: type });
  }
  return freshEntry({ ...cell, cell_type: type });
}

function edit(
  label: string,
  steps: readonly EditStep[],
  active: CellId,
  mode: Mode = "command",
): Edit {
  return { type: "edit", label, steps, selection: { active, anchor: active, mode } };
}
