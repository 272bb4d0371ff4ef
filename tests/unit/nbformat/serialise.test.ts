import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNotebookText } from "../../../src/nbformat/parse.ts";
import { serialiseNotebook, splitLines } from "../../../src/nbformat/serialise.ts";

const lessons = new URL("../../../notebooks/", import.meta.url).pathname;
const notebooks = readdirSync(lessons, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ipynb"),
);

describe("serialiseNotebook", () => {
  it("has notebooks to look at", () => {
    expect(notebooks.length).toBeGreaterThan(0);
  });

  it.each(notebooks)("writes %s back byte for byte", (name) => {
    const text = readFileSync(join(lessons, name), "utf8");
    expect(serialiseNotebook(parseNotebookText(text).notebook)).toBe(text);
  });

  it("sorts keys by code point, as Python does", () => {
    const text = serialiseNotebook(
      parseNotebookText(
        '{"nbformat":4,"nbformat_minor":5,"cells":[],"metadata":{"\uFB01":1,"\u{1F40D}":2,"Z":3,"a":4}}',
      ).notebook,
    );
    expect(text.match(/"(Z|a|\uFB01|\u{1F40D})"/gu)).toEqual([
      '"Z"',
      '"a"',
      '"\uFB01"',
      '"\u{1F40D}"',
    ]);
  });
});

describe("splitLines", () => {
  it("loses nothing", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "\n", "\r", "") }),
        (text) => splitLines(text).join("") === text,
      ),
    );
  });

  it("ends every piece but the last with a line feed", () => {
    expect(splitLines("a\n\nb")).toEqual(["a\n", "\n", "b"]);
    expect(splitLines("a\n")).toEqual(["a\n"]);
    expect(splitLines("")).toEqual([]);
  });
});
