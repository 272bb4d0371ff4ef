// A question's cell: its card, or its text and what is wrong with it. Fetched when the first question comes near the
// screen, with all that reads and checks questions.
import type { CellContext, CellHost, CellView } from "../../extension.ts";
import type { Problem } from "../../lesson/lesson-metadata.ts";
import { lintQuestion } from "../../lesson/lint/lint.ts";
import { parseQuestion } from "../../lesson/question-kinds.ts";
import type { CellEntry } from "../../model/state.ts";
import { isObject } from "../../nbformat/parse.ts";
import type { Cell } from "../../nbformat/types.ts";
import { makeElement } from "../../elements.ts";
import { makeProblemBox } from "../parts.ts";
import { makeCard, makeSourceNote, type Card } from "./card.ts";

export function mountQuestion({ el, entry, host, signal }: CellContext): CellView {
  let shown: { readonly cell: Cell; readonly card?: Card } | undefined;
  let lifetime = new AbortController();
  signal.addEventListener("abort", () => {
    shown = undefined;
    lifetime.abort();
  });

  const draw = (cell: Cell): void => {
    if (shown?.cell === cell) return;
    const { question, problems } = parseQuestion(cell);
    if (question === undefined || problems.length > 0) {
      shown = { cell };
      lifetime.abort();
      drawMalformed(el, cell, problems, question?.released === true, host);
      return;
    }
    if (question.released && shown?.card?.fits(cell, question) === true) {
      // The card stays, and with it the focus and what is being typed.
      shown.card.show(cell, question);
      shown = { cell, card: shown.card };
      return;
    }
    lifetime.abort();
    lifetime = new AbortController();
    const card = makeCard(cell, question, host, lifetime.signal);
    el.replaceChildren(card.el, ...makeAdvice(cell, host));
    shown = { cell, card };
  };

  draw(entry.cell);
  return {
    update: (next: CellEntry) => draw(next.cell),
    focus: () => {
      shown?.card?.focus();
    },
  };
}

/** What would make a better question of it; only its author sees the source. */
function makeAdvice(cell: Cell, host: CellHost): HTMLElement[] {
  const findings = lintQuestion(
    cell,
    host.state().cells.map((entry) => entry.cell),
  );
  const errors = findings.filter(({ severity }) => severity === "error");
  const advice = findings.filter(({ severity }) => severity === "advice");
  return [
    ...(errors.length === 0
      ? []
      : [makeProblemBox("This question cannot be released yet:", errors)]),
    ...(advice.length === 0 ? [] : [makeProblemBox("Advice for this question:", advice, "advice")]),
  ];
}

/** The learner can still read the question; its author is told what to mend and where. */
function drawMalformed(
  el: HTMLElement,
  cell: Cell,
  problems: readonly Problem[],
  released: boolean,
  host: CellHost,
): void {
  const text = makeElement("div", { class: "lb-quiz-text" });
  const { attachments } = cell;
  host.renderMarkdown(text, cell.source, isObject(attachments) ? { attachments } : {});
  const title = released
    ? "This question cannot be answered here. Its author can mend it:"
    : "This question cannot be answered yet:";
  const box = makeProblemBox(title, problems);
  const tools = released ? [] : makeSourceNote(cell.id, host);
  el.replaceChildren(
    makeElement(
      "div",
      { class: "lb-quiz", "data-part": "question" },
      text,
      box,
      makeElement("div", { class: "lb-quiz-bar" }, ...tools),
    ),
  );
}
