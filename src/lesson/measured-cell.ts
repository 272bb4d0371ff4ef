// Claims of a table that the reader's own kernel can measure: which cells, the code to run, what came back,
// and its words. The functions that measure are Python (`src/python/measure.py`); running them is the view's part.
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject, JsonValue, Output } from "../nbformat/types.ts";
import type { Problem } from "./lesson-metadata.ts";
import { plainText, type Table } from "./table.ts";

/** The MIME type in which `lessonbook.measure.report` shows its result. */
export const measureMimeType = "application/vnd.lessonbook.measure.v1+json";

/** A cell of the table with the Python expression that measures it. */
export interface MeasuredCell {
  /** Place in `table.rows`, from 0. */
  readonly row: number;
  /** Place in `table.header`, from 0. */
  readonly column: number;
  readonly expression: string;
  /** What the row claims, in the unit of the measurement; above 0. */
  readonly claim?: number;
}

/** What one measurement gave. */
export interface Measurement {
  /** One number per run; at least one, all finite. */
  readonly values: readonly number[];
  /** `B`, `s`, or the name of what was counted, such as `tasks`; empty for a plain number. */
  readonly unit: string;
  readonly note?: string;
  readonly python?: string;
}

export type MeasureResult =
  | { readonly type: "measured"; readonly measurement: Measurement }
  | { readonly type: "failed"; readonly message: string };

/** An entry of `metadata.lessonbook.measured`: a measurement that was kept with the notebook. */
export interface KeptMeasurement extends Measurement {
  readonly row: string;
  readonly column: string;
  readonly expression: string;
  /** ISO 8601. */
  readonly at?: string;
}

/** Reads `metadata.lessonbook.measure` for a table; rows and columns are named by their text. */
export function parseMeasuredCells(
  table: Table,
  metadata: JsonObject,
): { readonly cells: readonly MeasuredCell[]; readonly problems: readonly Problem[] } {
  const list = metadata.measure ?? [];
  if (!isList(list)) {
    return { cells: [], problems: [{ message: '"measure" must be a list.', line: 1 }] };
  }
  const cells: MeasuredCell[] = [];
  const problems: Problem[] = [];
  for (const [index, entry] of list.entries()) {
    const found = findCell(table, entry);
    if (typeof found === "string") {
      problems.push({ message: `Entry ${index + 1} of "measure": ${found}`, line: 1 });
    } else if (cells.some(({ row, column }) => row === found.row && column === found.column)) {
      problems.push({
        message: `Entry ${index + 1} of "measure" names a cell that has one already. Take one of them out.`,
        line: 1,
      });
    } else {
      cells.push(found);
    }
  }
  return { cells, problems };
}

/** The code that measures an expression in the kernel; it adds no name to the reader's own. */
export function measureCode(expression: string): string {
  // A JSON text is a Python literal too.
  const literal = JSON.stringify(expression);
  return `await __import__("lessonbook.measure", fromlist=["report"]).report(${literal}, globals())`;
}

/** Reads the outputs of `measureCode`. */
export function parseMeasureOutputs(outputs: readonly Output[]): MeasureResult {
  for (const output of outputs) {
    if (output.output_type === "display_data" || output.output_type === "execute_result") {
      const data = output.data[measureMimeType];
      if (data !== undefined) return parseReport(data);
    }
  }
  const error = outputs.find((output) => output.output_type === "error");
  return {
    type: "failed",
    message:
      error === undefined
        ? "The kernel gave no result. Run the cells above, then measure again."
        : `${error.ename}: ${error.evalue}`,
  };
}

/** The kept measurement of a cell; one of another expression is out of date and not given. */
export function findKeptMeasurement(
  table: Table,
  cell: MeasuredCell,
  metadata: JsonObject,
): KeptMeasurement | undefined {
  const name = nameOf(table, cell);
  return readKeptMeasurements(metadata).find((kept) => isSameCell(kept, name));
}

