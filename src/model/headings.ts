// The heading that a text cell brings, found without a Markdown parser: every change of the notebook asks for it. Pure.
import type { Cell } from "../nbformat/types.ts";

/** The highest heading in a text cell, 1–6; 0 when it has none, and for other cells. */
export function headingLevel(cell: Cell): number {
  if (cell.cell_type !== "markdown") return 0;
  let level = levels.get(cell);
  if (level === undefined) {
    level = highestHeading(cell.source);
    levels.set(cell, level);
  }
  return level;
}

/** Cells are immutable, and each keystroke asks for the headings of all of them. */
const levels = new WeakMap<Cell, number>();

function highestHeading(source: string): number {
  if (!/^ {0,3}(?:#|=|-)/m.test(source)) return 0;
  let best = 7;
  let fence: string | undefined;
  let above = "";
  for (const line of source.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = undefined;
      above = "";
      continue;
    }
    if (mark !== undefined) fence = mark;
    const sharp = /^ {0,3}(#{1,6})(?:[ \t]|$)/.exec(line)?.[1];
    const underlined = /^ {0,3}(=+|-+)[ \t]*$/.exec(line)?.[1];
    const isText = /^ {0,3}[^\s#>`~|*+-]/.test(above);
    if (sharp !== undefined) best = Math.min(best, sharp.length);
    else if (underlined !== undefined && isText)
      best = Math.min(best, underlined.startsWith("=") ? 1 : 2);
    above = line;
  }
  return best === 7 ? 0 : best;
}
