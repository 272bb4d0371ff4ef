// What is wrong with answers that are typed: answers that nobody can give, feedback that nobody will see.
import { normaliseAnswer } from "../compare-text.ts";
import { otherwise } from "../kinds/answer-line.ts";
import { parseNumberRule } from "../kinds/number-rule.ts";
import type { NumberQuestion } from "../kinds/number.ts";
import type { OutputQuestion } from "../kinds/output.ts";
import type { TextQuestion } from "../kinds/text.ts";
import { unwrapCodeSpan } from "../markdown-lines.ts";
import { advise, refuse, type Finding } from "./finding.ts";

export function lintAnswers(
  question: NumberQuestion | TextQuestion | OutputQuestion,
): readonly Finding[] {
  switch (question.kind) {
    case "number":
      return [...lintNumbers(question), ...lintCases(question.lines)];
    case "text":
      return [...lintTexts(question), ...lintCases(question.lines)];
    case "output":
      return [...lintOutputs(question), ...lintCases(question.blocks)];
  }
}

interface Answer {
  readonly line: number;
  readonly feedback?: string;
  readonly cases: readonly { readonly name: string }[];
}

function lintCases(answers: readonly Answer[]): Finding[] {
  const [first] = answers;
  const names = answers.flatMap((answer) => answer.cases.map(({ name }) => name));
  return first === undefined || names.length > 0
    ? []
    : [
        advise(
          first.line,
          `No wrong answer has feedback. Write under the answer what people get wrong, such as: > ${otherwise}: …`,
        ),
      ];
}

function lintNumbers({ lines }: NumberQuestion): Finding[] {
  const rights = lines.flatMap(({ text, line }) => {
    const rule = parseNumberRule(unwrapCodeSpan(text));
    return rule === undefined ? [] : [{ line, rule }];
  });
  const repeated = rights.filter(({ rule }, index) =>
    rights.slice(0, index).some((other) => other.rule.text === rule.text),
  );
  const earlier: { readonly name: string; readonly fits: (text: string) => boolean }[] = [];
  const hidden = lines.flatMap(({ line, cases }) =>
    cases.flatMap(({ name }) => {
      const exact = parseNumberRule(name)?.exact;
      if (name === otherwise || exact === undefined) {
        const rule = parseNumberRule(name);
        if (rule !== undefined) earlier.push({ name, fits: (text) => fitsText(rule.text, text) });
        return [];
      }
      const before = earlier.find(({ fits }) => fits(name));
      earlier.push({ name, fits: (text) => fitsText(name, text) });
      if (rights.some(({ rule }) => rule.fits(exact))) {
        return [advise(line, `The feedback for ${name} is about a right answer. Is that meant?`)];
      }
      return before === undefined
        ? []
        : [
            advise(
              line,
              `The feedback for ${name} is never shown: “${before.name}” above it takes that number. Move it up.`,
            ),
          ];
    }),
  );
  return [
    ...repeated.map(({ line }) =>
      advise(line, "This right answer stands above already. Take one of them out."),
    ),
    ...hidden,
  ];
}

function fitsText(rule: string, text: string): boolean {
  const number = parseNumberRule(text)?.exact;
  return number !== undefined && parseNumberRule(rule)?.fits(number) === true;
}

function lintTexts(question: TextQuestion): Finding[] {
  const fold = (text: string): string =>
    normaliseAnswer(unwrapCodeSpan(text), {
      matchCase: question.matchCase === true,
      blanks: question.matchSpaces === true ? "ends" : "none",
    });
  const rights = question.lines.map(({ text }) => fold(text));
  return question.lines.flatMap(({ line, text, feedback, cases }, index) => {
    const pattern = /^\/(.+)\/$/.exec(text)?.[1];
    return [
      ...(pattern !== undefined && question.matchSpaces !== true && / {2}|^ | $/.test(pattern)
        ? [
            refuse(
              line,
              "No answer can fit this pattern: it asks for blanks in a row or at an end, and those are taken for one or none. Set “matchSpaces” to true, or write one blank.",
            ),
          ]
        : []),
      ...(/~\s*0\s*%$/.test(text)
        ? [refuse(line, "Every answer would be right: 0% need to agree. Raise the share.")]
        : []),
      ...(text.length > 1000
        ? [refuse(line, "No answer can be that long: 1,000 characters are the most.")]
        : []),
      ...(rights.indexOf(fold(text)) < index
        ? [advise(line, "This right answer stands above already. Take one of them out.")]
        : []),
      ...cases
        .filter(({ name }) => rights.includes(fold(name)))
        .map(({ name }) =>
          advise(line, `The feedback for ${name} is about a right answer. Is that meant?`),
        ),
      ...(/^(?:[-*+]\s+)?[\w.()]{1,30}:\s/.test(feedback ?? "")
        ? [
            advise(
              line,
              "This feedback starts like one for another answer. If it is, write that answer in backticks before the colon.",
            ),
          ]
        : []),
    ];
  });
}

function lintOutputs(question: OutputQuestion): Finding[] {
  return question.blocks.flatMap(({ line, text }) => [
    ...(text.length > 20_000
      ? [refuse(line, "No answer can be that long: 20,000 characters are the most.")]
      : []),
    ...(text.split("\n").length > 15
      ? [advise(line, "This is much to type. Ask for a shorter output, or for a part of it.")]
      : []),
  ]);
}
