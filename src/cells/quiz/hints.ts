// The hint ladder of a question: one button per hint, each shown once the one before has been opened.
import type { CellHost } from "../../extension.ts";
import { makeElement } from "../../elements.ts";
import { makeButton } from "../parts.ts";

/** Makes the ladder; `undefined` when there are no hints. What is open is kept by the elements alone. */
export function makeHints(hints: readonly string[], host: CellHost): HTMLElement | undefined {
  if (hints.length === 0) return undefined;
  const steps = hints.map((hint, index) => makeStep(hint, index, hints.length, host));
  for (const [index, { button }] of steps.entries()) {
    button.addEventListener("click", () => {
      const next = steps[index + 1];
      if (next !== undefined) next.el.hidden = false;
    });
  }
  for (const { el } of steps.slice(1)) el.hidden = true;
  return makeElement("ol", { class: "lb-quiz-hints" }, ...steps.map(({ el }) => el));
}

function makeStep(hint: string, index: number, count: number, host: CellHost) {
  const text = makeElement("div", { class: "lb-quiz-hint-text" });
  text.hidden = true;
  const label = count === 1 ? "Hint" : `Hint ${index + 1} of ${count}`;
  const button = makeButton(label, { class: "lb-quiz-hint", "aria-expanded": "false" }, () => {
    const isOpening = text.hidden;
    // Rendered only when wanted: a hint can hold math or code.
    if (isOpening && text.childNodes.length === 0) host.renderMarkdown(text, hint);
    text.hidden = !isOpening;
    button.setAttribute("aria-expanded", String(isOpening));
  });
  return { el: makeElement("li", {}, button, text), button };
}
