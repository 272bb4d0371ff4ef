import { describe, expect, it } from "vitest";
import type { CellRun } from "../../../src/grading/cell-run.ts";
import {
  limitOutputs,
  readPythonFloat,
  scoreTest,
  scoreTestAsNbgrader,
} from "../../../src/grading/score-test.ts";
import type { Output } from "../../../src/nbformat/types.ts";
import { stream } from "../../support/builders.ts";

const result = (text: string): Output => ({
  output_type: "execute_result",
  execution_count: 1,
  data: { "text/plain": text },
  metadata: {},
});
const error = (ename: string, evalue = ""): Output => ({
  output_type: "error",
  ename,
  evalue,
  traceback: [],
});
const guard = { ended: true, line: null, changed: [], shadowed: [], suspicious: [], findings: [] };
const run = (outputs: readonly Output[], more: Partial<CellRun> = {}): CellRun => ({
  end: "ok",
  outputs,
  note: "",
  guard,
  ...more,
});

describe("the points of a test", () => {
  // outputs; ours; nbgrader's (undefined: it fails). Each row was run with nbgrader 0.9.6.
  const rows: readonly (readonly [string, CellRun, number | null, number | undefined])[] = [
    ["nothing", run([]), 4, 4],
    ["text", run([stream("hi")]), 4, 4],
    ["text on stderr", run([stream("hi", "stderr")]), 4, 0],
    ["a number", run([result("2.5")]), 2.5, 2.5],
    ["zero", run([result("0")]), 0, 0],
    ["more than there is", run([result("5")]), 4, undefined],
    ["a negative number", run([result("-1")]), 4, 4],
    ["not a number", run([result("nan")]), 4, 4],
    ["True", run([result("True")]), 4, 4],
    ["a number in quotes", run([result("'0.5'")]), 4, 4],
    ["a number after stderr", run([stream("x", "stderr"), result("2")]), 2, 0],
    ["stderr after a number", run([result("2"), stream("x", "stderr")]), 2, 2],
    ["an error", run([error("AssertionError")], { end: "error" }), 0, 0],
    [
      "an error after a number",
      run([result("4"), error("AssertionError")], { end: "error" }),
      0,
      4,
    ],
    ["an error that was kept back", run([], { end: "error" }), 0, 0],
    ["no end in time", run([], { end: "timeout", note: "Not finished" }), 0, undefined],
    ["a dead kernel", run([], { end: "died" }), 0, undefined],
    ["no proof of its end", run([], { guard: { ...guard, ended: false } }), null, 4],
    ["something odd", run([], { guard: { ...guard, suspicious: ["x"] } }), null, 4],
  ];
  it.each(rows)("%s", (_, it_, ours, theirs) => {
    expect(scoreTest(it_, 4).points).toBe(ours);
    expect(scoreTestAsNbgrader(it_, 4)).toBe(theirs);
  });

  it("an author's words stand alone, other errors with their name", () => {
    const say = (name: string, value: string): string =>
      scoreTest(run([error(name, value)], { end: "error" }), 1).message;
    expect(say("AssertionError", "fetch gives another page")).toBe("fetch gives another page");
    expect(say("AssertionError", "")).toBe("AssertionError");
    expect(say("NameError", "name 'x' is not defined")).toBe("NameError: name 'x' is not defined");
  });

  // What Python's float() gives.
  it.each([
    ["2", 2],
    [" 1e3 ", 1000],
    [".5", 0.5],
    ["5.", 5],
    ["1_000.5", 1000.5],
    ["inf", Infinity],
    ["-Infinity", -Infinity],
    ["nan", NaN],
    ["0x10", undefined],
    ["1__0", undefined],
    ["", undefined],
    ["1 2", undefined],
  ])("reads %j as Python does", (text, value) => {
    expect(readPythonFloat(text)).toBe(value);
  });

  it("cuts a thousand lines as nbgrader does", () => {
    const lines = (count: number): string =>
      Array.from({ length: count }, (_, i) => String(i)).join("\n");
    const [cut, ...rest] = limitOutputs([stream(lines(2000)), stream("late", "stderr")]);
    expect(rest).toEqual([]);
    expect(cut).toMatchObject({ text: `${lines(999)}\n... Output truncated ...` });
  });
});
