// Whether an exercise has its cells.
import { isObject } from "../../nbformat/parse.ts";
import type { Cell } from "../../nbformat/types.ts";
import { findExercise } from "../exercise.ts";
import { advise, refuse, type Finding } from "./finding.ts";

export function lintExercise(cells: readonly Cell[], questionId: string): readonly Finding[] {
  const { solution, tests } = findExercise(cells, questionId);
  if (solution === undefined) {
    return [
      refuse(
        1,
        "There is no solution cell below this exercise. Add a code cell and mark it as nbgrader's solution cell.",
      ),
    ];
  }
  if (tests.length === 0) {
    return [
      refuse(
        1,
        "There is no test cell below the solution. Add a code cell and mark it as nbgrader's test cell.",
      ),
    ];
  }
  const worth = tests.map(({ metadata: { nbgrader } }) =>
    isObject(nbgrader) && typeof nbgrader.points === "number" ? nbgrader.points : 0,
  );
  return worth.every((points) => points === 0)
    ? [advise(1, "No test of this exercise gives points. Set “points” in a test cell.")]
    : [];
}
