// What a teacher's question knows and a learner's must not show: the answer, the feedback, the explanation.
// Each question kind makes one; `seal.ts` seals it, `score.ts` scores by it, `leak-scan.ts` looks for it.
import type { JsonObject } from "../nbformat/types.ts";

/** The parts of a teacher's question that must not reach a learner in clear. */
export interface AnswerKey {
  /** The right answer in the form that `answerText` of the kind gives, where one answer alone is right. */
  readonly answer?: string;
  /** How right answers are told where several are right: a tolerance, a pattern, an order with choices in it. */
  readonly rule?: JsonObject;
  /** Feedback for parts of an answer; for a choice, one entry per option. */
  readonly parts: readonly KeyPart[];
  readonly explanation?: string;
  /** What a right answer says, in the words that a reader would look for; for the leak scan. */
  readonly rights: readonly string[];
}

export interface KeyPart {
  /** The part of the answer that opens it; for a choice, the option's text. */
  readonly text: string;
  readonly feedback?: string;
  /** Whether the part belongs to the right answer. */
  readonly right: boolean;
}

/** As much of a key as is known where an answer is judged: all of it to the grader, what an answer opened in the page. */
export interface KnownKey {
  /** The answer is the one right answer. */
  readonly isRight: boolean;
  readonly rule?: JsonObject;
  readonly parts: readonly Pick<KeyPart, "text" | "right">[];
}
