// A teacher's question → the question that learners get. The part of `release.ts` that is about questions.
import type { Cell, JsonObject } from "../nbformat/types.ts";
import { lessonMetadata, type Problem } from "./lesson-metadata.ts";
import { splitSourceLines } from "./markdown-lines.ts";
import { kindOf, parseQuestion, type Question } from "./question-kinds.ts";
import { isReleasedKey } from "./released-keys.ts";
import { deriveSalt, sealKey } from "./seal.ts";

/** The released text of a question of the teacher's, and what release adds to its `metadata.lessonbook`. */
export function releaseQuestion(
  cellId: string,
  question: Question,
): { readonly source: string; readonly metadata: JsonObject } {
  const kind = kindOf(question);
  const { source, metadata = {} } = kind.release(question);
  if (question.mode === "graded") return { source, metadata };
  const sealed = sealKey(kind.key(question), deriveSalt(cellId, source), {
    withRights: kind.needsRights(question),
    ...(question.reveal ? { solution: solutionOf(question) } : {}),
  });
  return { source, metadata: { ...metadata, sealed } };
}

/** What is shown at the end of the hints: the right answer and why it is one. */
function solutionOf(question: Question): string {
  const texts = [kindOf(question).solution(question), question.explanation ?? ""];
  return texts.filter((text) => text !== "").join("\n\n");
}

/** The released form of a question's cell. A question that was released before only loses what learners added. */
export function releaseQuestionCell(cell: Cell): Cell {
  const { question } = parseQuestion(cell);
  if (question === undefined) return cell;
  const allowed = Object.fromEntries(
    Object.entries(lessonMetadata(cell)).filter(([key]) => isReleasedKey(key)),
  );
  if (question.released) {
    return { ...cell, metadata: { ...cell.metadata, lessonbook: allowed } };
  }
  const { source, metadata } = releaseQuestion(cell.id, question);
  const { sealed, start, extras, ...kept } = allowed;
  return {
    ...cell,
    source,
    metadata: {
      ...cell.metadata,
      lessonbook: { ...kept, released: true, ...metadata },
    },
  };
}

/** Why a question's cell cannot be released. */
export function findQuestionProblems(cell: Cell): readonly Problem[] {
  const { question, problems } = parseQuestion(cell);
  return [
    ...problems,
    ...findComments(cell),
    ...(question === undefined ? [] : findAnswers(question)),
  ];
}

function findComments(cell: Cell): Problem[] {
  return splitSourceLines(cell.source)
    .filter(({ text }) => text.includes("<!--"))
    .map(({ number }) => ({
      message: "A comment would stay readable in the released file. Take it out.",
      line: number,
    }));
}

function findAnswers(question: Question): Problem[] {
  return question.released && kindOf(question).answerText(question) !== ""
    ? [
        {
          message:
            "This question was released and answered. Release the teacher's notebook instead.",
          line: 1,
        },
      ]
    : [];
}
