// The HTML of other programs' questions → Markdown that looks the same and holds nothing that runs. Formulas in dollar signs,
// links in Markdown and plain addresses stay; tags become Markdown or go; scripts and styles go with what is in them.
import { decodeEntities } from "../entities.ts";

export interface MadeSafe {
  readonly markdown: string;
  /** Names of the tags that were taken out, each once. */
  readonly lost: readonly string[];
}

// A comment, an address or link, a tag, a formula, code in backticks; everything else is text. The lengths are bounded, so
// that a long text without an end takes no long time.
const piece =
  /<!--[\s\S]*?(?:-->|$)|(<https?:\/\/[^\s<>]+>|\[[^\]\n]{0,1000}\]\([^()\s]{0,2000}\))|<(\/?)([a-z][a-z0-9-]*)((?:"[^"]{0,9999}"|'[^']{0,9999}'|[^"'<>]){0,200})>|(\$\$[\s\S]{1,2000}?\$\$|\$[^$\n]{1,2000}\$|\\\([\s\S]{1,2000}?\\\)|\\\[[\s\S]{1,2000}?\\\])|(`[^`\n]+`)/gi;

/** What stands in place of a tag at its start and its end. */
const marks: Readonly<Record<string, readonly [string, string]>> = {
  b: ["**", "**"],
  strong: ["**", "**"],
  i: ["*", "*"],
  em: ["*", "*"],
  code: ["`", "`"],
  tt: ["`", "`"],
  kbd: ["`", "`"],
  s: ["~~", "~~"],
  del: ["~~", "~~"],
  p: ["\n\n", "\n\n"],
  div: ["\n\n", "\n\n"],
  h1: ["\n\n**", "**\n\n"],
  h2: ["\n\n**", "**\n\n"],
  h3: ["\n\n**", "**\n\n"],
  h4: ["\n\n**", "**\n\n"],
  br: ["\n", ""],
  hr: ["\n\n---\n\n", ""],
  ul: ["\n\n", "\n\n"],
  ol: ["\n\n", "\n\n"],
  li: ["\n- ", ""],
  blockquote: ["\n\n", "\n\n"],
  span: ["", ""],
  font: ["", ""],
  center: ["", ""],
  u: ["", ""],
};
const keptAsHtml = new Set(["sub", "sup"]);
/** Elements whose text is no text for readers. */
const hidden =
  /<(script|style|iframe|object|svg|template|noscript)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi;

/** Turns HTML into Markdown. */
export function htmlToMarkdown(html: string): MadeSafe {
  const lost = new Set<string>();
  const shown = html.replace(hidden, (_, name: string) => {
    lost.add(name.toLowerCase());
    return "";
  });
  const withCode = /<\/pre/i.test(shown)
    ? shown.replace(/<pre\b[^>]*>([\s\S]*?)<\/pre\s*>/gi, (_, text: string) => fenceOf(text))
    : shown;
  const markdown = withCode
    .split(/(\n\n```\n[\s\S]*?\n```\n\n)/)
    .map((part, index) => (index % 2 === 1 ? part : new HtmlReader(lost).read(part)))
    .join("")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return { markdown, lost: [...lost].sort() };
}

/** Code as a block, with fences that it does not hold itself. */
export function fencedCode(code: string, language: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\s+$/, "").replace(/^\n+/, "")}\n${fence}`;
}

function fenceOf(html: string): string {
  const text = decodeEntities(html.replace(/<[^>]*>/g, ""), { closed: false }).replaceAll(
    "```",
    "'''",
  );
  return `\n\n${fencedCode(text, "")}\n\n`;
}

class HtmlReader {
  /** What ends each link that is open; empty for one that was taken out. */
  readonly #links: string[] = [];

  constructor(private readonly lost: Set<string>) {}

  read(html: string): string {
    let markdown = "";
    let end = 0;
    for (const match of html.matchAll(piece)) {
      markdown += escapeText(html.slice(end, match.index), markdown);
      end = match.index + match[0].length;
      const [, link, slash = "", name = "", attributes = "", formula, code] = match;
      if (name !== "") markdown += this.#tag(slash !== "", name.toLowerCase(), attributes);
      else if (link !== undefined) markdown += this.#link(link);
      else markdown += formula ?? code ?? "";
    }
    return markdown + escapeText(html.slice(end), markdown) + this.#links.reverse().join("");
  }

  #tag(isEnd: boolean, name: string, attributes: string): string {
    const pair = Object.hasOwn(marks, name) ? marks[name] : undefined;
    if (pair !== undefined) return isEnd ? pair[1] : pair[0];
    if (keptAsHtml.has(name)) return `<${isEnd ? "/" : ""}${name}>`;
    if (name === "a" && isEnd) return this.#links.pop() ?? "";
    const address = attributeOf(attributes, name === "a" ? "href" : "src");
    const isSafe = isSafeAddress(address);
    if (name === "a") this.#links.push(isSafe ? `](${address})` : "");
    if (isSafe && name === "a") return "[";
    if (isSafe && name === "img") return `![${attributeOf(attributes, "alt")}](${address})`;
    this.lost.add(name);
    return "";
  }

  /** A link that is Markdown already; one to an unsafe address keeps its words alone. */
  #link(link: string): string {
    const [, words = "", address = ""] = /^\[([^\]]*)\]\(([^)]*)\)$/.exec(link) ?? [];
    if (link.startsWith("<") || isSafeAddress(address)) return link;
    this.lost.add("a");
    return words;
  }
}

function attributeOf(attributes: string, name: string): string {
  const pattern = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i");
  const [, double, single, bare] = pattern.exec(attributes) ?? [];
  const value = decodeEntities(double ?? single ?? bare ?? "", { closed: false }).trim();
  return name === "alt"
    ? value.replace(/[[\]\n]/g, " ")
    : value.replaceAll("(", "%28").replaceAll(")", "%29").replace(/\s/g, "%20");
}

/** Addresses that lead somewhere or show a picture, and run nothing. */
function isSafeAddress(address: string): boolean {
  // Browsers skip control characters in front of and in a scheme.
  const plain = address.replace(/\p{Cc}|\s|%[01][0-9a-f]|%20/giu, "");
  if (plain === "") return false;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(plain)?.[1]?.toLowerCase();
  if (scheme === undefined) return !plain.startsWith("//");
  return (
    ["http", "https", "mailto"].includes(scheme) ||
    /^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=]*$/i.test(plain)
  );
}

/** Text whose signs would mean something in Markdown, made to mean themselves. `before` is what stands in front of it. */
function escapeText(text: string, before: string): string {
  const marked = text
    .replace(/<(?=[a-z/!?]|$)/gi, "\\<")
    .replace(/\*(?=\S)|(?<=\S)\*/g, "\\*")
    .replace(/(?<![\p{L}\p{N}_])_(?=\S)|(?<=\S)_(?![\p{L}\p{N}_])/gu, "\\_");
  return marked.replace(
    /^([ \t]*)(?:([-+>#|~]|answer(?=\s*[:=]))|(\d{1,9})([.)])(?=\s|$))/gim,
    (whole, blanks: string, sign?: string, digits?: string, dot?: string, at?: number) => {
      const isLineStart = (at ?? 0) > 0 || before === "" || before.endsWith("\n");
      if (!isLineStart) return whole;
      if (sign === undefined) return `${blanks}${digits ?? ""}\\${dot ?? ""}`;
      return sign.length > 1
        ? `${blanks}&#${sign.codePointAt(0) ?? 65};${sign.slice(1)}`
        : `${blanks}\\${sign}`;
    },
  );
}
