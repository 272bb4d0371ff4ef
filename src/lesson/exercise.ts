// An exercise: a question of the kind `code` and the cells below it, nbgrader's solution cell and the test cells after that.
// The tests run in the kernel, so how they stand is read from their outputs. Used by the question's card and by `check`.
import { isObject } from "../nbformat/parse.ts";
import type { Cell, CodeCell, JsonObject, Output } from "../nbformat/types.ts";
import { isQuestionCell } from "./question-kinds.ts";
import type { Score } from "./score.ts";

export interface Exercise {
  /** Where the learner writes; missing when there is no such cell. */
  readonly solution?: CodeCell;
  readonly tests: readonly CodeCell[];
}

export interface TestResult {
  /** `waiting`: not run since its outputs were cleared. */
  readonly state: "passed" | "failed" | "waiting";
  /** What went wrong, in the words of the test; empty otherwise. */
  readonly message: string;
  readonly points: number;
}

/** The cells that belong to a question: up to the next question or the next solution cell. */
export function findExercise(cells: readonly Cell[], questionId: string): Exercise {
  const tests: CodeCell[] = [];
  let solution: CodeCell | undefined;
  for (const cell of cells.slice(cells.findIndex(({ id }) => id === questionId) + 1)) {
    if (isQuestionCell(cell)) break;
    if (cell.cell_type !== "code") continue;
    const { grade, solution: isSolution } = nbgraderOf(cell);
    if (isSolution === true) {
      if (solution !== undefined) break;
      solution = cell;
    } else if (grade === true && solution !== undefined) {
      tests.push(cell);
    }
  }
  return { tests, ...(solution === undefined ? {} : { solution }) };
}

/** Whether something stands in place of what nbgrader leaves there: running all cells of a lesson is no attempt at its exercises. */
export function isBegun({ solution }: Exercise): boolean {
  return solution !== undefined && !/^\s*raise NotImplementedError\(\)\s*$/m.test(solution.source);
}

/** How a test cell stands by its outputs: an error is a failure, anything else a success. */
export function readTest(cell: CodeCell): TestResult {
  const { points } = nbgraderOf(cell);
  const worth = typeof points === "number" && points >= 0 ? points : 0;
  const error = cell.outputs.find(isError);
  if (error !== undefined) return { state: "failed", message: messageOf(error), points: worth };
  const isRun = cell.execution_count !== null;
  return { state: isRun ? "passed" : "waiting", message: "", points: worth };
}

/** What the tests give together. Without points of their own they count alike, and the exercise's points are shared out. */
export function scoreTests(tests: readonly TestResult[], points: number): Score {
  const total = sumOf(tests.map((test) => test.points));
  const weightOf = (test: TestResult): number => (total > 0 ? test.points : 1);
  const passed = tests.filter((test) => test.state === "passed");
  const weight = sumOf(tests.map(weightOf));
  const fraction = weight === 0 ? 0 : sumOf(passed.map(weightOf)) / weight;
  const maxPoints = total > 0 ? total : points;
  const isAll = tests.length > 0 && passed.length === tests.length;
  return {
    verdict: tests.every((test) => test.state === "waiting")
      ? "unanswered"
      : isAll
        ? "right"
        : passed.length > 0
          ? "partial"
          : "wrong",
    fraction,
    points: fraction * maxPoints,
    maxPoints,
    changed: false,
  };
}

/** The text that stands for the learner's answer: the code and the tests it was run with. */
export function exerciseText({ solution, tests }: Exercise): string {
  return JSON.stringify([solution?.source ?? "", ...tests.map((test) => test.source)]);
}

function nbgraderOf(cell: Cell): JsonObject {
  const { nbgrader } = cell.metadata;
  return isObject(nbgrader) ? nbgrader : {};
}

function isError(output: Output): boolean {
  return output.output_type === "error";
}

/** A test's own words; the name of the error too, where it is not a failed assertion. */
function messageOf(output: Output): string {
  const [name = "", value = ""] = [output.ename, output.evalue].map((text) =>
    typeof text === "string" ? text.trim() : "",
  );
  if (value === "") return name;
  return name === "AssertionError" || name === "CheckFailed" ? value : `${name}: ${value}`;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
