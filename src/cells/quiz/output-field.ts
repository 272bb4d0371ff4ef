// Several lines to type: what a program prints.
import { givenOutput, writeOutput, type OutputQuestion } from "../../lesson/kinds/output.ts";
import { makeElement } from "../../elements.ts";
import type { AnswerFields, FieldsContext } from "./answer-fields.ts";
import { connectTypedText } from "./typed-text.ts";

const fewestRows = 3;
const mostRows = 20;

export function makeOutputField(first: OutputQuestion, context: FieldsContext): AnswerFields {
  const area = makeElement("textarea", {
    class: "lb-quiz-output",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    wrap: "off",
    "aria-describedby": `lb-rules-${context.cell.id}`,
  });
  area.disabled = context.isLocked;
  const typed = connectTypedText(
    area,
    context,
    (source, question, text) =>
      question.kind === "output" ? writeOutput(source, question, text) : source,
    (text) => (text.trim() === "" ? "" : text),
  );
  const grow = (): void => {
    area.rows = Math.min(mostRows, Math.max(fewestRows, area.value.split("\n").length));
  };
  area.addEventListener("input", grow);
  return {
    el: makeElement(
      "div",
      { class: "lb-quiz-typed" },
      makeElement(
        "label",
        { class: "lb-quiz-line-label" },
        makeElement("span", {}, "What it prints"),
        area,
      ),
      makeElement(
        "span",
        { class: "lb-quiz-rules", id: `lb-rules-${context.cell.id}` },
        describeRules(first),
      ),
    ),
    fits: ({ kind }) => kind === "output",
    show: (next) => {
      if (next.kind !== "output" || context.isLocked) return;
      typed.show(givenOutput(next));
      grow();
    },
    focus: () => area.focus(),
  };
}

function describeRules({ matchCase, matchSpaces }: OutputQuestion): string {
  const spaces =
    matchSpaces === undefined
      ? "One line for each line it prints"
      : matchSpaces
        ? "Every blank counts"
        : "Blanks and line breaks do not count";
  return matchCase === false ? `${spaces}; case does not` : spaces;
}
