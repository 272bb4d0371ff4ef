// What all kinds of questions have in common: the settings in `metadata.lessonbook`, the key, the answer.
// Each kind has a file of its own (`choice.ts`) and is listed in `question-kinds.ts`.
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject, JsonValue } from "../nbformat/types.ts";
import type { AnswerKey } from "./answer-key.ts";
import type { Problem } from "./lesson-metadata.ts";
import { parseSealedKey, type SealedKey } from "./seal.ts";

/** `practice` checks in the page; `graded` is only recorded, and graded with the teacher's source. */
export type QuestionMode = "practice" | "graded";

export const partialModes = ["off", "each-answer", "net-correct", "coverage"] as const;
/** How a partly right answer counts; `score.ts` has the formulas. */
export type PartialMode = (typeof partialModes)[number];

/** What the reader did that the source does not show. Never believed by grading. */
export interface LearnerRecord {
  /** Checks made, each with another answer than the one before. */
  readonly attempts: number;
  /** Digest of the answer last checked or recorded; see `digestAnswer`. */
  readonly checked?: string;
  /** Most points that a check gave so far: trying again never costs points. */
  readonly earned: number;
}

export interface QuestionSettings {
  readonly mode: QuestionMode;
  /** ≥ 0, may be fractional; 1 when not given. */
  readonly points: number;
  /** Points for being right at the first, second, … attempt; further attempts give nothing. */
  readonly attempts?: readonly number[];
  readonly partial: PartialMode;
  /** Markdown texts, shown one after the other. */
  readonly hints: readonly string[];
  /** Made by release: what is ticked is the learner's answer. Otherwise it is the teacher's key. */
  readonly released: boolean;
  /** The key of a released practice question. */
  readonly sealed?: SealedKey;
  readonly learner: LearnerRecord;
}

/** What a file of one question kind provides. */
export interface QuestionKind<Q extends QuestionSettings> {
  parse(
    source: string,
    settings: QuestionSettings,
    name: string,
  ): { readonly question: Q; readonly problems: readonly Problem[] };
  /** What is ticked, written or ordered, as one text that depends on nothing else; empty when unanswered. */
  answerText(question: Q): string;
  /** The key that the teacher's source holds. */
  key(question: Q): AnswerKey;
  /** The share of the points that an answer earns, 0 to 1, by a key and the rules of the question it belongs to. */
  fraction(key: AnswerKey, answer: Q, rules: Q): number;
  /** The parts of a key that the answer touches: whose feedback is due. */
  touchedParts(question: Q): readonly string[];
  /** All parts that a key may have something about. */
  allParts(question: Q): readonly string[];
  /** The source as learners get it: no answer, no feedback, no explanation. */
  releasedSource(question: Q): string;
}

/** Reads the settings in a question's `metadata.lessonbook`; what is wrong is named at line 1. */
export function parseSettings(metadata: JsonObject): {
  readonly settings: QuestionSettings;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const complain = (message: string): void => void problems.push({ message, line: 1 });

  const mode = metadata.mode ?? "practice";
  if (mode !== "practice" && mode !== "graded") {
    complain(`"mode" is ${show(mode)}. Set it to "practice" or "graded".`);
  }
  const points = metadata.points ?? 1;
  if (!isPoints(points)) complain(`"points" is ${show(points)}. Set it to a number from 0 up.`);
  const partial = partialModes.find((name) => name === (metadata.partial ?? "off"));
  if (partial === undefined) {
    complain(`"partial" is ${show(metadata.partial)}. Use one of: ${partialModes.join(", ")}.`);
  }
  const hints = metadata.hints ?? [];
  if (!isTexts(hints)) complain(`"hints" must be a list of texts, such as ["Think of …"].`);
  const attempts = metadata.attempts;
  if (attempts !== undefined && !isAttempts(attempts)) {
    complain(`"attempts" must be a list of points for each attempt, such as [10, 7, 5].`);
  }
  const released = metadata.released === true;
  const sealed = parseSealedKey(metadata.sealed);
  if (released && mode === "practice" && sealed === undefined) {
    complain(
      "This question has lost its key, so it cannot be checked. Release the notebook again.",
    );
  }
  if (mode === "graded" && metadata.sealed !== undefined) {
    complain(
      'A graded question must not carry a key. Take "sealed" out, or release the notebook again.',
    );
  }
  return {
    settings: {
      mode: mode === "graded" ? "graded" : "practice",
      points: isPoints(points) ? points : 1,
      partial: partial ?? "off",
      hints: isTexts(hints) ? hints : [],
      released,
      learner: parseLearner(metadata.learner),
      ...(isAttempts(attempts) ? { attempts } : {}),
      ...(sealed === undefined ? {} : { sealed }),
    },
    problems,
  };
}

/** The record as it stands in `metadata.lessonbook.learner`; whatever is not one reads as "nothing done yet". */
function parseLearner(value: JsonValue | undefined): LearnerRecord {
  if (!isObject(value)) return { attempts: 0, earned: 0 };
  const { attempts, checked, earned } = value;
  return {
    attempts: Number.isSafeInteger(attempts) && isPoints(attempts) ? attempts : 0,
    earned: isPoints(earned) ? earned : 0,
    ...(typeof checked === "string" ? { checked } : {}),
  };
}

function isPoints(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isAttempts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every(isPoints);
}

function show(value: JsonValue | undefined): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
