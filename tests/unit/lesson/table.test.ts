import { describe, expect, it } from "vitest";
import {
  findDifferences,
  parseTable,
  plainText,
  sortRows,
  type Table,
} from "../../../src/lesson/table.ts";
import { linesOf, readCases } from "./cases.ts";

describe("reading a table", () => {
  it.each(readCases("tables.txt").map((one) => [one.name, one] as const))("%s", (_, one) => {
    const { table, problems } = parseTable(one.part("source"));
    const lines = linesOf(one.part("expect"));
    const expected = lines.filter((line) => !/^(!|align)/.test(line)).map((line) => line.trim());
    expect(describeTable(table)).toEqual(expected);
    const align = lines.find((line) => line.startsWith("align"));
    if (align !== undefined) expect(`align | ${table?.alignment.join(" ") ?? ""}`).toBe(align);
    const named = lines.filter((line) => line.startsWith("!"));
    expect(problems).toHaveLength(named.length);
    for (const [index, problem] of problems.entries()) {
      expect(`! ${problem.line} ${problem.message}`).toContain(named[index]?.slice(0, 4));
      expect(problem.message).toContain(named[index]?.replace(/^! \d+ /, ""));
    }
  });

  it("keeps the line of each row", () => {
    const { table } = parseTable("Text\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |");
    expect(table?.rows.map(({ line }) => line)).toEqual([5, 6]);
  });
});

describe("the plain text of Markdown", () => {
  it.each([
    ["**bold** and *slanted* and ~~gone~~", "bold and slanted and gone"],
    ["`await x` and ``a`b``", "await x and a`b"],
    ["[a link](https://example.org) and ![a picture](a.png)", "a link and a picture"],
    ["<b>bold</b> text", "bold text"],
    ["snake_case_name and _slanted_", "snake_case_name and slanted"],
    ["2 * 3 * 4", "2 * 3 * 4"],
    ["\\*plain\\*", "*plain*"],
    ["  a \n  b ", "a b"],
    ["", ""],
  ])("%j is %j", (markdown, text) => {
    expect(plainText(markdown)).toBe(text);
  });
});

describe("differences between columns", () => {
  it.each([
    [
      ["row", "a", "b"],
      [false, true, true],
    ],
    [
      ["row", "a", "a"],
      [false, false, false],
    ],
    [
      ["row", "**A**", "a"],
      [false, false, false],
    ],
    [
      ["a", "b", "b"],
      [false, false, false],
    ],
    [
      ["row", "a", "a", "b"],
      [false, false, false, true],
    ],
    [
      ["row", "a", "b", "c"],
      [false, true, true, true],
    ],
    [
      ["row", "a", "a", "b", "b"],
      [false, true, true, true, true],
    ],
    [
      ["row", "", "a"],
      [false, true, true],
    ],
    [
      ["row", "a"],
      [false, false],
    ],
    [["row"], [false]],
  ])("in %j: %j", (cells, differs) => {
    expect(findDifferences({ cells, line: 1 })).toEqual(differs);
  });
});

describe("sorting rows", () => {
  it.each([
    ["texts", ["b", "A", "c"], [1, 0, 2]],
    ["numbers in texts", ["item 10", "item 9"], [1, 0]],
    ["sizes with units", ["8 MB", "~1 KB", "about 200 B", "1 GB"], [2, 1, 0, 3]],
    ["times", ["1 s", "20 ms", "3 µs"], [2, 1, 0]],
    ["thousands", ["100,000", "~1,000s", "22"], [2, 1, 0]],
    ["negative numbers", ["1", "-2", "−3.5"], [2, 1, 0]],
    ["empty cells come last", ["", "b", "a"], [2, 1, 0]],
    ["equal cells keep their order", ["a", "a", "a"], [0, 1, 2]],
    ["a number among texts", ["10", "b", "9"], [2, 0, 1]],
  ])("%s", (_, texts, order) => {
    expect(sortRows(tableOf(texts), 1, "ascending")).toEqual(order);
  });

  it("turns the order round, but leaves empty cells last and equal ones in place", () => {
    expect(sortRows(tableOf(["a", "", "b", "a"]), 1, "descending")).toEqual([2, 0, 3, 1]);
  });
});

function tableOf(texts: readonly string[]): Table {
  const { table } = parseTable(
    `| n | t |\n|---|---|\n${texts.map((t) => `| r | ${t} |`).join("\n")}`,
  );
  if (table === undefined) throw new Error("no table");
  return table;
}

function describeTable(table: Table | undefined): string[] {
  if (table === undefined) return [];
  return [
    ...(table.before === "" ? [] : [`before | ${table.before}`]),
    `head | ${table.header.join(" ‖ ")}`,
    ...table.rows.map((row) => `row | ${row.cells.join(" ‖ ")}`),
    ...(table.after === "" ? [] : [`after | ${table.after}`]),
  ].map((line) => line.replaceAll("\n", "⏎").trim());
}
