// What the class page says of grades: short words, one place. Pure.
import type { CellGrade, StudentGrade } from "../grading/grades.ts";

/** How an answer stands. */
export function statusWords({ status, markedBefore }: CellGrade): string {
  if (markedBefore === true) return "changed since it was marked";
  switch (status) {
    case "passed":
      return "all points";
    case "failed":
      return "no points";
    case "partial":
      return "some points";
    case "timeout":
      return "took too long";
    case "error":
      return "broke off";
    case "repaired":
      return "all points, after repair";
    case "unanswered":
      return "no answer";
    case "needs-manual":
      return "needs a mark";
  }
}

/** How a student's work stands. */
export function studentWords({ status }: StudentGrade): string {
  switch (status) {
    case "graded":
      return "graded";
    case "needs-manual":
      return "needs marks";
    case "missing":
      return "nothing handed in";
    case "failed":
      return "could not be graded";
  }
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `2 days late`, `40 minutes late`. `seconds` > 0. */
export function lateWords(seconds: number): string {
  const hours = seconds / 3600;
  if (hours >= 48) return `${plural(Math.round(hours / 24), "day")} late`;
  if (hours >= 2) return `${plural(Math.round(hours), "hour")} late`;
  return `${plural(Math.max(1, Math.round(seconds / 60)), "minute")} late`;
}

/** A time as people here write it; empty for what is none. */
export function timeWords(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return "";
  return time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** Points as a field shows them; empty for none. */
export function pointsText(points: number | null | undefined): string {
  return points === null || points === undefined ? "" : String(points);
}

/**
 * What a field for points says: a number, `null` when it is empty, `undefined` when it is no number. A comma is a point.
 */
export function readPoints(text: string): number | null | undefined {
  const trimmed = text.trim().replace(",", ".");
  if (trimmed === "") return null;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(trimmed) ? Number(trimmed) : undefined;
}
