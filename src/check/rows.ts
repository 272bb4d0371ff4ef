// What a run from a clean start says of each question, exercise and test, in the order of the notebook. Pure.
import { gradePart, readGradeInfo } from "../grading/cell-metadata.ts";
import { findExercise, isBegun, readTest, type Exercise } from "../lesson/exercise.ts";
import { lessonMetadata } from "../lesson/lesson-metadata.ts";
import { standOf } from "../lesson/progress.ts";
import { isQuestionCell } from "../lesson/question-kinds.ts";
import type { Cell, CodeCell } from "../nbformat/types.ts";
import type { CellResult } from "./run.ts";

export interface CheckRow {
  /** The cell that the row stands for. */
  readonly id: string;
  /** The cell where there is something to do: that one, or a test or an answer below it. */
  readonly cellId: string;
  readonly title: string;
  /** `open`: the learner has not begun; `waiting`: its cells have not run yet. */
  readonly state: "right" | "wrong" | "open" | "waiting";
  readonly text: string;
}

/** Results by cell id, as far as they are there. */
export type CheckResults = ReadonlyMap<string, CellResult>;

/** @param cells as the page has them, with what they showed there */
export function checkRows(cells: readonly Cell[], results: CheckResults): readonly CheckRow[] {
  const exercises = new Map(
    cells.filter(isExercise).map(({ id }) => [id, findExercise(cells, id)]),
  );
  const known = new Set(
    [...exercises.values()].flatMap(({ solution, tests }) =>
      [...tests, ...(solution === undefined ? [] : [solution])].map(({ id }) => id),
    ),
  );
  return cells.flatMap((cell, index): readonly CheckRow[] => {
    const exercise = exercises.get(cell.id);
    if (exercise !== undefined) return [exerciseRow(cell, exercise, results)];
    if (cell.cell_type === "markdown") return questionRow(cell);
    if (cell.cell_type !== "code" || known.has(cell.id)) return [];
    return codeRow(cell, index + 1, results);
  });
}

function isExercise(cell: Cell): boolean {
  return isQuestionCell(cell) && lessonMetadata(cell).question === "code";
}

/** An answer is checked in the page, without a kernel. */
function questionRow(cell: Cell): readonly CheckRow[] {
  const stand = standOf(cell);
  if (stand === undefined) return [];
  const row = { id: cell.id, cellId: cell.id, title: firstLine(cell) };
  const isGraded = lessonMetadata(cell).mode === "graded";
  switch (stand) {
    case "done":
      return [{ ...row, state: "right", text: isGraded ? "Answered." : "Right." }];
    case "tried":
      return [{ ...row, state: "wrong", text: "Not right yet." }];
    case "todo":
      return [{ ...row, state: "open", text: "Not answered yet." }];
  }
}

function exerciseRow(cell: Cell, exercise: Exercise, results: CheckResults): CheckRow {
  const { solution, tests } = exercise;
  const row = { id: cell.id, cellId: cell.id, title: firstLine(cell) };
  if (!isBegun(exercise)) return { ...row, state: "open", text: "Not begun yet." };
  const failing = tests.find((test) => isFailure(results.get(test.id)));
  if (failing !== undefined) {
    const broken = solution !== undefined && isFailure(results.get(solution.id));
    return { ...row, state: "wrong", ...wordsOn(broken ? solution : failing, results) };
  }
  if (tests.some(({ id }) => !results.has(id))) return { ...row, state: "waiting", text: "" };
  const text =
    tests.length === 0
      ? "It has no test here."
      : tests.length === 1
        ? "Its test passes."
        : `All ${tests.length} tests pass.`;
  return { ...row, state: "right", text };
}

/** A test that belongs to no question, and any other cell that does not go through. */
function codeRow(cell: CodeCell, number: number, results: CheckResults): readonly CheckRow[] {
  const info = readGradeInfo(cell);
  const isTest = info !== undefined && gradePart(info) === "tests";
  const result = results.get(cell.id);
  const title = isTest ? `Test ${info.gradeId}` : `Cell ${number}: ${firstLine(cell)}`;
  const row = { id: cell.id, cellId: cell.id, title };
  if (isFailure(result)) return [{ ...row, state: "wrong", ...wordsOn(cell, results) }];
  if (!isTest) return [];
  return result === undefined
    ? [{ ...row, state: "waiting", text: "" }]
    : [{ ...row, state: "right", text: "Passes." }];
}

function isFailure(result: CellResult | undefined): boolean {
  return ["failed", "did-not-fail", "timeout", "not-run"].includes(result?.status ?? "");
}

/** What went wrong, and whether it went right on the page: then something there is not in the notebook any more. */
function wordsOn(cell: CodeCell, results: CheckResults): Pick<CheckRow, "cellId" | "text"> {
  const { status, message = "" } = results.get(cell.id) ?? {};
  const reason = status === "not-run" ? "it was not run, because the kernel ended before" : message;
  const text =
    readTest(cell).state === "passed"
      ? `Goes through here, but not from a clean start: ${reason}. Perhaps it needs a cell that was changed, deleted or run in another order.`
      : // A test's own words stand as they are; ours become a sentence.
        status === "failed"
        ? reason
        : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
  return { cellId: cell.id, text };
}

/** The first line with words, without the marks of Markdown; at most 80 characters. */
function firstLine({ source }: Cell): string {
  const line = source.split("\n").find((one) => /\w/.test(one)) ?? "";
  const plain = line.replace(/^[\s#>*-]+/, "").replaceAll(/[*`]/g, "");
  return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain;
}
