// Exercises: a question whose answer is the code cell below it, an nbgrader solution cell, and whose verdict comes from
// the test cells after that. The question cell holds the task, hints and explanation; `exercise.ts` finds the others.
import { parseQuestionSource, type ItemRules, type QuestionText } from "../question-source.ts";
import type { QuestionKind, QuestionSettings } from "../question.ts";

export interface CodeQuestion extends QuestionSettings, QuestionText {
  readonly kind: "code";
}

export const codeKind: QuestionKind<CodeQuestion> = {
  parse: (source, settings) => {
    const { content, problems } = parseQuestionSource(source, noItems);
    const { stem, after, explanation } = content;
    const question: CodeQuestion = {
      ...settings,
      kind: "code",
      stem,
      after,
      ...(explanation === undefined ? {} : { explanation }),
    };
    const isEmpty = stem === "" && after === "";
    return {
      question,
      problems: [
        ...(isEmpty
          ? [{ message: "The exercise has no text. Write what is to be done.", line: 1 }]
          : []),
        ...problems.filter((one) => !(settings.released && one.onlyInKey)),
      ],
    };
  },

  // The answer is another cell's text.
  answerText: () => "",
  key: (question) => ({
    rule: {},
    parts: [],
    rights: [],
    ...(question.explanation === undefined ? {} : { explanation: question.explanation }),
  }),
  needsRights: () => false,
  namedParts: () => [],
  touchedParts: () => [],
  fraction: () => 0,
  release: ({ stem, after }) => ({
    source: [stem, after.trimStart()].filter((part) => part !== "").join("\n\n"),
  }),
  solution: () => "",
  clear: (source) => source,
};

const noItems: ItemRules = {
  hasItems: false,
  noun: "exercise",
  start: () => undefined,
  hasLooseFeedback: true,
};
