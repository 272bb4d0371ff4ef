// Questions for a number, answered in the line `Answer: …`: a value, a tolerance, a range or significant digits.
// Numbers are exact, so `0.3` and `3/10` are the same answer.
import type { AnswerKey } from "../answer-key.ts";
import { unwrapCodeSpan } from "../markdown-lines.ts";
import type { SourceProblem } from "../question-source.ts";
import type { QuestionKind, QuestionSettings } from "../question.ts";
import { formatRational, parseRational } from "../rational.ts";
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
import { numberForms, parseNumberRule, type NumberRule } from "./number-rule.ts";

export interface NumberQuestion extends QuestionSettings, AnswerLines {
  readonly kind: "number";
}

export const numberKind: QuestionKind<NumberQuestion> = {
  parse: (source, settings) => {
    const { content, problems } = parseAnswerLines(source, readNumberName);
    const question: NumberQuestion = { ...settings, ...content, kind: "number" };
    const all = [...problems, ...findKeyProblems(question)];
    return { question, problems: all.filter((one) => !(settings.released && one.onlyInKey)) };
  },

  answerText: (question) => {
    const text = givenText(question.lines);
    const number = readNumber(text);
    return number === undefined ? text : formatRational(number);
  },

  findObstacle: (question) => {
    const text = givenText(question.lines);
    if (text === "" || readNumber(text) !== undefined) return undefined;
    return /^[-+−]?\d+,\d+$/.test(text)
      ? `“${text}” is not read as a number. Write a point in place of the comma: ${text.replace(",", ".")}`
      : "This is not read as a number. Write it alone, without a unit: 12, 0.5, 1e-3 or 1/3.";
  },

  key: (question): AnswerKey => {
    const rights = rightRules(question);
    const cases = question.lines.flatMap((line) => line.cases);
    const caseRules = cases.flatMap(({ name }) => parseNumberRule(name) ?? []);
    const [only, ...more] = rights;
    const isDecidedByDigest =
      more.length === 0 && [...rights, ...caseRules].every((rule) => rule.exact !== undefined);
    return {
      ...(isDecidedByDigest
        ? { answer: only?.text ?? "" }
        : { rule: { right: textsOf(rights), cases: textsOf(caseRules) } }),
      parts: [
        ...question.lines.flatMap(({ text, feedback }) =>
          feedback === undefined ? [] : [{ text: nameOf(text), feedback, right: true }],
        ),
        ...cases.map(({ name, feedback }) => ({ text: nameOf(name), feedback, right: false })),
      ],
      rights: question.lines.map((line) => line.text),
      ...(question.explanation === undefined ? {} : { explanation: question.explanation }),
    };
  },

  needsRights: () => false,
  namedParts: () => [],

  touchedParts: (question, { rule }) => {
    const number = readNumber(givenText(question.lines));
    if (number === undefined) return [];
    if (rule === undefined) return [formatRational(number)];
    const fitting = [...rulesIn(rule, "cases"), ...rulesIn(rule, "right")];
    return textsOf(fitting.filter((one) => one.fits(number)).slice(0, 1));
  },

  fraction: (key, answer) => {
    const number = readNumber(givenText(answer.lines));
    if (number === undefined) return 0;
    return key.isRight || rulesIn(key.rule, "right").some((rule) => rule.fits(number)) ? 1 : 0;
  },

  release: (question) => ({ source: releaseAnswerLines(question) }),

  solution: (question) => question.lines.map(({ text }) => `- ${text}`).join("\n"),

  clear: (source, question) => writeAnswerLine(source, question.lines, ""),
};

const readNumberName = readColonName((name) => parseNumberRule(name) !== undefined);

/** A number as learners write it, also in backticks. */
function readNumber(text: string) {
  return parseRational(unwrapCodeSpan(text));
}

function rightRules(question: NumberQuestion): readonly NumberRule[] {
  return question.lines.flatMap(({ text }) => parseNumberRule(unwrapCodeSpan(text)) ?? []);
}

function nameOf(written: string): string {
  return parseNumberRule(unwrapCodeSpan(written))?.text ?? otherwise;
}

function textsOf(rules: readonly NumberRule[]): string[] {
  return rules.map((rule) => rule.text);
}

/** The rules in one list of a key's rule. */
function rulesIn(rule: JsonObject | undefined, list: "right" | "cases"): readonly NumberRule[] {
  const texts = isObject(rule) ? rule[list] : undefined;
  if (!Array.isArray(texts)) return [];
  return texts.flatMap((text) => (typeof text === "string" ? (parseNumberRule(text) ?? []) : []));
}

function findKeyProblems(question: NumberQuestion): SourceProblem[] {
  return question.lines
    .filter(({ text }) => text !== "" && parseNumberRule(unwrapCodeSpan(text)) === undefined)
    .map(({ text, line }) => ({
      message: `“${text}” is not read as a number. Write it like one of: ${numberForms}.`,
      line,
      onlyInKey: true,
    }));
}
