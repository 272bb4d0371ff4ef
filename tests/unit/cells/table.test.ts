// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from "vitest";
import { tableCell } from "../../../src/cells/table/view.ts";
import { measureMimeType } from "../../../src/lesson/measured-cell.ts";
import type { Cell, JsonObject, JsonValue, Output } from "../../../src/nbformat/types.ts";
import { code, md } from "../../support/builders.ts";
import { buttonOf, find, mountCell, textOf, type MountedCell } from "./mounted-cell.ts";

const text = [
  "| Aspect | Threads | Tasks |",
  "|---|---|---|",
  "| Memory | 8 MB | 1 KB |",
  "| Best for | I/O | I/O |",
  "| Count | 1,000 | 100,000 |",
].join("\n");
const measure = [
  { row: "Memory", column: "Threads", expression: "thread_memory()" },
  { row: "Memory", column: "Tasks", expression: "task_memory()" },
];

beforeAll(() => tableCell.preload([table()]));

describe("a comparison table", () => {
  it("claims table cells and no others", () => {
    const metadata = { lessonbook: { kind: "table" } };
    expect(tableCell.claims(md("", { metadata }))).toBe(true);
    expect(tableCell.claims(md("| a |\n|---|"))).toBe(false);
    expect(tableCell.claims(code("", { metadata }))).toBe(false);
  });

  it("is a real table with a caption, column heads and row heads", () => {
    const { el } = mountCell(tableCell, table());
    expect(textOf(find(el, "table > caption"))).toBe("Threads and Tasks compared");
    expect([...el.querySelectorAll('thead th[scope="col"]')]).toHaveLength(3);
    expect([...el.querySelectorAll('tbody th[scope="row"]')].map(textOf)).toEqual([
      "Memory",
      "Best for",
      "Count",
    ]);
  });

  it("can be scrolled by keyboard", () => {
    const card = mountCell(tableCell, table());
    card.focus();
    expect(document.activeElement).toBe(find(card.el, '[role="region"][tabindex="0"]'));
  });

  it("shows the text around the table", () => {
    const { el } = mountCell(tableCell, table({}, `Before\n\n${text}\n\nAfter`));
    expect([...el.querySelectorAll(".lb-table-text")].map(textOf)).toEqual(["Before", "After"]);
  });

  it("shows its text and what is wrong when it holds no table", () => {
    const { el } = mountCell(tableCell, table({}, "No table."));
    expect(el.textContent).toContain("No table.");
    expect(textOf(find(el, '[data-part="problems"]'))).toContain(
      "Line 1: The cell holds no table.",
    );
  });

  it("is shown with what is wrong when a row is too long or a measured cell is missing", () => {
    const bad = [{ row: "Speed", column: "Tasks", expression: "f()" }];
    const { el } = mountCell(tableCell, table({ measure: bad }, `${text}\n| a | b | c | d |`));
    expect(el.querySelector("table")).not.toBeNull();
    const box = textOf(find(el, '[data-part="problems"]'));
    expect(box).toContain("Line 6: This row has 4 cells");
    expect(box).toContain('no row "Speed"');
  });

  it("is drawn anew when its text changes", () => {
    const card = mountCell(tableCell, table());
    const source = text.replace("Count", "Number");
    card.dispatch({ type: "source", id: card.cell().id, source });
    expect(names(card)).toEqual(["Memory", "Best for", "Number"]);
  });
});

describe("sorting", () => {
  it("goes up, then down, then back to the author's order, and says so to assistive technology", () => {
    const card = mountCell(tableCell, table());
    const head = find(card.el, "thead th");
    press(card, "Aspect");
    expect([names(card), head.getAttribute("aria-sort")]).toEqual([
      ["Best for", "Count", "Memory"],
      "ascending",
    ]);
    press(card, "Aspect");
    expect([names(card), head.getAttribute("aria-sort")]).toEqual([
      ["Memory", "Count", "Best for"],
      "descending",
    ]);
    press(card, "Aspect");
    expect([names(card), head.getAttribute("aria-sort")]).toEqual([
      ["Memory", "Best for", "Count"],
      null,
    ]);
  });

  it("by another column starts anew and leaves one column marked", () => {
    const card = mountCell(tableCell, table());
    press(card, "Aspect");
    press(card, "Tasks");
    expect([...card.el.querySelectorAll("[aria-sort] .lb-table-sort")].map(textOf)).toEqual([
      "Tasks↑",
    ]);
  });

  it("never changes the file", () => {
    const card = mountCell(tableCell, table());
    const before = card.cell();
    for (const column of ["Aspect", "Threads", "Tasks", "Tasks"]) press(card, column);
    expect(card.changes).toEqual([]);
    expect(card.cell()).toBe(before);
  });
});

