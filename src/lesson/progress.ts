// How far a learner has come, read off the cells themselves: nothing is kept twice. Looks at metadata alone, so that it can be
// asked at every change. Used by the contents, and to go on where one left off.
import { isObject } from "../nbformat/parse.ts";
import type { Cell } from "../nbformat/types.ts";
import { isLessonCell, lessonMetadata } from "./lesson-metadata.ts";

/** `done`: right once, or recorded where it is graded. `tried`: checked without being right. */
export type QuestionStand = "todo" | "tried" | "done";

export interface Progress {
  readonly done: number;
  readonly tried: number;
  readonly total: number;
}

/** How a learner's question stands; `undefined` for other cells, and for the teacher's source. */
export function standOf(cell: Cell): QuestionStand | undefined {
  if (!isLessonCell(cell, "quiz")) return undefined;
  const { released, mode, learner } = lessonMetadata(cell);
  if (released !== true) return undefined;
  const { solved, checked, attempts } = isObject(learner) ? learner : {};
  const isDone = mode === "graded" ? typeof checked === "string" : typeof solved === "string";
  if (isDone) return "done";
  return typeof attempts === "number" && attempts > 0 ? "tried" : "todo";
}

/** How the questions among some cells stand. */
export function progressOf(cells: readonly Cell[]): Progress {
  const stands = cells.map(standOf).filter((stand) => stand !== undefined);
  return {
    done: stands.filter((stand) => stand === "done").length,
    tried: stands.filter((stand) => stand === "tried").length,
    total: stands.length,
  };
}

/**
 * The place to go on: the first cell with something to do after the last one with something done; where that is the end,
 * the first one that was left out. `undefined` when nothing was begun, or nothing is left.
 */
export function placeToGoOn(cells: readonly Cell[]): number | undefined {
  const last = cells.findLastIndex(isBegun);
  if (last === -1) return undefined;
  const after = cells.findIndex((cell, place) => place > last && isOpen(cell));
  if (after !== -1) return after;
  const skipped = cells.findIndex(
    (cell) => standOf(cell) !== undefined && standOf(cell) !== "done",
  );
  return skipped === -1 ? undefined : skipped;
}

function isBegun(cell: Cell): boolean {
  if (cell.cell_type === "code") return cell.execution_count !== null;
  const stand = standOf(cell);
  return stand === "done" || stand === "tried";
}

/** Something is still to be done here: code to run, or a question to answer. */
function isOpen(cell: Cell): boolean {
  if (cell.cell_type === "code") return cell.execution_count === null && cell.source.trim() !== "";
  const stand = standOf(cell);
  return stand === "todo" || stand === "tried";
}
