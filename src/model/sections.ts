// Sections: a heading and what follows it, up to the next heading of its level or a higher one. Pure.
import { headingLevel } from "./headings.ts";
import type { NotebookState } from "./state.ts";

/** The section that the cell at a place belongs to, as places; `end` is the first one outside. Before any heading: all up to it. */
export function sectionAround(
  state: NotebookState,
  index: number,
): { readonly first: number; readonly end: number } {
  const levels = state.cells.map(({ cell }) => headingLevel(cell));
  let first = index;
  while (first > 0 && levels[first] === 0) first--;
  const own = levels[first] ?? 0;
  const after = levels.findIndex(
    (level, i) => i > first && level > 0 && (own === 0 || level <= own),
  );
  return { first, end: after === -1 ? levels.length : after };
}
