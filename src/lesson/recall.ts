// Topics come back after 1, 3 and 7 days: what was right once is asked again before it is forgotten. A topic is asked by
// one of its questions, not always the same. What is kept is in the notebook's metadata, `lessonbook.recall`.
import { isObject } from "../nbformat/parse.ts";
import type { Cell, JsonObject, JsonValue } from "../nbformat/types.ts";
import { addDays, isDay } from "./days.ts";
import { isLessonCell, lessonMetadata } from "./lesson-metadata.ts";

/** How a topic stands; one that was never asked again has no entry. */
export interface RecallEntry {
  /** Times it was right in a row, when asked again. */
  readonly step: number;
  /** The day it was asked last. */
  readonly last: string;
  /** The cell that was asked last. */
  readonly asked: string;
}

export type RecallBook = Readonly<Record<string, RecallEntry>>;

export interface DueTopic {
  readonly topic: string;
  /** The question to ask. */
  readonly cell: Cell;
  readonly due: string;
}

/** Days until a topic comes back, by the times it was right in a row. After the last it stays. */
const intervals = [1, 3, 7] as const;

/** Reads what is kept in the notebook's metadata; whatever is no entry reads as one that was never asked. */
export function readRecall(metadata: JsonObject): RecallBook {
  const { recall } = lessonPart(metadata);
  if (!isObject(recall)) return {};
  return Object.fromEntries(
    Object.entries(recall).flatMap(([topic, value]): [string, RecallEntry][] => {
      if (!isObject(value)) return [];
      const { step, last, asked } = value;
      const isEntry =
        Number.isSafeInteger(step) &&
        typeof last === "string" &&
        isDay(last) &&
        typeof asked === "string";
      return isEntry ? [[topic, { step: Math.max(0, Number(step)), last, asked }]] : [];
    }),
  );
}

/** The notebook's metadata with this book; an empty one leaves nothing behind. */
export function withRecall(metadata: JsonObject, book: RecallBook): JsonObject {
  const { recall: _recall, ...others } = lessonPart(metadata);
  const entries = Object.entries(book).map(([topic, entry]): [string, JsonValue] => [
    topic,
    { ...entry },
  ]);
  const lessonbook: JsonObject = {
    ...others,
    ...(entries.length === 0 ? {} : { recall: Object.fromEntries(entries) }),
  };
  const { lessonbook: _lessonbook, ...rest } = metadata;
  return Object.keys(lessonbook).length === 0 ? rest : { ...rest, lessonbook };
}

/** The book after a topic was asked. A wrong answer brings it back tomorrow. */
export function noteRecall(
  book: RecallBook,
  { topic, cell }: Pick<DueTopic, "topic" | "cell">,
  isRight: boolean,
  today: string,
): RecallBook {
  const step = isRight ? (book[topic]?.step ?? 0) + 1 : 0;
  return { ...book, [topic]: { step, last: today, asked: cell.id } };
}

/**
 * The topics that are due, the longest due first.
 * @param sectionOf the name of the section that a cell is in; the topic of questions without one of their own
 */
export function dueTopics(
  cells: readonly Cell[],
  sectionOf: (place: number) => string,
  book: RecallBook,
  today: string,
): readonly DueTopic[] {
  const topics = new Map<string, Cell[]>();
  for (const [place, cell] of cells.entries()) {
    if (!canBeAskedAgain(cell)) continue;
    const { topic } = lessonMetadata(cell);
    const name = typeof topic === "string" && topic !== "" ? topic : sectionOf(place);
    topics.set(name, [...(topics.get(name) ?? []), cell]);
  }
  return [...topics]
    .flatMap(([topic, members]): DueTopic[] => {
      const entry = Object.hasOwn(book, topic) ? book[topic] : undefined;
      const due = dueDay(members, entry);
      const cell = nextQuestion(members, entry);
      return due === undefined || due > today || cell === undefined ? [] : [{ topic, cell, due }];
    })
    .toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
}

/** Questions that the page can check by itself, with nothing but the cell. */
function canBeAskedAgain(cell: Cell): boolean {
  const { released, sealed, question } = lessonMetadata(cell);
  return isLessonCell(cell, "quiz") && released === true && isObject(sealed) && question !== "code";
}

function solvedOn(cell: Cell): string | undefined {
  const { learner } = lessonMetadata(cell);
  const { solved } = isObject(learner) ? learner : {};
  return typeof solved === "string" && isDay(solved) ? solved : undefined;
}

/** A topic is learned when its last question was right for the first time; `undefined` before, and after the last recall. */
function dueDay(members: readonly Cell[], entry: RecallEntry | undefined): string | undefined {
  const days = members.map(solvedOn).filter((day) => day !== undefined);
  const first = days.toSorted().at(-1);
  if (first === undefined || days.length < members.length) return undefined;
  const wait = intervals[entry?.step ?? 0];
  return wait === undefined ? undefined : addDays(entry?.last ?? first, wait);
}

/** The question after the one that was asked last, from the first on. */
function nextQuestion(members: readonly Cell[], entry: RecallEntry | undefined): Cell | undefined {
  const last = members.findIndex((cell) => cell.id === entry?.asked);
  return members[(last + 1) % members.length];
}

function lessonPart(metadata: JsonObject): JsonObject {
  return isObject(metadata.lessonbook) ? metadata.lessonbook : {};
}
