// A comparison table that sorts, filters, shows where its columns differ, and measures claims on the reader's kernel.
// Order, filter and marks are the view's own and never reach the file; measurements are kept in the metadata.
import type { CellContext, CellHost, CellView } from "../../extension.ts";
import { lessonMetadata, withLessonMetadata } from "../../lesson/lesson-metadata.ts";
import {
  findKeptMeasurement,
  keepMeasurement,
  measureCode,
  parseMeasuredCells,
  parseMeasureOutputs,
  type MeasuredCell,
  type MeasureResult,
} from "../../lesson/measured-cell.ts";
import { parseTable, plainText, type Table } from "../../lesson/table.ts";
import type { CellEntry } from "../../model/state.ts";
import type { Cell } from "../../nbformat/types.ts";
import { makeElement } from "../../elements.ts";
import { makeButton, makeProblemBox } from "../parts.ts";
import { findCell } from "../../model/select.ts";
import { makeGrid } from "./grid.ts";
import {
  describeMeasurement,
  describeOccasion,
  makeMeasured,
  type MeasuredView,
  type MeasureStatus,
} from "./measured.ts";

/** A shorter table is seen at a glance; nobody filters it. */
const LEAST_ROWS = 4;

export function mountTable(context: CellContext): CellView {
  const { el, entry, host } = context;
  let shown: { readonly cell: Cell; readonly board?: Board } | undefined;

  const draw = (cell: Cell): void => {
    if (shown?.cell === cell) return;
    if (shown?.board !== undefined && isSameBoard(shown.cell, cell)) {
      shown.board.show(cell);
      shown = { ...shown, cell };
      return;
    }
    const { table, problems } = parseTable(cell.source);
    const measured =
      table === undefined ? undefined : parseMeasuredCells(table, lessonMetadata(cell));
    const allProblems = [...problems, ...(measured?.problems ?? [])];
    const box =
      allProblems.length === 0 ? [] : [makeProblemBox("This table has a mistake:", allProblems)];
    if (table === undefined) {
      const text = makeElement("div", { class: "lb-table-text" });
      host.renderMarkdown(text, cell.source);
      el.replaceChildren(text, ...box);
      shown = { cell };
      return;
    }
    const board = makeBoard(cell, table, measured?.cells ?? [], context);
    el.replaceChildren(board.el, ...box);
    shown = { cell, board };
  };

  draw(entry.cell);
  return {
    update: (next: CellEntry) => draw(next.cell),
    focus: () => {
      shown?.board?.focus();
    },
  };
}

interface Board {
  readonly el: HTMLElement;
  show(cell: Cell): void;
  focus(): void;
}

