// The ladder of a question: hints, one at a time, and at its end the answer. Each step after the first can be taken after
// a new try or a while after the one before; what was opened stays open, also after a reload.
import type { CellHost } from "../../extension.ts";
import { openSealedSolution } from "../../lesson/seal.ts";
import type { LearnerRecord } from "../../lesson/question.ts";
import type { Question } from "../../lesson/question-kinds.ts";
import { makeElement, setAttribute } from "../../elements.ts";
import { makeButton } from "../parts.ts";

export interface Ladder {
  readonly el: HTMLElement;
  show(question: Question): void;
}

export interface LadderOptions {
  readonly host: CellHost;
  readonly signal: AbortSignal;
  /** Keeps what was opened. */
  readonly record: (changes: Partial<LearnerRecord>) => void;
}

/** How long the next step waits when nothing new is tried, in milliseconds. */
const WAIT = 20_000;

/** Makes the ladder; `undefined` when there are neither hints nor an answer to show. */
export function makeLadder(first: Question, options: LadderOptions): Ladder | undefined {
  const solution = first.sealed === undefined ? undefined : openSealedSolution(first.sealed);
  if (first.hints.length === 0 && solution === undefined) return undefined;
  const { host, signal } = options;
  let question = first;
  /** Attempts when the last step was taken, and when that was; what was open before counts as taken long ago. */
  let taken = { attempts: first.learner.attempts, at: -Infinity };
  let timer: ReturnType<typeof setTimeout> | undefined;
  signal.addEventListener("abort", () => clearTimeout(timer));

  const list = makeElement("ol", { class: "lb-quiz-hints" });
  const note = makeElement("span", { class: "lb-quiz-rules" });
  const next = makeButton("", { class: "lb-quiz-hint" }, () => {
    taken = { attempts: question.learner.attempts, at: Date.now() };
    if (countOpen() < first.hints.length) options.record({ hints: countOpen() + 1 });
    else confirm.hidden = false;
    draw();
  });
  const confirm = makeConfirm(() => options.record({ revealed: true }));
  const answer = makeElement("div", { class: "lb-quiz-solution", "data-part": "solution" });
  const el = makeElement("div", { class: "lb-quiz-ladder" }, list, next, note);
  if (solution !== undefined) el.append(confirm, answer);

  const countOpen = (): number => Math.min(question.learner.hints ?? 0, first.hints.length);

  const draw = (): void => {
    const open = countOpen();
    for (const [index, hint] of first.hints.slice(0, open).entries()) {
      if (list.children[index] === undefined)
        list.append(makeHint(hint, index, first.hints.length, host));
    }
    while (list.children.length > open) list.lastElementChild?.remove();
    list.hidden = open === 0;
    const isRevealed = question.learner.revealed === true;
    const isLast = open === first.hints.length;
    const isDone = isLast && (solution === undefined || isRevealed);
    next.hidden = isDone || !confirm.hidden;
    next.textContent = isDone
      ? ""
      : isLast
        ? "Show the answer"
        : first.hints.length === 1
          ? "Hint"
          : `Hint ${open + 1} of ${first.hints.length}`;
    const wait = waitingTime(open, isLast);
    setAttribute(next, "aria-disabled", wait > 0 ? "true" : undefined);
    note.textContent =
      wait === 0 || next.hidden
        ? ""
        : wait === Infinity
          ? "after a try"
          : "after a new try, or in a moment";
    clearTimeout(timer);
    if (Number.isFinite(wait) && wait > 0 && !next.hidden) timer = setTimeout(draw, wait);
    if (isRevealed) confirm.hidden = true;
    drawSolution(answer, isRevealed ? solution : undefined, question, options);
  };

  /** Milliseconds until the next step can be taken without a new try; the answer needs a try in any case. */
  const waitingTime = (open: number, isAnswer: boolean): number => {
    const { attempts } = question.learner;
    if (isAnswer && attempts === 0) return Infinity;
    if (open === 0 || attempts > taken.attempts) return 0;
    return Math.max(0, taken.at + WAIT - Date.now());
  };

  return {
    el,
    show: (latest) => {
      question = latest;
      draw();
    },
  };
}

function makeHint(hint: string, index: number, count: number, host: CellHost): HTMLElement {
  const text = makeElement("div", { class: "lb-quiz-hint-text" });
  host.renderMarkdown(text, hint);
  const name = count === 1 ? "Hint" : `Hint ${index + 1} of ${count}`;
  return makeElement("li", {}, makeElement("p", { class: "lb-quiz-hint-name" }, name), text);
}

function makeConfirm(onShow: () => void): HTMLElement {
  const el = makeElement("div", { class: "lb-quiz-confirm", role: "group" });
  el.hidden = true;
  el.append(
    makeElement("p", {}, "Show the answer? From then on this question gives no more points."),
    makeButton("Show it", { class: "lb-button" }, onShow),
  );
  return el;
}

/** The answer, and the question why it is one. */
function drawSolution(
  el: HTMLElement,
  solution: string | undefined,
  question: Question,
  { host, record }: LadderOptions,
): void {
  el.hidden = solution === undefined;
  if (solution === undefined || el.childNodes.length > 0) return;
  const text = makeElement("div", { class: "lb-quiz-solution-text" });
  host.renderMarkdown(text, solution);
  const area = makeElement("textarea", { class: "lb-quiz-reason", rows: "2", dir: "auto" });
  area.value = question.learner.reason ?? "";
  area.addEventListener("change", () => record({ reason: area.value.trim() }));
  el.append(
    makeElement("p", { class: "lb-quiz-hint-name" }, "The answer"),
    text,
    makeElement(
      "label",
      { class: "lb-quiz-line-label" },
      makeElement("span", {}, "Say in your own words why this is right"),
      area,
    ),
  );
}