describe("filtering", () => {
  const shownNames = (card: MountedCell): string[] =>
    [...card.el.querySelectorAll("tbody tr:not([hidden]) th")].map(textOf);
  const long = `${text}\n| Switch | 8 µs | 2 µs |`;

  it("leaves the rows with all of the words, says how many, and never changes the file", () => {
    const card = mountCell(tableCell, table({}, long));
    type(card, "8 mb");
    expect([shownNames(card), status(card)]).toEqual([["Memory"], "1 of 4 rows have “8 mb”."]);
    type(card, "8");
    expect(shownNames(card)).toEqual(["Memory", "Switch"]);
    type(card, "pigeon");
    expect([shownNames(card), status(card)]).toEqual([[], "No row has “pigeon”."]);
    type(card, "  ");
    expect([shownNames(card), status(card)]).toEqual([
      ["Memory", "Best for", "Count", "Switch"],
      "",
    ]);
    expect(card.changes).toEqual([]);
  });

  it("goes together with sorting", () => {
    const card = mountCell(tableCell, table({}, long));
    type(card, "8");
    press(card, "Aspect");
    press(card, "Aspect");
    expect(shownNames(card)).toEqual(["Switch", "Memory"]);
  });

  it("is not offered where a table is seen at a glance", () => {
    expect(mountCell(tableCell, table()).el.querySelector("input")).toBeNull();
  });
});

describe("pinning", () => {
  const pinned = (card: MountedCell): string[] =>
    [...card.el.querySelectorAll("[data-pinned]")].map((cell) =>
      textOf(cell.querySelector(".lb-table-label, .lb-table-claim") ?? cell),
    );

  it("keeps one column more in sight, from the head to the last row, and lets it go again", () => {
    const card = mountCell(tableCell, table());
    buttonOf(card.el, "Pin Tasks").click();
    expect(pinned(card)).toEqual(["Tasks", "1 KB", "I/O", "100,000"]);
    buttonOf(card.el, "Pin Threads").click();
    expect(pinned(card)).toEqual(["Threads", "8 MB", "I/O", "1,000"]);
    expect(buttonOf(card.el, "Pin Tasks").getAttribute("aria-pressed")).toBe("false");
    expect(buttonOf(card.el, "Pin Threads").getAttribute("aria-pressed")).toBe("true");
    buttonOf(card.el, "Pin Threads").click();
    expect(pinned(card)).toEqual([]);
  });

  it("stays with its column when rows are sorted", () => {
    const card = mountCell(tableCell, table());
    buttonOf(card.el, "Pin Tasks").click();
    press(card, "Aspect");
    expect(pinned(card)).toEqual(["Tasks", "I/O", "100,000", "1 KB"]);
  });
});

describe("showing differences", () => {
  it("marks the cells that differ by a sign and a word, and takes the marks back", () => {
    const card = mountCell(tableCell, table());
    const button = buttonOf(card.el, "Show differences");
    const marked = (): string[] =>
      [...card.el.querySelectorAll(".lb-table-mark:not([hidden])")].map((mark) =>
        textOf(mark.parentElement ?? mark),
      );
    expect(marked()).toEqual([]);
    button.click();
    expect(button.getAttribute("aria-pressed")).toBe("true");
    expect(marked()).toEqual([
      "≠differs: 8 MB",
      "≠differs: 1 KB",
      "≠differs: 1,000",
      "≠differs: 100,000",
    ]);
    expect(status(card)).toBe("2 of 3 rows differ; their cells are marked with ≠.");
    button.click();
    expect([button.getAttribute("aria-pressed"), marked(), status(card)]).toEqual([
      "false",
      [],
      "",
    ]);
  });
});

