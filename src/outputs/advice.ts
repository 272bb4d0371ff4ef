// The error coach's lines under errors and warnings: short, with a way to the section that explains it, where there is one.
// A lazy chunk: most cells never fail.
import { withCode } from "../elements.ts";
import type { FindSection, PageSection } from "../extension.ts";
import { coachError, coachWarnings, type Advice, type ErrorReport } from "../lesson/error-coach.ts";

export { linkFrames } from "./frame-links.ts";

/** Puts the advice on an error into `el`, if there is one. */
export function adviseOnError(
  el: HTMLElement,
  report: ErrorReport,
  findSection: FindSection,
): void {
  const advice = coachError(report);
  el.replaceChildren(...(advice === undefined ? [] : [makeAdvice(advice, findSection)]));
}

/** Puts the advice on what a cell printed to stderr into `el`; the same advice keeps its element. */
export function adviseOnWarnings(el: HTMLElement, stderr: string, findSection: FindSection): void {
  const advice = coachWarnings(stderr);
  const drawn = JSON.stringify(advice);
  if (el.dataset.advice === drawn) return;
  el.dataset.advice = drawn;
  el.replaceChildren(...advice.map((item) => makeAdvice(item, findSection)));
}

function makeAdvice({ text, section }: Advice, findSection: FindSection): HTMLElement {
  const line = document.createElement("p");
  line.className = "lb-advice";
  line.dataset.part = "advice";
  line.append(...withCode(text));
  const found = section === undefined ? undefined : findSection(section);
  if (found !== undefined) line.append(" ", makeLink(found));
  return line;
}

function makeLink({ title, go }: PageSection): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "lb-text-button";
  button.textContent = `See “${title}”.`;
  button.addEventListener("click", go);
  return button;
}
