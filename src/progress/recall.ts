// What is due again, one question at a time and apart from the lesson: the answers that stand there stay as they are.
import { makeButton } from "../cells/parts.ts";
import { makeElement } from "../elements.ts";
import { freshQuestion } from "../lesson/fresh-question.ts";
import { lessonMetadata } from "../lesson/lesson-metadata.ts";
import { formatQuantity } from "../lesson/quantity.ts";
import type { DueTopic } from "../lesson/recall.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Cell } from "../nbformat/types.ts";
import { openModal } from "../notebook/modal.ts";

export interface RecallOptions {
  readonly topics: readonly DueTopic[];
  /** Shows a cell apart from the notebook, and tells each change of it. */
  readonly mount: (
    el: HTMLElement,
    cell: Cell,
    signal: AbortSignal,
    onChange: (cell: Cell) => void,
  ) => void;
  /** Told once for each topic, by its first answer. */
  readonly onAnswered: (topic: DueTopic, isRight: boolean) => void;
}

export function openRecall({ topics, mount, onAnswered }: RecallOptions): void {
  const place = makeElement("p", { class: "lb-modal-note", role: "status" });
  const stage = makeElement("div", { class: "lb-recall-stage" });
  const next = makeButton("", { class: "lb-button", "data-kind": "primary" }, () => go(at + 1));
  const modal = openModal(
    "Practise what is due",
    "lb-recall",
    place,
    stage,
    makeElement("footer", { class: "lb-author-foot" }, next),
  );
  let lifetime = new AbortController();
  modal.el.addEventListener("close", () => lifetime.abort());
  let at = -1;
  let right = 0;

  const go = (to: number): void => {
    at = to;
    lifetime.abort();
    lifetime = new AbortController();
    const topic = topics[at];
    if (topic === undefined) finish();
    else ask(topic);
  };
  const ask = (topic: DueTopic): void => {
    place.textContent = `${at + 1} of ${topics.length}: ${topic.topic}`;
    next.textContent = at + 1 === topics.length ? "Finish" : "Next";
    next.setAttribute("aria-disabled", "true");
    const el = makeElement("div");
    stage.replaceChildren(el);
    let isAnswered = false;
    mount(el, freshQuestion(topic.cell), lifetime.signal, (cell) => {
      const result = resultOf(cell);
      if (result === undefined || isAnswered) return;
      isAnswered = true;
      if (result === "right") right += 1;
      next.removeAttribute("aria-disabled");
      onAnswered(topic, result === "right");
    });
  };
  const finish = (): void => {
    place.textContent = "";
    stage.replaceChildren(
      makeElement(
        "p",
        {},
        `${right} of ${formatQuantity(topics.length, "questions")} right at once.`,
      ),
      makeElement(
        "p",
        { class: "lb-modal-note" },
        "What was right comes back later, what was not comes back tomorrow.",
      ),
    );
    next.remove();
    modal.el.querySelector<HTMLElement>("[data-close]")?.focus();
  };
  if (topics.length > 0) go(0);
  else {
    next.remove();
    stage.append(
      makeElement(
        "p",
        {},
        "Nothing is due today. A topic comes back 1, 3 and 7 days after its questions were right.",
      ),
    );
  }
}

/** How the first check of a fresh question went; `undefined` before it. */
function resultOf(cell: Cell): "right" | "wrong" | undefined {
  const { learner } = lessonMetadata(cell);
  const { attempts, solved } = isObject(learner) ? learner : {};
  if (typeof attempts !== "number" || attempts === 0) return undefined;
  return typeof solved === "string" ? "right" : "wrong";
}
