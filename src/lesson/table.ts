// A comparison table: the one GitHub-flavoured table in a Markdown cell. Used by the table's view and by the
// checks. Cells are Markdown texts; the pipes of inline code must be escaped, as on GitHub.
import type { Problem } from "./lesson-metadata.ts";
import {
  closesFence,
  indentOf,
  isBlank,
  openedFence,
  splitSourceLines,
  type Fence,
  type SourceLine,
} from "./markdown-lines.ts";

export type Alignment = "left" | "center" | "right" | "none";

export interface Table {
  /** Markdown above the table. */
  readonly before: string;
  readonly header: readonly string[];
  /** One per column. */
  readonly alignment: readonly Alignment[];
  /** Each row has as many cells as the header: missing ones are empty, spare ones are left out. */
  readonly rows: readonly TableRow[];
  /** Markdown below the table. */
  readonly after: string;
}

export interface TableRow {
  readonly cells: readonly string[];
  /** Line in the source, from 1. */
  readonly line: number;
}

/** Reads a table cell's source; `table` is missing when there is none. */
export function parseTable(source: string): {
  readonly table?: Table;
  readonly problems: readonly Problem[];
} {
  const lines = splitSourceLines(source);
  const at = findTable(lines, 0);
  if (at === undefined) {
    return {
      problems: [
        {
          message:
            "The cell holds no table. Write a header row and a row of dashes, with | between.",
          line: 1,
        },
      ],
    };
  }
  const header = splitRow(lines[at]?.text ?? "");
  const alignment = splitRow(lines[at + 1]?.text ?? "").map(readAlignment);
  const body = lines.slice(at + 2);
  const end = body.findIndex((line) => endsTable(line.text));
  const rowLines = end === -1 ? body : body.slice(0, end);
  const problems: Problem[] = rowLines.flatMap((line) => {
    const count = splitRow(line.text).length;
    return count <= header.length
      ? []
      : [
          {
            message: `This row has ${count} cells, but the table has ${header.length} columns. Write \\| for a | inside a cell.`,
            line: line.number,
          },
        ];
  });
  const afterAt = at + 2 + rowLines.length;
  const second = findTable(lines, afterAt);
  if (second !== undefined) {
    problems.push({
      message: "The cell holds a second table. Put it into a cell of its own.",
      line: second + 1,
    });
  }
  return {
    table: {
      before: joinLines(lines.slice(0, at)),
      header,
      alignment,
      rows: rowLines.map((line) => {
        const cells = splitRow(line.text);
        return { cells: header.map((_, column) => cells[column] ?? ""), line: line.number };
      }),
      after: joinLines(lines.slice(afterAt)),
    },
    problems,
  };
}