/** The list for `metadata.lessonbook.measured` with one measurement more, in place of the cell's last one. */
export function keepMeasurement(
  table: Table,
  cell: MeasuredCell,
  metadata: JsonObject,
  measured: { readonly measurement: Measurement; readonly at: string },
): readonly JsonObject[] {
  const name = nameOf(table, cell);
  const others = readKeptMeasurements(metadata).filter(
    (kept) => kept.row !== name.row || kept.column !== name.column,
  );
  return [...others, { ...name, ...measured.measurement, at: measured.at }].map((kept) => ({
    ...kept,
  }));
}

function parseReport(data: JsonValue): MeasureResult {
  if (isObject(data) && typeof data.error === "string") {
    return { type: "failed", message: data.error };
  }
  const measurement = parseMeasurement(data);
  return measurement === undefined
    ? { type: "failed", message: "The measurement gave no numbers." }
    : { type: "measured", measurement };
}

function parseMeasurement(value: JsonValue): Measurement | undefined {
  if (!isObject(value)) return undefined;
  const { values, unit, note, python } = value;
  if (!Array.isArray(values) || values.length === 0 || values.length > 1000) return undefined;
  if (!values.every((item) => typeof item === "number" && Number.isFinite(item))) return undefined;
  return {
    values,
    unit: typeof unit === "string" ? unit : "",
    ...(typeof note === "string" ? { note } : {}),
    ...(typeof python === "string" ? { python } : {}),
  };
}

/** The entries of `metadata.lessonbook.measured`; what is not one is left out. */
export function readKeptMeasurements(metadata: JsonObject): KeptMeasurement[] {
  const list = metadata.measured;
  if (!isList(list)) return [];
  return list.flatMap((entry) => {
    const measurement = parseMeasurement(entry);
    if (!isObject(entry) || measurement === undefined) return [];
    const { row, column, expression, at } = entry;
    return typeof row === "string" && typeof column === "string" && typeof expression === "string"
      ? [{ ...measurement, row, column, expression, ...(typeof at === "string" ? { at } : {}) }]
      : [];
  });
}

function findCell(table: Table, entry: JsonValue): MeasuredCell | string {
  if (!isObject(entry)) return 'it must have "row", "column" and "expression".';
  const { row, column, expression, claim } = entry;
  if (typeof row !== "string" || typeof column !== "string" || typeof expression !== "string") {
    return '"row", "column" and "expression" must be texts.';
  }
  if (claim !== undefined && !(typeof claim === "number" && claim > 0)) {
    return '"claim" must be a number above 0, in the unit of the measurement.';
  }
  if (expression.trim() === "") return '"expression" is empty. Write a Python expression.';
  const rowIndex = table.rows.findIndex(({ cells }) => isSameText(cells[0] ?? "", row));
  if (rowIndex === -1) return `the table has no row "${row}". Copy the text of its first cell.`;
  const columnIndex = table.header.findIndex((text) => isSameText(text, column));
  if (columnIndex === -1)
    return `the table has no column "${column}". Copy the text of its header.`;
  if (columnIndex === 0) return "the first column names the rows and cannot be measured.";
  return {
    row: rowIndex,
    column: columnIndex,
    expression,
    ...(claim === undefined ? {} : { claim }),
  };
}

interface CellName {
  readonly row: string;
  readonly column: string;
  readonly expression: string;
}

function nameOf(table: Table, cell: MeasuredCell): CellName {
  return {
    row: plainText(table.rows[cell.row]?.cells[0] ?? ""),
    column: plainText(table.header[cell.column] ?? ""),
    expression: cell.expression,
  };
}

function isSameCell(kept: KeptMeasurement, name: CellName): boolean {
  return (
    kept.row === name.row && kept.column === name.column && kept.expression === name.expression
  );
}

function isSameText(left: string, right: string): boolean {
  return plainText(left).toLowerCase() === plainText(right).toLowerCase();
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
