// Questions for a short text, answered in the line `Answer: …`. A right answer is a text, a pattern between slashes,
// or a text with the share that must agree (`await ~ 80%`); several lines give several right answers.
import type { AnswerKey } from "../answer-key.ts";
import { normaliseAnswer, similarity } from "../compare-text.ts";
import { unwrapCodeSpan } from "../markdown-lines.ts";
import type { SourceProblem } from "../question-source.ts";
import type { QuestionKind, QuestionSettings } from "../question.ts";
import { compilePattern } from "../text-pattern.ts";
import { isObject } from "../../nbformat/parse.ts";
import type { JsonObject } from "../../nbformat/types.ts";
import {
  givenText,
  otherwise,
  parseAnswerLines,
  readColonName,
  releaseAnswerLines,
  writeAnswerLine,
  type AnswerLines,
} from "./answer-line.ts";

export interface TextQuestion extends QuestionSettings, AnswerLines {
  readonly kind: "text";
}

/** The longest answer that is looked at, in characters. */
const longest = 1000;

export const textKind: QuestionKind<TextQuestion> = {
  parse: (source, settings) => {
    const { content, problems } = parseAnswerLines(source, readTextName);
    const question: TextQuestion = { ...settings, ...content, kind: "text" };
    const all = [...problems, ...findKeyProblems(question)];
    return { question, problems: all.filter((one) => !(settings.released && one.onlyInKey)) };
  },

  answerText: (question) => normalise(givenText(question.lines), question),

  findObstacle: (question) =>
    givenText(question.lines).length > longest
      ? "This answer is longer than 1,000 characters. Shorten it."
      : undefined,

  key: (question): AnswerKey => {
    const rights = question.lines.map((line) => line.text).filter((text) => text !== "");
    const cases = question.lines.flatMap((line) => line.cases);
    const rules = [...rights, ...cases.map(({ name }) => name)].map((text) =>
      readRule(text, question),
    );
    const isDecidedByDigest =
      rights.length === 1 && rules.every((rule) => rule === undefined || "literal" in rule);
    const [only = ""] = rights;
    return {
      ...(isDecidedByDigest
        ? { answer: normalise(only, question) }
        : {
            rule: {
              right: rights,
              cases: cases.map(({ name }) => name).filter((name) => name !== otherwise),
            },
          }),
      parts: [
        ...question.lines.flatMap(({ text, feedback }) =>
          feedback === undefined ? [] : [{ text: nameOf(text, question), feedback, right: true }],
        ),
        ...cases.map(({ name, feedback }) => ({
          text: name === otherwise ? otherwise : nameOf(name, question),
          feedback,
          right: false,
        })),
      ],
      rights,
      ...(question.explanation === undefined ? {} : { explanation: question.explanation }),
    };
  },

  needsRights: () => false,
  namedParts: () => [],

  touchedParts: (question, { rule }) => {
    const given = givenText(question.lines);
    if (given === "") return [];
    if (rule === undefined) return [`is ${normalise(given, question)}`];
    return [...textsIn(rule, "cases"), ...textsIn(rule, "right")]
      .filter((text) => fits(text, given, question))
      .slice(0, 1)
      .map((text) => nameOf(text, question));
  },

  fraction: (key, answer, rules) => {
    const given = givenText(answer.lines);
    if (given === "" || given.length > longest) return 0;
    const isRight =
      key.isRight || textsIn(key.rule, "right").some((text) => fits(text, given, rules));
    return isRight ? 1 : 0;
  },

  release: (question) => ({ source: releaseAnswerLines(question) }),

  solution: (question) => question.lines.map(({ text }) => `- ${text}`).join("\n"),

  clear: (source, question) => writeAnswerLine(source, question.lines, ""),
};

const readTextName = readColonName((name) => /^[`/]/.test(name));

type TextRule =
  | { readonly literal: string }
  | { readonly pattern: string }
  | { readonly like: string; readonly share: number };

/** What a teacher wrote as a right answer, or as one that feedback is for. */
function readRule(written: string, question: QuestionSettings): TextRule | undefined {
  if (written === otherwise) return undefined;
  const pattern = /^\/(.+)\/$/.exec(written)?.[1];
  if (pattern !== undefined) return { pattern };
  const [, like = "", percent = ""] = /^(.*\S)[ \t]+~[ \t]*(\d{1,3})[ \t]*%$/.exec(written) ?? [];
  if (like !== "") return { like: normalise(like, question), share: Number(percent) / 100 };
  return { literal: normalise(written, question) };
}

function fits(written: string, given: string, question: QuestionSettings): boolean {
  const rule = readRule(written, question);
  const text = normalise(given, question);
  if (rule === undefined || given.length > longest) return false;
  if ("literal" in rule) return text === rule.literal;
  if ("like" in rule) return similarity(text, rule.like) >= rule.share;
  const pattern = compilePattern(rule.pattern, { ignoreCase: question.matchCase !== true });
  return "matches" in pattern && pattern.matches(text);
}

/** The name of a part of the key. Texts that count as the same have the same name. */
function nameOf(written: string, question: QuestionSettings): string {
  const rule = readRule(written, question);
  return rule !== undefined && "literal" in rule ? `is ${rule.literal}` : written;
}

function normalise(text: string, { matchCase, matchSpaces }: QuestionSettings): string {
  return normaliseAnswer(unwrapCodeSpan(text), {
    matchCase: matchCase === true,
    blanks: matchSpaces === true ? "ends" : "none",
  });
}

function textsIn(rule: JsonObject | undefined, list: "right" | "cases"): readonly string[] {
  const texts = isObject(rule) ? rule[list] : undefined;
  return Array.isArray(texts) ? texts.filter((text) => typeof text === "string") : [];
}

function findKeyProblems(question: TextQuestion): SourceProblem[] {
  const named = question.lines.flatMap(({ line, text, cases }) =>
    [text, ...cases.map(({ name }) => name)].map((written) => ({ line, written })),
  );
  return named.flatMap(({ line, written }) => {
    const rule = readRule(written, question);
    if (rule === undefined || !("pattern" in rule)) return [];
    const pattern = compilePattern(rule.pattern, { ignoreCase: true });
    return "problem" in pattern
      ? [
          {
            message: `The pattern ${written} cannot be used. ${pattern.problem}`,
            line,
            onlyInKey: true,
          },
        ]
      : [];
  });
}
