// The coach's lines for the mistakes of tests/fixtures/asyncio-errors.txt; that Python says what is stated there, tests/python shows.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { coachError, coachWarnings, type Advice } from "../../../src/lesson/error-coach.ts";

const text = readFileSync(new URL("../../fixtures/asyncio-errors.txt", import.meta.url), "utf8");

const cases = text
  .split("\n=== ")
  .slice(1)
  .flatMap((part) => {
    const [name = "", ...rest] = part.split("\n");
    const [code = "", said = ""] = rest.join("\n").split("\n---\n");
    const [stated = "", advice = ""] = said.split(/\n--> ?/);
    return stated.split("\n").map((line) => ({ name, code, line, advice: advice.trim() }));
  });

/** The advice as the fixture writes it. */
function written(advice: Advice | undefined): string {
  if (advice === undefined) return "";
  return advice.section === undefined ? advice.text : `${advice.text} [${advice.section}]`;
}

const GROUP = `  + Exception Group Traceback (most recent call last):
  |   File "/tmp/ipykernel_1/2.py", line 4, in <module>
  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/tmp/ipykernel_1/2.py", line 3, in fail
    | LookupError: no
    +------------------------------------
`;

describe("the error coach", () => {
  it.each(cases)("$name: $line", ({ code, line, advice }) => {
    const [, kind, rest = ""] = /^(error|stderr) (.*)$/.exec(line) ?? [];
    if (kind === "stderr") {
      const stderr = line.includes("TaskGroup") ? GROUP : `/tmp/x.py:2: ${rest}\n  hello();\n`;
      expect(coachWarnings(stderr).map(written)).toEqual([advice]);
      return;
    }
    const [, ename = "", evalue = ""] = /^(\w+): ?(.*)$/.exec(rest) ?? [];
    // A kernel's traceback shows the lines of the cell, in colours.
    const traceback = [
      "\u001b[31m---\u001b[39m",
      ...(ename === "ExceptionGroup" ? [GROUP] : [code]),
    ];
    expect(written(coachError({ ename, evalue, traceback }))).toBe(advice);
  });

  it("says one line for each kind of warning, however often it is printed", () => {
    const stderr = `a.py:1: RuntimeWarning: coroutine 'Shop.open' was never awaited
b.py:2: RuntimeWarning: coroutine 'close' was never awaited
Task was destroyed but it is pending!`;
    expect(coachWarnings(stderr).map(({ text: words }) => words.slice(0, 20))).toEqual([
      "`open()` was called ",
      "Nothing held this ta",
    ]);
    expect(coachWarnings("all is well")).toEqual([]);
  });

  it.each([
    ["RuntimeError", "dictionary changed size during iteration"],
    ["TypeError", "unsupported operand type(s) for +: 'int' and 'str'"],
    ["SyntaxError", "invalid syntax (x.py, line 1)"],
    ["RuntimeError", ""],
    ["", "no running event loop"],
    ["constructor", "__proto__"],
  ])("has nothing to say on %s: %s", (ename, evalue) => {
    expect(coachError({ ename, evalue, traceback: [] })).toBeUndefined();
  });

  it("is short: no line is longer than two of the page's", () => {
    for (const { advice } of cases) expect(advice.length).toBeLessThanOrEqual(215);
  });
});
