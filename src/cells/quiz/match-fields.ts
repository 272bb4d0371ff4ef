// A table with a choice to make in each row.
import { isRightPair, writeMatch, type MatchingQuestion } from "../../lesson/kinds/matching.ts";
import { plainText } from "../../lesson/table.ts";
import { makeElement, setAttribute } from "../../elements.ts";
import type { AnswerFields, FieldsContext } from "./answer-fields.ts";

export function makeMatchFields(first: MatchingQuestion, context: FieldsContext): AnswerFields {
  const rows = first.rows.map((row, index) => {
    const id = `lb-row-${context.cell.id}-${index}`;
    const left = makeElement("th", { scope: "row", id });
    context.renderMarkdown(left, row.left);
    const select = makeElement(
      "select",
      { class: "lb-quiz-select", "aria-labelledby": id },
      makeElement("option", { value: "" }, "Choose …"),
      ...first.choices.map((choice, place) =>
        makeElement("option", { value: String(place) }, plainText(choice)),
      ),
    );
    select.disabled = context.isLocked;
    select.addEventListener("change", () => {
      const choice = first.choices[Number(select.value)] ?? "";
      context.write((source, question) =>
        question.kind === "matching" && question.rows[index] !== undefined
          ? writeMatch(source, question, index, select.value === "" ? "" : choice)
          : source,
      );
    });
    const mark = makeElement("span", { class: "lb-quiz-mark" });
    const el = makeElement("tr", {}, left, makeElement("td", {}, select, mark));
    return { select, mark, el };
  });
  const heads = first.header.map((text) => {
    // A heading without words heads nothing.
    const head = text.trim() === "" ? makeElement("td") : makeElement("th", { scope: "col" });
    context.renderMarkdown(head, text);
    return head;
  });
  const table = makeElement(
    "table",
    { class: "lb-quiz-match" },
    makeElement("thead", {}, makeElement("tr", {}, ...heads)),
    makeElement("tbody", {}, ...rows.map(({ el }) => el)),
  );
  return {
    el: table,
    fits: (next) =>
      next.kind === "matching" && JSON.stringify(frameOf(next)) === JSON.stringify(frameOf(first)),
    show: (next, key) => {
      if (next.kind !== "matching" || context.isLocked) return;
      for (const [index, { select, mark }] of rows.entries()) {
        const { left = "", right = "" } = next.rows[index] ?? {};
        const place = placeOf(first.choices, right);
        select.value = place === -1 ? "" : String(place);
        const isRight =
          key === undefined || right === "" ? undefined : isRightPair(key, left, right);
        setAttribute(
          mark,
          "data-mark",
          isRight === undefined ? undefined : isRight ? "right" : "wrong",
        );
        mark.textContent = isRight === undefined ? "" : isRight ? "✓ right" : "✕ not this";
      }
    },
    focus: () => (rows.find(({ select }) => select.value === "") ?? rows[0])?.select.focus(),
  };
}

/** The choice that says the same, also where it was typed by hand. */
function placeOf(choices: readonly string[], text: string): number {
  const name = plainText(text);
  return name === "" ? -1 : choices.findIndex((choice) => plainText(choice) === name);
}

/** What the elements are made of. */
function frameOf(question: MatchingQuestion) {
  return [question.header, question.choices, question.rows.map(({ left }) => left)];
}
