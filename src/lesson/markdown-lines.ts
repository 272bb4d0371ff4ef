// Markdown read line by line: offsets, indents, fences. Used by the parsers of this room, which need
// places in the source; rendering Markdown is the business of `src/outputs`.

export interface SourceLine {
  /** The line without its ending. */
  readonly text: string;
  /** Offset of the line's first character in the source. */
  readonly start: number;
  /** Counted from 1. */
  readonly number: number;
}

/** Splits a source at `\n`, `\r\n` and `\r`. A final line ending makes no further line. */
export function splitSourceLines(source: string): readonly SourceLine[] {
  const lines: SourceLine[] = [];
  const ending = /\r\n|\n|\r/g;
  let start = 0;
  for (const match of source.matchAll(ending)) {
    lines.push({ text: source.slice(start, match.index), start, number: lines.length + 1 });
    start = match.index + match[0].length;
  }
  if (start < source.length) {
    lines.push({ text: source.slice(start), start, number: lines.length + 1 });
  }
  return lines;
}

/** Whether a line holds only blanks. */
export function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** Takes the blanks from the end of every line. A pattern for it would take quadratic time on long runs of blanks. */
export function trimLineEnds(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** The width of the blanks that a line starts with, in columns; a tab goes to the next multiple of 4. */
export function indentOf(text: string): number {
  return columnAfter(text, /^[ \t]*/.exec(text)?.[0].length ?? 0);
}

/** The column that `length` characters from the start of a line reach, with tab stops of 4. */
export function columnAfter(text: string, length: number): number {
  let column = 0;
  for (const character of text.slice(0, length)) {
    column = character === "\t" ? column + 4 - (column % 4) : column + 1;
  }
  return column;
}

/** Takes up to `columns` columns of blanks from the front of a line; half a tab leaves spaces. */
export function removeIndent(text: string, columns: number): string {
  let column = 0;
  let length = 0;
  while (column < columns && (text[length] === " " || text[length] === "\t")) {
    column = text[length] === "\t" ? column + 4 - (column % 4) : column + 1;
    length += 1;
  }
  return " ".repeat(Math.max(0, column - columns)) + text.slice(length);
}

/** An open fence of a code block. */
export interface Fence {
  readonly mark: "`" | "~";
  readonly length: number;
  /** The words after the opening fence, such as `python`. */
  readonly info: string;
}

/** The fence that a line opens, if it does; the indent must be less than 4 columns. */
export function openedFence(text: string): Fence | undefined {
  if (indentOf(text) > 3) return undefined;
  const match = /^[ \t]*(`{3,}|~{3,})(.*)$/.exec(text);
  const [, marks = "", info = ""] = match ?? [];
  if (match === null || (marks.startsWith("`") && info.includes("`"))) return undefined;
  return { mark: marks.startsWith("`") ? "`" : "~", length: marks.length, info: info.trim() };
}

/** Whether a line ends the block that `fence` opened. */
export function closesFence(text: string, fence: Fence): boolean {
  if (indentOf(text) > 3) return false;
  const line = text.trim();
  return line.length >= fence.length && line === fence.mark.repeat(line.length);
}

/** The mark and the blanks in front of a list item's text. */
export const bullet = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
/** The mark of a quote, with the one blank that belongs to it. */
export const quote = /^[ \t]*> ?/;
/** Headings, rules and fences end a paragraph, so a line of theirs is never its lazy continuation. */
export const blockStart = /^[ \t]{0,3}(?:#{1,6}(?:[ \t]|$)|(?:[-*_][ \t]*){3,}$)/;

/** Joins lines with `\n`, without the blank ones at both ends. */
export function joinTrimmed(lines: readonly string[]): string {
  const first = lines.findIndex((line) => !isBlank(line));
  return first === -1 ? "" : lines.slice(first).join("\n").trimEnd();
}

/** How a source ends its lines: as its first line does, `\n` where there is but one. */
export function lineEndingOf(source: string): string {
  return /\r\n|\n|\r/.exec(source)?.[0] ?? "\n";
}

/** The code in a text that is one code span and nothing else, such as `await` in backticks; otherwise the text. */
export function unwrapCodeSpan(text: string): string {
  const marks = /^`+/.exec(text)?.[0] ?? "";
  const inner = text.slice(marks.length, -marks.length);
  if (marks === "" || text.length <= 2 * marks.length || !text.endsWith(marks)) return text;
  if (inner.startsWith("`") || inner.endsWith("`")) return text;
  if (inner.split(/(?<!`)(`+)(?!`)/).includes(marks)) return text;
  const isPadded = inner.startsWith(" ") && inner.endsWith(" ") && inner.trim() !== "";
  return isPadded ? inner.slice(1, -1) : inner;
}
