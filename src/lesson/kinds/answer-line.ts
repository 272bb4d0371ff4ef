// The line `Answer: …`, which questions for a number and for a text are answered in. In the teacher's source each
// such line is a right answer; a quote under it is feedback, for the answer above or for one that it names.
import { joinTrimmed } from "../markdown-lines.ts";
import {
  parseQuestionSource,
  type ItemRules,
  type QuestionText,
  type SourceProblem,
} from "../question-source.ts";

export interface AnswerLine {
  /** What stands behind `Answer:`, on one line. */
  readonly text: string;
  readonly line: number;
  /** Offset in the source right behind `Answer:`, and the end of the text. */
  readonly from: number;
  readonly to: number;
  /** Markdown for who gives this answer. */
  readonly feedback?: string;
  /** Markdown for who gives another one, in the order in which they are tried. */
  readonly cases: readonly FeedbackCase[];
}

export interface FeedbackCase {
  /** The answer that it is for, as written; `otherwise` for every one that nothing else is said about. */
  readonly name: string;
  readonly feedback: string;
}

export interface AnswerLines extends QuestionText {
  readonly lines: readonly AnswerLine[];
}

/** Reads the name of the answer that a feedback is for, such as "0.3" in "0.3: One after the other.", off its front. */
export type NameReader = (lines: readonly string[]) =>
  | {
      readonly name: string;
      /** What stands behind the name in its line. */
      readonly text: string;
      readonly others: readonly string[];
    }
  | undefined;

/** The part of a key that holds what is said to every wrong answer without feedback of its own. */
export const otherwise = "otherwise";

const answerStart = /^([ \t]{0,3}(?:\*\*|__)?answer(?:\*\*|__)?[ \t]*:(?:\*\*|__)?)([ \t]*)(.*)$/i;

const lineRules: ItemRules = {
  hasItems: true,
  noun: "answer",
  start: (line) => {
    const match = answerStart.exec(line);
    if (match === null) return undefined;
    const [, mark = "", blanks = "", rest = ""] = match;
    return { lead: mark + blanks, mark, markAt: 0, rest, form: "line" };
  },
  near: {
    pattern: /^[ \t]{0,3}(?:[-*+][ \t]+)?(?:\*\*|__)?answer(?:\*\*|__)?[ \t]*[=：]/i,
    message: "This looks like the answer, but is not read as one. Write it as: Answer: …",
  },
  hasLooseFeedback: true,
};

/** Reads the source of a question that is answered in a line. */
export function parseAnswerLines(
  source: string,
  readName: NameReader,
): { readonly content: AnswerLines; readonly problems: readonly SourceProblem[] } {
  const { content, problems } = parseQuestionSource(source, lineRules);
  const { items, ...text } = content;
  const lines = items.map((item): AnswerLine => {
    const { own, cases } = splitFeedback(item.feedback ?? "", readName);
    return {
      text: item.text.split("\n").join(" ").trim(),
      line: item.line,
      from: item.markAt + item.mark.length,
      to: item.textEnd,
      cases,
      ...(own === "" ? {} : { feedback: own }),
    };
  });
  return { content: { ...text, lines }, problems: [...problems, ...findProblems(text, lines)] };
}

/** The learner's answer: the first line that has one. */
export function givenText(lines: readonly AnswerLine[]): string {
  return lines.find(({ text }) => text !== "")?.text ?? "";
}

/**
 * Writes the learner's answer and gives the new source. Line breaks in it become blanks.
 * @throws RangeError when the question has no line for it
 */
export function writeAnswerLine(
  source: string,
  lines: readonly AnswerLine[],
  answer: string,
): string {
  const place = lines.find(({ text }) => text !== "") ?? lines[0];
  if (place === undefined) throw new RangeError("the question has no line for an answer");
  const text = answer.replace(/\s*[\r\n\u2028\u2029]\s*/g, " ").trim();
  return source.slice(0, place.from) + (text === "" ? "" : ` ${text}`) + source.slice(place.to);
}

/** The source with one empty `Answer:` line, without feedback and explanation. */
export function releaseAnswerLines({ stem, after }: QuestionText): string {
  return [stem, "Answer:", after.trimStart()].filter((part) => part !== "").join("\n\n");
}

/** Takes a feedback text apart: what is said without a name, and what is said to named answers. */
export function splitFeedback(
  feedback: string,
  readName: NameReader,
): { readonly own: string; readonly cases: readonly FeedbackCase[] } {
  const own: string[] = [];
  const parts: { readonly name: string; readonly lines: string[] }[] = [];
  let lines: readonly string[] = feedback.split("\n");
  while (lines.length > 0) {
    const [line = "", ...others] = lines;
    const named = readName(lines);
    if (named === undefined) (parts.at(-1)?.lines ?? own).push(line);
    else parts.push({ name: named.name, lines: [named.text] });
    lines = named?.others ?? others;
  }
  return {
    own: joinTrimmed(own),
    cases: parts.map((part) => ({ name: part.name, feedback: joinTrimmed(part.lines) })),
  };
}

// A code span, a pattern between slashes, or words without a colon.
const colonName =
  /^(?:[-*+][ \t]+)?((`+).+?\2(?!`)|\/(?:\\.|[^/\\])+\/|[^:`/][^:]*?)[ \t]*:(?=[ \t]|$)/;
const longestName = 300;

/** Reads a name that ends in a colon: `otherwise`, or what `isName` takes. A bullet in front is allowed. */
export function readColonName(isName: (text: string) => boolean): NameReader {
  return ([line = "", ...others]) => {
    const match = colonName.exec(line.slice(0, longestName));
    const [head = "", written = ""] = match ?? [];
    const name = written.toLowerCase() === otherwise ? otherwise : written;
    if (match === null || !(name === otherwise || isName(name))) return undefined;
    return { name, text: line.slice(head.length).trim(), others };
  };
}

function findProblems(text: QuestionText, lines: readonly AnswerLine[]): SourceProblem[] {
  const problem = (message: string, line: number, onlyInKey: boolean): SourceProblem[] => [
    { message, line, onlyInKey },
  ];
  return [
    ...(lines.length === 0
      ? problem("The question has no line for the answer. Write one like: Answer: …", 1, false)
      : []),
    ...(text.stem === "" && lines.length > 0
      ? problem("The question has no text above its answer. Write what is asked.", 1, true)
      : []),
    ...lines
      .filter((line) => line.text === "")
      .flatMap(({ line }) =>
        problem("The right answer is missing. Write it behind “Answer:”.", line, true),
      ),
  ];
}
