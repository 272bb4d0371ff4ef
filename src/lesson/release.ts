// The teacher's notebook → the notebook that learners get: answers, feedback, outputs and learner's records out.
// Used by `lessonbook release`. Solutions and hidden tests of nbgrader cells are not taken out here: a notebook
// that has them is refused, so that nothing of the kind can slip through.
import type { Cell, JsonObject, Notebook } from "../nbformat/types.ts";
import { scanForLeaks } from "./leak-scan.ts";
import {
  isLessonCell,
  lessonMetadata,
  withLessonMetadata,
  type Problem,
} from "./lesson-metadata.ts";
import { splitSourceLines } from "./markdown-lines.ts";
import { isQuestionCell, kindOf, parseQuestion, type Question } from "./question-kinds.ts";
import { isReleasedKey } from "./released-keys.ts";
import { needsRights } from "./score.ts";
import { deriveSalt, sealKey } from "./seal.ts";

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
  const problems: ReleaseProblem[] = [];
  const cells = source.cells.map((cell) => {
    const found = findRefusals(cell);
    problems.push(...found.map((problem) => ({ ...problem, cellId: cell.id })));
    return found.length === 0 ? releaseCell(cell) : cell;
  });
  if (problems.length > 0) return { problems };
  // Saved widget states are outputs that live elsewhere in the file.
  const { widgets, ...metadata } = source.metadata;
  const notebook: Notebook = {
    ...source,
    metadata: widgets === undefined ? source.metadata : metadata,
    cells,
  };
  const leaks = scanForLeaks(source, notebook).map(({ cellId, where, what }) => ({
    cellId,
    line: 1,
    message: `The released file would still hold ${what} (${where}). Take it out, or word it differently.`,
  }));
  return leaks.length > 0 ? { problems: leaks } : { notebook, problems: [] };
}

/** The released form of a question of the teacher's; `sealed` only in practice mode. */
export function releaseQuestion(
  cellId: string,
  question: Question,
): {
  readonly source: string;
  readonly sealed?: JsonObject;
} {
  const kind = kindOf(question);
  const source = kind.releasedSource(question);
  if (question.mode === "graded") return { source };
  return {
    source,
    sealed: sealKey(kind.key(question), deriveSalt(cellId, source), {
      withRights: needsRights(question),
    }),
  };
}

function releaseCell(cell: Cell): Cell {
  if (cell.cell_type === "code") return { ...cell, execution_count: null, outputs: [] };
  if (isLessonCell(cell, "table")) {
    return "measured" in lessonMetadata(cell)
      ? { ...cell, metadata: withLessonMetadata(cell, { measured: undefined }) }
      : cell;
  }
  const question = isQuestionCell(cell) ? parseQuestion(cell).question : undefined;
  if (question === undefined) return cell;
  const allowed = Object.entries(lessonMetadata(cell)).filter(([key]) => isReleasedKey(key));
  if (question.released) {
    return { ...cell, metadata: { ...cell.metadata, lessonbook: Object.fromEntries(allowed) } };
  }
  const { source, sealed } = releaseQuestion(cell.id, question);
  return {
    ...cell,
    source,
    metadata: {
      ...cell.metadata,
      lessonbook: {
        ...Object.fromEntries(allowed),
        released: true,
        ...(sealed === undefined ? {} : { sealed }),
      },
    },
  };
}

function findRefusals(cell: Cell): Problem[] {
  return [...findNbgraderParts(cell), ...findLessonProblems(cell)];
}

/** What `nbgrader generate_assignment` would take out, by its default delimiters. */
function findNbgraderParts(cell: Cell): Problem[] {
  const marker = /\b(?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)\b/;
  const problems = splitSourceLines(cell.source).flatMap(({ text, number }) => {
    const found = marker.exec(text)?.[0];
    return found === undefined
      ? []
      : [
          {
            message: `"${found}" marks a part that learners must not get, and it cannot be taken out yet. Release this notebook with nbgrader.`,
            line: number,
          },
        ];
  });
  const nbgrader = cell.metadata.nbgrader;
  const isSolution =
    typeof nbgrader === "object" &&
    nbgrader !== null &&
    !Array.isArray(nbgrader) &&
    ("solution" in nbgrader || "task" in nbgrader) &&
    (nbgrader.solution === true || nbgrader.task === true);
  if (isSolution && problems.length === 0 && !isQuestionCell(cell)) {
    problems.push({
      message:
        "This is an nbgrader solution or task cell, and its solution cannot be taken out yet. Release this notebook with nbgrader.",
      line: 1,
    });
  }
  return problems;
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
  const { question, problems } = parseQuestion(cell);
  return [...problems, ...findComments(cell), ...findAnswers(question)];
}

function findComments(cell: Cell): Problem[] {
  return splitSourceLines(cell.source)
    .filter(({ text }) => text.includes("<!--"))
    .map(({ number }) => ({
      message: "A comment would stay readable in the released file. Take it out.",
      line: number,
    }));
}

function findAnswers(question: Question | undefined): Problem[] {
  return question?.released === true && kindOf(question).answerText(question) !== ""
    ? [
        {
          message:
            "This question was released and answered. Release the teacher's notebook instead.",
          line: 1,
        },
      ]
    : [];
}
