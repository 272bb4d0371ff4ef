// Search in a notebook's texts: from what somebody typed to a regular expression, from texts to hits, from hits to a change.
// Used by the search bar, and by the worker that runs patterns under a time limit. Keeps nothing.
import type { Cell, JsonObject, JsonValue, Output } from "../nbformat/types.ts";

export interface SearchQuery {
  /** What to look for; with `isPattern` a JavaScript regular expression. */
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  readonly isPattern: boolean;
  readonly inOutputs: boolean;
}

/** A place in a text, in UTF-16 units; never empty. */
export interface TextHit {
  readonly start: number;
  readonly end: number;
  /** What the groups of a pattern caught, from group 1 on; only for patterns that have groups. */
  readonly groups?: readonly (string | undefined)[];
  readonly names?: Readonly<Record<string, string | undefined>>;
}

/** One text of a cell: its source, or one of its outputs by place. */
export interface CellText {
  readonly part: "source" | number;
  readonly text: string;
}

/** A regular expression ready for `findIn`, or why there is none, in words for the reader. */
export type Matcher = { readonly regexp: RegExp } | { readonly problem: string };

/** Output texts are searched up to this many UTF-16 units each; more is not readable on the page either. */
const LONGEST_OUTPUT = 1_000_000;

/** Makes the regular expression of a query. Outside patterns every character stands for itself. */
export function makeMatcher(query: SearchQuery): Matcher {
  const flags = query.matchCase ? "gm" : "gim";
  if (!query.isPattern) {
    return { regexp: new RegExp(asWord(escape(query.text), query.wholeWord, true), `${flags}u`) };
  }
  try {
    return { regexp: new RegExp(asWord(query.text, query.wholeWord, true), `${flags}u`) };
  } catch (strict) {
    // Unicode mode refuses needless backslashes, which people do write.
    try {
      return { regexp: new RegExp(asWord(query.text, query.wholeWord, false), flags) };
    } catch {
      return { problem: patternProblem(strict) };
    }
  }
}

/** The hits of a global regular expression in a text, at most `limit`; empty ones are passed over. */
export function findIn(regexp: RegExp, text: string, limit: number): readonly TextHit[] {
  const hits: TextHit[] = [];
  regexp.lastIndex = 0;
  while (hits.length < limit) {
    const match = regexp.exec(text);
    if (match === null) break;
    const [whole, ...groups] = match;
    const start = match.index;
    if (whole === "") {
      regexp.lastIndex = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      continue;
    }
    hits.push({
      start,
      end: start + whole.length,
      ...(groups.length > 0 && { groups }),
      ...(match.groups !== undefined && { names: { ...match.groups } }),
    });
  }
  return hits;
}

/** What of a cell can be searched: its source, and with `inOutputs` the text of each output. */
export function textsOf(cell: Cell, inOutputs: boolean): readonly CellText[] {
  const source: CellText = { part: "source", text: cell.source };
  if (!inOutputs || cell.cell_type !== "code") return [source];
  return [source, ...cell.outputs.map((output, part) => ({ part, text: textOfOutput(output) }))];
}

/**
 * What takes a hit's place. In patterns `$1`, `$<name>`, `$&` and `$$` mean what they mean in JavaScript;
 * otherwise the words stand for themselves.
 */
export function replacementOf(
  hit: TextHit,
  text: string,
  words: string,
  isPattern: boolean,
): string {
  if (!isPattern) return words;
  const { groups = [], names } = hit;
  return words.replace(
    /\$(?:([$&])|(\d{1,2})|<([^>]*)>)/g,
    (
      whole: string,
      sign: string | undefined,
      digits: string | undefined,
      name: string | undefined,
    ) => {
      if (sign === "$") return "$";
      if (sign === "&") return text.slice(hit.start, hit.end);
      if (name !== undefined) return names === undefined ? whole : (names[name] ?? "");
      // `$12` is group 12 where there is one, else group 1 and a 2.
      const number = Number(digits);
      if (number >= 1 && number <= groups.length) return groups[number - 1] ?? "";
      const first = Number(digits?.[0]);
      return first >= 1 && first <= groups.length
        ? `${groups[first - 1] ?? ""}${digits?.slice(1) ?? ""}`
        : whole;
    },
  );
}

