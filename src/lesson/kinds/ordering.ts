// Questions for an order: a numbered list. Its order is the answer; bullets below it are what does not belong. The teacher
// may let an item come anywhere after certain others (`> After: 1, 3`), so that several orders are right.
import type { AnswerKey, KnownKey } from "../answer-key.ts";
import { joinTrimmed, lineEndingOf, trimLineEnds } from "../markdown-lines.ts";
import { fractionOfParts } from "../partial-credit.ts";
import {
  countInOrder,
  isRightOrder,
  isOutOfPlace,
  parseOrderRule,
  type OrderRule,
} from "../partial-order.ts";
import {
  parseQuestionSource,
  type ItemRules,
  type QuestionItem,
  type QuestionText,
  type SourceProblem,
} from "../question-source.ts";
import type { QuestionKind, QuestionSettings } from "../question.ts";
import { digestStart } from "../seal.ts";
import { shuffled } from "../shuffle.ts";
import type { JsonObject } from "../../nbformat/types.ts";

export interface OrderItem {
  /** Markdown. */
  readonly text: string;
  /** In the numbered list; otherwise left out. */
  readonly isPlaced: boolean;
  /** Markdown for who puts it in a wrong place, or uses it where it does not belong. */
  readonly feedback?: string;
  /** The places, from 1, of the items that it must come after; the one before it when not given. */
  readonly after?: readonly number[];
  readonly line: number;
  /** Its lines without bullet or number and without their indent, quotes too. */
  readonly lines: readonly string[];
}

export interface OrderingQuestion extends QuestionSettings, QuestionText {
  readonly kind: "ordering";
  /** As they stand in the source. */
  readonly items: readonly OrderItem[];
  /** Offsets of the list in the source. */
  readonly from: number;
  readonly to: number;
}

export const orderingKind: QuestionKind<OrderingQuestion> = {
  parse: (source, settings) => {
    const numbered = parseQuestionSource(source, itemRules("number"));
    // A learner may have left out everything.
    const { content, problems } =
      numbered.content.items.length > 0 || !settings.released
        ? numbered
        : parseQuestionSource(source, itemRules("any"));
    const { items, ...text } = content;
    const question: OrderingQuestion = {
      ...settings,
      ...text,
      kind: "ordering",
      items: items.map(readItem),
      from: items[0]?.start ?? 0,
      to: items.at(-1)?.end ?? 0,
    };
    const all = [...problems, ...findProblems(question)];
    return { question, problems: all.filter((one) => !(settings.released && one.onlyInKey)) };
  },

  answerText: (question) => {
    const texts = placedTexts(question);
    const answer = texts.length === 0 ? "" : JSON.stringify(texts);
    return question.start !== undefined && digestStart(answer) === question.start ? "" : answer;
  },

  key: (question): AnswerKey => ({
    rule: { ...ruleOf(question) },
    parts: question.items.map((item) => ({
      text: normalise(item.text),
      right: item.isPlaced,
      ...(item.feedback === undefined ? {} : { feedback: item.feedback }),
    })),
    rights: [placedTexts(question).join("\n")],
    ...(question.explanation === undefined ? {} : { explanation: question.explanation }),
  }),

  needsRights: () => false,

  namedParts: (question) => question.items.map((item) => normalise(item.text)),

  touchedParts: (question, { rule }) => {
    const order = parseOrderRule(rule);
    const given = placedTexts(question);
    const strangers = given.filter((text) => !order.texts.includes(text));
    const misplaced = given.find((text) => isOutOfPlace(order, given, text));
    return [...(misplaced === undefined ? [] : [misplaced]), ...strangers];
  },

  fraction: (key, answer, rules) => {
    const order = parseOrderRule(key.rule);
    const given = placedTexts(answer);
    if (isRightOrder(order, given)) return 1;
    return rules.partial === "off" ? 0 : partialFraction(key, order, given, rules);
  },

  release: (question) => {
    const items = shuffleItems(question);
    const list = writeList(items.map(withoutFeedback), []);
    const parts = [question.stem, list, question.after.trimStart()];
    const hasExtras = question.items.some((item) => !item.isPlaced);
    return {
      source: parts.filter((part) => part !== "").join("\n\n"),
      metadata: {
        start: digestOrder(items),
        ...(hasExtras ? { extras: true } : {}),
      } satisfies JsonObject,
    };
  },

  solution: (question) =>
    writeList(question.items.filter((item) => item.isPlaced).map(withoutFeedback), []),

  clear: (source, question) => {
    const start = arrangements(question).find((order) => digestOrder(order) === question.start);
    return start === undefined
      ? source
      : writeOrder(
          source,
          question,
          start.map((item) => question.items.indexOf(item)),
          [],
        );
  },
};

