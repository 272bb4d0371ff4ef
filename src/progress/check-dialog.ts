// "Check my work": the notebook runs from the top in a kernel of its own, and each question and test says how it came out as
// soon as it is known. The kernel in use, the outputs and the file stay as they are.
import { makeButton } from "../cells/parts.ts";
import { checkRows, type CheckRow } from "../check/rows.ts";
import { runNotebook, type CellResult } from "../check/run.ts";
import { makeElement, setAttribute, setText } from "../elements.ts";
import type { Server } from "../execution/ports.ts";
import type { Notebook } from "../nbformat/types.ts";
import { openModal } from "../notebook/modal.ts";

export interface CheckOptions {
  readonly server: Server;
  /** As it is on the page, saved or not. */
  readonly notebook: Notebook;
  readonly path: string;
  readonly setup: () => Promise<string>;
  readonly goTo: (cellId: string) => void;
}

/** Milliseconds for a cell and for all: what grading gives too. */
const [CELL_TIME, WHOLE_TIME] = [30_000, 600_000];

const MARKS = { right: "✓", wrong: "✕", open: "○", waiting: "…" } as const;
const STATE_WORDS = {
  right: "right",
  wrong: "not right",
  open: "to do",
  waiting: "waiting",
} as const;

/** Opens the dialog and begins; closing it ends the run. */
export function openCheck({ server, notebook, path, setup, goTo }: CheckOptions): void {
  const now = makeElement("p", { class: "lb-modal-note" }, "A kernel is starting.");
  const outcome = makeElement("p", { role: "status" });
  const list = makeElement("ul", { class: "lb-check-rows", "aria-label": "Questions and tests" });
  const ending = new AbortController();
  const cancel = makeButton("Cancel", { class: "lb-button" }, () => ending.abort());
  const modal = openModal(
    "Check my work",
    "lb-check",
    makeElement(
      "p",
      { class: "lb-modal-note" },
      "Your notebook runs from the top in a kernel of its own. Yours goes on as it is, and nothing is changed.",
    ),
    now,
    outcome,
    list,
    makeElement("footer", { class: "lb-author-foot" }, cancel),
  );
  modal.el.addEventListener("close", () => ending.abort());

  const results = new Map<string, CellResult>();
  const items = new Map<string, RowItem>();
  const show = (): readonly CheckRow[] => {
    const rows = checkRows(notebook.cells, results);
    rows.forEach((row, place) => {
      const item = items.get(row.id) ?? makeItem((cellId) => leaveFor(cellId));
      items.set(row.id, item);
      item.show(row);
      // What has the focus is never moved: rows only ever come between others.
      const there = list.children[place] ?? null;
      if (there !== item.el) list.insertBefore(item.el, there);
    });
    return rows;
  };
  const leaveFor = (cellId: string): void => {
    modal.close();
    goTo(cellId);
  };
  const end = (text: string, isFailure = false): void => {
    now.remove();
    cancel.remove();
    setAttribute(outcome, "role", isFailure ? "alert" : "status");
    outcome.textContent = text;
  };

  show();
  const stop = stopOf(ending.signal);
  runNotebook({
    server,
    notebook,
    path,
    setup,
    cellTimeout: CELL_TIME,
    stop,
    onTurn: (turn, of) => setText(now, `Running code cell ${turn} of ${of}.`),
    onResult: (result) => {
      results.set(result.id, result);
      show();
    },
  }).then(
    () => end(summaryOf(show())),
    (error: unknown) => end(error instanceof Error ? error.message : String(error), true),
  );
}

interface RowItem {
  readonly el: HTMLElement;
  show(row: CheckRow): void;
}

function makeItem(goTo: (cellId: string) => void): RowItem {
  let shown: CheckRow | undefined;
  const mark = makeElement("span", { class: "lb-check-mark", role: "img" });
  const title = makeButton("", { class: "lb-text-button lb-check-title" }, () => {
    if (shown !== undefined) goTo(shown.cellId);
  });
  const text = makeElement("p");
  const el = makeElement("li", {}, mark, makeElement("div", {}, title, text));
  return {
    el,
    show: (row) => {
      shown = row;
      setAttribute(el, "data-state", row.state);
      setText(mark, MARKS[row.state]);
      setAttribute(mark, "aria-label", STATE_WORDS[row.state]);
      setText(title, row.title);
      setText(text, row.text);
    },
  };
}

/** Rejects when the learner cancels or the time is over. */
function stopOf(signal: AbortSignal): Promise<never> {
  const late = AbortSignal.timeout(WHOLE_TIME);
  const stop = new Promise<never>((_, reject) => {
    const words = (text: string) => () => reject(new Error(text));
    signal.addEventListener("abort", words("Cancelled. What was known by then stands below."));
    late.addEventListener("abort", words("Stopped after 10 minutes. What was known stands below."));
  });
  stop.catch(() => undefined); // Nobody may be waiting for it any more.
  return stop;
}

function summaryOf(rows: readonly CheckRow[]): string {
  const count = (state: CheckRow["state"]): number =>
    rows.filter((row) => row.state === state).length;
  if (rows.length === 0) return "Every code cell goes through from a clean start.";
  const parts = [
    `${count("right")} of ${rows.length} right`,
    ...(count("wrong") > 0 ? [`${count("wrong")} not right`] : []),
    ...(count("open") > 0 ? [`${count("open")} to do`] : []),
  ];
  return `${parts.join(", ")}.`;
}
