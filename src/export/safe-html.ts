// HTML that somebody else wrote → HTML for a file, where no DOM and no script can help. parse5 reads it as browsers do; what
// is written are the elements and attributes named here, in one plain spelling that every browser reads alike. So nothing of
// a script, an address or a form can be left over: what has no name here has no way into the text.
import {
  defaultTreeAdapter as tree,
  parseFragment,
  serializeOuter,
  type DefaultTreeAdapterTypes,
} from "parse5";
import { CALLOUTS, readCallout } from "../markup/callouts.ts";
import { isPlainLook } from "../markup/plain-looks.ts";
import { imageDataUrl, safeImage, safeLink, type ImageSources } from "../markup/safe-address.ts";
import { slotTag } from "../markup/slot.ts";
import { html, Html, joinHtml } from "./html.ts";

export interface SafeHtmlOptions extends Pick<ImageSources, "attachments" | "beside"> {
  /** What stands in the numbered places that the Markdown parser leaves. */
  readonly slot?: (index: number) => Html | undefined;
  /** Gives headings their ids, and makes callouts and checkboxes: for Markdown. */
  readonly anchorOf?: (heading: string) => string;
  /** Keeps classes and ids, which a sheet of the HTML's own speaks of. Only where they can meet no other sheet and no other id. */
  readonly isApart?: boolean;
  /** Adds nothing of the program's own, for files that have none of its looks. */
  readonly isBare?: boolean;
}

export interface SafeHtml {
  readonly html: Html;
  /** Style sheets that were in it, those left out that load or hide what they say. */
  readonly sheets: readonly string[];
  /** Something in it was left out that would have run. */
  readonly hadScript: boolean;
  /** It shows nothing. */
  readonly isEmpty: boolean;
}

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Written as they are; all else gives way to what is in it. */
const KEPT: ReadonlySet<string> = new Set(
  (
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure " +
    "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark meter ol p pre progress q rp rt ruby s samp section small span strong " +
    "sub summary sup table tbody td tfoot th thead time tr u ul var wbr"
  ).split(" "),
);
const VOID: ReadonlySet<string> = new Set(["br", "col", "hr", "img", "wbr"]);
/** What is in these is no text for readers. */
const DROPPED: ReadonlySet<string> = new Set(
  "script style template iframe object embed noscript noembed noframes math head title textarea select applet".split(
    " ",
  ),
);
const ATTRIBUTES: Readonly<Record<string, RegExp>> = {
  align: /^(?:left|center|right)$/i,
  colspan: /^\d{1,3}$/,
  rowspan: /^\d{1,3}$/,
  span: /^\d{1,3}$/,
  scope: /^(?:row|col|rowgroup|colgroup)$/i,
  dir: /^(?:ltr|rtl|auto)$/i,
  lang: /^[a-z\d-]{1,30}$/i,
  title: /^[^]{1,500}$/,
  width: /^\d{1,4}%?$/,
  height: /^\d{1,4}%?$/,
  start: /^-?\d{1,9}$/,
  value: /^-?\d{1,9}(?:\.\d{1,9})?$/,
  max: /^\d{1,9}(?:\.\d{1,9})?$/,
  open: /^/,
  reversed: /^/,
};
/** Looking into deeper nesting than this would end in a stack overflow. */
const DEEPEST = 300;
/** Characters; what is longer was made by a program and is cut. */
const LONGEST = 8_000_000;

/** Never throws, whatever the source holds. */
export function safeHtml(source: string, options: SafeHtmlOptions = {}): SafeHtml {
  const writer = new Writer(options);
  const parts = writer.children(parseFragment(source.slice(0, LONGEST)).childNodes, 0);
  const text = joinHtml(parts);
  return {
    html: text,
    sheets: writer.sheets,
    hadScript: writer.hadScript,
    isEmpty: !writer.shows && !/[^<>\s]/.test(text.text.replace(/<[^>]*>/g, "")),
  };
}

