// `metadata.lessonbook` of a cell: where it is and how it is replaced. Used by every part of this room
// and by the views; what the keys mean is said where they are parsed.
import { isObject } from "../nbformat/parse.ts";
import type { Cell, JsonObject } from "../nbformat/types.ts";

/** Something wrong in a cell, for its author: what it is and what to do. */
export interface Problem {
  readonly message: string;
  /** Line in the cell's source, from 1. */
  readonly line: number;
}

/** The cell's `metadata.lessonbook`; an empty object where there is none. */
export function lessonMetadata(cell: Cell): JsonObject {
  const value = cell.metadata.lessonbook;
  return isObject(value) ? value : {};
}

/** The cell's whole metadata with some keys of `lessonbook` replaced; `undefined` takes a key out. */
export function withLessonMetadata(cell: Cell, changes: JsonObject): JsonObject {
  const entries = Object.entries({ ...lessonMetadata(cell), ...changes });
  return {
    ...cell.metadata,
    lessonbook: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
  };
}

/** Whether a cell is a Markdown cell of a lesson kind, such as `quiz` or `table`. */
export function isLessonCell(cell: Cell, kind: string): boolean {
  return cell.cell_type === "markdown" && lessonMetadata(cell).kind === kind;
}
