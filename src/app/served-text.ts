// The text that the server put into the page (`server/lessonbook/served_text.py`): it stays until the notebook's own views take
// its place, and the reader stays at the line where they were.

/** Whether there is a text to read already. */
export function hasServedText(document: Document): boolean {
  return document.querySelector("[data-served]") !== null;
}

export interface ReadingPlace {
  /** The first cell that is in sight, counted from 0. */
  readonly cell: number;
  /** How far its start is below the scroller's, in CSS pixels. */
  readonly offset: number;
}

/** Where the reader is in the served text; `undefined` at its start, or where there is none. */
export function readingPlace(document: Document): ReadingPlace | undefined {
  const scroller = document.querySelector('[data-served] [data-part="scroller"]');
  if (scroller === null || scroller.scrollTop === 0) return undefined;
  const { top } = scroller.getBoundingClientRect();
  const cells = [...scroller.querySelectorAll(".lb-cell")];
  const cell = cells.findIndex((one) => one.getBoundingClientRect().bottom > top);
  const found = cells[cell];
  return found === undefined
    ? undefined
    : { cell, offset: found.getBoundingClientRect().top - top };
}

/** Scrolls the views to where the reader was; `elementOf` draws a cell and gives its element. */
export function restorePlace(
  { cell, offset }: ReadingPlace,
  elementOf: (index: number) => HTMLElement | undefined,
): void {
  // What stands around is drawn too, or it would grow under the reader.
  for (let near = cell + 8; near >= Math.max(0, cell - 8); near -= 1) elementOf(near);
  const el = elementOf(cell);
  const scroller = el?.closest('[data-part="scroller"]');
  if (el === undefined || scroller === null || scroller === undefined) return;
  el.scrollIntoView({ block: "start" });
  scroller.scrollTop +=
    el.getBoundingClientRect().top - scroller.getBoundingClientRect().top - offset;
}