describe("measuring", () => {
  it("runs the cell's expression and shows the result beside the claim", async () => {
    const card = mountCell(tableCell, table({ measure }), () =>
      Promise.resolve([
        shown({ values: [1500, 1434, 1400], unit: "B", note: "asleep", python: "3.12.1" }),
      ]),
    );
    buttonOf(card.el, "Measure Memory, Tasks").click();
    await settled(card);
    expect(card.codes).toHaveLength(1);
    expect(card.codes[0]).toContain('.report("task_memory()", globals())');
    const cell = find(card.el, "tbody tr td:nth-child(3) .lb-table-measure");
    expect(textOf(cell)).toMatch(
      /^1\.4 KB here1\.4 KB to 1\.5 KB in 3 runs · asleepMeasure again Memory, Tasks$/,
    );
    expect(textOf(find(card.el, ".lb-table-occasion"))).toMatch(
      /^Measured on Python 3\.12\.1, \d+ \w+ \d{4}\.$/,
    );
    expect(find(cell, ".lb-table-spread").style.getPropertyValue("--lb-spread-median")).toBe(
      "95.6%",
    );
    expect(status(card)).toBe("Memory, Tasks: 1.4 KB here (median of 3 runs, 1.4 KB to 1.5 KB)");
  });

  it("keeps the result in the metadata, so that it is there after a reload without a kernel", async () => {
    const card = mountCell(tableCell, table({ measure }), () =>
      Promise.resolve([shown({ values: [1024], unit: "B" })]),
    );
    buttonOf(card.el, "Measure Memory, Tasks").click();
    await settled(card);
    const saved = JSON.parse(JSON.stringify(card.cell())) as Cell;
    expect((saved.metadata.lessonbook as JsonObject).measured).toMatchObject([
      { row: "Memory", column: "Tasks", expression: "task_memory()", values: [1024], unit: "B" },
    ]);
    const again = mountCell(tableCell, saved);
    expect(textOf(find(again.el, ".lb-table-value"))).toBe("1.0 KB here");
    expect(again.changes).toEqual([]);
  });

  it("gives a verdict in words where the row makes a claim", async () => {
    const claims = measure.map((entry) => ({ ...entry, claim: 8 * 2 ** 20 }));
    const card = mountCell(tableCell, table({ measure: claims }), () =>
      Promise.resolve([shown({ values: [16384], unit: "B" })]),
    );
    buttonOf(card.el, "Measure Memory, Threads").click();
    await settled(card);
    const verdict = find(card.el, ".lb-table-verdict");
    expect([textOf(verdict), verdict.dataset.claim]).toEqual([
      "↓ about 510 times less than claimed",
      "less",
    ]);
    expect(status(card)).toBe(
      "Memory, Threads: 16 KB here: about 510 times less than claimed (from 1 run)",
    );
  });

  it("says that the machine is busy when the runs differ much", async () => {
    const card = mountCell(tableCell, table({ measure }), () =>
      Promise.resolve([shown({ values: [1, 2, 3], unit: "s" })]),
    );
    buttonOf(card.el, "Measure Memory, Tasks").click();
    await settled(card);
    expect(textOf(find(card.el, ".lb-table-words"))).toContain("machine busy");
  });

  it("says that it is at work, keeps the focus, and takes no second press", async () => {
    let finish = (): void => undefined;
    const card = mountCell(
      tableCell,
      table({ measure }),
      () =>
        new Promise((resolve) => {
          finish = () => resolve([shown({ values: [1], unit: "tasks" })]);
        }),
    );
    const button = buttonOf(card.el, "Measure Memory, Tasks");
    button.focus();
    button.click();
    button.click();
    expect(textOf(button)).toBe("Measuring … Memory, Tasks");
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(document.activeElement).toBe(button);
    expect(card.codes).toHaveLength(1);
    finish();
    await settled(card);
    expect(textOf(button)).toBe("Measure again Memory, Tasks");
    expect(button.getAttribute("aria-disabled")).toBeNull();
    expect(textOf(find(card.el, ".lb-table-value"))).toBe("1 task here");
  });

  it("says why it could not, in the cell and in the status line, and can be tried again", async () => {
    const card = mountCell(tableCell, table({ measure }));
    buttonOf(card.el, "Measure Memory, Threads").click();
    await settled(card);
    expect(textOf(find(card.el, ".lb-table-failed"))).toBe(
      "Could not measure: There is no kernel.",
    );
    expect(status(card)).toBe("Could not measure Memory, Threads: There is no kernel.");
    expect(buttonOf(card.el, "Measure Memory, Threads").getAttribute("aria-disabled")).toBeNull();
    expect(card.changes).toEqual([]);
  });

  it("shows the words of an error in the kernel, and keeps what was measured before", async () => {
    const answers: (readonly Output[])[] = [
      [shown({ values: [1024], unit: "B" })],
      [shown({ expression: "f", error: "Threads are not possible in this kernel." })],
    ];
    const card = mountCell(tableCell, table({ measure }), () =>
      Promise.resolve(answers.shift() ?? []),
    );
    buttonOf(card.el, "Measure Memory, Threads").click();
    await settled(card);
    buttonOf(card.el, "Measure again Memory, Threads").click();
    await settled(card);
    expect(textOf(find(card.el, ".lb-table-failed"))).toBe(
      "Could not measure: Threads are not possible in this kernel.",
    );
    expect(textOf(find(card.el, ".lb-table-value"))).toBe("1.0 KB here");
  });

  it("of all cells runs one after the other and keeps every result", async () => {
    const card = mountCell(tableCell, table({ measure }), (source) =>
      Promise.resolve(
        source.includes("thread_memory")
          ? [shown({ values: [8192], unit: "B" })]
          : [shown({ values: [2048], unit: "B" })],
      ),
    );
    buttonOf(card.el, "Measure all").click();
    await settled(card);
    expect([...card.el.querySelectorAll(".lb-table-value")].map(textOf)).toEqual([
      "8.0 KB here",
      "2.0 KB here",
    ]);
    expect(status(card)).toBe("Measured all 2.");
    const kept = (card.cell().metadata.lessonbook as JsonObject).measured;
    expect(kept).toHaveLength(2);
  });

  it("does nothing any more when the cell has gone", async () => {
    const card = mountCell(tableCell, table({ measure }), () =>
      Promise.resolve([shown({ values: [1], unit: "B" })]),
    );
    buttonOf(card.el, "Measure Memory, Tasks").click();
    card.unmount();
    await nextTurn();
    expect(card.changes).toEqual([]);
  });

  it("keeps the order that the reader sorted by", async () => {
    const card = mountCell(tableCell, table({ measure }), () =>
      Promise.resolve([shown({ values: [1], unit: "B" })]),
    );
    press(card, "Aspect");
    buttonOf(card.el, "Measure Memory, Tasks").click();
    await settled(card);
    expect(names(card)).toEqual(["Best for", "Count", "Memory"]);
  });

  it("shows no result of an expression that the author has changed since", () => {
    const measured = [
      { row: "Memory", column: "Tasks", expression: "old()", values: [1], unit: "B" },
    ];
    const { el } = mountCell(tableCell, table({ measure, measured }));
    expect(el.querySelector(".lb-table-value")).toBeNull();
  });
});

function table(metadata: JsonObject = {}, source = text): Cell {
  return md(source, { metadata: { lessonbook: { kind: "table", ...metadata } } });
}

function shown(data: JsonValue): Output {
  return { output_type: "display_data", data: { [measureMimeType]: data }, metadata: {} };
}

/** Resolves when no measured cell is busy any more. */
async function settled(card: MountedCell): Promise<void> {
  const isBusy = (): boolean => card.el.querySelector('[data-state="busy"]') !== null;
  if (!isBusy()) return;
  await new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (isBusy()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(card.el, { subtree: true, attributes: true, childList: true });
  });
}

/** Lets every promise that is ready go on. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function press(card: MountedCell, column: string): void {
  buttonOf(find(card.el, "thead"), column).click();
}

function type(card: MountedCell, words: string): void {
  const field = find(card.el, "input");
  if (!(field instanceof HTMLInputElement)) throw new Error("no filter");
  field.value = words;
  field.dispatchEvent(new Event("input"));
}

function names(card: MountedCell): string[] {
  return [...card.el.querySelectorAll("tbody th")].map(textOf);
}

function status(card: MountedCell): string {
  return textOf(find(card.el, '[role="status"]'));
}
