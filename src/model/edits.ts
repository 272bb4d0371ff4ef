// What a person does to cells, as changes: insert, delete, move, change type, split, merge, clear outputs.
// Each function looks at a state and gives the change to dispatch, or undefined when there is nothing to do.
import { makeCellId } from "../nbformat/ids.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Cell, CellType, JsonObject } from "../nbformat/types.ts";
import type { Change } from "./change.ts";
import { hiddenCells } from "./folding.ts";
import { isDeletable, isReshapable } from "./locks.ts";
import { emptyCodeCell, freshEntry } from "./open.ts";
import { indexOfCell, selectedRange } from "./select.ts";
import type { CellEntry, CellId, CellPatch, EditStep, Mode, NotebookState } from "./state.ts";

export { isDeletable, isEditable } from "./locks.ts";

/** A change of cells that can be undone. */
export type Edit = Extract<Change, { type: "edit" }>;

/** Puts new cells before place `at`; the last of them becomes active. */
export function insertCells(
  state: NotebookState,
  at: number,
  cells: readonly Cell[],
  mode: Mode = "command",
  label = "Insert",
): Edit {
  const taken = new Set(state.cells.map(({ cell }) => cell.id));
  const fresh = cells.map((cell) => {
    const own = taken.has(cell.id) ? { ...cell, id: makeCellId(taken) } : cell;
    taken.add(own.id);
    return freshEntry(own);
  });
  const active = fresh.at(-1)?.cell.id ?? state.selection.active;
  return edit(label, [{ type: "splice", at, remove: 0, insert: fresh }], active, mode);
}

/** An empty code cell above or below the selection. */
export function insertBeside(
  state: NotebookState,
  side: "above" | "below",
  mode: Mode = "command",
): Edit {
  const { first, last } = selectedRange(state);
  const at = side === "above" ? first : placeInSight(state, last + 1);
  return insertCells(state, at, [emptyCodeCell()], mode);
}

/**
 * Deletes the selected cells, but for those that the file protects (`deletable: false`).
 * A notebook that would be empty keeps one new code cell.
 */
export function deleteSelected(state: NotebookState, label = "Delete"): Edit | undefined {
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
      label,
      [...steps, { type: "splice", at: 0, remove: 0, insert: [fresh] }],
      fresh.cell.id,
    );
  }
  const removed = new Set(steps.map((step) => (step.type === "splice" ? step.at : -1)));
  const kept = state.cells.findIndex((_, i) => i >= first && !removed.has(i));
  const next = state.cells[kept] ?? state.cells.findLast((_, i) => !removed.has(i));
  return edit(label, steps, next?.cell.id ?? state.selection.active);
}

/** The cells that a move takes along, as places: the selected ones and what a folded section among them hides. */
export function movedRange(state: NotebookState): { readonly first: number; readonly end: number } {
  const { first, last } = selectedRange(state);
  return { first, end: placeInSight(state, last + 1) };
}

/** The first place from `at` on that no folded section hides. */
export function placeInSight(state: NotebookState, at: number): number {
  const hidden = hiddenCells(state.cells);
  let place = at;
  while (hidden.has(state.cells[place]?.cell.id ?? "")) place++;
  return place;
}

/**
 * Moves the selected cells to before place `gap`, counted with them in their old place; the number of cells is the end.
 * What goes into a folded section goes behind it.
 */
export function moveSelectedTo(state: NotebookState, gap: number): Edit | undefined {
  if (gap < 0 || gap > state.cells.length) return undefined;
  const { first, end } = movedRange(state);
  const place = placeInSight(state, gap);
  if (place >= first && place <= end) return undefined;
  const count = end - first;
  return {
    type: "edit",
    label: "Move",
    steps: [{ type: "move", from: first, count, to: place >= end ? place - count : place }],
    selection: { ...state.selection, mode: "command" },
  };
}

/** Changes the type of the selected cells; code that becomes text loses its outputs until it is undone. */
export function changeType(state: NotebookState, type: CellType): Edit | undefined {
  const { first, last } = selectedRange(state);
  const steps = state.cells.slice(first, last + 1).flatMap((entry, i): EditStep[] =>
    entry.cell.cell_type === type || !isReshapable(entry.cell)
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
  if (entry === undefined || !isReshapable(entry.cell)) return undefined;
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

/** The cells that a merge joins: the selected ones, or the active one and the next. */
export function mergedCells(state: NotebookState): readonly CellEntry[] {
  const { first, last } = selectedRange(state);
  return state.cells.slice(first, Math.max(last, first + 1) + 1);
}

/** Joins cells into the first of them. */
export function mergeSelected(state: NotebookState): Edit | undefined {
  const { first } = selectedRange(state);
  const entries = mergedCells(state);
  const [head] = entries;
  if (head === undefined || entries.length < 2) return undefined;
  if (!entries.every(({ cell }) => isReshapable(cell))) return undefined;
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

/** Takes the outputs and counts of cells away. */
export function clearOutputs(state: NotebookState, ids: readonly CellId[]): Edit | undefined {
  const wanted = new Set(ids);
  const patches = state.cells.flatMap(({ cell, run }): CellPatch[] => {
    if (cell.cell_type !== "code" || !wanted.has(cell.id)) return [];
    const isClear = cell.outputs.length === 0 && cell.execution_count === null;
    const isRun = run.endedAt !== undefined || run.state === "cancelled";
    if (isClear && !isRun) return [];
    const bare: Cell = { ...cell, outputs: [], execution_count: null };
    return [{ id: cell.id, outputsOf: freshEntry(bare) }];
  });
  return patchCells(state, "Clear outputs", patches);
}

/** Sets text, metadata or outputs of cells as one edit. Says nothing of locks: whoever calls has looked. */
export function patchCells(
  state: NotebookState,
  label: string,
  patches: readonly CellPatch[],
): Edit | undefined {
  if (patches.length === 0) return undefined;
  const { selection } = state;
  return { type: "edit", label, steps: [{ type: "set", cells: patches }], selection };
}

/**
 * Metadata for a copy of a cell: it must not carry a grade id (two cells with one id stop nbgrader for a whole class,
 * nbgrader#1083), nor what was recorded of the learner and the score in the first one.
 */
export function withoutGrading(metadata: JsonObject): JsonObject {
  const { nbgrader: _nbgrader, lessonbook, ...rest } = metadata;
  if (!isObject(lessonbook)) return lessonbook === undefined ? rest : { ...rest, lessonbook };
  const { learner: _learner, grade: _grade, ...lesson } = lessonbook;
  return { ...rest, lessonbook: lesson };
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