/** A text with its hits replaced; `hits` are in order and do not overlap. */
export function replaceHits(
  text: string,
  hits: readonly TextHit[],
  words: string,
  isPattern: boolean,
): string {
  const pieces: string[] = [];
  let at = 0;
  for (const hit of hits) {
    pieces.push(text.slice(at, hit.start), replacementOf(hit, text, words, isPattern));
    at = hit.end;
  }
  return pieces.join("") + text.slice(at);
}

/** The line that a hit begins in, and where the hit lies in it; a hit over several lines ends with its first one. */
export function lineOf(
  text: string,
  hit: TextHit,
): {
  readonly number: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
} {
  const from = text.lastIndexOf("\n", hit.start - 1) + 1;
  const lineEnd = text.indexOf("\n", hit.start);
  const to = lineEnd === -1 ? text.length : lineEnd;
  let number = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < from; at = text.indexOf("\n", at + 1))
    number++;
  return {
    number,
    text: text.slice(from, to),
    start: hit.start - from,
    end: Math.min(hit.end, to) - from,
  };
}

function asWord(pattern: string, wholeWord: boolean, isUnicode: boolean): string {
  if (!wholeWord) return pattern;
  const letter = isUnicode ? "[\\p{L}\\p{N}\\p{M}_]" : "[\\w\\u00c0-\\uffff]";
  return `(?<!${letter})(?:${pattern})(?!${letter})`;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** The browser says `Invalid regular expression: /(/gimu: Unterminated group`; the last part is what helps. */
function patternProblem(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  const last = reason.slice(reason.lastIndexOf(": ") + 1).trim();
  return `This pattern cannot be used: ${last.toLowerCase()}. Correct it, or switch patterns off.`;
}

// eslint-disable-next-line no-control-regex -- terminal colours begin with the escape character
const COLOURS = /\u001b\[[\d;]*[A-Za-z]/g;

function textOfOutput(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return cut(output.text).replace(COLOURS, "");
    case "error":
      return cut(
        output.traceback.length > 0
          ? output.traceback.join("\n")
          : `${output.ename}: ${output.evalue}`,
      ).replace(COLOURS, "");
    default:
      return textOfBundle(output.data);
  }
}

/** The text that the page would show of a MIME bundle; empty for pictures and for what has no words. */
function textOfBundle(data: JsonObject): string {
  const html = data["text/html"];
  if (typeof html === "string") return textOfHtml(cut(html));
  for (const mime of ["text/markdown", "text/latex"]) {
    const text = data[mime];
    if (typeof text === "string") return cut(text);
  }
  const json: JsonValue | undefined = data["application/json"];
  if (json !== undefined) return cut(JSON.stringify(json));
  const hasPicture = Object.keys(data).some((mime) => mime.startsWith("image/"));
  const plain = data["text/plain"];
  return typeof plain === "string" && !hasPicture ? cut(plain).replace(COLOURS, "") : "";
}

function cut(text: string): string {
  return text.length > LONGEST_OUTPUT ? text.slice(0, LONGEST_OUTPUT) : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  nbsp: "\u00a0",
};

/** The words between the tags, one pass; scripts and styles are no words. Not for showing: nothing here is made safe. */
function textOfHtml(html: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    pieces.push(html.slice(at, open === -1 ? html.length : open));
    if (open === -1) break;
    const hidden = /^<(script|style)\b/i.exec(html.slice(open, open + 8))?.[1];
    const from = hidden === undefined ? open : html.indexOf(`</${hidden}`, open);
    const close = from === -1 ? -1 : html.indexOf(">", from);
    if (close === -1) break;
    pieces.push(" ");
    at = close + 1;
  }
  return pieces
    .join("")
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