function makeBoard(
  cell: Cell,
  table: Table,
  measuredCells: readonly MeasuredCell[],
  { host, signal }: CellContext,
): Board {
  let current = cell;
  const status = makeElement("p", { class: "lb-table-status", role: "status" });
  const measures = measuredCells.map((place) => {
    const view = makeMeasured(nameOf(table, place), () => void measureAll([entry]));
    const entry: MeasureEntry = { place, view, status: { type: "idle" } };
    return entry;
  });
  const grid = makeGrid(
    table,
    (row, column) =>
      measures.find(({ place }) => place.row === row && place.column === column)?.view.el,
    { host, signal },
  );

  const occasion = makeElement("p", { class: "lb-table-occasion" });
  const showOccasion = (): void => {
    const metadata = lessonMetadata(current);
    const kept = measuredCells.map((place) => findKeptMeasurement(table, place, metadata));
    occasion.textContent = describeOccasion(kept.filter((one) => one !== undefined));
  };

  const showMeasure = (entry: MeasureEntry, next: MeasureStatus): void => {
    entry.status = next;
    const kept = findKeptMeasurement(table, entry.place, lessonMetadata(current));
    entry.view.show(next, kept, entry.place.claim);
    showOccasion();
  };

  const measureAll = async (entries: readonly MeasureEntry[]): Promise<void> => {
    const waiting = entries.filter((entry) => entry.status.type !== "busy");
    for (const entry of waiting) showMeasure(entry, { type: "busy" });
    for (const entry of waiting) {
      const name = nameOf(table, entry.place);
      status.textContent = `Measuring ${name} …`;
      const result = await measure(entry.place, host);
      // The cell went while the kernel was at work: nobody is left to tell.
      if (signal.aborted) return;
      if (result.type === "measured") keep(entry.place, result);
      showMeasure(entry, result.type === "failed" ? result : { type: "idle" });
      status.textContent =
        result.type === "failed"
          ? `Could not measure ${name}: ${result.message}`
          : `${name}: ${describeMeasurement(result.measurement, entry.place.claim)}`;
    }
    const failed = waiting.filter((entry) => entry.status.type === "failed").length;
    if (waiting.length > 1) {
      status.textContent =
        failed === 0
          ? `Measured all ${waiting.length}.`
          : `Measured ${waiting.length - failed} of ${waiting.length}; the others say why not.`;
    }
  };

  const keep = (
    place: MeasuredCell,
    { measurement }: Extract<MeasureResult, { readonly type: "measured" }>,
  ): void => {
    const latest = findCell(host.state(), cell.id)?.cell;
    if (latest === undefined) return;
    const measured = keepMeasurement(table, place, lessonMetadata(latest), {
      measurement,
      at: new Date().toISOString(),
    });
    current = { ...latest, metadata: withLessonMetadata(latest, { measured }) };
    host.dispatch({ type: "cell-metadata", id: cell.id, metadata: current.metadata });
  };

  const differences = makeButton(
    "Show differences",
    { class: "lb-button", "aria-pressed": "false", "data-part": "differences" },
    () => {
      const isOn = differences.getAttribute("aria-pressed") !== "true";
      differences.setAttribute("aria-pressed", String(isOn));
      status.textContent = grid.showDifferences(isOn);
    },
  );
  const bar = makeElement("div", { class: "lb-table-bar" });
  if (measures.length > 1) {
    bar.append(
      makeButton("Measure all", { class: "lb-button", "data-part": "measure-all" }, () => {
        void measureAll(measures);
      }),
    );
  }
  bar.append(differences);
  if (table.rows.length >= LEAST_ROWS) {
    bar.append(
      makeFilter((words) => {
        status.textContent = grid.filter(words);
      }),
    );
  }
  const el = makeElement("div", { class: "lb-table" });
  const text = (source: string): HTMLElement => {
    const part = makeElement("div", { class: "lb-table-text" });
    host.renderMarkdown(part, source);
    return part;
  };
  if (table.before !== "") el.append(text(table.before));
  el.append(bar, grid.el, occasion, status);
  if (table.after !== "") el.append(text(table.after));

  const show = (next: Cell): void => {
    current = next;
    for (const entry of measures) showMeasure(entry, entry.status);
  };
  show(cell);
  return { el, show, focus: () => grid.el.focus() };
}

/** A field that leaves the rows with certain words. */
function makeFilter(onWords: (words: string) => void): HTMLElement {
  const field = makeElement("input", {
    class: "lb-table-filter",
    type: "search",
    placeholder: "Filter rows",
    "aria-label": "Filter rows",
    "data-part": "filter",
  });
  field.addEventListener("input", () => onWords(field.value));
  return field;
}

interface MeasureEntry {
  readonly place: MeasuredCell;
  readonly view: MeasuredView;
  status: MeasureStatus;
}

async function measure(place: MeasuredCell, host: CellHost): Promise<MeasureResult> {
  try {
    return parseMeasureOutputs(await host.evaluate(measureCode(place.expression)));
  } catch (error) {
    return { type: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

function nameOf(table: Table, { row, column }: MeasuredCell): string {
  const rowName = plainText(table.rows[row]?.cells[0] ?? "");
  return `${rowName}, ${plainText(table.header[column] ?? "")}`;
}

/** Whether two cells differ in their kept measurements alone. */
function isSameBoard(before: Cell, next: Cell): boolean {
  const frame = (cell: Cell): string =>
    JSON.stringify(Object.entries(lessonMetadata(cell)).filter(([key]) => key !== "measured"));
  return before.source === next.source && frame(before) === frame(next);
}
