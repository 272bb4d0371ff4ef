import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  findIn,
  lineOf,
  makeMatcher,
  replaceHits,
  textsOf,
  type SearchQuery,
} from "../../../src/model/search.ts";
import { code, md, stream } from "../../support/builders.ts";

const plain: Omit<SearchQuery, "text"> = {
  matchCase: false,
  wholeWord: false,
  isPattern: false,
  inOutputs: false,
};

/** What is found, as words. */
function found(text: string, what: string, options: Partial<SearchQuery> = {}): readonly string[] {
  const matcher = makeMatcher({ ...plain, text: what, ...options });
  if ("problem" in matcher) throw new Error(matcher.problem);
  return findIn(matcher.regexp, text, 1000).map(({ start, end }) => text.slice(start, end));
}

function replaced(text: string, what: string, by: string, isPattern: boolean): string {
  const matcher = makeMatcher({ ...plain, text: what, isPattern });
  if ("problem" in matcher) throw new Error(matcher.problem);
  return replaceHits(text, findIn(matcher.regexp, text, 1000), by, isPattern);
}

describe("finding", () => {
  test("case counts only when it is asked for", () => {
    expect(found("Task task TASK", "task")).toEqual(["Task", "task", "TASK"]);
    expect(found("Task task TASK", "task", { matchCase: true })).toEqual(["task"]);
    expect(found("ÄPFEL äpfel", "äpfel")).toEqual(["ÄPFEL", "äpfel"]);
  });

  test("a whole word has no letter, digit or underscore beside it, in any script", () => {
    expect(found("run rerun run_all (run) run2 rún", "run", { wholeWord: true })).toEqual([
      "run",
      "run",
    ]);
    expect(found("не нет", "не", { wholeWord: true })).toEqual(["не"]);
    expect(found("a.b", "a.b", { wholeWord: true })).toEqual(["a.b"]);
  });

  test("outside patterns every character stands for itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), (what) => {
        expect(found(`<${what}|${what}>`, what, { matchCase: true })).toContain(what);
      }),
      { seed: 4 },
    );
  });

  test("a pattern finds by lines, takes alternatives as whole words, and passes over empty places", () => {
    expect(found("a = 1\nab = 2", "^a\\w*", { isPattern: true })).toEqual(["a", "ab"]);
    expect(found("ab", "a|ab", { isPattern: true, wholeWord: true })).toEqual(["ab"]);
    expect(found("xxay", "x*", { isPattern: true })).toEqual(["xx"]);
    expect(found("a-b", "\\-", { isPattern: true })).toEqual(["-"]);
    expect(found("🐍a", "^|a", { isPattern: true })).toEqual(["a"]);
  });

  test.each(["(", "[", "*", "a{2,1}", "(?<n>a)(?<n>b)", "\\"])(
    "the bad pattern %s is told in words",
    (text) => {
      const matcher = makeMatcher({ ...plain, text, isPattern: true });
      const said = "problem" in matcher ? matcher.problem : "";
      expect(said).toMatch(/^This pattern cannot be used: .+\. Correct it/);
    },
  );

  test("no more hits are given than asked for", () => {
    expect(findIn(/a/g, "a".repeat(50), 7)).toHaveLength(7);
  });
});

describe("replacing", () => {
  test("words are put in as they stand", () => {
    expect(replaced("a.b a.b", "a.b", "$&$1", false)).toBe("$&$1 $&$1");
  });

  test("a pattern's groups come back by number and by name, as JavaScript's replace would do it", () => {
    const cases = [
      ["x = 1; y = 2", "(\\w) = (\\d)", "$2 = $1"],
      ["x = 1", "(?<name>\\w) =", "$<name>:"],
      ["cost", "cost", "$$5 ($&)"],
      ["ab", "(a)", "$10|$2|$9"],
      ["b", "(a)?b", "[$1]"],
      ["b", "b", "$<name>$1"],
    ] as const;
    for (const [text, pattern, by] of cases)
      expect(replaced(text, pattern, by, true)).toBe(text.replace(new RegExp(pattern, "gimu"), by));
  });
});

describe("what is searched", () => {
  const cell = code("print(1)", {
    outputs: [
      stream("\u001b[31mred\u001b[0m words\n"),
      {
        output_type: "execute_result",
        execution_count: 1,
        data: {
          "text/html": "<style>td{}</style><td>caf&amp;é</td><script>no()</script>",
          "text/plain": "hidden",
        },
        metadata: {},
      },
      {
        output_type: "display_data",
        data: { "image/png": "iVBO", "text/plain": "<Figure>" },
        metadata: {},
      },
      { output_type: "error", ename: "E", evalue: "v", traceback: ["\u001b[1mE\u001b[0m: v"] },
    ],
  });

  test("the source alone, unless outputs are asked for", () => {
    expect(textsOf(cell, false)).toEqual([{ part: "source", text: "print(1)" }]);
    expect(textsOf(md("# T"), true)).toEqual([{ part: "source", text: "# T" }]);
  });

  test("outputs as they read: without colours, tags, scripts and pictures' names", () => {
    expect(textsOf(cell, true).map(({ part, text }) => [part, text.trim()])).toEqual([
      ["source", "print(1)"],
      [0, "red words"],
      [1, "caf&é"],
      [2, ""],
      [3, "E: v"],
    ]);
  });

  test("hostile HTML takes one pass", () => {
    const html = "<script ".repeat(120_000);
    const [, output] = textsOf(
      code("", {
        outputs: [{ output_type: "display_data", data: { "text/html": html }, metadata: {} }],
      }),
      true,
    );
    expect(output?.text).toBe("");
  });
});

test("a hit's line is its first one, with the place of the hit in it", () => {
  const text = "one\ntwo three\nfour";
  expect(lineOf(text, { start: 8, end: 16 })).toEqual({
    number: 2,
    text: "two three",
    start: 4,
    end: 9,
  });
  expect(lineOf(text, { start: 0, end: 1 })).toMatchObject({ number: 1, text: "one" });
});