/**
 * Puts the items in another order and gives the new source. Nothing but the list changes.
 * @param placed indexes of the items that are to stand in the numbered list, in order
 * @param left indexes of all the others
 * @throws RangeError when an item is missing or named twice
 */
export function writeOrder(
  source: string,
  question: OrderingQuestion,
  placed: readonly number[],
  left: readonly number[],
): string {
  const { items } = question;
  const all = [...placed, ...left].toSorted((a, b) => a - b);
  if (all.length !== items.length || all.some((index, place) => index !== place)) {
    throw new RangeError(`[${placed.join()}] and [${left.join()}] are not ${items.length} items`);
  }
  const pick = (indexes: readonly number[]): OrderItem[] =>
    indexes.flatMap((index) => items[index] ?? []);
  const list = writeList(pick(placed), pick(left)).replaceAll("\n", lineEndingOf(source));
  return source.slice(0, question.from) + list + source.slice(question.to);
}

const itemStart = /^([ \t]{0,3}(\d{1,9}[.)]|[-*+])(?:[ \t]+|$))(.*)$/;

function itemRules(first: "number" | "any"): ItemRules {
  return {
    hasItems: true,
    noun: "item",
    start: (line, _, count) => {
      const [, lead = "", mark = "", rest = ""] = itemStart.exec(line) ?? [];
      if (mark === "" || (count === 0 && first === "number" && !isNumber(mark))) return undefined;
      return { lead, mark, markAt: lead.indexOf(mark), rest, form: "list" };
    },
    allowsNested: true,
    hasLooseFeedback: false,
  };
}

function isNumber(mark: string): boolean {
  return /^\d/.test(mark);
}

function readItem(item: QuestionItem): OrderItem {
  const lines = item.feedback?.split("\n") ?? [];
  const after = lines.flatMap((line) => afterLine.exec(line)?.[1] ?? []);
  const feedback = joinTrimmed(lines.filter((line) => !afterLine.test(line)));
  return {
    text: item.text,
    isPlaced: isNumber(item.mark),
    line: item.line,
    lines: item.whole,
    ...(feedback === "" ? {} : { feedback }),
    ...(after.length === 0
      ? {}
      : { after: after.flatMap((text) => text.match(/\d{1,9}/g) ?? []).map(Number) }),
  };
}

const afterLine = /^\s*after\s*:\s*(nothing|\d{1,3}(?:\s*(?:,|and)\s*\d{1,3})*)\s*$/i;
const mostItems = 100;
/** So many shuffled orders are tried; that all of them are right happens only where nearly every order is. */
const mostArrangements = 50;

/** For each placed item the places, from 0, of the items that it must come after. */
function ruleOf(question: OrderingQuestion): OrderRule {
  const placed = question.items.filter((item) => item.isPlaced);
  return {
    texts: placed.map((item) => normalise(item.text)),
    after: placed.map((item, place) =>
      item.after === undefined
        ? place === 0
          ? []
          : [place - 1]
        : item.after.map((number) => number - 1).filter((other) => other >= 0 && other < place),
    ),
  };
}

function partialFraction(
  key: KnownKey,
  order: OrderRule,
  given: readonly string[],
  rules: OrderingQuestion,
): number {
  const hits = countInOrder(order, given);
  const extras = key.parts.map((part) => part.text).filter((text) => !order.texts.includes(text));
  return fractionOfParts(rules.partial, {
    right: order.texts.length,
    given: given.length,
    hits,
    decisions: order.texts.length + extras.length,
    made: hits + extras.filter((text) => !given.includes(text)).length,
  });
}

