// Looks through a released notebook for anything of the teacher's key: ticks, feedback, explanations, right
// answers in metadata; also encoded. Used by release and by the tests. It trusts nothing that release did.
import type { Cell, JsonObject, JsonValue, Notebook } from "../nbformat/types.ts";
import type { AnswerKey } from "./answer-key.ts";
import { lessonMetadata } from "./lesson-metadata.ts";
import { splitSourceLines } from "./markdown-lines.ts";
import { placesOf, type Place } from "./places.ts";
import { isQuestionCell, kindOf, parseQuestion, type Question } from "./question-kinds.ts";
import { readingsOf, skeletonOf } from "./readings.ts";
import { isReleasedKey } from "./released-keys.ts";
import { releaseQuestion } from "./release-question.ts";

export interface Leak {
  /** Empty for the notebook's own metadata. */
  readonly cellId: string;
  /** Such as `source`, `metadata.notes[0]`, `outputs[0].text`. */
  readonly where: string;
  /** What is left, in words: "feedback of question q1". */
  readonly what: string;
}

/**
 * The line of the teacher's text in which a leak ends, from 1; 1 where it is not in a cell's text.
 * @param scan finds the leaks of a cell; it is asked again with ever more of the text
 */
export function lineOfLeak(
  { cellId, where, what }: Leak,
  source: Notebook,
  released: Notebook,
  scan: (cell: Cell) => readonly Leak[],
): number {
  const cell = released.cells.find(({ id }) => id === cellId);
  if (where !== "source" || cell === undefined) return 1;
  const lines = cell.source.split("\n");
  const end = lines.findIndex((_, index) =>
    scan({ ...cell, source: lines.slice(0, index + 1).join("\n") }).some(
      (leak) => leak.where === where && leak.what === what,
    ),
  );
  // Release takes lines out, so the line is looked up in what the teacher wrote.
  const own = source.cells.find(({ id }) => id === cellId)?.source.split("\n") ?? [];
  return Math.max(1, own.lastIndexOf(lines[end] ?? "") + 1);
}

/**
 * Finds what of the source's keys is left in the released notebook. Every place is looked at, with escapes,
 * entities, hexadecimal and base64 undone. The options' own texts and the questions are meant to be there.
 */
export function scanForLeaks(source: Notebook, released: Notebook): readonly Leak[] {
  const questions = source.cells.flatMap(readSecrets);
  const leaks: Leak[] = [];
  for (const cell of released.cells) {
    leaks.push(...findInQuestion(cell, questions));
    leaks.push(...findTicks(cell, questions));
    for (const place of placesOf(cell, "")) {
      leaks.push(...findTexts(place, questions).map((leak) => ({ cellId: cell.id, ...leak })));
    }
  }
  const frame = without(released, ["cells"]);
  for (const place of placesOf(frame, "")) {
    leaks.push(...findTexts(place, questions).map((leak) => ({ cellId: "", ...leak })));
  }
  return withoutRepeats(leaks);
}

interface Secrets {
  readonly cellId: string;
  readonly question: Question;
  readonly key: AnswerKey;
  /** Skeletons of whole secrets and of their longer lines and sentences. */
  readonly texts: readonly { readonly what: string; readonly skeleton: string }[];
  /** Skeletons of the parts of the right answer. */
  readonly rights: readonly string[];
}

/** Shorter skeletons than this many bytes turn up anywhere. */
const leastBytes = 12;

function readSecrets(cell: Cell): Secrets[] {
  const { question } = isQuestionCell(cell) ? parseQuestion(cell) : {};
  if (question === undefined || question.released) return [];
  const key = kindOf(question).key(question);
  const shown = skeletonOf(kindOf(question).release(question).source);
  const texts = [
    ...key.parts.map(({ feedback }) => ({ what: "feedback", text: feedback ?? "" })),
    { what: "the explanation", text: key.explanation ?? "" },
  ].flatMap(({ what, text }) =>
    [text, ...splitPieces(text)]
      .map(skeletonOf)
      // What the question itself says is no secret, such as feedback that repeats an option.
      .filter((skeleton) => isTelling(skeleton) && !shown.includes(skeleton))
      .map((skeleton) => ({ what: `${what} of question ${cell.id}`, skeleton })),
  );
  const rights = key.rights.map(skeletonOf);
  return [{ cellId: cell.id, question, key, texts, rights }];
}

/** Lines and sentences: a part of a secret is one too. */
function splitPieces(text: string): string[] {
  return text.split(/\n|(?<=[.!?:;])\s+/);
}

function isTelling(skeleton: string): boolean {
  return new TextEncoder().encode(skeleton).length >= leastBytes;
}

