import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folderOf, joinPath, nameOf } from "../../../src/execution/paths.ts";
import {
  byteLength,
  freeName,
  isPart,
  keyOf,
  nameProblem,
  partName,
  splitName,
} from "../../../src/files/names.ts";

/** Every kind of name that people give files. */
const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 80 })
  .filter((text) => nameProblem(text) === undefined);

describe("a name for a new file", () => {
  it.each(["a.txt", "50% #1 & ?.ipynb", "🐍 שלום.txt", "no ending", "a..b", "é".repeat(127)])(
    "may be %s",
    (text) => {
      expect(nameProblem(text)).toBeUndefined();
    },
  );

  it.each([
    ["", /Type a name/],
    [".", /means a folder/],
    ["..", /means a folder/],
    ["a/b", /no “\/”/],
    ["a\0b", /no “\/”/],
    [".hidden", /hidden/],
    ["é".repeat(128), /256 bytes/],
    ["half \ud83d", /half a character/],
  ])("may not be %j", (text, words) => {
    expect(nameProblem(text)).toMatch(words);
  });
});

describe("names that are made here", () => {
  it("puts a number before the ending", () => {
    const taken = new Set(["a (2).txt", "a (3).txt"]);
    expect(freeName("a.txt", (one) => taken.has(one))).toBe("a (4).txt");
    expect(freeName("archive.tar.gz", () => false)).toBe("archive.tar (2).gz");
    expect(freeName(".config", () => false)).toBe(".config (2)");
  });

  it("fits the file system, whatever the name", () => {
    fc.assert(
      fc.property(name, fc.nat({ max: 3 }), (text, times) => {
        const long = text.repeat(times + 1);
        for (const made of [partName(long, keyOf(long)), freeName(text, () => false)]) {
          expect(byteLength(made)).toBeLessThanOrEqual(255);
          expect(nameProblem(made)).toBeUndefined();
        }
        expect(isPart(partName(long, keyOf(long)))).toBe(true);
        expect(byteLength(partName(long, keyOf(long)))).toBeLessThanOrEqual(253);
      }),
    );
  });

  it("tells a file that was chosen again from another one of its name", () => {
    expect(keyOf("a\n10\n1")).toBe(keyOf("a\n10\n1"));
    expect(keyOf("a\n10\n1")).not.toBe(keyOf("a\n10\n2"));
    expect(isPart("notes.upload")).toBe(false);
  });
});

describe("a path", () => {
  it("is a folder and a name", () => {
    expect([nameOf("a/b/c.txt"), folderOf("a/b/c.txt")]).toEqual(["c.txt", "a/b"]);
    expect([nameOf("c.txt"), folderOf("c.txt")]).toEqual(["c.txt", ""]);
    expect([joinPath("", "c"), joinPath("a/b", "c")]).toEqual(["c", "a/b/c"]);
    expect(splitName("notes.tar.gz")).toEqual(["notes.tar", ".gz"]);
  });
});