/** All items, in the first of many shuffled orders that is not right. */
function shuffleItems(question: OrderingQuestion): readonly OrderItem[] {
  const rule = ruleOf(question);
  const orders = arrangements(question);
  const isWrong = (order: readonly OrderItem[]): boolean => !isRightOrder(rule, textsOf(order));
  // Where every order is right the author has been told so.
  return orders.find(isWrong) ?? orders[0] ?? [];
}

/** Shuffled orders of all items, always the same ones, whatever order they stand in now. */
function arrangements({ items }: OrderingQuestion): readonly (readonly OrderItem[])[] {
  const sorted = items.toSorted((a, b) => (normalise(a.text) < normalise(b.text) ? -1 : 1));
  const seed = textsOf(sorted).join("\n");
  return Array.from({ length: mostArrangements }, (_, attempt) =>
    shuffled(sorted, `${seed}\n${attempt}`),
  );
}

function digestOrder(order: readonly OrderItem[]): string {
  return digestStart(JSON.stringify(textsOf(order)));
}

function textsOf(items: readonly OrderItem[]): readonly string[] {
  return items.map((item) => normalise(item.text));
}

function withoutFeedback(item: OrderItem): OrderItem {
  return { ...item, lines: item.text.split("\n") };
}

/** A numbered list of what is placed and bullets for the rest. */
function writeList(placed: readonly OrderItem[], left: readonly OrderItem[]): string {
  const write = (item: OrderItem, lead: string): string =>
    item.lines
      .map((line, index) =>
        index === 0 ? lead + line : line === "" ? "" : " ".repeat(lead.length) + line,
      )
      .join("\n");
  return [
    placed.map((item, index) => write(item, `${index + 1}. `)).join("\n"),
    left.map((item) => write(item, "- ")).join("\n"),
  ]
    .filter((list) => list !== "")
    .join("\n\n");
}

function placedTexts(question: OrderingQuestion): readonly string[] {
  return question.items.filter((item) => item.isPlaced).map((item) => normalise(item.text));
}

function normalise(text: string): string {
  return trimLineEnds(text.normalize("NFC"));
}

function findProblems(question: OrderingQuestion): SourceProblem[] {
  const { items, stem } = question;
  const problem = (message: string, line: number, onlyInKey: boolean): SourceProblem[] => [
    { message, line, onlyInKey },
  ];
  const [first] = items;
  if (first === undefined) {
    return problem(
      "The question has no list to put in order. Write each item as a line like: 1. text",
      1,
      false,
    );
  }
  const seen = new Map<string, number>();
  const placed = items.filter((item) => item.isPlaced);
  return [
    ...(stem === ""
      ? problem("The question has no text above its list. Write what is asked.", 1, true)
      : []),
    ...(items.length === 1
      ? problem("The list has one item only. Add at least one more.", first.line, false)
      : []),
    ...items
      .slice(mostItems, mostItems + 1)
      .flatMap(({ line }) =>
        problem(
          `The list has more than ${mostItems} items. Make several questions of it.`,
          line,
          false,
        ),
      ),
    ...items.flatMap(({ text, line }) => {
      const name = normalise(text);
      const earlier = seen.get(name);
      seen.set(name, line);
      if (text === "") {
        return problem("This item has no text. Write one, or take the line out.", line, false);
      }
      return earlier === undefined
        ? []
        : problem(
            `This item says the same as the one in line ${earlier}. Add a word that tells them apart.`,
            line,
            false,
          );
    }),
    ...placed.flatMap(({ after = [], line }, place) =>
      after
        .filter((number) => number < 1 || number > place)
        .flatMap((number) =>
          problem(
            `This item cannot come after item ${number}. Name items that stand above it, by their places from 1.`,
            line,
            true,
          ),
        ),
    ),
    ...items
      .filter((item) => !item.isPlaced && item.after !== undefined)
      .flatMap(({ line }) =>
        problem('An item that does not belong has no place. Take "> After:" out.', line, true),
      ),
    ...(isEveryOrderRight(question)
      ? problem("Every order of this list is right, so nothing is asked.", first.line, true)
      : []),
  ];
}

function isEveryOrderRight(question: OrderingQuestion): boolean {
  const { after, texts } = ruleOf(question);
  return (
    texts.length > 1 &&
    texts.length === question.items.length &&
    after.every((places) => places.length === 0) &&
    question.items.every((item) => (item.after ?? []).length === 0)
  );
}
