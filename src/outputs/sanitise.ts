// The one gate between HTML that somebody else wrote and the page. Markdown and HTML outputs go through it.
// It lets through text, structure, links and pictures that load nothing from afar; no script, style, form, class, data
// attribute or foreign namespace. tests/fixtures/render/xss.txt holds what it must withstand.
import createDOMPurify, { type Config, type DOMPurify } from "dompurify";
import { isPlainLook } from "../markup/plain-looks.ts";
import { slotTag } from "../markup/slot.ts";
import { slugOf } from "../markup/slug.ts";
import { purifierPolicy } from "../trusted/purifier.ts";
import { safeImage, safeLink, type ImageSources } from "../markup/safe-address.ts";

export interface SanitiseOptions extends ImageSources {
  /** Keeps the targets of links (`id`, and `name` of `a`) under this prefix; without it they are dropped. */
  readonly anchorPrefix?: string;
  /**
   * For outputs: keeps colours, weights and borders that elements carry in `style`, which can only look, not lie over the
   * page or load; and links to files beside the notebook lead to the files.
   */
  readonly looks?: boolean;
}

/** Tags beyond this number are cut off: the page must stay usable whatever a kernel prints. */
const mostTags = 10_000;
/** Characters, embedded pictures not counted. */
const mostText = 500_000;

const config: Config & { RETURN_DOM_FRAGMENT: true } = {
  RETURN_DOM_FRAGMENT: true,
  ...(purifierPolicy !== undefined && {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the browser makes it, not a constructor
    TRUSTED_TYPES_POLICY: purifierPolicy as NonNullable<Config["TRUSTED_TYPES_POLICY"]>,
  }),
  ALLOWED_TAGS: [
    ...["a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite", "code"],
    ...["col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption"],
    ...["figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark"],
    ...[
      "ol",
      "p",
      "pre",
      "progress",
      "q",
      "rp",
      "rt",
      "ruby",
      "s",
      "samp",
      "section",
      "small",
      "span",
    ],
    ...["strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time"],
    ...["tr", "tt", "u", "ul", "var", "wbr", "#text", slotTag],
  ],
  ALLOWED_ATTR: [
    ...["align", "alt", "colspan", "datetime", "dir", "height", "href", "lang", "open", "reversed"],
    ...[
      "max",
      "rowspan",
      "scope",
      "span",
      "src",
      "start",
      "style",
      "title",
      "type",
      "valign",
      "value",
      "width",
    ],
  ],
  ALLOWED_NAMESPACES: ["http://www.w3.org/1999/xhtml"],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
};

/** Attributes that mean something harmless on some elements only. */
const onlyOn: Readonly<Record<string, readonly string[]>> = {
  href: ["A"],
  src: ["IMG"],
  type: ["OL"],
  value: ["LI", "PROGRESS"],
  max: ["PROGRESS"],
  open: ["DETAILS"],
};

const numeric: Readonly<Record<string, RegExp>> = {
  width: /^\d{1,4}%?$/,
  height: /^\d{1,4}%?$/,
  colspan: /^\d{1,3}$/,
  rowspan: /^\d{1,3}$/,
  span: /^\d{1,3}$/,
  start: /^-?\d{1,9}$/,
  value: /^-?\d{1,9}(?:\.\d{1,9})?$/,
  max: /^\d{1,9}(?:\.\d{1,9})?$/,
  type: /^[1aAiI]$/,
};

/** Makes HTML safe. Needs a browser's document; throws a TypeError where there is none. */
export function sanitiseHtml(html: string, options: SanitiseOptions = {}): DocumentFragment {
  const { text, cut } = cutTags(html);
  const fragment = makePurifier(options).sanitize(text, config);
  for (const image of fragment.querySelectorAll("img:not([src])")) replaceMissingImage(image);
  if (cut) fragment.append(makeNotice("The rest is too large to show here."));
  return fragment;
}

/** A sentence in place of what is left out. */
export function makeNotice(text: string): HTMLElement {
  const notice = document.createElement("p");
  notice.className = "lb-notice";
  notice.textContent = text;
  return notice;
}

