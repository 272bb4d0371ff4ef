// A comparison table taken apart into the fields of a form, and put together again as Markdown.
import { isObject } from "../../nbformat/parse.ts";
import type { JsonObject, JsonValue } from "../../nbformat/types.ts";
import { parseTable, type Alignment } from "../table.ts";

export interface TableDraft {
  /** Markdown above and below the table. */
  readonly before: string;
  readonly after: string;
  readonly header: readonly string[];
  readonly alignment: readonly Alignment[];
  readonly rows: readonly (readonly string[])[];
}

/** An entry of `metadata.lessonbook.measure`, with whatever else it holds. */
export type MeasureEntry = JsonObject;

/** Takes a table apart; undefined where the text holds none, more than one, or rows that are too long. */
export function draftOfTable(source: string): TableDraft | undefined {
  const { table, problems } = parseTable(source);
  if (table === undefined || problems.length > 0) return undefined;
  const { before, after, header, alignment, rows } = table;
  return { before, after, header, alignment, rows: rows.map(({ cells }) => cells) };
}

/** Writes a table's Markdown. */
export function writeTableDraft({ before, after, header, alignment, rows }: TableDraft): string {
  const dashes: Readonly<Record<Alignment, string>> = {
    left: ":---",
    center: ":---:",
    right: "---:",
    none: "---",
  };
  const table = [
    writeRow(header),
    writeRow(header.map((_, column) => dashes[alignment[column] ?? "none"])),
    ...rows.map((row) => writeRow(header.map((_, column) => row[column] ?? ""))),
  ].join("\n");
  return [before.trim(), table, after.trim()].filter((part) => part !== "").join("\n\n");
}

/** The entries of `measure` after the first cell of a row, or a column's head, was renamed. */
export function renameMeasured(
  measure: readonly MeasureEntry[],
  part: "row" | "column",
  from: string,
  to: string,
): readonly MeasureEntry[] {
  return measure.map((entry) => (entry[part] === from ? { ...entry, [part]: to } : entry));
}

/** The entries of `metadata.lessonbook.measure`. */
export function measureEntries(value: JsonValue | undefined): readonly MeasureEntry[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function writeRow(cells: readonly string[]): string {
  const texts = cells.map((cell) => cell.replace(/\s+/g, " ").trim().replaceAll("|", "\\|"));
  return `| ${texts.join(" | ")} |`.replace(/ {2}/g, " ");
}