class Writer {
  readonly sheets: string[] = [];
  hadScript = false;
  /** A picture or a rule shows something without a word. */
  shows = false;
  readonly #options: SafeHtmlOptions;

  constructor(options: SafeHtmlOptions) {
    this.#options = options;
  }

  children(nodes: readonly Node[], depth: number): readonly Html[] {
    return depth > DEEPEST ? [] : nodes.flatMap((node) => this.#node(node, depth + 1) ?? []);
  }

  #node(node: Node, depth: number): Html | undefined {
    if (tree.isTextNode(node)) return html`${node.value}`;
    if (!tree.isElementNode(node)) return undefined;
    const { tagName: tag } = node;
    if (tag === slotTag) return this.#options.slot?.(Number(textOf(node)));
    if (tag === "svg") return this.#drawing(node);
    // pandas marks the sheet that all its tables carry as `scoped`; the page has its own style for tables.
    if (tag === "style" && valueOf(node, "scoped") === undefined) this.#keepSheet(textOf(node));
    if (tag === "script") this.hadScript ||= textOf(node).trim() !== "" || node.attrs.length > 0;
    if (DROPPED.has(tag)) return undefined;
    if (node.attrs.some(({ name }) => name.startsWith("on"))) this.hadScript = true;
    if (tag === "img") return this.#image(node);
    if (!KEPT.has(tag)) return joinHtml(this.children(node.childNodes, depth));
    if (VOID.has(tag)) return new Html(`<${tag}${this.#attributes(node)}>`);
    return this.#options.anchorOf === undefined
      ? this.#element(node, depth)
      : this.#markdownElement(node, depth);
  }