/** The text of a table's cell without its marks: for names, comparing and sorting. Long texts are cut at 1,000 characters. */
export function plainText(markdown: string): string {
  return markdown
    .slice(0, 1000)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<[^>]*>/g, "")
    .replace(/(`+)\s?(.*?)\s?\1/g, "$2")
    .replace(/(?<!\\)(\*{1,3}|~~)(?=\S)(.*?[^\s\\])\1/g, "$2")
    .replace(/(?<![\p{L}\p{N}_])_(?=\S)(.*?\S)_(?![\p{L}\p{N}_])/gu, "$1")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * Which cells of a row differ from the others; the first column names the row and never differs.
 * Where more than half of the cells say the same, only the others differ; otherwise all do.
 */
export function findDifferences(row: TableRow): readonly boolean[] {
  const texts = row.cells.map((cell) => plainText(cell).toLowerCase());
  const values = texts.slice(1);
  const common = values.find(
    (text) => values.filter((other) => other === text).length * 2 > values.length,
  );
  return texts.map((text, column) => column > 0 && values.length > 1 && text !== common);
}

/**
 * The places of the rows when sorted by a column, ascending. Numbers with units ("~8 MB", "1,000s") sort by
 * size when every filled cell starts with one, otherwise texts sort by alphabet; empty cells come last.
 */
export function sortRows(
  table: Table,
  column: number,
  order: "ascending" | "descending",
): number[] {
  const texts = table.rows.map((row) => plainText(row.cells[column] ?? ""));
  const sizes = texts.map(readSize);
  const isBySize = texts.every((text, index) => text === "" || sizes[index] !== undefined);
  const sign = order === "ascending" ? 1 : -1;
  return texts
    .map((_, index) => index)
    .sort((a, b) => {
      const [left = "", right = ""] = [texts[a], texts[b]];
      if (left === "" || right === "") return Number(left === "") - Number(right === "") || a - b;
      const difference = isBySize
        ? (sizes[a] ?? 0) - (sizes[b] ?? 0)
        : left.localeCompare(right, "en", { numeric: true, sensitivity: "base" });
      return sign * difference || a - b;
    });
}

const unitSizes: Readonly<Record<string, number>> = {
  b: 1,
  byte: 1,
  bytes: 1,
  kb: 2 ** 10,
  kib: 2 ** 10,
  mb: 2 ** 20,
  mib: 2 ** 20,
  gb: 2 ** 30,
  gib: 2 ** 30,
  ns: 1e-9,
  µs: 1e-6,
  us: 1e-6,
  ms: 1e-3,
  k: 1e3,
  million: 1e6,
};

/** The number that a text starts with, times its unit where it is a known one. */
function readSize(text: string): number | undefined {
  const match =
    /^(?:about|around|up to|at least|[~≈<>≤≥])?\s*([-−+]?\d[\d,]*(?:\.\d+)?)\s*([\p{L}]*)/iu.exec(
      text,
    );
  if (match === null) return undefined;
  const [, digits = "", unit = ""] = match;
  // U+03BC and U+00B5 look the same; both are written for micro.
  const size = unitSizes[unit.toLowerCase().replace("\u03bc", "\u00b5")] ?? 1;
  return Number(digits.replaceAll(",", "").replace("−", "-")) * size;
}

/** The index of the first line from `from` on that is a table's header row. */
function findTable(lines: readonly SourceLine[], from: number): number | undefined {
  let fence: Fence | undefined;
  for (let index = from; index + 1 < lines.length; index += 1) {
    const text = lines[index]?.text ?? "";
    if (fence !== undefined) {
      if (closesFence(text, fence)) fence = undefined;
      continue;
    }
    fence = openedFence(text);
    if (fence === undefined && startsTable(text, lines[index + 1]?.text ?? "")) return index;
  }
  return undefined;
}

/** Whether a line and the one after it are the header of a table and its row of dashes. */
export function startsTable(text: string, next: string): boolean {
  return (
    indentOf(text) < 4 &&
    text.includes("|") &&
    isDelimiterRow(next) &&
    splitRow(text).length === splitRow(next).length
  );
}

function isDelimiterRow(text: string): boolean {
  return (
    indentOf(text) < 4 &&
    text.includes("|") &&
    splitRow(text).every((cell) => /^:?-+:?$/.test(cell))
  );
}

function endsTable(text: string): boolean {
  return isBlank(text) || indentOf(text) > 3 || /^[ \t]{0,3}(?:>|#{1,6}[ \t]|`{3}|~{3})/.test(text);
}

/** Splits a row at the pipes that are not escaped; an escaped pipe becomes a pipe. */
function splitRow(text: string): string[] {
  const row = text.trim().replace(/^\|/, "");
  const cells = row.split(/(?<!\\)\|/);
  if (cells.length > 1 && cells.at(-1)?.trim() === "" && row.endsWith("|")) cells.pop();
  return cells.map((cell) => cell.replaceAll("\\|", "|").trim());
}

function readAlignment(cell: string): Alignment {
  const [left, right] = [cell.startsWith(":"), cell.endsWith(":")];
  return left && right ? "center" : left ? "left" : right ? "right" : "none";
}

function joinLines(lines: readonly SourceLine[]): string {
  return lines
    .map((line) => line.text)
    .join("\n")
    .trim();
}
