// What a question's card says about the answer as it stands: worked out anew from the file each time, so it is
// the same after a reload. Used by the card; makes no elements.
import type { KnownKey } from "../../lesson/answer-key.ts";
import {
  exerciseText,
  isBegun,
  readTest,
  scoreTests,
  type Exercise,
} from "../../lesson/exercise.ts";
import { kindOf, type Question } from "../../lesson/question-kinds.ts";
import { formatQuantity } from "../../lesson/quantity.ts";
import {
  checkPractice,
  pointsAtAttempt,
  type PartFeedback,
  type PracticeCheck,
  type Score,
} from "../../lesson/score.ts";
import { digestAnswer, openSealedExplanation, openSealedRule } from "../../lesson/seal.ts";
import type { LearnerRecord } from "../../lesson/question.ts";

export type ShownVerdict = "none" | "right" | "wrong" | "partial" | "recorded";

export interface VerdictWords {
  readonly verdict: ShownVerdict;
  /** Empty when there is nothing to say. */
  readonly sentence: string;
  readonly feedback: readonly PartFeedback[];
  /** What a test says: a sentence, in which backticks set off code, or several lines. No Markdown. */
  readonly message?: string;
  readonly explanation?: string;
  /** What the answer opened of the key, while the verdict is about this very answer. */
  readonly key?: KnownKey;
}

/** The verdict on a released question's answer. */
export function findVerdict(cellId: string, question: Question): VerdictWords {
  const { checked } = question.learner;
  const kind = kindOf(question);
  const answer = kind.answerText(question);
  const isGraded = question.mode === "graded";
  // Radio buttons cannot show two ticks, so the card has to say it; others are told when they press Check.
  const obstacle = question.kind === "single" ? kind.findObstacle?.(question) : undefined;
  if (obstacle !== undefined) return say("none", obstacle);
  if (checked === undefined) return say("none", "");
  if (answer !== "" && checked !== digestAnswer(cellId, answer)) {
    return say(
      "none",
      isGraded
        ? "Your answer has changed. Record it again."
        : "Your answer has changed. Check it again.",
    );
  }
  if (answer === "") return say("none", "There is no answer now.");
  if (isGraded) {
    return say("recorded", "Recorded. It counts as it stands here when you hand the notebook in.");
  }
  return describeCheck(question, checkPractice(question));
}

/** Why Check or Record does nothing now, for the learner; `undefined` when it can do something. */
export function findObstacle(question: Question): string | undefined {
  const kind = kindOf(question);
  if (kind.answerText(question) === "") return emptyWords[question.kind];
  return kind.findObstacle?.(question);
}

const emptyWords: Readonly<Record<Question["kind"], string>> = {
  single: "Choose an answer first.",
  many: "Choose an answer first.",
  number: "Write a number first.",
  text: "Write an answer first.",
  ordering: "Put the items in order first.",
  matching: "Choose something in every row first.",
  output: "Write what it prints first.",
  code: "Write your code in the cell below first.",
};

/**
 * The learner's record after a press of Check or Record; `undefined` when it would stay the same, because nothing
 * is answered or this very answer was checked last: neither costs an attempt.
 * @param today such as `2026-11-26`
 */
export function recordAnswer(
  cellId: string,
  question: Question,
  today: string,
): LearnerRecord | undefined {
  const answer = kindOf(question).answerText(question);
  const checked = digestAnswer(cellId, answer);
  const { learner } = question;
  if (findObstacle(question) !== undefined || learner.checked === checked) return undefined;
  if (question.mode === "graded") return { ...learner, attempts: learner.attempts + 1, checked };
  const { score } = checkPractice(question);
  if (score.changed && score.verdict !== "right") return { ...learner, checked };
  return recordScore(question, score, checked, today);
}

/** The record after a run of an exercise's tests; `undefined` when it would stay the same, or nothing is written yet. */
export function recordExercise(
  cellId: string,
  question: Question,
  exercise: Exercise,
  today: string,
): LearnerRecord | undefined {
  const score = scoreExercise(question, exercise);
  const checked = digestAnswer(cellId, exerciseText(exercise));
  if (score.verdict === "unanswered" || question.learner.checked === checked) return undefined;
  if (!isBegun(exercise)) return undefined;
  return recordScore(question, score, checked, today);
}

