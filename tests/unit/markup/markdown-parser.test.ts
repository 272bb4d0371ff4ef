import { describe, expect, test } from "vitest";
import { outlineOf, parseMarkdown } from "../../../src/markup/markdown-parser.ts";
import { slugOf } from "../../../src/markup/slug.ts";

const formulas = (source: string) =>
  parseMarkdown(source).slots.flatMap((slot) =>
    slot.type === "math" ? [`${slot.display ? "block" : "inline"} ${slot.tex}`] : [],
  );

describe("formulas", () => {
  test.each([
    ["area $\\pi r^2$ here", ["inline \\pi r^2"]],
    ["$a$, $b$", ["inline a", "inline b"]],
    ["\\(x_1\\) and \\[y\\]", ["inline x_1", "block y"]],
    ["text $$x$$ text", ["block x"]],
    ["$$\na\n\nb\n$$", ["block a\n\nb"]],
    ["- item\n\n  $$\n  a\n  $$", ["block a"]],
    ["\\begin{align}\na &= b\n\\end{align}", ["block \\begin{align}\na &= b\n\\end{align}"]],
    ["**$a$**", ["inline a"]],
    ["$a*b$ and $c*d$", ["inline a*b", "inline c*d"]],
  ])("are found in %j", (source, found) => {
    expect(formulas(source)).toEqual(found);
  });

  test.each([
    "$5 and $6",
    "from $5 to $10",
    "from 5$ to 6$",
    "US$3 and CA$4",
    "`$a$`",
    "\\$a\\$",
    "```\n$a$\n```",
    "$ a $",
    "$$$$",
    "$a\n\nb$",
    "<span title='$a$'>x</span>",
    "$$ never closed",
  ])("are not found in %j", (source) => {
    expect(formulas(source)).toEqual([]);
  });
});

describe("code", () => {
  test("keeps its info string and its text", () => {
    expect(parseMarkdown("```python\nx = '<b>'\n```\n\n~~~ output\n...\n~~~").slots).toEqual([
      { type: "code", info: "python", text: "x = '<b>'\n" },
      { type: "code", info: " output", text: "...\n" },
    ]);
  });
});

describe("links", () => {
  test("whole addresses become links, names of files and functions do not", () => {
    const { html } = parseMarkdown("https://docs.python.org/3/ asyncio.run main.py a@b.org");
    expect(html.match(/<a /g)).toHaveLength(1);
  });
});

test("alignment in tables stands in an attribute that the sanitiser passes", () => {
  const { html } = parseMarkdown("| a | b |\n|--:|---|\n| 1 | 2 |");
  expect(html).toContain('<th align="right">');
  expect(html).not.toContain("style");
});

describe("outline", () => {
  test("gives headings with level, words and a name", () => {
    expect(outlineOf("# `asyncio.run()` — The *Entry* Point\n\ntext\n\nSecond\n---\n")).toEqual([
      { level: 1, text: "asyncio.run() — The Entry Point", anchor: "asynciorun--the-entry-point" },
      { level: 2, text: "Second", anchor: "second" },
    ]);
  });

  test("gives headings of the same words different names", () => {
    expect(outlineOf("## Try it\n## Try it\n## Try it").map(({ anchor }) => anchor)).toEqual([
      "try-it",
      "try-it-1",
      "try-it-2",
    ]);
  });

  test("passes over headings in code", () => {
    expect(outlineOf("```\n# no\n```\n    # no\n")).toEqual([]);
  });

  test("a link in Jupyter's spelling names the same heading as one in GitHub's", () => {
    expect(slugOf("Why-asyncio?")).toBe(slugOf("Why asyncio?"));
    expect(slugOf("The-Entry-Point")).toBe(slugOf("the-entry-point"));
    expect(slugOf("Über-Größe")).toBe("über-größe");
  });
});

describe("inputs that make parsers hang", () => {
  const size = 150_000;
  const many = (piece: string) => piece.repeat(Math.ceil(size / piece.length));
  const wide = `|${"a|".repeat(2000)}\n|${"-|".repeat(2000)}\n${`|${"b|".repeat(2000)}\n`.repeat(40)}`;
  const stairs = Array.from({ length: 600 }, (_, depth) => `${" ".repeat(depth * 2)}- a`).join(
    "\n",
  );
  const growing = Array.from({ length: 500 }, (_, length) => "`".repeat(length)).join(" ");
  test.each(
    Object.entries({
      ...Object.fromEntries(
        [
          ">",
          "> ",
          "- ",
          "* ",
          "1. ",
          "`",
          "[",
          "]",
          "[a](",
          "![",
          "[]",
          "[a][b]",
          "*a ",
          "*_",
        ].map((piece) => [piece, many(piece)]),
      ),
      ...Object.fromEntries(
        [
          "a**b",
          "**a *",
          "<",
          "<a ",
          "<!--",
          "<![CDATA[",
          "<?",
          "&#x",
          "$",
          "$$",
          "$a ",
          "\\(",
        ].map((piece) => [piece, many(piece)]),
      ),
      ...Object.fromEntries(
        [
          "\\[",
          "\\begin{align}\n",
          "a|b\n-|-\n",
          "http://a.b/",
          "mailto:a@",
          "~~a",
          "[a]: b\n",
        ].map((piece) => [JSON.stringify(piece), many(piece)]),
      ),
      ...Object.fromEntries(
        ["<div>\n", "<b>", "```\n", "a\\\n", "$$\n", "a\n", " ", "\t", "\n", "# "].map((piece) => [
          JSON.stringify(piece),
          many(piece),
        ]),
      ),
      "a wide table": wide,
      "a list like stairs": stairs,
      "growing ticks": growing,
    }),
  )("%s is parsed, and what is left out is said", (_name, source) => {
    const { cut, slots } = parseMarkdown(source);
    expect(cut).toBe(true);
    expect(slots.length).toBeLessThanOrEqual(2000);
  });
});

test("an embedded picture is not cut for its length", () => {
  const source = `![plot](data:image/png;base64,${"A".repeat(60_000)})`;
  expect(parseMarkdown(source).cut).toBe(false);
  expect(parseMarkdown(source).html).toContain("<img");
});