function findTexts(place: Place, questions: readonly Secrets[]): Omit<Leak, "cellId">[] {
  const skeletons = readingsOf(place.text).map(skeletonOf);
  const holds = (skeleton: string): boolean => skeletons.some((text) => text.includes(skeleton));
  return questions.flatMap((secrets) => [
    ...secrets.texts
      .filter(({ skeleton }) => holds(skeleton))
      .map(({ what }) => ({ where: place.where, what })),
    ...(mayNameAnswers(place.where) ? [] : secrets.rights)
      .filter((skeleton) => isTelling(skeleton) && holds(skeleton))
      .map(() => ({
        where: place.where,
        what: `the text of a right answer of question ${secrets.cellId}`,
      })),
  ]);
}

/** Where a right answer's words may stand: in the lesson's prose, in hints, in the title. */
function mayNameAnswers(where: string): boolean {
  return (
    where === "source" || where === "metadata.title" || /^metadata\.lessonbook\.hints\b/.test(where)
  );
}

/** Ticked boxes in front of an option's text, in any cell and with any mark. */
function findTicks(cell: Cell, questions: readonly Secrets[]): Leak[] {
  const options = new Set(
    questions.flatMap(({ key }) => key.parts.map((part) => skeletonOf(part.text))),
  );
  return splitSourceLines(cell.source).flatMap(({ text, number }) => {
    const ticked = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]*\[[ \t]*[xX✓✔√*][ \t]*\](.*)$/.exec(text);
    return ticked !== null && options.has(skeletonOf(ticked[1] ?? ""))
      ? [{ cellId: cell.id, where: "source", what: `a ticked box in line ${number}` }]
      : [];
  });
}

/** What a released question's own cell must not have. */
function findInQuestion(cell: Cell, questions: readonly Secrets[]): Leak[] {
  if (!isQuestionCell(cell)) return [];
  const leak = (where: string, what: string): Leak => ({ cellId: cell.id, where, what });
  const metadata = lessonMetadata(cell);
  const { question } = parseQuestion(cell);
  const secrets = questions.find(({ cellId }) => cellId === cell.id);
  const leaks = [
    ...Object.keys(metadata)
      .filter((key) => !isReleasedKey(key))
      .map((key) => leak(`metadata.lessonbook.${key}`, "a key that no released question needs")),
    ...(metadata.sealed !== undefined && metadata.mode === "graded"
      ? [leak("metadata.lessonbook.sealed", "the key of a graded question")]
      : []),
    ...findTellingKeys(cell).map((where) => leak(where, "metadata that may tell the answer")),
  ];
  if (metadata.released !== true) leaks.push(leak("metadata.lessonbook", "an unreleased question"));
  if (question === undefined) return leaks;
  const { parts, explanation } = kindOf(question).key(question);
  if (kindOf(question).answerText(question) !== "") leaks.push(leak("source", "an answer"));
  if (parts.some((part) => part.feedback !== undefined)) leaks.push(leak("source", "feedback"));
  if (explanation !== undefined) leaks.push(leak("source", "an explanation"));
  if (secrets === undefined) return leaks;
  const expected = releaseQuestion(cell.id, secrets.question).metadata;
  for (const name of ["sealed", "start", "extras"]) {
    const [found, wanted] = [metadata[name], expected[name]];
    if (found !== undefined && !(wanted !== undefined && isSameJson(found, wanted))) {
      leaks.push(leak(`metadata.lessonbook.${name}`, "a key that release does not make"));
    }
  }
  return leaks;
}

/** Paths in the cell's metadata whose name says that they hold an answer; nbgrader's own mean something else. */
function findTellingKeys(cell: Cell): string[] {
  const others = without(cell.metadata, ["nbgrader", "lessonbook"]);
  const visit = (value: JsonValue | undefined, path: string): string[] =>
    typeof value !== "object" || value === null
      ? []
      : Object.entries(value).flatMap(([key, item]: [string, JsonValue | undefined]) => [
          ...(/answer|correct|solution|right/i.test(key) ? [`${path}.${key}`] : []),
          ...visit(item, `${path}.${key}`),
        ]);
  return visit(others, "metadata");
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** Equal but for the order of keys. */
function isSameJson(left: JsonValue, right: JsonValue): boolean {
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return left === right;
  }
  const [a, b] = [new Map(Object.entries(left)), new Map(Object.entries(right))];
  return (
    Array.isArray(left) === Array.isArray(right) &&
    a.size === b.size &&
    [...a].every(([key, value]) => b.has(key) && isSameJson(value ?? null, b.get(key) ?? null))
  );
}

function withoutRepeats(leaks: readonly Leak[]): readonly Leak[] {
  const byText = new Map(
    leaks.map((leak) => [JSON.stringify([leak.cellId, leak.where, leak.what]), leak]),
  );
  return [...byText.values()];
}
