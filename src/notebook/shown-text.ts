// The text of an element as it reads, with the text nodes that it is made of: search looks in it and marks pieces of it.
// Between blocks stands a line end, so that no words run together.
import { makeElement } from "../elements.ts";

interface Piece {
  readonly node: Text;
  /** Where the node's text begins in the whole, in UTF-16 units. */
  readonly start: number;
}

export interface ShownText {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

const BLOCKS =
  "p,li,pre,div,td,th,dt,dd,h1,h2,h3,h4,h5,h6,blockquote,summary,label,figcaption,section";
/** Words that are not the cell's own: an open editor's (it draws part of its text only), labels of controls, formulas. */
const NOT_READ =
  ".cm-editor, button, select, option, script, style, .lb-hidden-text, .katex, [hidden]:not([hidden=until-found])";

/** Reads what stands in an element, hidden-until-found parts included. */
export function readShownText(root: Element): ShownText {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, {
    acceptNode: (node) =>
      node instanceof Element && node.matches(NOT_READ)
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
  });
  const pieces: Piece[] = [];
  const parts: string[] = [];
  let length = 0;
  let block: Element | null | undefined;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Text) || node.data === "") continue;
    const own = node.parentElement?.closest(BLOCKS) ?? root;
    if (block !== undefined && own !== block && !isCode(own, block)) {
      parts.push("\n");
      length += 1;
    }
    block = own;
    pieces.push({ node, start: length });
    parts.push(node.data);
    length += node.data.length;
  }
  return { text: parts.join(""), pieces };
}

/** Folded code stands in a block of its own inside the code, and its text has its line ends already. */
function isCode(a: Element, b: Element | null): boolean {
  return b !== null && (a.closest("pre") ?? a) === (b.closest("pre") ?? b);
}

/**
 * Wraps ranges of a text in marks; gives the first element of each. Ranges are in order and do not overlap.
 * A range over several elements becomes one mark where that leaves their order alone, else a mark in each.
 */
export function markRanges(
  shown: ShownText,
  ranges: readonly { readonly start: number; readonly end: number }[],
): readonly HTMLElement[] {
  const marks: HTMLElement[] = [];
  // From the last to the first: a node that was cut keeps its beginning, where the ranges before it lie.
  let last = shown.pieces.length - 1;
  for (const { start, end } of ranges.toReversed()) {
    while (last > 0 && (shown.pieces[last]?.start ?? 0) >= end) last--;
    let first = last;
    while (first > 0 && (shown.pieces[first]?.start ?? 0) > start) first--;
    const touched = shown.pieces.slice(first, last + 1);
    const mark = markPieces(touched, start, end);
    if (mark !== undefined) marks.unshift(mark);
  }
  return marks;
}

function markPieces(pieces: readonly Piece[], start: number, end: number): HTMLElement | undefined {
  const [head] = pieces;
  const tail = pieces.at(-1);
  if (head === undefined || tail === undefined) return undefined;
  if (head === tail || inOneLineOfCode(head.node, tail.node)) {
    const range = document.createRange();
    range.setStart(head.node, start - head.start);
    range.setEnd(tail.node, Math.min(end - tail.start, tail.node.data.length));
    const mark = makeMark("search-hit");
    mark.append(range.extractContents());
    range.insertNode(mark);
    return mark;
  }
  const marks = pieces.map((piece, i) => {
    const from = Math.max(0, start - piece.start);
    const middle = from === 0 ? piece.node : piece.node.splitText(from);
    const length = end - piece.start - from;
    if (length < middle.data.length) middle.splitText(length);
    const mark = makeMark(i === 0 ? "search-hit" : "search-hit-more");
    middle.replaceWith(mark);
    mark.append(middle);
    return mark;
  });
  return marks[0];
}

/** Coloured code is a flat row of pieces, which may be cut and put into one mark. */
function inOneLineOfCode(a: Text, b: Text): boolean {
  const rowOf = (node: Text): Element | null => {
    const parent = node.parentElement;
    return parent?.matches("[class^=lb-tok-]") === true ? parent.parentElement : parent;
  };
  const row = rowOf(a);
  return row !== null && row === rowOf(b) && row.matches("pre, code, .lb-code-fold-body");
}

function makeMark(part: string): HTMLElement {
  return makeElement("mark", { class: "lb-search-hit", "data-part": part });
}

/** Takes all marks in an element away again. */
export function unmark(root: Element): void {
  const parents = new Set<Node>();
  for (const mark of root.querySelectorAll("mark.lb-search-hit")) {
    if (mark.parentNode !== null) parents.add(mark.parentNode);
    mark.replaceWith(...mark.childNodes);
  }
  for (const parent of parents) parent.normalize();
}
