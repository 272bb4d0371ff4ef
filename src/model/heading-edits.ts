// What a person does to headings, as changes that can be undone. Pure.
import { makeCellId } from "../nbformat/ids.ts";
import type { Change } from "./change.ts";
import { insertCells } from "./edits.ts";
import { sectionEnd } from "./folding.ts";
import { headingLevel } from "./headings.ts";
import { isRewritable } from "./locks.ts";
import { indexOfCell, selectedRange } from "./select.ts";
import type { CellEntry, EditStep, NotebookState } from "./state.ts";

type Edit = Extract<Change, { type: "edit" }>;

/** Makes the first line of the selected text cells a heading of this level, 1–6; cells that hold no text are left alone. */
export function setHeadingLevel(state: NotebookState, level: number): Edit | undefined {
  if (!Number.isInteger(level) || level < 1 || level > 6)
    throw new RangeError(`heading level ${level}, where 1 to 6 are possible`);
  const { first, last } = selectedRange(state);
  const steps = state.cells.slice(first, last + 1).flatMap((entry, i): EditStep[] => {
    const { cell } = entry;
    const source = cell.source.replace(/^(?:#+[ \t]*|[ \t]+)?/, `${"#".repeat(level)} `);
    if (cell.cell_type !== "markdown" || !isRewritable(cell)) return [];
    if (source === cell.source) return [];
    const insert = [{ ...entry, cell: { ...cell, source } }];
    return [{ type: "splice", at: first + i, remove: 1, insert }];
  });
  if (steps.length === 0) return undefined;
  return {
    type: "edit",
    label: "Heading",
    steps,
    selection: { ...state.selection, mode: "command" },
  };
}

/** A new heading of the section's own level: above the active cell, or after the end of its section. Without a section, level 1. */
export function insertHeading(state: NotebookState, side: "above" | "below"): Edit {
  const { cells } = state;
  const active = indexOfCell(state, state.selection.active);
  let heading = active;
  while (heading >= 0 && levelAt(cells, heading) === 0) heading--;
  const level = Math.max(1, levelAt(cells, heading));
  const end = heading < 0 ? nextHeading(cells, active) : sectionEnd(cells, heading);
  const source = `${"#".repeat(level)} `;
  const cell = { cell_type: "markdown", id: makeCellId(), metadata: {}, source } as const;
  return insertCells(state, side === "above" ? Math.max(0, active) : end, [cell], "edit");
}

function levelAt(cells: readonly CellEntry[], at: number): number {
  const entry = cells[at];
  return entry === undefined ? 0 : headingLevel(entry.cell);
}

function nextHeading(cells: readonly CellEntry[], at: number): number {
  let next = at + 1;
  while (next < cells.length && levelAt(cells, next) === 0) next++;
  return next;
}