/** The verdict on an exercise, by the outputs of its tests and the code that they were last run with. */
export function findExerciseVerdict(
  cellId: string,
  question: Question,
  exercise: Exercise,
): VerdictWords {
  const results = exercise.tests.map(readTest);
  const score = scoreExercise(question, exercise);
  const { checked } = question.learner;
  if (exercise.solution === undefined || results.length === 0) {
    return say("none", "The cells with the answer and its tests are not below this text.");
  }
  if (score.verdict === "unanswered") return say("none", "");
  if (!isBegun(exercise)) return say("none", emptyWords.code);
  if (checked === undefined) return say("none", "");
  if (checked !== digestAnswer(cellId, exerciseText(exercise))) {
    return say("none", "Your code has changed. Run the tests again.");
  }
  const passed = results.filter(({ state }) => state === "passed").length;
  if (score.verdict === "right") {
    const explanation = openExplanation(question);
    return {
      ...say(
        "right",
        results.length === 1
          ? "Right: the test passes."
          : `Right: all ${results.length} tests pass.`,
      ),
      ...(explanation === undefined ? {} : { explanation }),
    };
  }
  const failed = results.find(({ state }) => state === "failed");
  return {
    ...say(
      score.verdict === "partial" ? "partial" : "wrong",
      [
        results.length === 1
          ? "Not yet: the test fails."
          : `Not yet: ${passed} of ${results.length} tests ${passed === 1 ? "passes" : "pass"}.`,
        failed === undefined
          ? "Run the tests that have not run."
          : results.length === 1
            ? "It says:"
            : "The first that fails says:",
      ].join(" "),
    ),
    ...(failed === undefined ? {} : { message: failed.message }),
  };
}

/** The small words of the card: points, attempts, and how partly right answers count. */
export function describeTerms(question: Question, exercise?: Exercise): string {
  const { attempts } = question.learner;
  const points =
    exercise === undefined
      ? pointsAtAttempt(question, 1)
      : scoreExercise(question, exercise).maxPoints;
  const terms = [
    question.mode === "graded" ? "Graded" : "Practice",
    points === 0 ? "a guess, without points" : formatQuantity(points, "points"),
  ];
  if (question.mode === "practice" && attempts > 0) {
    terms.push(formatQuantity(attempts, "attempts"));
  }
  const mayEarnMore = question.learner.earned < points && question.learner.revealed !== true;
  if (question.attempts !== undefined && question.mode === "practice" && mayEarnMore) {
    const next = formatQuantity(pointsAtAttempt(question, attempts + 1), "points");
    terms.push(`the next attempt is worth ${next}`);
  }
  if (question.kind === "many") terms.push("more than one option may be right");
  if (question.kind === "ordering" && question.extras) terms.push("not all items belong");
  const partial = partialWords[question.kind]?.[question.partial];
  if (partial !== undefined) terms.push(partial);
  return terms.join(" · ");
}

type PartialWords = Readonly<Record<Question["partial"], string>>;

const wordsFor = (part: string): PartialWords => ({
  off: "all of it must be right",
  "each-answer": `each ${part} counts by itself`,
  "net-correct": `a wrong ${part} takes off what a right one gives`,
  coverage: `wrong ${part}s lower what the right ones give`,
});

const partialWords: Readonly<Partial<Record<Question["kind"], PartialWords>>> = {
  many: {
    ...wordsFor("option"),
    "net-correct": "a wrong tick takes off what a right one gives",
    coverage: "wrong ticks lower what the right ones give",
  },
  ordering: wordsFor("item"),
  matching: wordsFor("row"),
  output: wordsFor("line"),
};

function recordScore(
  question: Question,
  score: Score,
  checked: string,
  today: string,
): LearnerRecord {
  const { learner } = question;
  const attempts = learner.attempts + 1;
  const earned =
    learner.revealed === true
      ? 0
      : score.fraction *
        (question.attempts === undefined ? score.maxPoints : pointsAtAttempt(question, attempts));
  return {
    ...learner,
    attempts,
    checked,
    earned: Math.max(learner.earned, earned),
    first: learner.first ?? score.fraction,
    ...(learner.solved === undefined && score.verdict === "right" ? { solved: today } : {}),
  };
}

function scoreExercise(question: Question, exercise: Exercise): Score {
  return scoreTests(exercise.tests.map(readTest), pointsAtAttempt(question, 1));
}

function openExplanation({ sealed }: Question): string | undefined {
  const rule = sealed === undefined ? undefined : openSealedRule(sealed);
  return sealed === undefined || rule === undefined
    ? undefined
    : openSealedExplanation(sealed, { rule });
}

function describeCheck(question: Question, check: PracticeCheck): VerdictWords {
  const { score, feedback, explanation, key } = check;
  const max = formatQuantity(score.maxPoints, "points");
  const earned = formatQuantity(Math.min(question.learner.earned, score.maxPoints), "");
  switch (score.verdict) {
    case "right":
      return {
        ...say("right", `Right: ${earned} of ${max}.`),
        feedback,
        key,
        ...(explanation === undefined ? {} : { explanation }),
      };
    case "partial":
      return {
        ...say("partial", `Partly right: ${earned} of ${max}. Change your answer and check again.`),
        feedback,
        key,
      };
    default:
      return score.changed
        ? say(
            "none",
            "The text of the question was changed, so the answer cannot be checked. Put back the text as it was released.",
          )
        : {
            ...say("wrong", "Not right yet. Change your answer and check again."),
            feedback,
            key,
          };
  }
}

function say(verdict: ShownVerdict, sentence: string): VerdictWords {
  return { verdict, sentence, feedback: [] };
}
