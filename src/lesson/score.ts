// What an answer is worth: by the teacher's source (grading) or by the key in a released practice question
// (the page). Knows no question kind; the kind's own rule gives the fraction.
import type { AnswerKey } from "./answer-key.ts";
import { kindOf, type Question } from "./question-kinds.ts";
import type { QuestionSettings } from "./question.ts";
import { isSealedAnswer, openSealedExplanation, openSealedPart } from "./seal.ts";

export type Verdict = "right" | "partial" | "wrong" | "unanswered";

export interface Score {
  readonly verdict: Verdict;
  /** 0 to 1. */
  readonly fraction: number;
  /** `fraction` of `maxPoints`, before attempts are looked at. */
  readonly points: number;
  readonly maxPoints: number;
  /** The answer holds parts that the key does not know: the question's text was changed. */
  readonly changed: boolean;
}

/** What a check of a practice question shows. */
export interface PracticeCheck {
  readonly score: Score;
  /** For each part of the answer that has one, in the source's order. */
  readonly feedback: readonly { readonly text: string; readonly feedback: string }[];
  /** Only when the answer is right. */
  readonly explanation?: string;
}

/**
 * Scores a learner's answer by the teacher's source. Only what is answered is taken from the learner's cell;
 * rules and points are the teacher's.
 */
export function scoreAnswer(teacher: Question, learner: Question): Score {
  const kind = kindOf(teacher);
  const key = kind.key(teacher);
  const known = new Set(key.parts.map((part) => part.text));
  return makeScore(teacher, {
    fraction: kind.fraction(key, learner, teacher),
    isAnswered: kind.answerText(learner) !== "",
    changed: kind.touchedParts(learner).some((text) => !known.has(text)),
  });
}

/**
 * Checks a released practice question by the key in it.
 * @throws TypeError when the question carries no key
 */
export function checkPractice(question: Question): PracticeCheck {
  const { sealed } = question;
  if (sealed === undefined)
    throw new TypeError("a question without a sealed key cannot be checked");
  const kind = kindOf(question);
  const answer = kind.answerText(question);
  const parts = kind
    .allParts(question)
    .map((text) => ({ text, opened: openSealedPart(sealed, text) }));
  const isRight = answer !== "" && isSealedAnswer(sealed, answer);
  const touched = new Set(kind.touchedParts(question));
  const explanation = isRight ? openSealedExplanation(sealed, answer) : undefined;
  const key: AnswerKey = {
    answer: "",
    parts: parts.map(({ text, opened }) => ({ text, right: opened?.right === true })),
  };
  return {
    score: makeScore(question, {
      fraction: isRight ? 1 : needsRights(question) ? kind.fraction(key, question, question) : 0,
      isAnswered: answer !== "",
      changed: parts.some(({ opened }) => opened === undefined),
    }),
    feedback: parts.flatMap(({ text, opened }) =>
      touched.has(text) && opened?.feedback !== undefined
        ? [{ text, feedback: opened.feedback }]
        : [],
    ),
    ...(explanation === undefined ? {} : { explanation }),
  };
}

/** Whether the key must say which parts are right, because partly right answers count. */
export function needsRights(question: Question): boolean {
  return question.kind === "many" && question.partial !== "off";
}

/**
 * The points that a fully right answer earns at an attempt.
 * @param attempt from 1; attempts past the end of the list earn nothing
 */
export function pointsAtAttempt(settings: QuestionSettings, attempt: number): number {
  return settings.attempts === undefined ? settings.points : (settings.attempts[attempt - 1] ?? 0);
}

function makeScore(
  rules: Question,
  result: { readonly fraction: number; readonly isAnswered: boolean; readonly changed: boolean },
): Score {
  const fraction = result.isAnswered ? result.fraction : 0;
  const maxPoints = pointsAtAttempt(rules, 1);
  return {
    verdict: !result.isAnswered
      ? "unanswered"
      : fraction === 1
        ? "right"
        : fraction > 0
          ? "partial"
          : "wrong",
    fraction,
    points: fraction * maxPoints,
    maxPoints,
    changed: result.changed,
  };
}
