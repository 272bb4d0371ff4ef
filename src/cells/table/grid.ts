// The table itself: sorting, filtering, marks for what differs, and a column that stays in sight on a narrow screen.
import type { CellContext, CellHost } from "../../extension.ts";
import { findDifferences, plainText, sortRows, type Table } from "../../lesson/table.ts";
import { makeElement } from "../../elements.ts";
import { makeButton } from "../parts.ts";

export interface Grid {
  /** Scrolls where the table is wider than the page. */
  readonly el: HTMLElement;
  /** Marks the cells that differ, or takes the marks away; returns what a reader should hear. */
  showDifferences(isOn: boolean): string;
  /** Leaves the rows that have all of these words; returns what a reader should hear. */
  filter(words: string): string;
}

/**
 * Draws a table.
 * @param extra what stands in a cell below its text, by row and column
 */
export function makeGrid(
  table: Table,
  extra: (row: number, column: number) => HTMLElement | undefined,
  { host, signal }: Pick<CellContext, "host" | "signal">,
): Grid {
  const caption = `${table.header.slice(1).map(plainText).join(" and ") || "Table"}${table.header.length > 2 ? " compared" : ""}`;
  const marks: HTMLElement[] = [];
  const rows = table.rows.map((row, rowIndex) => {
    const differs = findDifferences(row);
    const cells = row.cells.map((text, column) => {
      // A heading without words heads nothing.
      const isHeading = column === 0 && text.trim() !== "";
      const cell = makeElement(isHeading ? "th" : "td", {
        class: column === 0 ? "lb-table-name" : "lb-table-cell",
        scope: isHeading ? "row" : undefined,
        "data-align": table.alignment[column],
        "data-differs": String(differs[column] === true),
      });
      if (differs[column] === true) {
        const mark = makeDifferenceMark();
        marks.push(mark);
        cell.append(mark);
      }
      cell.append(makeMarkdown("lb-table-claim", text, host), extra(rowIndex, column) ?? "");
      return cell;
    });
    return makeElement("tr", {}, ...cells);
  });
  const body = makeElement("tbody", {}, ...rows);
  const tableEl = makeElement("table", { class: "lb-table-grid" });
  const heads = makeHeads(table, host, {
    onOrder: (order) => body.replaceChildren(...order.flatMap((place) => rows[place] ?? [])),
    onPin: (column) => {
      for (const row of tableEl.querySelectorAll("tr")) {
        for (const [place, cell] of [...row.children].entries()) {
          cell.toggleAttribute("data-pinned", place === column);
        }
      }
    },
  });
  tableEl.append(
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
  watchWidth(el, tableEl, signal);
  return {
    el,
    showDifferences: (isOn) => {
      tableEl.dataset.differences = String(isOn);
      for (const mark of marks) mark.hidden = !isOn;
      if (!isOn) return "";
      const count = rows.filter((row) => row.querySelector("[data-differs=true]") !== null).length;
      return `${count} of ${rows.length} rows differ; their cells are marked with ≠.`;
    },
    filter: (words) => {
      const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
      for (const [place, row] of rows.entries()) {
        const text = (table.rows[place]?.cells ?? []).map(plainText).join(" ").toLowerCase();
        row.hidden = !wanted.every((word) => text.includes(word));
      }
      const count = rows.filter((row) => !row.hidden).length;
      if (wanted.length === 0) return "";
      return count === 0
        ? `No row has “${words.trim()}”.`
        : `${count} of ${rows.length} rows have “${words.trim()}”.`;
    },
  };
}

/** Says in the page whether the table is wider than its place, and how wide the first column is, beside which another can be pinned. */
function watchWidth(el: HTMLElement, tableEl: HTMLElement, signal: AbortSignal): void {
  if (typeof ResizeObserver === "undefined") return;
  const observer = new ResizeObserver(() => {
    el.toggleAttribute("data-scrolls", tableEl.offsetWidth > el.clientWidth);
    const first = tableEl.querySelector<HTMLElement>("thead th");
    el.style.setProperty("--lb-table-names", `${first?.offsetWidth ?? 0}px`);
  });
  observer.observe(el);
  observer.observe(tableEl);
  signal.addEventListener("abort", () => observer.disconnect());
}

interface HeadActions {
  onOrder(order: readonly number[]): void;
  /** The column to keep in sight; `undefined` for none. */
  onPin(column: number | undefined): void;
}

/** Header cells with a button each: ascending, descending, then the author's order again. All but the first can be pinned. */
function makeHeads(table: Table, host: CellHost, actions: HeadActions): HTMLElement[] {
  const heads = table.header.map((text, column) => {
    const label = makeElement("span", { class: "lb-table-label" });
    host.renderMarkdown(label, text);
    const icon = makeElement("span", { class: "lb-table-sort-icon", "aria-hidden": "true" }, "↕");
    const button = makeButton("", { class: "lb-table-sort", title: "Sort by this column" }, () => {
      sortBy(column);
    });
    button.append(label, icon);
    const pin = column === 0 ? undefined : makePin(plainText(text), () => pinColumn(column));
    return {
      icon,
      pin,
      el: makeElement(
        "th",
        { class: "lb-table-head", scope: "col", "data-align": table.alignment[column] },
        button,
        ...(pin === undefined ? [] : [pin]),
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
    actions.onOrder(next === undefined ? [...table.rows.keys()] : sortRows(table, column, next));
  };
  const pinColumn = (column: number): void => {
    const isPinned = heads[column]?.pin?.getAttribute("aria-pressed") === "true";
    for (const [index, { pin }] of heads.entries()) {
      pin?.setAttribute("aria-pressed", String(index === column && !isPinned));
    }
    actions.onPin(isPinned ? undefined : column);
  };
  return heads.map(({ el }) => el);
}

/** The button is shown where the table is wider than its place. */
function makePin(name: string, onPress: () => void): HTMLButtonElement {
  const button = makeButton("", { class: "lb-table-pin", "aria-pressed": "false" }, onPress);
  button.append("Pin", makeElement("span", { class: "lb-hidden-text" }, ` ${name}`));
  return button;
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
