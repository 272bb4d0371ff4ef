// The teacher's notebook → the notebook that learners get: answers, feedback, outputs and learner's records out.
// Used by src/grading/release.ts, which takes solutions and hidden tests of nbgrader cells out before.
import type { Cell, Notebook } from "../nbformat/types.ts";
import { lineOfLeak, scanForLeaks, type Leak } from "./leak-scan.ts";
import {
  isLessonCell,
  lessonMetadata,
  withLessonMetadata,
  type Problem,
} from "./lesson-metadata.ts";
import { lintNotebook } from "./lint/lint.ts";
import { isQuestionCell } from "./question-kinds.ts";
import { findQuestionProblems, releaseQuestionCell } from "./release-question.ts";

/** Why a notebook cannot be released, for its author. */
export interface ReleaseProblem extends Problem {
  /** Empty when it concerns the notebook as a whole. */
  readonly cellId: string;
}

export interface Release {
  /** Missing when there are problems. */
  readonly notebook?: Notebook;
  readonly problems: readonly ReleaseProblem[];
}

/**
 * Makes the released notebook. The same notebook gives the same result, and releasing a result again changes
 * nothing. The result has been searched for leaks.
 */
export function releaseNotebook(source: Notebook): Release {
  const { notebook, problems } = draftRelease(source);
  return problems.length > 0 ? { problems } : { notebook, problems };
}

/**
 * The same, where cells with problems are left as they are, so that the others can be looked at too. Not to be given away.
 * @param written what the teacher wrote, where something was taken out of it before: problems have its lines
 */
export function draftRelease(source: Notebook, written = source): Required<Release> {
  const problems: ReleaseProblem[] = [];
  const cells = source.cells.map((cell) => {
    const found = findLessonProblems(cell);
    problems.push(...found.map((problem) => ({ ...problem, cellId: cell.id })));
    return found.length === 0 ? releaseCell(cell) : cell;
  });
  problems.push(
    ...lintNotebook(source)
      .filter(({ severity }) => severity === "error")
      .map(({ cellId, line, message }) => ({ cellId, line, message })),
  );
  // Saved widget states are outputs that live elsewhere in the file.
  const { widgets, ...metadata } = source.metadata;
  const notebook: Notebook = {
    ...source,
    metadata: widgets === undefined ? source.metadata : metadata,
    cells,
  };
  const scan = (released: Notebook): readonly Leak[] => scanForLeaks(source, released);
  return { notebook, problems: [...problems, ...leakProblems(written, notebook, problems, scan)] };
}

/** The leaks as problems; not those of cells that have a problem of their own, which nobody has released yet. */
export function leakProblems(
  source: Notebook,
  released: Notebook,
  others: readonly ReleaseProblem[],
  scan: (released: Notebook) => readonly Leak[],
): readonly ReleaseProblem[] {
  const broken = new Set(others.map(({ cellId }) => cellId));
  return scan(released)
    .filter(({ cellId }) => cellId === "" || !broken.has(cellId))
    .map((leak) => ({
      cellId: leak.cellId,
      line: lineOfLeak(leak, source, released, (cell) => scan({ ...released, cells: [cell] })),
      message: `The released file would still hold ${leak.what} (${leak.where}). Take it out, or word it differently.`,
    }));
}

function releaseCell(cell: Cell): Cell {
  if (cell.cell_type === "code") return { ...cell, execution_count: null, outputs: [] };
  if (isLessonCell(cell, "table")) {
    return "measured" in lessonMetadata(cell)
      ? { ...cell, metadata: withLessonMetadata(cell, { measured: undefined }) }
      : cell;
  }
  return isQuestionCell(cell) ? releaseQuestionCell(cell) : cell;
}

function findLessonProblems(cell: Cell): Problem[] {
  const { kind } = lessonMetadata(cell);
  if (kind === undefined) return [];
  if (kind !== "quiz" && kind !== "table") {
    return [
      {
        message: `The kind of cell is ${JSON.stringify(kind)}. Set "kind" to "quiz" or "table", or update Lessonbook.`,
        line: 1,
      },
    ];
  }
  if (cell.cell_type !== "markdown") {
    return [{ message: `A ${kind} cell must be a Markdown cell. Change its type.`, line: 1 }];
  }
  if (kind === "table") return [];
  return [...findQuestionProblems(cell)];
}
