// Watches the cells of an exercise: what was run, and when its tests are through. Used by the card of such a question.
import type { CellHost } from "../../extension.ts";
import { findExercise, readTest, type Exercise } from "../../lesson/exercise.ts";
import type { NotebookState } from "../../model/state.ts";

export interface ExerciseListener {
  /** Something of the exercise's cells has changed. */
  readonly onChange: () => void;
  /** The last of the tests has ended, run with the code that stands in the solution's cell now. */
  readonly onTested: (exercise: Exercise) => void;
}

/** Listens until the signal is aborted. Whether the tests were run by the card's button or by hand makes no difference. */
export function watchExercise(
  questionId: string,
  host: CellHost,
  signal: AbortSignal,
  listener: ExerciseListener,
): void {
  /** The code of the solution when its cell was last run by this page. */
  let ran: string | undefined;
  host.watch((next, previous) => {
    if (next.cells === previous.cells) return;
    const exercise = findExercise(
      next.cells.map(({ cell }) => cell),
      questionId,
    );
    const { solution, tests } = exercise;
    const cells = [...(solution === undefined ? [] : [solution]), ...tests];
    const changed = cells.filter(({ id }) => runOf(next, id) !== runOf(previous, id));
    if (
      changed.length > 0 ||
      cells.some((cell) => !previous.cells.some((one) => one.cell === cell))
    ) {
      listener.onChange();
    }
    if (solution !== undefined && changed.includes(solution)) {
      if (runOf(next, solution.id)?.state === "running") ran = solution.source;
    }
    const hasEnded = changed.some(
      (cell) => cell !== solution && isOver(next, cell.id) && !isOver(previous, cell.id),
    );
    const areOver = tests.every(
      (test) => isOver(next, test.id) || readTest(test).state !== "waiting",
    );
    if (hasEnded && areOver && ran === solution?.source) listener.onTested(exercise);
  }, signal);
}

function runOf(state: NotebookState, id: string) {
  return state.cells.find(({ cell }) => cell.id === id)?.run;
}

function isOver(state: NotebookState, id: string): boolean {
  const run = runOf(state, id)?.state;
  return run === "done" || run === "error";
}
