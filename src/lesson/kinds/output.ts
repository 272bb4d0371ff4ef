// Questions that ask what a program prints. The answer stands in a fenced block with the word `answer`; several such
// blocks in the teacher's source are several right outputs. A quote that starts with a code block is for that output.
import type { AnswerKey } from "../answer-key.ts";
import { normaliseAnswer } from "../compare-text.ts";
import {
  closesFence,
  joinTrimmed,
  lineEndingOf,
  openedFence,
  unwrapCodeSpan,
} from "../markdown-lines.ts";
import { fractionOfParts } from "../partial-credit.ts";
import {
  parseQuestionSource,
  type ItemRules,
  type QuestionItem,
  type QuestionText,
  type SourceProblem,
} from "../question-source.ts";
import type { QuestionKind, QuestionSettings } from "../question.ts";
import { isObject } from "../../nbformat/parse.ts";
import type { JsonObject } from "../../nbformat/types.ts";
import {
  otherwise,
  readColonName,
  splitFeedback,
  type FeedbackCase,
  type NameReader,
} from "./answer-line.ts";

export interface AnswerBlock {
  /** The text between the fences. */
  readonly text: string;
  readonly isClosed: boolean;
  readonly line: number;
  /** Offsets of the block with its fences. */
  readonly from: number;
  readonly to: number;
  /** Markdown for who gives this answer, and for who gives certain others. */
  readonly feedback?: string;
  readonly cases: readonly FeedbackCase[];
}

export interface OutputQuestion extends QuestionSettings, QuestionText {
  readonly kind: "output";
  readonly blocks: readonly AnswerBlock[];
}

/** The longest answer that is looked at, in characters. */
const longest = 20_000;

export const outputKind: QuestionKind<OutputQuestion> = {
  parse: (source, settings) => {
    const { content, problems } = parseQuestionSource(source, blockRules);
    const { items, ...text } = content;
    const question: OutputQuestion = {
      ...settings,
      ...text,
      kind: "output",
      blocks: items.map(readBlock),
    };
    const all = [...problems, ...findProblems(question)];
    return { question, problems: all.filter((one) => !(settings.released && one.onlyInKey)) };
  },

  answerText: (question) => normalise(givenOutput(question), question),

  findObstacle: (question) =>
    givenOutput(question).length > longest
      ? "This answer is longer than 20,000 characters. Shorten it."
      : undefined,

  key: (question): AnswerKey => {
    const rights = question.blocks.map((block) => normalise(block.text, question));
    const cases = question.blocks.flatMap((block) => block.cases);
    const isDecidedByDigest = rights.length === 1 && question.partial === "off";
    const [only = ""] = rights;
    return {
      ...(isDecidedByDigest ? { answer: only } : { rule: { right: rights } }),
      parts: [
        ...question.blocks.flatMap(({ text, feedback }) =>
          feedback === undefined
            ? []
            : [{ text: `is ${normalise(text, question)}`, feedback, right: true }],
        ),
        ...cases.map(({ name, feedback }) => ({
          text: name === otherwise ? otherwise : `is ${normalise(name, question)}`,
          feedback,
          right: false,
        })),
      ],
      rights: question.blocks.map((block) => block.text),
      ...(question.explanation === undefined ? {} : { explanation: question.explanation }),
    };
  },

  needsRights: () => false,
  namedParts: () => [],
  touchedParts: (question) => [`is ${normalise(givenOutput(question), question)}`],

  fraction: (key, answer, rules) => {
    const given = normalise(givenOutput(answer), rules);
    const rights = textsIn(key.rule);
    if (given === "" || given.length > longest) return 0;
    if (key.isRight || rights.includes(given)) return 1;
    if (rules.partial === "off") return 0;
    return Math.max(0, ...rights.map((right) => fractionOfLines(right, given, rules)));
  },

  release: (question) => {
    const parts = [question.stem, "```answer\n\n```", question.after.trimStart()];
    return { source: parts.filter((part) => part !== "").join("\n\n") };
  },

  solution: (question) => question.blocks.map((block) => writeBlock(block.text, "")).join("\n\n"),

  clear: (source, question) => writeOutput(source, question, ""),
};

/** The learner's answer: the first block that has one. */
export function givenOutput(question: OutputQuestion): string {
  return question.blocks.find(({ text }) => text.trim() !== "")?.text ?? "";
}

/**
 * Writes the learner's answer and gives the new source; nothing but the block changes. Its fences become longer where
 * the answer has such fences in it.
 * @throws RangeError when the question has no block for it
 */
