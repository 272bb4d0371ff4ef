// Which cells are a student's work on a graded cell: what a person looks at to mark it, and a digest that tells whether it has
// changed since.
import { md5 } from "@noble/hashes/legacy.js";
import type { Cell } from "../nbformat/types.ts";
import { gradePart, readGradeInfo } from "./cell-metadata.ts";

/**
 * The cells to look at, in their order: an answer or question is one cell; a task has the cells after it, up to the next that
 * has a part in an exercise; tests have the answers before them, up to
 * the tests before those. Empty when there is no such cell.
 */
export function workOf(cells: readonly Cell[], gradeId: string): readonly Cell[] {
  const at = cells.findIndex((cell) => readGradeInfo(cell)?.gradeId === gradeId);
  const cell = cells[at];
  if (gradeId === "" || cell === undefined) return [];
  switch (partOf(cell)) {
    case "task": {
      const after = cells.slice(at + 1);
      const end = after.findIndex((other) => partOf(other) !== undefined);
      return [cell, ...after.slice(0, end === -1 ? after.length : end)];
    }
    case "tests": {
      const before = cells.slice(0, at);
      const last = before.findLastIndex((other) => partOf(other) === "answer");
      const start = before.findLastIndex((other, i) => i < last && partOf(other) === "tests") + 1;
      return [...before.slice(start).filter((other) => partOf(other) === "answer"), cell];
    }
    default:
      return [cell];
  }
}

/** Twelve hexadecimal digits of what the student wrote; other ones when it changes. */
export function workDigest(cells: readonly Cell[], gradeId: string): string {
  const own = workOf(cells, gradeId).filter(
    (cell) => !["tests", "task"].includes(partOf(cell) ?? ""),
  );
  const text = JSON.stringify(own.map(({ source }) => source));
  const digest = md5(new TextEncoder().encode(text));
  return Array.from(digest.slice(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function partOf(cell: Cell): ReturnType<typeof gradePart> {
  return gradePart(readGradeInfo(cell));
}
