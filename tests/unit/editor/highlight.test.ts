// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { highlightPython } from "../../../src/editor/highlight.ts";

/** `word:class` of each coloured piece, without the prefix. */
const pieces = (code: string) =>
  [...highlightPython(code).children].map(
    (span) => `${span.textContent}:${span.className.replace("lb-tok-", "")}`,
  );

describe("Python", () => {
  test("keywords, definitions, calls and constants are told apart", () => {
    expect(pieces("async def fetch(n):\n    await sleep(1)  # wait\n    return None")).toEqual([
      "async:keyword",
      "def:keyword",
      "fetch:definition",
      "await:keyword",
      "sleep:call",
      "1:number",
      "# wait:comment",
      "return:keyword",
      "None:constant",
    ]);
  });

  test("strings and decorators have their own class", () => {
    expect(pieces("@wraps\ndef f(): 'text'")).toEqual(
      expect.arrayContaining(["'text':string", "def:keyword"]),
    );
  });

  test("top-level await is no error", () => {
    expect(pieces("await asyncio.gather(a(), b())")[0]).toBe("await:keyword");
  });
});

test.each([
  "",
  "x = 1\n",
  "def broken(:\n  'unclosed",
  "%timeit x\n!ls -l\n",
  "a\r\nb",
  "\t🐍 = 'é'",
  "(".repeat(50_000),
  "f(".repeat(5_000),
  `x = "${"a".repeat(120_000)}"`,
  "if x:\n" + " ".repeat(3_000) + "y",
  "'''" + "'''".repeat(9_999),
  "lambda:".repeat(5_000),
  "not ".repeat(8_000),
])("keeps the text whole, case %#", (code) => {
  expect(highlightPython(code).textContent).toBe(code);
});
