// Questions with options to tick, `single` and `many`: a task list with places in it, so that ticking changes one
// character. The key is in the ticks, the quotes under options, and `> Why:`.
import type { AnswerKey } from "../answer-key.ts";
import type { Problem } from "../lesson-metadata.ts";
import { trimLineEnds } from "../markdown-lines.ts";
import { fractionOfParts } from "../partial-credit.ts";
import {
  parseQuestionSource,
  type ItemRules,
  type QuestionItem,
  type QuestionText,
  type SourceProblem,
} from "../question-source.ts";
import type { QuestionKind, QuestionSettings } from "../question.ts";

export type ChoiceKindName = "single" | "many";

export interface ChoiceOption {
  /** Markdown, without the bullet, the box and the indent of the list. */
  readonly text: string;
  readonly ticked: boolean;
  /** Markdown of the quotes under the option. */
  readonly feedback?: string;
  /** Offset in the source of the one character between the brackets. */
  readonly boxAt: number;
  /** Line of the box, from 1. */
  readonly line: number;
  /** The option's own lines as they stand in the source, with the box empty and the feedback left out. */
  readonly released: readonly string[];
}

export interface ChoiceQuestion extends QuestionSettings, QuestionText {
  readonly kind: ChoiceKindName;
  readonly options: readonly ChoiceOption[];
}

/** Questions of the kinds `single` (one right option) and `many` (one or more). */
export const choiceKind: QuestionKind<ChoiceQuestion> = {
  parse: (source, settings, name) => {
    const { content, problems } = parseQuestionSource(source, optionRules);
    const { items, ...text } = content;
    const question: ChoiceQuestion = {
      ...settings,
      ...text,
      kind: name === "many" ? "many" : "single",
      options: items.map(readOption),
    };
    const all = [...problems, ...findOptionProblems(question), ...findKeyProblems(question)];
    return { question, problems: all.filter((one) => !(settings.released && one.onlyInKey)) };
  },

  answerText: (question) => joinTexts(tickedTexts(question)),

  findObstacle: (question) =>
    question.kind === "single" && tickedTexts(question).length > 1
      ? "More than one option is ticked in the text. Choose one."
      : undefined,

  key: (question): AnswerKey => ({
    answer: joinTexts(tickedTexts(question)),
    parts: question.options.map((option) => ({
      text: normaliseText(option.text),
      right: option.ticked,
      ...(option.feedback === undefined ? {} : { feedback: option.feedback }),
    })),
    rights: tickedTexts(question),
    ...(question.explanation === undefined ? {} : { explanation: question.explanation }),
  }),

  needsRights: (question) => question.kind === "many" && question.partial !== "off",

  namedParts: (question) => question.options.map((option) => normaliseText(option.text)),

  touchedParts: (question) =>
    question.options.filter((option) => option.ticked).map((option) => normaliseText(option.text)),

  fraction: (key, answer, rules) => {
    if (key.isRight) return 1;
    if (rules.kind === "single" || rules.partial === "off") return 0;
    const right = new Set(key.parts.filter((part) => part.right).map((part) => part.text));
    const chosen = new Set(tickedTexts(answer));
    const hits = [...chosen].filter((text) => right.has(text)).length;
    const wrong = chosen.size - hits + (right.size - hits);
    return fractionOfParts(rules.partial, {
      right: right.size,
      given: chosen.size,
      hits,
      decisions: key.parts.length,
      made: Math.max(0, key.parts.length - wrong),
    });
  },

  release: (question) => {
    const options = question.options.map((option) => option.released.join("\n")).join("\n");
    const parts = [question.stem, options, question.after.trimStart()];
    return { source: parts.filter((part) => part !== "").join("\n\n") };
  },

  solution: (question) =>
    question.options
      .filter((option) => option.ticked)
      .map((option) => `- ${option.text.replaceAll("\n", "\n  ")}`)
      .join("\n"),

  clear: (source, question) =>
    question.options
      .filter((option) => option.ticked)
      .reduce((text, option) => writeBox(text, option, false), source),
};

/**
 * Ticks or clears one option and gives the new source; in a `single` question ticking clears the others.
 * Only the characters between the brackets change.
 * @throws RangeError when there is no such option
 */
