// What a teacher's question knows and a learner's must not show: the answer, the feedback, the explanation.
// Each question kind makes one; `seal.ts` seals it, `score.ts` scores by it, `leak-scan.ts` looks for it.

/** The parts of a teacher's question that must not reach a learner in clear. */
export interface AnswerKey {
  /** The right answer in the form that `answerText` of the kind gives. */
  readonly answer: string;
  /** Feedback for parts of an answer; for a choice, one entry per option. */
  readonly parts: readonly KeyPart[];
  readonly explanation?: string;
}

export interface KeyPart {
  /** The part of the answer that opens it; for a choice, the option's text. */
  readonly text: string;
  readonly feedback?: string;
  /** Whether the part belongs to the right answer. */
  readonly right: boolean;
}
