import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchWords } from "../../../src/notebook/fuzzy.ts";

const best = (query: string, texts: readonly string[]): string | undefined =>
  texts
    .map((text) => ({ text, match: matchWords(query, text) }))
    .filter(({ match }) => match !== undefined)
    .sort((a, b) => (b.match?.score ?? 0) - (a.match?.score ?? 0))[0]?.text;

const labels = [
  "Run the cell",
  "Run all cells",
  "Restart the kernel",
  "Restart the kernel and run all cells",
  "Insert a cell above",
  "Clear all outputs",
];

describe("matchWords", () => {
  it.each([
    ["restart", "Restart the kernel"],
    ["rkra", "Restart the kernel and run all cells"],
    ["clear", "Clear all outputs"],
    ["above", "Insert a cell above"],
    ["cells run", "Run all cells"],
    ["RUN", "Run the cell"],
  ])("finds by %j first %j", (query, label) => {
    expect(best(query, labels)).toBe(label);
  });

  it("gives the places of the letters", () => {
    expect(matchWords("rac", "Run all cells")?.places).toEqual([0, 4, 8]);
  });

  it("does not fit where a letter is missing or stands before", () => {
    expect(matchWords("xyz", "Run all cells")).toBeUndefined();
    expect(matchWords("nur", "Run")).toBeUndefined();
    expect(matchWords("run xyz", "Run all cells")).toBeUndefined();
  });

  it("fits everything when nothing was typed", () => {
    expect(matchWords("  ", "Run")).toEqual({ score: 0, places: [] });
  });

  it("finds every text by any of its letters in order", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z ]{1,30}$/),
        fc.infiniteStream(fc.boolean()),
        (text, keep) => {
          const letters = Array.from(text).filter(
            (letter) => letter !== " " && keep.next().value === true,
          );
          const match = matchWords(letters.join(""), text);
          expect(match?.places.map((place) => text[place])).toEqual(letters);
        },
      ),
    );
  });

  it("is done with a long text of one letter at once", () => {
    expect(matchWords("a".repeat(40), "a".repeat(80))?.places).toHaveLength(40);
  });
});
