// Markdown → HTML text with numbered places for what the program builds itself (code, formulas), and → outline.
// Pure: the terminal uses `outlineOf` too. The HTML is not safe yet; markdown.ts sends it through sanitise.ts.
import makeMarkdownIt, { type MarkdownIt, type Token } from "markdown-it";
import { addMathRules } from "./math-rules.ts";
import { slotTag, type Slot } from "./slot.ts";
import { createSlugger } from "./slug.ts";

export interface ParsedMarkdown {
  readonly html: string;
  /** By the number in each `lb-slot` element. */
  readonly slots: readonly Slot[];
  /** The source was too long and its end is left out. */
  readonly cut: boolean;
}

export interface OutlineHeading {
  /** 1–6 */
  readonly level: number;
  readonly text: string;
  /** The heading's name without the id prefix, as `slugOf` spells it. */
  readonly anchor: string;
}

/** Longer sources are cut: this is already some fifty printed pages. */
const longestSource = 100_000;
/** A longer line is data rather than prose, and some inline rules take more than linear time on it. */
const longestLine = 20_000;
/** Code blocks and formulas beyond this number stay plain text. */
const mostSlots = 2000;

const parser = makeSlottingParser();

/** Parses Markdown. Never throws; bounded in time whatever the source holds. */
export function parseMarkdown(source: string): ParsedMarkdown {
  const { text, cut } = cutSource(source);
  const slots: Slot[] = [];
  return { html: parser.render(text, { slots }), slots, cut };
}

/** The headings of a Markdown source in order, with the names that their elements get. */
export function outlineOf(source: string): readonly OutlineHeading[] {
  const tokens = parser.parse(cutSource(source).text, {});
  const slug = createSlugger();
  return tokens.flatMap((token, at) => {
    if (token.type !== "heading_open") return [];
    const text = plainText(tokens[at + 1]?.children ?? []).trim();
    return [{ level: Number(token.tag.slice(1)), text, anchor: slug(text) }];
  });
}

/** Text as HTML shows it, also inside of quoted attributes. */
export function escapeHtml(text: string): string {
  return parser.utils.escapeHtml(text);
}

/** Jupyter's Markdown. @param html whether HTML in the source is let through */
export function makeParser({ html }: { readonly html: boolean }): MarkdownIt {
  const markdown = makeMarkdownIt({ html, linkify: true, maxNesting: 30 });
  // Only whole addresses become links: `asyncio.run` and `main.py` are no web sites.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  addMathRules(markdown);
  markdown.core.ruler.push("alignment", ({ tokens }) => {
    tokens.forEach(alignByAttribute);
  });
  return markdown;
}

function makeSlottingParser(): MarkdownIt {
  const markdown = makeParser({ html: true });
  Object.assign(markdown.renderer.rules, {
    fence: (tokens: Token[], at: number, _options: unknown, env: unknown) =>
      slot(env, { type: "code", info: tokens[at]?.info ?? "", text: tokens[at]?.content ?? "" }),
    code_block: (tokens: Token[], at: number, _options: unknown, env: unknown) =>
      slot(env, { type: "code", info: "", text: tokens[at]?.content ?? "" }),
    math_inline: (tokens: Token[], at: number, _options: unknown, env: unknown) =>
      slot(env, { type: "math", tex: tokens[at]?.content ?? "", display: false }),
    math_block: (tokens: Token[], at: number, _options: unknown, env: unknown) =>
      slot(env, { type: "math", tex: tokens[at]?.content ?? "", display: true }),
  });
  return markdown;
}

/** Table cells say their alignment by style, which the sanitiser drops; the older attribute passes. */
function alignByAttribute(token: Token): void {
  const side = /^text-align:(left|center|right)$/.exec(String(token.attrGet("style")))?.[1];
  if (side !== undefined) token.attrs = [["align", side]];
}

/** A reader may write such an element too; it then gets one of the text's own blocks, which harms nobody. */
function slot(env: unknown, content: Slot): string {
  const { slots } = env as { slots: Slot[] };
  if (slots.length === mostSlots)
    return parser.utils.escapeHtml(content.type === "code" ? content.text : content.tex);
  slots.push(content);
  return `<${slotTag}>${slots.length - 1}</${slotTag}>`;
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === "softbreak" || token.type === "hardbreak") return " ";
      if (token.type === "html_inline") return "";
      return token.type === "image" ? plainText(token.children ?? []) : token.content;
    })
    .join("");
}

/** A source of a length that can be parsed while somebody waits. */
export function cutSource(source: string): { readonly text: string; readonly cut: boolean } {
  const lines = source.slice(0, longestSource).split("\n");
  // A picture inside the text is one long address and costs nothing; it stays.
  const kept = lines.map((line) =>
    line.length > longestLine && !line.includes("](data:image/")
      ? line.slice(0, longestLine)
      : line,
  );
  const text = kept.join("\n");
  return { text, cut: text.length < source.length };
}
