// Folding: a heading can hide the cells below it, up to the next heading of its level or higher. The file remembers that
// under the key that JupyterLab uses. Pure.
import type { Cell } from "../nbformat/types.ts";
import type { Change } from "./change.ts";
import { headingLevel } from "./headings.ts";
import { indexOfCell, selectedRange } from "./select.ts";
import type { CellEntry, CellId, NotebookState } from "./state.ts";

type Edit = Extract<Change, { type: "edit" }>;
type MetadataChange = Extract<Change, { type: "cell-metadata" }>;

/** JupyterLab's own key, so that a section folded there is folded here. */
const FOLDED = "jp-MarkdownHeadingCollapsed";

/** Whether the cell is a heading whose section is folded away. */
export function isFolded(cell: Cell): boolean {
  return cell.metadata[FOLDED] === true && headingLevel(cell) > 0;
}

/** The place after the last cell of the section that the heading at `at` begins; `at + 1` when it is no heading. */
export function sectionEnd(cells: readonly CellEntry[], at: number): number {
  const level = levelAt(cells, at);
  let end = at + 1;
  if (level === 0) return end;
  while (end < cells.length && (levelAt(cells, end) === 0 || levelAt(cells, end) > level)) end++;
  return end;
}

/** The cells that folded sections hide. */
export function hiddenCells(cells: readonly CellEntry[]): ReadonlySet<CellId> {
  if (!cells.some(({ cell }) => cell.metadata[FOLDED] === true)) return NONE;
  const hidden = new Set<CellId>();
  let at = 0;
  while (at < cells.length) {
    const entry = cells[at];
    const end = entry !== undefined && isFolded(entry.cell) ? sectionEnd(cells, at) : at + 1;
    for (const { cell } of cells.slice(at + 1, end)) hidden.add(cell.id);
    at = end;
  }
  return hidden;
}

const NONE: ReadonlySet<CellId> = new Set();

/** The next cell in sight, `by` cells that way; undefined at the notebook's end. */
export function visibleBeside(state: NotebookState, id: CellId, by: 1 | -1): CellId | undefined {
  const hidden = hiddenCells(state.cells);
  let at = indexOfCell(state, id) + by;
  while (hidden.has(state.cells[at]?.cell.id ?? "")) at += by;
  return state.cells[at]?.cell.id;
}

/** The nearest heading before (`-1`) or after (`1`) a cell, of those in sight. */
export function headingBeside(state: NotebookState, id: CellId, by: 1 | -1): CellId | undefined {
  const hidden = hiddenCells(state.cells);
  let at = indexOfCell(state, id) + by;
  while (at >= 0 && at < state.cells.length) {
    const found = state.cells[at]?.cell;
    if (found !== undefined && headingLevel(found) > 0 && !hidden.has(found.id)) return found.id;
    at += by;
  }
  return undefined;
}

/** Folds or unfolds the section of a heading; undefined when that is how it stands, or there is none. */
export function foldSection(entry: CellEntry, fold: boolean): MetadataChange | undefined {
  const { cell } = entry;
  if (headingLevel(cell) === 0 || isFolded(cell) === fold) return undefined;
  const { [FOLDED]: _folded, ...rest } = cell.metadata;
  return {
    type: "cell-metadata",
    id: cell.id,
    metadata: fold ? { ...rest, [FOLDED]: true } : rest,
  };
}

/** Folds every section; `active` is the cell that stays in sight where the active one would not. */
export function foldAll(state: NotebookState): {
  readonly changes: readonly MetadataChange[];
  readonly active: CellId;
} {
  const { cells, selection } = state;
  const changes = cells.flatMap((entry) => foldSection(entry, true) ?? []);
  const folded = cells.map(({ cell, ...entry }): CellEntry => ({
    ...entry,
    cell: headingLevel(cell) > 0 ? { ...cell, metadata: { [FOLDED]: true } } : cell,
  }));
  const hidden = hiddenCells(folded);
  let at = indexOfCell(state, selection.active);
  while (hidden.has(cells[at]?.cell.id ?? "")) at--;
  return { changes, active: cells[at]?.cell.id ?? selection.active };
}

/** Unfolds what hides a cell. */
export function revealCell(state: NotebookState, id: CellId): readonly MetadataChange[] {
  const at = indexOfCell(state, id);
  return state.cells.slice(0, Math.max(0, at)).flatMap((entry, i) => {
    const hides = isFolded(entry.cell) && sectionEnd(state.cells, i) > at;
    const change = hides ? foldSection(entry, false) : undefined;
    return change === undefined ? [] : [change];
  });
}

/**
 * Moves the selected cells by one place in sight: a folded section goes as a whole, and is passed as a whole.
 */
export function moveInSight(state: NotebookState, direction: "up" | "down"): Edit | undefined {
  const { cells } = state;
  const { first, last } = selectedRange(state);
  const hidden = hiddenCells(cells);
  const isHidden = (at: number): boolean => hidden.has(cells[at]?.cell.id ?? "");
  let end = last + 1;
  while (isHidden(end)) end++;
  let to: number;
  if (direction === "up") {
    if (first === 0) return undefined;
    to = first - 1;
    while (isHidden(to)) to--;
  } else {
    if (end >= cells.length) return undefined;
    let beyond = end + 1;
    while (isHidden(beyond)) beyond++;
    to = beyond - (end - first);
  }
  return {
    type: "edit",
    label: "Move",
    steps: [{ type: "move", from: first, count: end - first, to }],
    selection: { ...state.selection, mode: "command" },
  };
}

function levelAt(cells: readonly CellEntry[], at: number): number {
  const entry = cells[at];
  return entry === undefined ? 0 : headingLevel(entry.cell);
}
