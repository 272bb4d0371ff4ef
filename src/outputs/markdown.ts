// Markdown on the page: parsed, made safe, then dressed with what only the program may make: ids of headings,
// callouts, checkboxes, code, formulas. Cells and Markdown outputs use it; the terminal uses `outlineOf` alone.
import type { MarkdownOptions } from "../extension.ts";
import { makeCallouts } from "./callout.ts";
import { makeCodeBlock } from "./code-block.ts";
import { parseMarkdown } from "../markup/markdown-parser.ts";
import { makeFormula, typesetFormulas } from "./math.ts";
import type { ImageSources } from "../markup/safe-address.ts";
import { makeNotice, sanitiseHtml } from "./sanitise.ts";
import { slotTag, type Slot } from "../markup/slot.ts";
import { createSlugger, defaultIdPrefix } from "../markup/slug.ts";

export { outlineOf, type OutlineHeading } from "../markup/markdown-parser.ts";

/** Adds where pictures beside the notebook come from. */
export type RenderMarkdownOptions = MarkdownOptions & Pick<ImageSources, "files">;

/** Renders Markdown in place of what `el` held. Text is there when it returns; formulas read as TeX until they are set. */
export function renderMarkdown(
  el: HTMLElement,
  source: string,
  options: RenderMarkdownOptions = {},
): void {
  const anchorPrefix = options.idPrefix ?? defaultIdPrefix;
  const { html, slots, cut } = parseMarkdown(source);
  const content = sanitiseHtml(html, { ...options, anchorPrefix });
  const formulas = fillSlots(content, slots);
  nameHeadings(content, anchorPrefix);
  makeCallouts(content);
  makeCheckboxes(content);
  emptyHeads(content);
  wrapTables(content);
  if (cut) content.append(makeNotice("The rest of this text is too long to show here."));
  el.classList.add("lb-markdown");
  el.replaceChildren(content);
  void typesetFormulas(formulas);
}

/** Markdown's tables must have a heading row; where it has no words, its cells are no headings. */
function emptyHeads(root: ParentNode): void {
  for (const head of root.querySelectorAll("th")) {
    if (head.textContent.trim() !== "" || head.childElementCount > 0) continue;
    head.replaceWith(document.createElement("td"));
  }
}

/** Puts each table in a box of its own that scrolls sideways, so that the page never does. */
export function wrapTables(root: ParentNode): void {
  for (const table of root.querySelectorAll("table")) {
    if (table.parentElement?.closest("table") instanceof Element) continue;
    const box = document.createElement("div");
    box.className = "lb-table-box";
    box.tabIndex = 0; // So that the keyboard can scroll a wide table.
    table.replaceWith(box);
    box.append(table);
  }
}

/** Gives the formulas that are still to be set. */
function fillSlots(root: ParentNode, slots: readonly Slot[]): readonly HTMLElement[] {
  const formulas: HTMLElement[] = [];
  for (const place of root.querySelectorAll(slotTag)) {
    const slot = slots[Number(place.textContent)];
    if (slot === undefined) place.remove();
    else if (slot.type === "code") place.replaceWith(makeCodeBlock(slot.info, slot.text));
    else {
      const formula = makeFormula(slot.tex, slot.display);
      formulas.push(formula);
      place.replaceWith(formula);
    }
  }
  return formulas;
}

function nameHeadings(root: ParentNode, prefix: string): void {
  const slug = createSlugger();
  for (const heading of root.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    heading.id = prefix + slug(heading.textContent);
    // So that a link to the heading also moves the reading place of a screen reader.
    heading.setAttribute("tabindex", "-1");
  }
}

const box = /^\[([ xX])\][ \u00a0]/;

/** Items that begin with `[ ]` or `[x]` become checkboxes that show and do not take an answer. */
function makeCheckboxes(root: ParentNode): void {
  for (const item of root.querySelectorAll("li")) {
    const parent = item.firstElementChild?.tagName === "P" ? item.firstElementChild : item;
    const first = firstText(parent);
    const ticked = first === undefined ? undefined : box.exec(first.data)?.[1];
    if (first === undefined || ticked === undefined) continue;
    first.data = first.data.slice(4);
    const input = document.createElement("input");
    input.type = "checkbox";
    input.disabled = true;
    // As attributes too, so that the text keeps its state when it is copied or exported.
    input.toggleAttribute("checked", ticked !== " ");
    const label = document.createElement("label");
    const words = [...parent.childNodes];
    const end = words.findIndex((node) => node instanceof Element && isBlock(node));
    label.append(input, ...words.slice(0, end === -1 ? words.length : end));
    parent.prepend(label);
    item.classList.add("lb-task");
    item.parentElement?.classList.add("lb-task-list");
  }
}

/** The element's first text, if nothing but blanks stands before it. */
function firstText(parent: Element): Text | undefined {
  for (const node of parent.childNodes) {
    if (!(node instanceof Text)) return undefined;
    if (node.data.trim() !== "") return node;
  }
  return undefined;
}

function isBlock(node: Element): boolean {
  return /^(?:UL|OL|P|PRE|BLOCKQUOTE|DIV|TABLE|DETAILS|FIGURE|H[1-6])$/.test(node.tagName);
}
