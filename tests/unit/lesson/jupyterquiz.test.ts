import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlToMarkdown } from "../../../src/lesson/import/html-to-markdown.ts";
import { importJupyterQuiz, QuizFormatError } from "../../../src/lesson/import/jupyterquiz.ts";
import { linesOf, readCases } from "./cases.ts";

describe("questions of jupyterquiz", () => {
  it.each(readCases("jupyterquiz.txt").map((one) => [one.name, one] as const))("%s", (_, one) => {
    const { questions, remarks } = importJupyterQuiz(one.part("json"));
    if (one.part("source", "-") !== "-") expect(questions[0]?.source).toBe(one.part("source"));
    if (one.part("metadata", "-") !== "-") {
      expect(questions[0]?.lessonbook).toEqual({
        kind: "quiz",
        mode: "practice",
        ...(JSON.parse(one.part("metadata")) as object),
      });
    }
    const expected = linesOf(one.part("remarks", ""));
    expect(remarks.map(({ question }) => question)).toEqual(expected.map((line) => parseInt(line)));
    for (const [index, line] of expected.entries()) {
      expect(remarks[index]?.message).toContain(line.replace(/^\d+ /, ""));
    }
  });

  it("are read from base64 too, and with a mark at the front", () => {
    const json =
      '[{"type":"string","question":"Größe?","answers":[{"answer":"x","correct":true}]}]';
    const base64 = Buffer.from(json).toString("base64").replace(/.{20}/g, "$&\n");
    expect(importJupyterQuiz(base64)).toEqual(importJupyterQuiz(json));
    expect(importJupyterQuiz(`\uFEFF${json}`)).toEqual(importJupyterQuiz(json));
  });

  it.each([
    ["no JSON", "display_quiz('x')", "This is no JSON"],
    ["nothing", "", "This is no JSON"],
    ["an empty list", "[]", "The list is empty"],
    ["other JSON", '{"cells": []}', "The type is null"],
    ["base64 of something else", "AAAA", "This is no JSON"],
  ])("are not read from %s", (_, text, words) => {
    expect(() => importJupyterQuiz(text)).toThrow(QuizFormatError);
    expect(() => importJupyterQuiz(text)).toThrow(words);
  });
});

describe("HTML made safe", () => {
  const pieces = fc.constantFrom(
    "<script>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">',
    "<a href=https://example.org>",
    "</a>",
    "<svg/onload=alert(1)>",
    "<b",
    "<",
    ">",
    "<!--",
    "-->",
    "&lt;script&gt;",
    "[a](javascript:b)",
    "[a](data:text/html,x)",
    "`<i>`",
    "$<b>$",
    "<pre>",
    "</pre>",
    '"',
    "'",
    "\n",
    "text ",
    "<scr<script>ipt>",
    "<p onclick=x>",
  );

  it("holds no tag but two harmless ones, and no link that runs something", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        const { markdown } = htmlToMarkdown(list.join(""));
        // What stands in code and formulas is shown as text.
        const read = markdown.replace(/```[\s\S]*?(?:```|$)|`[^`\n]+`|\$[^$\n]+\$/g, "");
        expect(read).not.toMatch(/(?<!\\)<(?!\/?su[bp]>|https?:)[a-z/!?]/i);
        expect(read).not.toMatch(/\]\(\s*(?:javascript|data:text)/i);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes linear time", () => {
    for (const text of [
      "<",
      "<a ",
      "$",
      "`",
      "[",
      "<!--",
      "&",
      "*",
      "_",
      '<a "',
      "<pre>",
      "<script>",
    ]) {
      expect(htmlToMarkdown(text.repeat(50_000)).markdown).toBeTypeOf("string");
    }
  });
});
