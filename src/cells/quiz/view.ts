// A question as a card: stem, options, one button, verdict, hints. What is ticked is written into the source at once;
// checking happens only by the button. The same card shows the teacher's source, locked and without the key.
import type { CellContext, CellHost, CellKind, CellView } from "../../extension.ts";
import { tickOption } from "../../lesson/choice.ts";
import { lessonMetadata, withLessonMetadata } from "../../lesson/lesson-metadata.ts";
import {
  isQuestionCell,
  kindOf,
  parseQuestion,
  type Question,
} from "../../lesson/question-kinds.ts";
import type { CellEntry, CellId } from "../../model/state.ts";
import { isObject } from "../../nbformat/parse.ts";
import type { Cell } from "../../nbformat/types.ts";
import { makeElement } from "../../elements.ts";
import { makeProblemBox } from "../parts.ts";
import { findCell } from "../../model/select.ts";
import { makeHints } from "./hints.ts";
import {
  describeTerms,
  findVerdict,
  recordAnswer,
  type ShownVerdict,
  type VerdictWords,
} from "./verdict.ts";

export const quizCell: CellKind = {
  name: "quiz",
  claims: isQuestionCell,
  // In the teacher's source the answer stands in the text, so there Enter opens the text.
  isAnswered: (cell) => parseQuestion(cell).question?.released === true,
  mount,
};

function mount({ el, entry, host, signal }: CellContext): CellView {
  let shown: { readonly cell: Cell; readonly card?: Card } | undefined;
  signal.addEventListener("abort", () => {
    shown = undefined;
  });

  const draw = (cell: Cell): void => {
    if (shown?.cell === cell) return;
    const before = shown;
    const { question, problems } = parseQuestion(cell);
    if (question === undefined || problems.length > 0) {
      shown = { cell };
      drawMalformed(el, cell, problems, host);
      return;
    }
    if (
      before?.card !== undefined &&
      isSameCard(before.cell, before.card.question, cell, question)
    ) {
      // The card stays, and with it the focus and the open hints.
      before.card.show(question, cell);
      shown = { cell, card: before.card };
      return;
    }
    const card = makeCard(cell, question, host);
    el.replaceChildren(card.el);
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

interface Card {
  readonly el: HTMLElement;
  readonly question: Question;
  show(question: Question, cell: Cell): void;
  focus(): void;
}

const icons: Readonly<Record<ShownVerdict, string>> = {
  none: "",
  right: "✓",
  wrong: "✕",
  partial: "◐",
  recorded: "●",
};

function makeCard(cell: Cell, first: Question, host: CellHost): Card {
  let question = first;
  const isLocked = !first.released;
  const stem = makeElement("legend", { class: "lb-quiz-stem" });
  renderMarkdown(stem, first.stem, cell, host);
  const options = first.options.map((option, index) => {
    const input = makeElement("input", {
      class: "lb-quiz-box",
      type: first.kind === "single" ? "radio" : "checkbox",
      name: `lb-quiz-${cell.id}`,
      value: String(index),
    });
    input.disabled = isLocked;
    input.addEventListener("change", () => {
      tick(host, cell.id, index, input.checked);
    });
    const text = makeElement("div", { class: "lb-quiz-option-text" });
    renderMarkdown(text, option.text, cell, host);
    return { input, el: makeElement("label", { class: "lb-quiz-option" }, input, text) };
  });
  const terms = makeElement("p", { class: "lb-quiz-terms" });
  const verdict = makeElement("div", {
    class: "lb-quiz-verdict",
    role: "status",
    "data-part": "verdict",
    "data-verdict": "none",
  });
  const form = makeElement(
    "form",
    { class: "lb-quiz-form" },
    makeElement(
      "fieldset",
      { class: "lb-quiz-options" },
      stem,
      ...options.map((option) => option.el),
    ),
    ...makeTail(first, cell, host),
    makeElement(
      "div",
      { class: "lb-quiz-bar" },
      isLocked ? makeSourceNote() : makeCheckButton(first.mode === "graded" ? "Record" : "Check"),
      terms,
    ),
    verdict,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isLocked) return;
    const latest = findReleasedQuestion(host, cell.id);
    if (latest === undefined) return;
    const learner = recordAnswer(cell.id, latest.question);
    if (learner !== undefined) {
      const metadata = withLessonMetadata(latest.cell, { learner: { ...learner } });
      host.dispatch({ type: "cell-metadata", id: cell.id, metadata });
    } else if (kindOf(latest.question).answerText(latest.question) === "") {
      showVerdict({ verdict: "none", sentence: "Choose an answer first.", feedback: [] });
    }
  });
  const hints = makeHints(first.hints, host);
  const el = makeElement(
    "div",
    {
      class: "lb-quiz",
      tabindex: "-1",
      "data-part": "question",
      "data-question": first.kind,
      "data-mode": first.mode,
    },
    form,
    ...(hints === undefined ? [] : [hints]),
  );

  const showVerdict = (words: VerdictWords): void => {
    verdict.dataset.verdict = words.verdict;
    verdict.replaceChildren(...makeVerdictParts(words, question, host));
  };

  const show = (next: Question, nextCell: Cell): void => {
    question = next;
    const ticked = next.options.filter((option) => option.ticked).length;
    for (const [index, { input }] of options.entries()) {
      // Two ticks in a question with one answer, made by hand, are shown as none.
      const isUnclear = next.kind === "single" && ticked > 1;
      input.checked = !isLocked && !isUnclear && next.options[index]?.ticked === true;
    }
    terms.textContent = describeTerms(next);
    if (isLocked) return;
    showVerdict(
      next.kind === "single" && ticked > 1
        ? {
            verdict: "none",
            sentence: "More than one option is ticked in the text. Choose one.",
            feedback: [],
          }
        : findVerdict(nextCell.id, next),
    );
  };
  show(first, cell);

  return {
    el,
    get question() {
      return question;
    },
    show,
    focus: () => {
      (options.find(({ input }) => input.checked) ?? options[0])?.input.focus();
      if (isLocked) el.focus();
    },
  };
}