export function writeOutput(
  source: string,
  question: Pick<OutputQuestion, "blocks">,
  answer: string,
): string {
  const { blocks } = question;
  const block = blocks.find(({ text }) => text.trim() !== "") ?? blocks[0];
  if (block === undefined) throw new RangeError("the question has no block for an answer");
  const text = answer.replace(/\r\n?/g, "\n");
  const written = writeBlock(text, "answer").replaceAll("\n", lineEndingOf(source));
  return source.slice(0, block.from) + written + source.slice(block.to);
}

const blockRules: ItemRules = {
  hasItems: true,
  noun: "answer",
  start: (line) =>
    isAnswerFence(line) ? { lead: "", mark: "", markAt: 0, rest: line, form: "block" } : undefined,
  near: {
    pattern: /^[ \t]{0,3}(?:`{1,2}|~{1,2})answer[ \t]*$/i,
    message: "This looks like the answer, but is not read as one. Start it with ```answer",
  },
  hasLooseFeedback: true,
};

function isAnswerFence(line: string): boolean {
  return /^answer(?:\s|$)/i.test(openedFence(line)?.info ?? "");
}

function readBlock(item: QuestionItem): AnswerBlock {
  const [opening = "", ...lines] = item.own;
  const fence = openedFence(opening);
  const isClosed = fence !== undefined && closesFence(lines.at(-1) ?? "", fence);
  const { own, cases } = splitFeedback(item.feedback ?? "", readOutputName);
  return {
    text: (isClosed ? lines.slice(0, -1) : lines).join("\n"),
    isClosed,
    line: item.line,
    from: item.start,
    to: item.textEnd,
    cases,
    ...(own === "" ? {} : { feedback: own }),
  };
}

const readCodeName = readColonName((name) => name.startsWith("`"));

/** An output in front of its feedback: a code block, or one line of it in backticks and a colon. */
const readOutputName: NameReader = (lines) => {
  const named = readCodeName(lines);
  if (named !== undefined) return { ...named, name: unwrapCodeSpan(named.name) };
  const fence = openedFence(lines[0] ?? "");
  const end = lines.findIndex(
    (line, index) => index > 0 && fence !== undefined && closesFence(line, fence),
  );
  if (end === -1) return undefined;
  return { name: lines.slice(1, end).join("\n"), text: "", others: lines.slice(end + 1) };
};

function writeBlock(text: string, info: string): string {
  const longestRun = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longestRun + 1);
  return `${fence}${info}\n${text}\n${fence}`;
}

function normalise(text: string, { matchCase, matchSpaces }: QuestionSettings): string {
  return normaliseAnswer(text, {
    matchCase: matchCase !== false,
    blanks: matchSpaces === undefined ? "ends" : matchSpaces ? "all" : "none",
  });
}

function fractionOfLines(right: string, given: string, rules: OutputQuestion): number {
  const [expected, lines] = [right.split("\n"), given.split("\n")];
  const hits = longestCommon(expected, lines);
  return fractionOfParts(rules.partial, {
    right: expected.length,
    given: lines.length,
    hits,
    decisions: Math.max(expected.length, lines.length),
    made: hits,
  });
}

/** How many lines two texts have in common in the same order. */
function longestCommon(left: readonly string[], right: readonly string[]): number {
  let row = new Array<number>(right.length + 1).fill(0);
  for (const line of left) {
    const next = [0];
    for (const [place, other] of right.entries()) {
      const joined = line === other ? (row[place] ?? 0) + 1 : 0;
      next.push(Math.max(joined, row[place + 1] ?? 0, next[place] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function textsIn(rule: JsonObject | undefined): readonly string[] {
  const texts = isObject(rule) ? rule.right : undefined;
  return Array.isArray(texts) ? texts.filter((text) => typeof text === "string") : [];
}

function findProblems({ stem, blocks }: OutputQuestion): SourceProblem[] {
  const problem = (message: string, line: number, onlyInKey: boolean): SourceProblem[] => [
    { message, line, onlyInKey },
  ];
  if (blocks.length === 0) {
    return problem(
      "The question has no block for the answer. Write ```answer, the output, and ``` on lines of their own.",
      1,
      false,
    );
  }
  return [
    ...(stem === ""
      ? problem("The question has no text above its answer. Write what is asked.", 1, true)
      : []),
    ...blocks.flatMap(({ text, isClosed, line }) => [
      ...(isClosed
        ? []
        : problem("The block of the answer is not closed. End it with a line of ```.", line, true)),
      ...(joinTrimmed(text.split("\n")) === ""
        ? problem("The right output is missing. Write it between the fences.", line, true)
        : []),
    ]),
  ];
}
