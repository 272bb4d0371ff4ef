// What learners will get of a cell that is being written, alive: it can be answered, and nothing of that is kept.
import { makeProblemBox } from "../cells/parts.ts";
import { makeElement } from "../elements.ts";
import { isLessonCell } from "../lesson/lesson-metadata.ts";
import { lintQuestion, type Finding } from "../lesson/lint/lint.ts";
import { parseQuestion } from "../lesson/question-kinds.ts";
import { releaseQuestionCell } from "../lesson/release-question.ts";
import type { Cell } from "../nbformat/types.ts";

/** Shows the first of some cells, on a notebook of their own, until the signal is aborted. */
export type Mount = (el: HTMLElement, cells: readonly Cell[], signal: AbortSignal) => void;

export interface Preview {
  readonly el: HTMLElement;
  /** Shows the first of the cells; the others stand below it, as an exercise's code does. */
  show(cells: readonly Cell[]): void;
}

export function makePreview(mount: Mount, signal: AbortSignal): Preview {
  const stage = makeElement("div", { class: "lb-author-stage" });
  const notes = makeElement("div", { class: "lb-author-findings" });
  const el = makeElement("div", { class: "lb-author-preview" }, stage, notes);
  let lifetime = new AbortController();
  signal.addEventListener("abort", () => lifetime.abort());
  return {
    el,
    show: (cells) => {
      const [cell, ...below] = cells;
      if (cell === undefined) return;
      lifetime.abort();
      lifetime = new AbortController();
      const isQuestion = isLessonCell(cell, "quiz");
      const isWhole = isQuestion && parseQuestion(cell).problems.length === 0;
      const place = makeElement("div");
      stage.replaceChildren(place);
      mount(place, [isWhole ? releaseQuestionCell(cell) : cell, ...below], lifetime.signal);
      notes.replaceChildren(...makeNotes(isQuestion ? lintQuestion(cell, cells) : []));
    },
  };
}

function makeNotes(findings: readonly Finding[]): readonly HTMLElement[] {
  const errors = findings.filter(({ severity }) => severity === "error");
  const advice = findings.filter(({ severity }) => severity === "advice");
  return [
    ...(errors.length === 0 ? [] : [makeProblemBox("This cannot be released yet:", errors)]),
    ...(advice.length === 0 ? [] : [makeProblemBox("Advice:", advice, "advice")]),
  ];
}
