import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import {
  findKeptMeasurement,
  keepMeasurement,
  measureCode,
  measureMimeType,
  parseMeasuredCells,
  parseMeasureOutputs,
} from "../../../src/lesson/measured-cell.ts";
import { parseTable, type Table } from "../../../src/lesson/table.ts";
import type { JsonValue, Output } from "../../../src/nbformat/types.ts";
import { stream } from "../../support/builders.ts";

const table = makeTable(
  "| Aspect | **Threads** | Tasks |\n|---|---|---|\n| `Memory` | 8 MB | 1 KB |",
);

describe("measured cells", () => {
  it("are found by the plain text of row and column", () => {
    const measure = [{ row: "memory", column: "Threads", expression: "f()" }];
    expect(parseMeasuredCells(table, { measure })).toEqual({
      cells: [{ row: 0, column: 1, expression: "f()" }],
      problems: [],
    });
  });

  it("are none where nothing is said", () => {
    expect(parseMeasuredCells(table, {})).toEqual({ cells: [], problems: [] });
  });

  it.each([
    ["no list", "f()", "must be a list"],
    ["an entry that is no object", ["f()"], '"row", "column" and "expression"'],
    ["an entry without expression", [{ row: "Memory", column: "Tasks" }], "must be texts"],
    ["an empty expression", [{ row: "Memory", column: "Tasks", expression: " " }], "empty"],
    [
      "a claim that is no number",
      [{ row: "Memory", column: "Tasks", expression: "f", claim: "8 MB" }],
      '"claim" must be a number above 0',
    ],
    [
      "a claim of nothing",
      [{ row: "Memory", column: "Tasks", expression: "f", claim: 0 }],
      '"claim" must be a number above 0',
    ],
    ["an unknown row", [{ row: "Speed", column: "Tasks", expression: "f" }], 'no row "Speed"'],
    ["an unknown column", [{ row: "Memory", column: "X", expression: "f" }], 'no column "X"'],
    ["the first column", [{ row: "Memory", column: "Aspect", expression: "f" }], "first column"],
    [
      "a cell twice",
      [
        { row: "Memory", column: "Tasks", expression: "f" },
        { row: "Memory", column: "Tasks", expression: "g" },
      ],
      "Entry 2",
    ],
  ])("name what is wrong: %s", (_, measure, words) => {
    const { problems } = parseMeasuredCells(table, { measure });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(words);
  });
});

describe("the code that measures", () => {
  it.each(["task_memory()", `f("a", 'b')\n# \\ {x} \u2028 🙂`, '"""', "\0"])(
    "hands the expression %j to Python as it is",
    (expression) => {
      const python = [
        "import asyncio, json, sys, types, ast",
        "module = types.ModuleType('lessonbook.measure')",
        "async def report(expression, namespace): print(ascii(expression))",
        "module.report = report",
        "sys.modules['lessonbook.measure'] = module",
        `code = compile(sys.stdin.read(), "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)`,
        "before = set(globals())",
        "asyncio.run(eval(code))",
        "print(sorted(set(globals()) - before - {'before'}))",
      ].join("\n");
      const said = execFileSync("python3", ["-c", python], { input: measureCode(expression) });
      const [literal = "", names] = said.toString().split("\n");
      const heard = execFileSync("python3", ["-c", `import json; print(json.dumps(${literal}))`]);
      expect(JSON.parse(heard.toString())).toBe(expression);
      expect(names).toBe("[]");
    },
  );
});

describe("the outputs of a measurement", () => {
  it("give its values", () => {
    const data = { expression: "f()", values: [1, 2.5], unit: "B", note: "n", python: "3.12.1" };
    expect(parseMeasureOutputs([stream("noise"), shown(data)])).toEqual({
      type: "measured",
      measurement: { values: [1, 2.5], unit: "B", note: "n", python: "3.12.1" },
    });
  });

  it.each([
    [
      "the words of its error",
      [shown({ expression: "f", error: "No threads here." })],
      "No threads here.",
    ],
    [
      "an exception",
      [{ output_type: "error", ename: "NameError", evalue: "f", traceback: [] }],
      "NameError: f",
    ],
    ["no output", [], "The kernel gave no result. Run the cells above, then measure again."],
    ["no values", [shown({ values: [], unit: "B" })], "The measurement gave no numbers."],
    [
      "values that are no numbers",
      [shown({ values: ["1"], unit: "B" })],
      "The measurement gave no numbers.",
    ],
    ["a list", [shown([1])], "The measurement gave no numbers."],
    ["null", [shown(null)], "The measurement gave no numbers."],
  ] as const)("say why there is none: %s", (_, outputs, message) => {
    expect(parseMeasureOutputs(outputs)).toEqual({ type: "failed", message });
  });
});

describe("kept measurements", () => {
  const cell = { row: 0, column: 1, expression: "f()" };
  const measurement = { values: [1, 2, 3], unit: "B" };
  const at = "2026-01-02T03:04:05.000Z";

  it("come back for their cell", () => {
    const measured = keepMeasurement(table, cell, {}, { measurement, at });
    expect(findKeptMeasurement(table, cell, { measured })).toEqual({
      row: "Memory",
      column: "Threads",
      expression: "f()",
      at,
      ...measurement,
    });
    expect(findKeptMeasurement(table, { ...cell, column: 2 }, { measured })).toBeUndefined();
  });

  it("replace the cell's earlier one and keep the others", () => {
    const other = { ...cell, column: 2 };
    const first = keepMeasurement(table, cell, {}, { measurement, at });
    const second = keepMeasurement(table, other, { measured: first }, { measurement, at });
    const values = [9];
    const third = keepMeasurement(
      table,
      cell,
      { measured: second },
      { measurement: { ...measurement, values }, at },
    );
    expect(third).toHaveLength(2);
    expect(findKeptMeasurement(table, cell, { measured: third })?.values).toEqual([9]);
    expect(findKeptMeasurement(table, other, { measured: third })?.values).toEqual([1, 2, 3]);
  });

  it("of another expression are out of date", () => {
    const measured = keepMeasurement(table, cell, {}, { measurement, at });
    expect(
      findKeptMeasurement(table, { ...cell, expression: "g()" }, { measured }),
    ).toBeUndefined();
  });

  it.each(["x", [null], [{ row: "Memory" }], [{ values: ["a"] }], { 0: 1 }])(
    "are none in a damaged file: %j",
    (measured) => {
      expect(findKeptMeasurement(table, cell, { measured })).toBeUndefined();
      expect(keepMeasurement(table, cell, { measured }, { measurement, at })).toHaveLength(1);
    },
  );
});

function makeTable(source: string): Table {
  const { table: made } = parseTable(source);
  if (made === undefined) throw new Error("no table");
  return made;
}

function shown(data: JsonValue): Output {
  return { output_type: "display_data", data: { [measureMimeType]: data }, metadata: {} };
}