/** Each call has hooks of its own, since they know the options; making one is cheap beside parsing. */
function makePurifier(options: SanitiseOptions): DOMPurify {
  const purifier = createDOMPurify(window);
  if (!purifier.isSupported) throw new TypeError("HTML can be made safe in a browser only");
  const targets = new WeakMap<Element, string>();
  purifier.addHook("uponSanitizeElement", (node) => {
    if (options.anchorPrefix === undefined || !(node instanceof Element)) return;
    const target =
      node.getAttribute("id") ?? (node.tagName === "A" ? node.getAttribute("name") : null);
    if (target !== null && slugOf(target) !== "") targets.set(node, slugOf(target));
  });
  purifier.addHook("uponSanitizeAttribute", (node, data) => {
    const value = checkAttribute(node.tagName, data.attrName, data.attrValue, options);
    if (value === undefined) {
      data.keepAttr = false;
      // What was an address may still be offered as a link, which loads nothing until it is pressed.
      if (data.attrName === "src" && node.tagName === "IMG") targets.set(node, data.attrValue);
    } else data.attrValue = value;
  });
  purifier.addHook("afterSanitizeAttributes", (node) => {
    if (node.tagName === "A" && node.hasAttribute("href")) finishLink(node);
    const target = targets.get(node);
    if (target === undefined) return;
    if (node.tagName === "IMG") node.setAttribute("data-refused", target);
    else node.setAttribute("id", `${options.anchorPrefix ?? ""}${target}`);
  });
  return purifier;
}

/** The attribute's safe value, or undefined when it must go. */
function checkAttribute(
  tag: string,
  name: string,
  value: string,
  options: SanitiseOptions,
): string | undefined {
  if (onlyOn[name]?.includes(tag) === false) return undefined;
  if (name === "href") return besideNotebook(safeLink(value, options.anchorPrefix), options);
  if (name === "src") return safeImage(value, options);
  if (name === "style") return options.looks === true ? safeLooks(value) : undefined;
  if (numeric[name]?.test(value) === false) return undefined;
  return value;
}

/** What an output made lies beside the notebook, and not where the notebook's page is. */
function besideNotebook(
  link: string | undefined,
  { looks = false, files }: SanitiseOptions,
): string | undefined {
  const isRelative = link !== undefined && !/^(?:[#\\/]|[\w+.-]+:)/.test(link);
  return looks && isRelative && files !== undefined ? `${files.folder}${link}` : link;
}

/** The part of a style that only looks; the browser's own parser says what it means. */
function safeLooks(value: string): string | undefined {
  const { style } = document.createElement("span");
  style.cssText = value;
  const kept = [...style].flatMap((name) => {
    const text = style.getPropertyValue(name);
    return isPlainLook(name, text) ? [`${name}: ${text}`] : [];
  });
  return kept.length === 0 ? undefined : kept.join("; ");
}

/** Pages elsewhere open in a tab of their own and learn nothing of this one; the lesson stays where it is. */
function finishLink(link: Element): void {
  const href = link.getAttribute("href") ?? "";
  if (href.startsWith("#")) return;
  link.setAttribute("rel", "noopener noreferrer");
  if (/^(?:https?:|[\\/]{2})/i.test(href)) link.setAttribute("target", "_blank");
}

function replaceMissingImage(image: Element): void {
  const address = image.getAttribute("data-refused");
  const words = image.getAttribute("alt")?.trim() ?? "";
  const href = address === null ? undefined : safeLink(address);
  if (href === undefined || !/^https?:/i.test(href)) {
    image.replaceWith(words);
    return;
  }
  const link = document.createElement("a");
  link.setAttribute("href", href);
  finishLink(link);
  link.className = "lb-remote-image";
  link.textContent = `${words === "" ? "Picture" : words} (on ${new URL(href).hostname})`;
  image.replaceWith(link);
}

function cutTags(html: string): { readonly text: string; readonly cut: boolean } {
  if (html.length > mostText && html.replace(/data:image\/[^"'\s>]+/g, "").length > mostText)
    return { ...cutTags(html.slice(0, mostText)), cut: true };
  let at = -1;
  for (let tags = 0; tags < mostTags; tags++) {
    at = html.indexOf("<", at + 1);
    if (at === -1) return { text: html, cut: false };
  }
  return { text: html.slice(0, at), cut: true };
}
