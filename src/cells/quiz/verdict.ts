// What a question's card says about the answer as it stands: worked out anew from the file each time, so it is
// the same after a reload. Used by the card; makes no elements.
import { kindOf, type Question } from "../../lesson/question-kinds.ts";
import { formatQuantity } from "../../lesson/quantity.ts";
import { checkPractice, pointsAtAttempt, type PracticeCheck } from "../../lesson/score.ts";
import { digestAnswer } from "../../lesson/seal.ts";
import type { LearnerRecord } from "../../lesson/question.ts";

export type ShownVerdict = "none" | "right" | "wrong" | "partial" | "recorded";

export interface VerdictWords {
  readonly verdict: ShownVerdict;
  /** Empty when there is nothing to say. */
  readonly sentence: string;
  readonly feedback: PracticeCheck["feedback"];
  readonly explanation?: string;
}

/** The verdict on a released question's answer. */
export function findVerdict(cellId: string, question: Question): VerdictWords {
  const { checked } = question.learner;
  const answer = kindOf(question).answerText(question);
  const isGraded = question.mode === "graded";
  if (checked === undefined) return say("none", "");
  if (answer === "") return say("none", "No answer is ticked now.");
  if (checked !== digestAnswer(cellId, answer)) {
    return say(
      "none",
      isGraded
        ? "Your answer has changed. Record it again."
        : "Your answer has changed. Check it again.",
    );
  }
  if (isGraded) {
    return say("recorded", "Recorded. It counts as it stands here when you hand the notebook in.");
  }
  return describeCheck(question, checkPractice(question));
}

/**
 * The learner's record after a press of Check or Record; `undefined` when it would stay the same, because nothing
 * is ticked or this very answer was checked last: neither costs an attempt.
 */
export function recordAnswer(cellId: string, question: Question): LearnerRecord | undefined {
  const answer = kindOf(question).answerText(question);
  const checked = digestAnswer(cellId, answer);
  const { learner } = question;
  if (answer === "" || learner.checked === checked) return undefined;
  const attempts = learner.attempts + 1;
  if (question.mode === "graded") return { ...learner, attempts, checked };
  const { score } = checkPractice(question);
  if (score.changed && score.verdict !== "right") return { ...learner, checked };
  const earned = score.fraction * pointsAtAttempt(question, attempts);
  return { attempts, checked, earned: Math.max(learner.earned, earned) };
}

/** The small words of the card: points, attempts, and how partly right answers count. */
export function describeTerms(question: Question): string {
  const { attempts } = question.learner;
  const terms = [
    question.mode === "graded" ? "Graded" : "Practice",
    formatQuantity(pointsAtAttempt(question, 1), "points"),
  ];
  if (question.mode === "practice" && attempts > 0) {
    terms.push(formatQuantity(attempts, "attempts"));
  }
  if (question.attempts !== undefined) {
    const next = formatQuantity(pointsAtAttempt(question, attempts + 1), "points");
    terms.push(`the next attempt is worth ${next}`);
  }
  if (question.kind === "many") {
    terms.push("more than one option may be right");
    terms.push(partialWords[question.partial]);
  }
  return terms.join(" · ");
}

const partialWords: Readonly<Record<Question["partial"], string>> = {
  off: "all of it must be right",
  "each-answer": "each option counts by itself",
  "net-correct": "a wrong tick takes off what a right one gives",
  coverage: "wrong ticks lower what the right ones give",
};

function describeCheck(question: Question, check: PracticeCheck): VerdictWords {
  const { score, feedback, explanation } = check;
  const max = formatQuantity(score.maxPoints, "points");
  const earned = formatQuantity(Math.min(question.learner.earned, score.maxPoints), "");
  switch (score.verdict) {
    case "right":
      return {
        ...say("right", `Right: ${earned} of ${max}.`),
        feedback,
        ...(explanation === undefined ? {} : { explanation }),
      };
    case "partial":
      return {
        ...say("partial", `Partly right: ${earned} of ${max}. Change your answer and check again.`),
        feedback,
      };
    default:
      return score.changed
        ? say(
            "none",
            "The text of an option was changed, so the answer cannot be checked. Put back the text as it was released.",
          )
        : { ...say("wrong", "Not right yet. Change your answer and check again."), feedback };
  }
}

function say(verdict: ShownVerdict, sentence: string): VerdictWords {
  return { verdict, sentence, feedback: [] };
}
