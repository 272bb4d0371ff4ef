import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findStatedOutputs,
  matchesStatedOutput,
  parseStatedOutput,
  textOfOutputs,
} from "../../../src/lesson/stated-output.ts";
import type { Output } from "../../../src/nbformat/types.ts";
import { code, md, nb, raw, stream } from "../../support/builders.ts";
import { readCases } from "./cases.ts";

describe("matching a stated output", () => {
  it.each(readCases("stated-output.txt").map((one) => [one.name, one] as const))("%s", (_, one) => {
    const matches = matchesStatedOutput(one.part("stated"), one.part("actual"));
    expect(matches ? "yes" : "no").toBe(one.part("expect"));
  });

  it("holds for any text with pieces cut out", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-c]{0,4}$/), { minLength: 1 }),
        fc.infiniteStream(fc.stringMatching(/^[a-c\n]{0,3}$/)),
        (pieces, fill) => {
          const actual =
            pieces.map((piece) => `${piece}${String(fill.next().value)}`).join("") + "!";
          expect(matchesStatedOutput(`${pieces.join("...")}...!`, actual)).toBe(true);
        },
      ),
    );
  });
});

describe("finding stated outputs", () => {
  it("pairs a code cell with the Markdown cell right after it", () => {
    const [first, second, third] = [code("print(1)"), code("print(2)"), code("print(3)")];
    const after = md("See:\n\n```output\n1\n```");
    const late = md("```output\n3\n```");
    const notebook = nb(first, after, second, md("Nothing."), third, raw("x"), late);
    expect(findStatedOutputs(notebook)).toEqual([
      { codeCellId: first.id, cellId: after.id, line: 3, text: "1" },
    ]);
  });

  it.each([
    ["a plain block", "```output\na\n b\n```", "a\n b"],
    ["tildes", "~~~ output\na\n~~~", "a"],
    ["words after the name", "```output of the cell\na\n```", "a"],
    ["attributes after the name", "```output{.small}\na\n```", "a"],
    ["an indented block", "  ```output\n  a\n    b\n  ```", "a\n  b"],
    ["an empty block", "```output\n```", ""],
    ["a block without an end", "```output\na", "a"],
    ["the first of two", "```output\na\n```\n```output\nb\n```", "a"],
    ["one after another kind", "```python\n```output\n```\n\n```output\nb\n```", "b"],
    ["a longer fence with a shorter one in it", "````output\n```\na\n```\n````", "```\na\n```"],
    ["Windows line endings", "```output\r\na\r\nb\r\n```\r\n", "a\nb"],
  ])("reads %s", (_, source, text) => {
    expect(parseStatedOutput(source)?.text).toBe(text);
  });

  it.each([
    ["another kind of block", "```python\na\n```"],
    ["a kind that starts like it", "```outputs\na\n```"],
    ["indented code", "    ```output\n    a\n    ```"],
    ["no block", "output"],
    ["nothing", ""],
  ])("reads nothing from %s", (_, source) => {
    expect(parseStatedOutput(source)).toBeUndefined();
  });
});

describe("the text of outputs", () => {
  const result: Output = {
    output_type: "execute_result",
    execution_count: 1,
    data: { "text/plain": "42", "text/html": "<b>42</b>" },
    metadata: {},
  };

  it("is what was printed, then the result on a line of its own", () => {
    expect(textOfOutputs([stream("a"), stream("b\nc"), result])).toBe("ab\nc\n42\n");
  });

  it("leaves warnings, errors and pictures out", () => {
    const picture: Output = {
      output_type: "display_data",
      data: { "text/plain": "x" },
      metadata: {},
    };
    const error: Output = { output_type: "error", ename: "E", evalue: "", traceback: [] };
    expect(textOfOutputs([stream("warning", "stderr"), picture, error])).toBe("");
  });
});