  #element(node: Element, depth: number, more = ""): Html {
    const { tagName: tag } = node;
    const inside = joinHtml(this.children(node.childNodes, depth));
    const whole = new Html(`<${tag}${this.#attributes(node)}${more}>${inside.text}</${tag}>`);
    // Wide tables scroll in a box of their own, which the keyboard can reach.
    return tag === "table" && this.#options.isBare !== true && !this.#isInTable(node)
      ? html`<div class="lb-table-box" tabindex="0">${whole}</div>`
      : whole;
  }

  /** What Jupyter's Markdown makes more of: ids of headings, callouts, boxes of tasks. */
  #markdownElement(node: Element, depth: number): Html {
    const { tagName: tag } = node;
    if (/^h[1-6]$/.test(tag)) {
      const id = this.#options.anchorOf?.(textOf(node)) ?? "";
      return this.#element(node, depth, id === "" ? "" : attribute("id", id));
    }
    if (tag === "th" && textOf(node).trim() === "" && !node.childNodes.some(isElement)) {
      return new Html(`<td${this.#attributes(node)}></td>`);
    }
    if (tag === "li") tickBox(node);
    if (tag === "blockquote") {
      const text = firstText(node.childNodes.find(isElement));
      const found = text === undefined ? undefined : readCallout(text.value);
      if (text === undefined || found === undefined) return this.#element(node, depth);
      text.value = found.rest;
      const { word, mark } = CALLOUTS[found.kind];
      return html`<aside class="lb-callout" data-callout="${found.kind}" role="note">
        <p class="lb-callout-title">
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="${mark}"></path></svg>${word}
        </p>
        ${this.children(node.childNodes, depth)}
      </aside>`;
    }
    return this.#element(node, depth);
  }

  #image(node: Element): Html | undefined {
    const alt = valueOf(node, "alt") ?? "";
    const address = safeImage(valueOf(node, "src") ?? "", this.#options);
    if (address === undefined) {
      const link = safeLink(valueOf(node, "src") ?? "");
      const words = alt === "" ? "picture" : alt;
      return link !== undefined && /^https?:/.test(link)
        ? html`<a href="${link}" rel="noreferrer">[${words}, on ${new URL(link).hostname}]</a>`
        : html`<span>[${words}]</span>`;
    }
    this.shows = true;
    return new Html(
      `<img${attribute("src", address)}${attribute("alt", alt)}${this.#attributes(node)}>`,
    );
  }

  /** As a picture: what is drawn in one can run and load nothing. */
  #drawing(node: Element): Html {
    this.shows = true;
    const text = drawingText(node);
    const drawn = /^<svg[^>]*\sxmlns=/.test(text)
      ? text
      : text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
    const title = node.childNodes.filter(isElement).find(({ tagName }) => tagName === "title");
    return html`<img
      src="${imageDataUrl("image/svg+xml", drawn)}"
      alt="${title === undefined ? "Drawing" : textOf(title)}"
    />`;
  }

  #attributes(node: Element): string {
    return node.attrs.map(({ name, value }) => this.#attribute(node.tagName, name, value)).join("");
  }

  #attribute(tag: string, name: string, value: string): string {
    if (name === "href" && tag === "a") {
      const href = safeLink(value);
      if (href === undefined) return "";
      if (href.startsWith("#")) return attribute(name, href);
      // A file that was moved about has no neighbours and no server: only whole addresses lead anywhere.
      return URL.canParse(href) ? `${attribute(name, href)} rel="noreferrer"` : "";
    }
    if (name === "style") {
      const looks = value
        .split(";")
        .map((part) => part.split(":"))
        .filter(([key = "", ...rest]) =>
          isPlainLook(key.trim().toLowerCase(), rest.join(":").trim()),
        )
        .map(([key = "", ...rest]) => `${key.trim().toLowerCase()}: ${rest.join(":").trim()}`);
      return looks.length === 0 ? "" : attribute(name, looks.join("; "));
    }
    if ((name === "class" || name === "id") && this.#options.isApart === true)
      return attribute(name, value);
    return ATTRIBUTES[name]?.test(value) === true ? attribute(name, value) : "";
  }

  #keepSheet(text: string): void {
    // Nothing would be loaded in any case; a sheet that tries, or hides what it says, is none of a table's.
    if (!/url\s*\(|@import|image-set|src\s*\(|\\|<\//i.test(text)) this.sheets.push(text);
  }

  #isInTable(node: Element): boolean {
    for (let at: Node | null = node.parentNode; at !== null && isElement(at); at = at.parentNode)
      if (at.tagName === "table") return true;
    return false;
  }
}

/** Empty for a drawing too deep to be written. */
function drawingText(node: Element): string {
  try {
    return serializeOuter(node).replaceAll("&nbsp;", "&#160;");
  } catch {
    return "";
  }
}

function attribute(name: string, value: string): string {
  return ` ${name}="${html`${value}`.text}"`;
}

function isElement(node: Node): node is Element {
  return tree.isElementNode(node);
}

function valueOf(node: Element, wanted: string): string | undefined {
  return node.attrs.find(({ name }) => name === wanted)?.value;
}

/** Items that begin with `[ ]` or `[x]` are tasks and answers; the boxes are signs, which nobody can tick in a file. */
function tickBox(item: Element): void {
  const first = item.childNodes.find(isElement);
  const text = firstText(item) ?? (first?.tagName === "p" ? firstText(first) : undefined);
  if (text !== undefined)
    text.value = text.value.replace(/^\s*\[([ xX])\](?=\s)/, (_, tick: string) =>
      tick === " " ? "☐" : "☑",
    );
}

/** The text of a tree, however deep. */
function textOf(node: Element): string {
  const parts: string[] = [];
  const waiting: Node[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (tree.isTextNode(next)) parts.push(next.value);
    else if (isElement(next)) waiting.push(...next.childNodes.toReversed());
  }
  return parts.join("");
}

function firstText(node: Element | undefined): DefaultTreeAdapterTypes.TextNode | undefined {
  const first = node?.childNodes[0];
  return first !== undefined && tree.isTextNode(first) ? first : undefined;
}
