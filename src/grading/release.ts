// The teacher's notebook → what learners get (`released`), and what grading needs (`master`). Exercises are made as
// `nbgrader generate_assignment` makes them, questions as src/lesson/release.ts does; then all of it is searched for
// what must not be there. Used by `lessonbook release` and `lessonbook grade`.
import { isQuestionCell, parseQuestion } from "../lesson/question-kinds.ts";
import { draftRelease, leakProblems, type ReleaseProblem } from "../lesson/release.ts";
import { pointsAtAttempt } from "../lesson/score.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Cell, Notebook } from "../nbformat/types.ts";
import { readGradeInfo, SCHEMA_VERSION, upgradeCell, withGradeMetadata } from "./cell-metadata.ts";
import { checkGradeMetadata } from "./check-metadata.ts";
import { findExerciseLeaks, type Secret, type SecretKind } from "./exercise-leaks.ts";
import {
  clearHiddenTests,
  clearMarkScheme,
  clearOutputs,
  clearSolution,
  DEFAULT_WORDS,
  lockCell,
  withChecksum,
  type ReleaseWords,
  type Step,
} from "./exercise-steps.ts";

export interface AssignmentRelease {
  /** Missing when there are problems. */
  readonly released?: Notebook;
  /** With hidden tests and mark schemes, and the checksums of the cells that hold them. Missing when there are problems. */
  readonly master?: Notebook;
  /** What was taken out, to look for it in other files. */
  readonly secrets: readonly Secret[];
  /** All of them, in the order of the cells. */
  readonly problems: readonly ReleaseProblem[];
}

/** Makes the released notebook. The same notebook gives the same result. */
export function releaseAssignment(
  source: Notebook,
  words: ReleaseWords = DEFAULT_WORDS,
): AssignmentRelease {
  const problems: ReleaseProblem[] = [];
  const secrets: Secret[] = [];
  const take = (cell: Cell, kind: SecretKind, step: Step): Cell => {
    problems.push(...step.problems.map((problem) => ({ cellId: cell.id, ...problem })));
    secrets.push(...step.removed.map((text) => ({ cellId: cell.id, kind, text })));
    return step.cell;
  };

  const upgraded = source.cells.map((cell) => withQuestionMetadata(upgradeCell(cell)));
  problems.push(...checkGradeMetadata(upgraded), ...checkPoints(upgraded));
  problems.push(...findAutotests(upgraded));
  const stub = codeStubOf(source, words);
  const cleared = upgraded.map((cell) =>
    clearOutputs(take(cell, "solution", clearSolution(lockCell(cell), words, stub.text))),
  );
  problems.push(...stub.problems);

  const { celltoolbar, ...metadata } = source.metadata;
  const { notebook: frame, problems: ofLesson } = draftRelease(
    { ...source, ...(celltoolbar !== undefined && { metadata }), cells: cleared },
    source,
  );
  problems.push(...ofLesson);
  const master = { ...frame, cells: frame.cells.map(withChecksum) };
  const cells = master.cells.map((cell) => {
    const shown = take(cell, "hidden tests", clearHiddenTests(cell, words));
    return withChecksum(take(shown, "mark scheme", clearMarkScheme(shown, words)));
  });
  const released = { ...master, cells };
  problems.push(
    ...leakProblems(source, released, problems, (notebook) =>
      findExerciseLeaks(notebook, secrets, words),
    ),
  );
  return problems.length > 0
    ? { secrets, problems: sortProblems(problems, source) }
    : { master, released, secrets, problems };
}

/** A graded question is an nbgrader cell too, so that nbgrader keeps its points and people can mark it by hand. */
function withQuestionMetadata(cell: Cell): Cell {
  if (!isQuestionCell(cell) || "nbgrader" in cell.metadata) return cell;
  const { question } = parseQuestion(cell);
  // The points of an exercise are those of its test cells.
  if (question?.mode !== "graded" || question.kind === "code") return cell;
  return withGradeMetadata(cell, {
    schema_version: SCHEMA_VERSION,
    grade: true,
    solution: true,
    locked: false,
    task: false,
    grade_id: cell.id,
    points: pointsAtAttempt(question, 1),
  });
}

/** A question's points are said in one place, or alike in both. */
function checkPoints(cells: readonly Cell[]): ReleaseProblem[] {
  return cells.flatMap((cell) => {
    const info = readGradeInfo(cell);
    const { question } = isQuestionCell(cell) ? parseQuestion(cell) : {};
    if (info === undefined || question === undefined) return [];
    const points = pointsAtAttempt(question, 1);
    if (question.mode !== "graded") {
      const message =
        'A practice question carries its key, so it cannot be graded. Set "mode" to "graded", or take "nbgrader" out of its metadata.';
      return [{ cellId: cell.id, line: 1, message }];
    }
    if (points === info.points) return [];
    const message = `The question is worth ${points} by its own "points" and ${info.points} by nbgrader's. Make them alike.`;
    return [{ cellId: cell.id, line: 1, message }];
  });
}

/** Tests that nbgrader would write itself, by running the solution. */
function findAutotests(cells: readonly Cell[]): ReleaseProblem[] {
  return cells.flatMap((cell) =>
    cell.cell_type !== "code"
      ? []
      : cell.source.split("\n").flatMap((text, index) =>
          /^\s*#.*\bAUTOTEST\b/.test(text)
            ? [
                {
                  cellId: cell.id,
                  line: index + 1,
                  message:
                    '"AUTOTEST" asks nbgrader to write tests from the solution, which Lessonbook does not do. Write the tests out, or release this notebook with nbgrader.',
                },
              ]
            : [],
        ),
  );
}

function codeStubOf(
  { metadata, cells }: Notebook,
  words: ReleaseWords,
): { readonly text: string; readonly problems: readonly ReleaseProblem[] } {
  const spec = isObject(metadata.kernelspec) ? metadata.kernelspec : {};
  const language = typeof spec.language === "string" ? spec.language : "python";
  const text = Object.hasOwn(words.codeStubs, language) ? words.codeStubs[language] : undefined;
  const isNeeded = cells.some(
    (cell) => cell.cell_type === "code" && readGradeInfo(cell)?.solution === true,
  );
  if (text !== undefined || !isNeeded) return { text: text ?? "", problems: [] };
  const known = Object.keys(words.codeStubs).join(", ");
  const message = `The notebook's language is "${language}", and what stands for an answer in it is known only for ${known}.`;
  return { text: "", problems: [{ cellId: "", line: 1, message }] };
}

function sortProblems(problems: readonly ReleaseProblem[], { cells }: Notebook): ReleaseProblem[] {
  const place = new Map(cells.map(({ id }, index) => [id, index]));
  return problems.toSorted(
    (a, b) => (place.get(a.cellId) ?? -1) - (place.get(b.cellId) ?? -1) || a.line - b.line,
  );
}
