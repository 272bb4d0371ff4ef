// What all kinds of questions have in common: the settings in `metadata.lessonbook`, the key, the answer.
// Each kind has a file of its own in `kinds/` and is listed in `question-kinds.ts`.
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject, JsonValue } from "../nbformat/types.ts";
import type { AnswerKey, KnownKey } from "./answer-key.ts";
import type { Problem } from "./lesson-metadata.ts";
import type { QuestionText } from "./question-source.ts";
import { isDay } from "./days.ts";
import { parseSealedKey, type SealedKey } from "./seal.ts";

/** `practice` checks in the page; `graded` is only recorded, and graded with the teacher's source. */
export type QuestionMode = "practice" | "graded";

export const partialModes = ["off", "each-answer", "net-correct", "coverage"] as const;
/** How a partly right answer counts; `partial-credit.ts` has the formulas. */
export type PartialMode = (typeof partialModes)[number];

/** What the reader did that the source does not show. Never believed by grading. */
export interface LearnerRecord {
  /** Checks made, each with another answer than the one before. */
  readonly attempts: number;
  /** Digest of the answer last checked or recorded; see `digestAnswer`. */
  readonly checked?: string;
  /** Most points that a check gave so far: trying again never costs points. */
  readonly earned: number;
  /** The share of the points, 0 to 1, that the first check gave. */
  readonly first?: number;
  /** The day of the first check that was fully right, as `2026-11-26`. */
  readonly solved?: string;
  /** Hints opened. */
  readonly hints?: number;
  /** The answer was shown; from then on nothing is earned. */
  readonly revealed?: boolean;
  /** Why the answer is right, in the learner's own words. */
  readonly reason?: string;
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
  /** Options are shown in an order of the learner's own; the file's order stays. */
  readonly shuffle: boolean;
  /** A practice question's answer can be shown; then the file holds it in a form that any program can open. */
  readonly reveal: boolean;
  /** Whether upper and lower case count, where the answer is a text; each kind has a rule of its own when not given. */
  readonly matchCase?: boolean;
  /** Whether blanks count, where the answer is a text; each kind has a rule of its own when not given. */
  readonly matchSpaces?: boolean;
  /** Made by release: what stands in the cell is the learner's answer. Otherwise it is the teacher's key. */
  readonly released: boolean;
  /** Made by release: digest of the answer that stood in the cell then, which is no answer; see `digestStart`. */
  readonly start?: string;
  /** Made by release: not all items belong to the answer. */
  readonly extras: boolean;
  /** The key of a released practice question. */
  readonly sealed?: SealedKey;
  readonly learner: LearnerRecord;
}

/** What a file of one question kind provides. */
export interface QuestionKind<Q extends QuestionSettings & QuestionText> {
  parse(
    source: string,
    settings: QuestionSettings,
    name: string,
  ): { readonly question: Q; readonly problems: readonly Problem[] };
  /** What is ticked, written or ordered, as one text that depends on nothing else; empty when unanswered. */
  answerText(question: Q): string;
  /** Why the answer cannot be checked as it stands, such as a number that is none: for the learner, and no attempt. */
  findObstacle?(question: Q): string | undefined;
  /** The key that the teacher's source holds. */
  key(question: Q): AnswerKey;
  /** Whether the key must say which parts are right, because that is shown or partly right answers count. */
  needsRights(question: Q): boolean;
  /** The texts of all parts that the question's own text names; a key that lacks one belongs to another text. */
  namedParts(question: Q): readonly string[];
  /** The texts of further parts that tell whether the answer is right, where `namedParts` do not. */
  judgedParts?(question: Q): readonly string[];
  /** The texts of the parts whose feedback is due. */
  touchedParts(question: Q, key: KnownKey): readonly string[];
  /** The share of the points that an answer earns, 0 to 1, by a key and the rules of the question it belongs to. */
  fraction(key: KnownKey, answer: Q, rules: Q): number;
  /** The question as learners get it: no answer, no feedback, no explanation. */
  release(question: Q): ReleasedText;
  /** The right answer as Markdown, for the learner who asks to see it. */
  solution(question: Q): string;
  /** The text of a released question without the learner's answer, as it was released. */
  clear(source: string, question: Q): string;
}

export interface ReleasedText {
  readonly source: string;
  /** What release adds to `metadata.lessonbook`. */
  readonly metadata?: JsonObject;
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
  for (const name of ["shuffle", "reveal", "matchCase", "matchSpaces"] as const) {
    const value = metadata[name];
    if (value !== undefined && typeof value !== "boolean") {
      complain(`"${name}" is ${show(value)}. Set it to true or false.`);
    }
  }
  const { matchCase, matchSpaces, start } = metadata;
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
      shuffle: metadata.shuffle === true,
      reveal: metadata.reveal === true,
      released,
      extras: metadata.extras === true,
      learner: parseLearner(metadata.learner),
      ...(isAttempts(attempts) ? { attempts } : {}),
      ...(typeof matchCase === "boolean" ? { matchCase } : {}),
      ...(typeof matchSpaces === "boolean" ? { matchSpaces } : {}),
      ...(typeof start === "string" ? { start } : {}),
      ...(sealed === undefined ? {} : { sealed }),
    },
    problems,
  };
}

/** The record as it stands in `metadata.lessonbook.learner`; whatever is not one reads as "nothing done yet". */
function parseLearner(value: JsonValue | undefined): LearnerRecord {
  if (!isObject(value)) return { attempts: 0, earned: 0 };
  const { attempts, checked, earned, first, solved, hints, revealed, reason } = value;
  return {
    attempts: isCount(attempts) ? attempts : 0,
    earned: isPoints(earned) ? earned : 0,
    ...(typeof checked === "string" ? { checked } : {}),
    ...(isPoints(first) && first <= 1 ? { first } : {}),
    ...(typeof solved === "string" && isDay(solved) ? { solved } : {}),
    ...(isCount(hints) ? { hints } : {}),
    ...(revealed === true ? { revealed } : {}),
    ...(typeof reason === "string" ? { reason } : {}),
  };
}

function isPoints(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && isPoints(value);
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
