// A comparison table that sorts, shows where its columns differ, and measures claims on the reader's kernel.
// Sorting and marking are the view's own and never reach the file; measurements are kept in the metadata.
import type { CellContext, CellHost, CellKind, CellView } from "../../extension.ts";
import { isLessonCell, lessonMetadata, withLessonMetadata } from "../../lesson/lesson-metadata.ts";
import {
  findKeptMeasurement,
  keepMeasurement,
  measureCode,
  parseMeasuredCells,
  parseMeasureOutputs,
  type MeasuredCell,
  type MeasureResult,
} from "../../lesson/measured-cell.ts";
import {
  findDifferences,
  parseTable,
  plainText,
  sortRows,
  type Table,
} from "../../lesson/table.ts";
import type { CellEntry } from "../../model/state.ts";
import type { Cell } from "../../nbformat/types.ts";
import { makeElement } from "../../elements.ts";
import { makeButton, makeProblemBox } from "../parts.ts";
import { findCell } from "../../model/select.ts";
import {
  describeMeasurement,
  makeMeasured,
  type MeasuredView,
  type MeasureStatus,
} from "./measured.ts";

export const tableCell: CellKind = {
  name: "table",
  claims: (cell) => isLessonCell(cell, "table"),
  mount,
};

function mount(context: CellContext): CellView {
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
  const grid = makeGrid(table, measures, host);

  const showMeasure = (entry: MeasureEntry, next: MeasureStatus): void => {
    entry.status = next;
    entry.view.show(next, findKeptMeasurement(table, entry.place, lessonMetadata(current)));
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
          : `${name}: ${describeMeasurement(result.measurement)}`;
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
  const bar = makeElement("div", { class: "lb-table-bar" }, differences);
  if (measures.length > 1) {
    bar.append(
      makeButton("Measure all", { class: "lb-button", "data-part": "measure-all" }, () => {
        void measureAll(measures);
      }),
    );
  }
  const el = makeElement("div", { class: "lb-table" });
  if (table.before !== "") el.append(makeMarkdown("lb-table-text", table.before, host));
  el.append(bar, grid.el, status);
  if (table.after !== "") el.append(makeMarkdown("lb-table-text", table.after, host));

  const show = (next: Cell): void => {
    current = next;
    for (const entry of measures) showMeasure(entry, entry.status);
  };
  show(cell);
  return { el, show, focus: () => grid.el.focus() };
}

interface MeasureEntry {
  readonly place: MeasuredCell;
  readonly view: MeasuredView;
  status: MeasureStatus;
}

/** The table itself with its sorting and its marks. */
function makeGrid(
  table: Table,
  measures: readonly MeasureEntry[],
  host: CellHost,
): { readonly el: HTMLElement; showDifferences(isOn: boolean): string } {
  const caption = `${table.header.slice(1).map(plainText).join(" and ") || "Table"}${table.header.length > 2 ? " compared" : ""}`;
  const marks: HTMLElement[] = [];
  const rows = table.rows.map((row, rowIndex) => {
    const differs = findDifferences(row);
    const cells = row.cells.map((text, column) => {
      const cell = makeElement(column === 0 ? "th" : "td", {
        class: column === 0 ? "lb-table-name" : "lb-table-cell",
        scope: column === 0 ? "row" : undefined,
        "data-align": table.alignment[column],
        "data-differs": String(differs[column] === true),
      });
      if (differs[column] === true) {
        const mark = makeDifferenceMark();
        marks.push(mark);
        cell.append(mark);
      }
      cell.append(makeMarkdown("lb-table-claim", text, host));
      const measured = measures.find(
        ({ place }) => place.row === rowIndex && place.column === column,
      );
      if (measured !== undefined) cell.append(measured.view.el);
      return cell;
    });
    return makeElement("tr", {}, ...cells);
  });
  const body = makeElement("tbody", {}, ...rows);
  const heads = makeHeads(table, host, (order) => {
    body.replaceChildren(...order.flatMap((place) => rows[place] ?? []));
  });
  const tableEl = makeElement(
    "table",
    { class: "lb-table-grid" },
    makeElement("caption", { class: "lb-hidden-text" }, caption),
    makeElement("thead", {}, makeElement("tr", {}, ...heads)),
    body,
  );
  const el = makeElement(
    "div",
    // Wide tables scroll in here, so the keyboard must reach it.
    { class: "lb-table-scroll", role: "region", "aria-label": caption, tabindex: "0" },
    tableEl,
  );
  return {
    el,
    showDifferences: (isOn) => {
      tableEl.dataset.differences = String(isOn);
      for (const mark of marks) mark.hidden = !isOn;
      if (!isOn) return "";
      const count = rows.filter((row) => row.querySelector("[data-differs=true]") !== null).length;
      return `${count} of ${rows.length} rows differ; their cells are marked with ≠.`;
    },
  };
}

/** Header cells with a button each: ascending, descending, then the author's order again. */
function makeHeads(
  table: Table,
  host: CellHost,
  onOrder: (order: readonly number[]) => void,
): HTMLElement[] {
  const heads = table.header.map((text, column) => {
    const label = makeElement("span", { class: "lb-table-label" });
    host.renderMarkdown(label, text);
    const icon = makeElement("span", { class: "lb-table-sort-icon", "aria-hidden": "true" }, "↕");
    const button = makeButton("", { class: "lb-table-sort", title: "Sort by this column" }, () => {
      sortBy(column);
    });
    button.append(label, icon);
    return {
      icon,
      el: makeElement(
        "th",
        { class: "lb-table-head", scope: "col", "data-align": table.alignment[column] },
        button,
      ),
    };
  });
  const sortBy = (column: number): void => {
    const before = heads[column]?.el.getAttribute("aria-sort") ?? null;
    const next = before === null ? "ascending" : before === "ascending" ? "descending" : undefined;
    for (const [index, { el, icon }] of heads.entries()) {
      const isSorted = index === column && next !== undefined;
      if (isSorted) el.setAttribute("aria-sort", next);
      else el.removeAttribute("aria-sort");
      icon.textContent = !isSorted ? "↕" : next === "ascending" ? "↑" : "↓";
    }
    onOrder(next === undefined ? [...table.rows.keys()] : sortRows(table, column, next));
  };
  return heads.map(({ el }) => el);
}

async function measure(place: MeasuredCell, host: CellHost): Promise<MeasureResult> {
  try {
    return parseMeasureOutputs(await host.evaluate(measureCode(place.expression)));
  } catch (error) {
    return { type: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

function makeDifferenceMark(): HTMLElement {
  const mark = makeElement(
    "span",
    { class: "lb-table-mark" },
    makeElement("span", { "aria-hidden": "true" }, "≠"),
    makeElement("span", { class: "lb-hidden-text" }, "differs: "),
  );
  mark.hidden = true;
  return mark;
}

function makeMarkdown(className: string, source: string, host: CellHost): HTMLElement {
  const el = makeElement("div", { class: className });
  host.renderMarkdown(el, source);
  return el;
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
