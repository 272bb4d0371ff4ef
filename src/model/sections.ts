// Sections: a heading and what follows it, up to the next heading of its level or a higher one. Pure.
import type { Cell } from "../nbformat/types.ts";
import type { NotebookState } from "./state.ts";

/** The level of a Markdown cell that begins with a heading, 1 to 6; `undefined` for every other cell. */
export function headingLevel(cell: Cell): number | undefined {
  if (cell.cell_type !== "markdown") return undefined;
  return /^\s*(#{1,6})\s/.exec(cell.source)?.[1]?.length;
}

/** The section that the cell at a place belongs to, as places; `end` is the first one outside. Before any heading: all up to it. */
export function sectionAround(
  state: NotebookState,
  index: number,
): { readonly first: number; readonly end: number } {
  const levels = state.cells.map(({ cell }) => headingLevel(cell));
  let first = index;
  while (first > 0 && levels[first] === undefined) first--;
  const own = levels[first] ?? 6;
  const after = levels.findIndex((level, i) => i > first && level !== undefined && level <= own);
  return { first, end: after === -1 ? levels.length : after };
}
