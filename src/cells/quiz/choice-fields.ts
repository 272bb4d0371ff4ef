// Options to tick, as native radio buttons or check boxes.
import { tickOption, type ChoiceQuestion } from "../../lesson/kinds/choice.ts";
import type { Question } from "../../lesson/question-kinds.ts";
import { shuffledIndexes } from "../../lesson/shuffle.ts";
import { makeElement } from "../../elements.ts";
import type { AnswerFields, FieldsContext } from "./answer-fields.ts";

export function makeChoiceFields(first: ChoiceQuestion, context: FieldsContext): AnswerFields {
  const { cell, host, isLocked } = context;
  const options = first.options.map((option, index) => {
    const input = makeElement("input", {
      class: "lb-quiz-box",
      type: first.kind === "single" ? "radio" : "checkbox",
      name: `lb-quiz-${cell.id}`,
      value: String(index),
    });
    input.disabled = isLocked;
    input.addEventListener("change", () => {
      context.write((source, question) =>
        isChoice(question) && question.options[index] !== undefined
          ? tickOption(source, question, index, input.checked)
          : source,
      );
    });
    const text = makeElement("div", { class: "lb-quiz-option-text" });
    context.renderMarkdown(text, option.text);
    return { input, el: makeElement("label", { class: "lb-quiz-option" }, input, text) };
  });
  const order =
    first.shuffle && !isLocked
      ? shuffledIndexes(options.length, `${host.learner}\n${cell.id}`)
      : options.map((_, index) => index);
  const shown = order.flatMap((index) => options[index] ?? []);
  return {
    el: makeElement("div", { class: "lb-quiz-list" }, ...shown.map(({ el }) => el)),
    fits: (next) =>
      isChoice(next) &&
      next.kind === first.kind &&
      next.options.length === first.options.length &&
      next.options.every((option, index) => option.text === first.options[index]?.text),
    show: (next) => {
      if (!isChoice(next)) return;
      const ticked = next.options.filter((option) => option.ticked).length;
      // Two ticks in a question with one answer, made by hand, are shown as none.
      const isUnclear = next.kind === "single" && ticked > 1;
      for (const [index, { input }] of options.entries()) {
        input.checked = !isLocked && !isUnclear && next.options[index]?.ticked === true;
      }
    },
    focus: () => (shown.find(({ input }) => input.checked) ?? shown[0])?.input.focus(),
  };
}

function isChoice(question: Question): question is ChoiceQuestion {
  return question.kind === "single" || question.kind === "many";
}
