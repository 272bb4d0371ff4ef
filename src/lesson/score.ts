// What an answer is worth: by the teacher's source (grading) or by the key in a released practice question
// (the page). Knows no question kind; the kind's own rule gives the fraction.
import type { AnswerKey, KnownKey } from "./answer-key.ts";
import { kindOf, readAnswer, type Question } from "./question-kinds.ts";
import type { QuestionSettings } from "./question.ts";
import {
  isSealedAnswer,
  openSealedExplanation,
  openSealedPart,
  openSealedRule,
  type SealedKey,
} from "./seal.ts";

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

export interface PartFeedback {
  /** The part of the answer that it is about, in Markdown where the part is a text of the question. */
  readonly text: string;
  /** Markdown. */
  readonly feedback: string;
}

/** What a check of a practice question shows. */
export interface PracticeCheck {
  readonly score: Score;
  /** For each part of the answer that has one, in the source's order. */
  readonly feedback: readonly PartFeedback[];
  /** Only when the answer is right. */
  readonly explanation?: string;
  /** As much of the key as the answer opened. */
  readonly key: KnownKey;
}

/** The part of a key with what is said to every wrong answer that has no feedback of its own. */
const otherwise = "otherwise";

/**
 * Scores a learner's answer by the teacher's question. Only the text of the learner's cell counts: kind, rules and
 * points are the teacher's.
 * @param source the text of the learner's cell
 */
export function scoreAnswer(teacher: Question, source: string): Score {
  const kind = kindOf(teacher);
  const key = kind.key(teacher);
  const learner = readAnswer(teacher, source);
  const answer = kind.answerText(learner);
  const known = new Set(key.parts.map((part) => part.text));
  return makeScore(teacher, {
    fraction: kind.fraction(knownTo(key, answer), learner, teacher),
    isAnswered: answer !== "",
    changed: kind.namedParts(learner).some((text) => !known.has(text)),
  });
}

/** What a learner answered, as one text that is the same for the same answer; empty when unanswered. */
export function answerWords(teacher: Question, source: string): string {
  return kindOf(teacher).answerText(readAnswer(teacher, source));
}

/**
 * Feedback and explanation for a learner's answer by the teacher's question, as a graded notebook shows them.
 * @param source the text of the learner's cell
 */
export function explainAnswer(
  teacher: Question,
  source: string,
): { readonly feedback: readonly PartFeedback[]; readonly explanation?: string } {
  const kind = kindOf(teacher);
  const key = kind.key(teacher);
  const learner = readAnswer(teacher, source);
  const known = knownTo(key, kind.answerText(learner));
  const touched = kind.touchedParts(learner, known);
  const isRight = kind.fraction(known, learner, teacher) === 1;
  return {
    feedback: pickFeedback(touched, isRight, (text) =>
      key.parts.find((part) => part.text === text && part.feedback !== undefined),
    ),
    ...(key.explanation === undefined ? {} : { explanation: key.explanation }),
  };
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
  const named = kind.namedParts(question).map((text) => openPart(sealed, text));
  const judged = (kind.judgedParts?.(question) ?? []).map((text) => openPart(sealed, text));
  const rule = openSealedRule(sealed);
  const key: KnownKey = {
    isRight: answer !== "" && isSealedAnswer(sealed, answer),
    parts: [...named, ...judged].map(({ text, opened }) => ({
      text,
      right: opened?.right === true,
    })),
    ...(rule === undefined ? {} : { rule }),
  };
  const score = makeScore(question, {
    fraction: kind.fraction(key, question, question),
    isAnswered: answer !== "",
    changed: named.some(({ opened }) => opened === undefined),
  });
  const explanation =
    score.verdict === "right" ? openSealedExplanation(sealed, { answer, ...key }) : undefined;
  return {
    score,
    feedback: pickFeedback(
      kind.touchedParts(question, key),
      score.verdict === "right",
      (text) => openPart(sealed, text).opened,
    ),
    key,
    ...(explanation === undefined ? {} : { explanation }),
  };
}

/**
 * The points that a fully right answer earns at an attempt.
 * @param attempt from 1; attempts past the end of the list earn nothing
 */
export function pointsAtAttempt(settings: QuestionSettings, attempt: number): number {
  return settings.attempts === undefined ? settings.points : (settings.attempts[attempt - 1] ?? 0);
}

function knownTo(key: AnswerKey, answer: string): KnownKey {
  return {
    isRight: answer !== "" && answer === key.answer,
    parts: key.parts,
    ...(key.rule === undefined ? {} : { rule: key.rule }),
  };
}

function openPart(sealed: SealedKey, text: string) {
  return { text, opened: openSealedPart(sealed, text) };
}

function pickFeedback(
  touched: readonly string[],
  isRight: boolean,
  find: (text: string) => { readonly feedback?: string } | undefined,
): readonly PartFeedback[] {
  const pick = (text: string): PartFeedback[] => {
    const feedback = find(text)?.feedback;
    return feedback === undefined ? [] : [{ text, feedback }];
  };
  const own = touched.flatMap(pick);
  return own.length > 0 || isRight ? own : pick(otherwise);
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
