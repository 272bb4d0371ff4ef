// Questions with options to tick, `single` and `many`: the Markdown of the cell, read with places in it,
// so that ticking changes one character. The key is in the ticks, the quotes under options, and `> Why:`.
import type { AnswerKey } from "./answer-key.ts";
import { parseChoiceSource, type ChoiceOption, type ChoiceSource } from "./choice-source.ts";
import type { Problem } from "./lesson-metadata.ts";
import type { QuestionKind, QuestionSettings } from "./question.ts";
import { trimLineEnds } from "./markdown-lines.ts";
import { fractionOfChoice } from "./partial-credit.ts";

export type ChoiceKindName = "single" | "many";

export interface ChoiceQuestion extends QuestionSettings, ChoiceSource {
  readonly kind: ChoiceKindName;
}

/** Questions of the kinds `single` (one right option) and `many` (one or more). */
export const choiceKind: QuestionKind<ChoiceQuestion> = {
  parse: (source, settings, name) => {
    const { content, problems } = parseChoiceSource(source);
    const question: ChoiceQuestion = {
      ...settings,
      ...content,
      kind: name === "many" ? "many" : "single",
    };
    return {
      question,
      problems: settings.released
        ? problems.filter((problem) => !problem.onlyInKey)
        : [...problems, ...findKeyProblems(question)],
    };
  },

  answerText: (question) => joinTexts(tickedTexts(question)),

  key: (question): AnswerKey => ({
    answer: joinTexts(tickedTexts(question)),
    parts: question.options.map((option) => ({
      text: normaliseText(option.text),
      right: option.ticked,
      ...(option.feedback === undefined ? {} : { feedback: option.feedback }),
    })),
    ...(question.explanation === undefined ? {} : { explanation: question.explanation }),
  }),

  fraction: (key, answer, rules) =>
    fractionOfChoice(rules.kind === "many" ? rules.partial : "off", {
      all: key.parts.map((part) => part.text),
      right: key.parts.filter((part) => part.right).map((part) => part.text),
      chosen: tickedTexts(answer),
    }),

  touchedParts: tickedTexts,

  allParts: (question) => question.options.map((option) => normaliseText(option.text)),

  releasedSource: (question) => {
    const options = question.options.map((option) => option.released.join("\n")).join("\n");
    return [question.stem, options, question.after.trimStart()]
      .filter((part) => part !== "")
      .join("\n\n");
  },
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

function findKeyProblems(question: ChoiceQuestion): Problem[] {
  const ticked = question.options.filter((option) => option.ticked);
  const first = question.options[0];
  if (first !== undefined && ticked.length === 0) {
    return [
      { message: "No option is ticked as right. Write [x] in the right one.", line: first.line },
    ];
  }
  const second = ticked[1];
  if (question.kind === "single" && second !== undefined) {
    return [
      {
        message:
          'A question with one answer has two options ticked. Clear one, or set "question" to "many".',
        line: second.line,
      },
    ];
  }
  return [];
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
