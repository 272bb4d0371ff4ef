// Callouts from GitHub's alert quotations (`> [!NOTE]`), each with a mark and a word of its own. Used by markdown.ts.

import { CALLOUTS, readCallout, type Callout } from "../markup/callouts.ts";

/** Turns the alert quotations inside `root` into callouts. */
export function makeCallouts(root: ParentNode): void {
  for (const quotation of root.querySelectorAll("blockquote")) {
    const paragraph = quotation.firstElementChild;
    const text = paragraph?.firstChild;
    if (paragraph?.tagName !== "P" || !(text instanceof Text)) continue;
    const found = readCallout(text.data);
    if (found === undefined) continue;
    text.data = found.rest;
    if (paragraph.textContent === "" && paragraph.childElementCount === 0) paragraph.remove();
    const callout = document.createElement("aside");
    callout.className = "lb-callout";
    callout.dataset.callout = found.kind;
    callout.setAttribute("role", "note"); // No landmark: a lesson has many.
    callout.append(makeTitle(found.kind), ...quotation.childNodes);
    quotation.replaceWith(callout);
  }
}

function makeTitle(kind: Callout): HTMLElement {
  const title = document.createElement("p");
  title.className = "lb-callout-title";
  title.append(makeMark(CALLOUTS[kind].mark), CALLOUTS[kind].word);
  return title;
}

function makeMark(strokes: string): SVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const mark = document.createElementNS(namespace, "svg");
  mark.setAttribute("viewBox", "0 0 16 16");
  mark.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", strokes);
  mark.append(path);
  return mark;
}