export function tickOption(
  source: string,
  question: Pick<ChoiceQuestion, "kind" | "options">,
  index: number,
  ticked: boolean,
): string {
  const chosen = question.options[index];
  if (chosen === undefined) {
    throw new RangeError(`option ${index} in a question of ${question.options.length} options`);
  }
  return question.options.reduce((text, option) => {
    const wanted =
      option === chosen ? ticked : ticked && question.kind === "single" ? false : option.ticked;
    return wanted === option.ticked ? text : writeBox(text, option, wanted);
  }, source);
}

function writeBox(source: string, option: ChoiceOption, ticked: boolean): string {
  return source.slice(0, option.boxAt) + (ticked ? "x" : " ") + source.slice(option.boxAt + 1);
}

const optionStart = /^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[([ xX])\](?:[ \t]+(.*)|)$/;

const optionRules: ItemRules = {
  hasItems: true,
  noun: "option",
  start: (line) => {
    const match = optionStart.exec(line);
    if (match === null) return undefined;
    const [, lead = "", mark = " ", rest = ""] = match;
    return { lead, mark, markAt: lead.length + 1, rest, form: "list" };
  },
  near: {
    // `-[x] a`, `- [x]a`, `- [] a`, `- [✓] a`: meant as options, but Markdown does not read them so.
    pattern: /^[ \t]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]*\[[ \txX✓✔√*]*\](?![(:[])/,
    message: "This looks like an option, but is not read as one. Write it as: - [ ] text",
  },
  unmarked: "This list item has no box. Write [ ] after its bullet.",
  hasLooseFeedback: false,
};

function readOption(item: QuestionItem): ChoiceOption {
  const [first = "", ...others] = item.own;
  const at = item.markAt - item.start;
  return {
    text: item.text,
    ticked: item.mark !== " ",
    boxAt: item.markAt,
    line: item.line,
    released: [`${first.slice(0, at)} ${first.slice(at + 1)}`, ...others],
    ...(item.feedback === undefined ? {} : { feedback: item.feedback }),
  };
}

function findOptionProblems({ stem, options }: ChoiceQuestion): SourceProblem[] {
  const [first] = options;
  const problem = (message: string, line: number, onlyInKey = false): SourceProblem[] => [
    { message, line, onlyInKey },
  ];
  if (first === undefined) {
    return problem("The question has no options. Write each one as a line like: - [ ] text", 1);
  }
  const seen = new Map<string, number>();
  return [
    ...(options.length === 1
      ? problem("The question has one option only. Add at least one more.", first.line)
      : []),
    ...(stem === ""
      ? problem("The question has no text above its options. Write what is asked.", 1, true)
      : []),
    ...options.flatMap(({ text, line }) => {
      const name = text.normalize("NFC");
      const earlier = seen.get(name);
      seen.set(name, line);
      if (text === "") {
        return problem("This option has no text. Write one, or take the line out.", line);
      }
      return earlier === undefined
        ? []
        : problem(
            `This option says the same as the one in line ${earlier}. Change one of them.`,
            line,
          );
    }),
  ];
}

function findKeyProblems(question: ChoiceQuestion): SourceProblem[] {
  const problem = (message: string, { line }: Problem | ChoiceOption): SourceProblem[] => [
    { message, line, onlyInKey: true },
  ];
  const ticked = question.options.filter((option) => option.ticked);
  const first = question.options[0];
  if (first !== undefined && ticked.length === 0) {
    return problem("No option is ticked as right. Write [x] in the right one.", first);
  }
  const second = ticked[1];
  return question.kind === "single" && second !== undefined
    ? problem(
        'A question with one answer has two options ticked. Clear one, or set "question" to "many".',
        second,
      )
    : [];
}

/** The ticked options' texts, in an order that does not depend on where they stand. */
function tickedTexts(question: ChoiceQuestion): readonly string[] {
  return question.options
    .filter((option) => option.ticked)
    .map((option) => normaliseText(option.text))
    .sort();
}

/** Texts that look the same are the same: composed characters, no blanks at line ends. */
function normaliseText(text: string): string {
  return trimLineEnds(text.normalize("NFC"));
}

function joinTexts(texts: readonly string[]): string {
  return texts.length === 0 ? "" : JSON.stringify(texts);
}
