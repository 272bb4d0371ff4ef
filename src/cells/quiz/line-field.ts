// One line to type: a number or a short text.
import { givenText, writeAnswerLine, type AnswerLines } from "../../lesson/kinds/answer-line.ts";
import type { NumberQuestion } from "../../lesson/kinds/number.ts";
import type { TextQuestion } from "../../lesson/kinds/text.ts";
import type { Question } from "../../lesson/question-kinds.ts";
import { makeElement } from "../../elements.ts";
import type { AnswerFields, FieldsContext } from "./answer-fields.ts";
import { connectTypedText } from "./typed-text.ts";

export function makeLineField(
  first: NumberQuestion | TextQuestion,
  context: FieldsContext,
): AnswerFields {
  const isNumber = first.kind === "number";
  const input = makeElement("input", {
    class: "lb-quiz-line",
    type: "text",
    "data-answer": first.kind,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    // A telephone's number keys have no slash and often no minus.
    inputmode: "text",
    dir: "auto",
  });
  input.disabled = context.isLocked;
  const typed = connectTypedText(
    input,
    context,
    (source, question, text) =>
      hasLines(question) ? writeAnswerLine(source, question.lines, text) : source,
    (text) => text.replace(/\s*[\r\n\u2028\u2029]\s*/g, " ").trim(),
  );
  const rules = isNumber
    ? "A number such as 12, 0.5, 1e-3 or 1/3"
    : first.matchCase === true
      ? "Upper and lower case count"
      : "";
  const label = makeElement(
    "label",
    { class: "lb-quiz-line-label" },
    makeElement("span", {}, isNumber ? "Number" : "Answer"),
    input,
  );
  const note = makeElement(
    "span",
    { class: "lb-quiz-rules", id: `lb-rules-${context.cell.id}` },
    rules,
  );
  if (rules !== "") input.setAttribute("aria-describedby", note.id);
  return {
    el: makeElement("div", { class: "lb-quiz-typed" }, label, ...(rules === "" ? [] : [note])),
    fits: ({ kind }) => kind === first.kind,
    show: (next) => {
      if (hasLines(next) && !context.isLocked) typed.show(givenText(next.lines));
    },
    focus: () => input.focus(),
  };
}

function hasLines(question: Question): question is Question & AnswerLines {
  return question.kind === "number" || question.kind === "text";
}
