// How each question of a notebook stands, for `check`. No kernel is needed.
import { kindOf, isQuestionCell, parseQuestion } from "../lesson/question-kinds.ts";
import { checkPractice } from "../lesson/score.ts";
import type { Notebook } from "../nbformat/types.ts";

export type QuestionStatus =
  | "right"
  | "partial"
  | "wrong"
  | "unanswered"
  /** Answered; only the teacher can grade it. */
  | "recorded"
  /** The teacher's source, where the answer is the key. */
  | "key"
  | "malformed";

export interface QuestionResult {
  readonly id: string;
  readonly status: QuestionStatus;
  /** `undefined` where nothing can be scored here. */
  readonly points?: number;
  readonly maxPoints: number;
  /** What is wrong with it, for the reader; empty when nothing is. */
  readonly message: string;
}

/** All questions but exercises: how those stand is told by their test cells, which are run like any other. */
export function checkQuestions(notebook: Notebook): readonly QuestionResult[] {
  return notebook.cells
    .filter(isQuestionCell)
    .map((cell) => ({ cell, ...parseQuestion(cell) }))
    .filter(({ question, problems }) => question?.kind !== "code" || problems.length > 0)
    .map(({ cell, question, problems }): QuestionResult => {
      const [problem] = problems;
      const base = { id: cell.id, maxPoints: question?.points ?? 0, message: "" };
      if (question === undefined || problem !== undefined) {
        const message = problem === undefined ? "" : `line ${problem.line}: ${problem.message}`;
        return { ...base, status: "malformed", message };
      }
      if (!question.released) return { ...base, status: "key" };
      if (question.sealed === undefined) {
        const isAnswered = kindOf(question).answerText(question) !== "";
        return { ...base, status: isAnswered ? "recorded" : "unanswered" };
      }
      const { score } = checkPractice(question);
      return {
        ...base,
        status: score.verdict,
        points: score.points,
        maxPoints: score.maxPoints,
        message: score.changed ? "its text was changed since it was released" : "",
      };
    });
}
