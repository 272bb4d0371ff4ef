// Callouts from GitHub's alert quotations (`> [!NOTE]`), each with a mark and a word of its own. Used by markdown.ts.

/** `data-callout` → the word shown and the mark's strokes on a 16 × 16 grid. */
const callouts = {
  note: { word: "Note", mark: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 7.3v4M8 4.7v.2" },
  tip: {
    word: "Tip",
    mark: "M5.7 11.2c0-1.6-1.9-2.3-1.9-4.8a4.2 4.2 0 0 1 8.4 0c0 2.5-1.9 3.2-1.9 4.8zM6.3 13.9h3.4",
  },
  important: { word: "Rule", mark: "M3.5 14.2V1.8M3.5 2.6h9l-2.2 3.2 2.2 3.2h-9" },
  warning: { word: "Warning", mark: "M8 2 1.7 13.5h12.6zM8 6.4v3.4M8 11.6v.2" },
  caution: {
    word: "Caution",
    mark: "M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  },
} as const;

const marker = /^\s*\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|$)/i;

/** Turns the alert quotations inside `root` into callouts. */
export function makeCallouts(root: ParentNode): void {
  for (const quotation of root.querySelectorAll("blockquote")) {
    const paragraph = quotation.firstElementChild;
    const text = paragraph?.firstChild;
    if (paragraph?.tagName !== "P" || !(text instanceof Text)) continue;
    const kind = marker.exec(text.data)?.[1]?.toLowerCase();
    if (kind === undefined || !isCallout(kind)) continue;
    text.data = text.data.replace(marker, "");
    if (paragraph.textContent === "" && paragraph.childElementCount === 0) paragraph.remove();
    const callout = document.createElement("aside");
    callout.className = "lb-callout";
    callout.dataset.callout = kind;
    callout.append(makeTitle(kind), ...quotation.childNodes);
    quotation.replaceWith(callout);
  }
}

type Callout = keyof typeof callouts;

function isCallout(kind: string): kind is Callout {
  return Object.hasOwn(callouts, kind);
}

function makeTitle(kind: Callout): HTMLElement {
  const title = document.createElement("p");
  title.className = "lb-callout-title";
  title.append(makeMark(callouts[kind].mark), callouts[kind].word);
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