/** Writes a tick into the source as it is now. */
function tick(host: CellHost, id: CellId, index: number, ticked: boolean): void {
  const latest = findReleasedQuestion(host, id);
  if (latest?.question.options[index] === undefined) return;
  const source = tickOption(latest.cell.source, latest.question, index, ticked);
  if (source !== latest.cell.source) host.dispatch({ type: "source", id, source });
}

function findReleasedQuestion(
  host: CellHost,
  id: CellId,
): { readonly cell: Cell; readonly question: Question } | undefined {
  const cell = findCell(host.state(), id)?.cell;
  const question = cell === undefined ? undefined : parseQuestion(cell).question;
  return cell !== undefined && question?.released === true ? { cell, question } : undefined;
}

function makeCheckButton(label: string): HTMLElement {
  return makeElement(
    "button",
    { type: "submit", class: "lb-button", "data-kind": "primary" },
    label,
  );
}

function makeSourceNote(): HTMLElement {
  return makeElement(
    "p",
    { class: "lb-quiz-source-note", "data-part": "source-note" },
    "Teacher's source: the answer key is in this cell.",
  );
}

/** Markdown below the options, where there is any. */
function makeTail(question: Question, cell: Cell, host: CellHost): HTMLElement[] {
  if (question.after === "") return [];
  const tail = makeElement("div", { class: "lb-quiz-after" });
  renderMarkdown(tail, question.after, cell, host);
  return [tail];
}

function makeVerdictParts(words: VerdictWords, question: Question, host: CellHost): HTMLElement[] {
  if (words.sentence === "") return [];
  const icon = icons[words.verdict];
  const sentence = makeElement("p", { class: "lb-quiz-sentence" }, words.sentence);
  if (icon !== "") {
    sentence.prepend(makeElement("span", { class: "lb-quiz-icon", "aria-hidden": "true" }, icon));
  }
  const blocks = words.feedback.flatMap(({ text, feedback }) => [
    // With several ticks it must be plain which one a text is about.
    ...(question.kind === "many" ? [makeMarkdown("lb-quiz-feedback-option", text, host)] : []),
    makeMarkdown("lb-quiz-feedback", feedback, host),
  ]);
  if (words.explanation !== undefined) {
    blocks.push(makeMarkdown("lb-quiz-explanation", words.explanation, host));
  }
  return [sentence, ...blocks];
}

function makeMarkdown(className: string, source: string, host: CellHost): HTMLElement {
  const el = makeElement("div", { class: className });
  host.renderMarkdown(el, source);
  return el;
}

function drawMalformed(
  el: HTMLElement,
  cell: Cell,
  problems: readonly { readonly message: string; readonly line: number }[],
  host: CellHost,
): void {
  const text = makeElement("div", { class: "lb-quiz-text" });
  renderMarkdown(text, cell.source, cell, host);
  const box = makeProblemBox("This question cannot be answered yet:", problems);
  el.replaceChildren(makeElement("div", { class: "lb-quiz", "data-part": "question" }, text, box));
}

function renderMarkdown(el: HTMLElement, source: string, cell: Cell, host: CellHost): void {
  const { attachments } = cell;
  host.renderMarkdown(el, source, isObject(attachments) ? { attachments } : {});
}

/** Whether a cell differs from the one that a card was made for in ticks and the learner's record alone. */
function isSameCard(before: Cell, shown: Question, cell: Cell, question: Question): boolean {
  const frame = (value: Cell): string => {
    const metadata = Object.entries(lessonMetadata(value)).filter(([key]) => key !== "learner");
    return JSON.stringify(metadata);
  };
  return (
    before.attachments === cell.attachments &&
    shown.stem === question.stem &&
    shown.after === question.after &&
    shown.options.length === question.options.length &&
    shown.options.every((option, index) => option.text === question.options[index]?.text) &&
    frame(before) === frame(cell)
  );
}
