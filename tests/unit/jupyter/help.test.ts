// Completion and inspection off the wire: places counted in code points, and replies that are not what they should be.
import { describe, expect, it } from "vitest";
import {
  completeContent,
  readCompletions,
  readInspection,
  toCodePoints,
  toUtf16,
} from "../../../src/jupyter/help.ts";

const code = "'🐍🐍'; na";
const place = { code, offset: code.length };

describe("places", () => {
  it("count a character beyond the first plane as one for the kernel and two for the editor", () => {
    expect(completeContent(place).cursor_pos).toBe(code.length - 2);
    expect(toUtf16("🐍a", 1)).toBe(2);
    expect(toUtf16("🐍a", 2)).toBe(3);
  });

  it("come back the same from each whole character, and never leave the text", () => {
    for (let points = 0; points <= Array.from(code).length; points++) {
      expect(toCodePoints(code, toUtf16(code, points))).toBe(points);
    }
    expect(toUtf16(code, 1e9)).toBe(code.length);
    expect(toCodePoints(code, 1e9)).toBe(Array.from(code).length);
    expect(toCodePoints("🐍", 1)).toBe(0);
  });
});

describe("a complete_reply", () => {
  it("gives matches with their kinds, and the range in the editor's places", () => {
    const reply = {
      status: "ok",
      matches: ["name", "nap"],
      cursor_start: 6,
      cursor_end: 8,
      metadata: {
        _jupyter_types_experimental: [
          { start: 6, end: 8, text: "name", type: "function", signature: "(a)" },
          { start: 6, end: 8, text: "nap", type: "<unknown>" },
        ],
      },
    };
    expect(readCompletions(reply, place)).toEqual({
      start: 8,
      end: 10,
      matches: [{ text: "name", type: "function", signature: "(a)" }, { text: "nap" }],
    });
  });

  it.each([
    [null],
    ["text"],
    [{ status: "error", ename: "E" }],
    [{ matches: "name", cursor_start: "0" }],
    [{ matches: [1, null, {}], cursor_start: -4, cursor_end: 1e12, metadata: 3 }],
    [{ matches: [], metadata: { _jupyter_types_experimental: [null, 4, { text: 3 }] } }],
    [{ matches: [], cursor_start: 9e9, cursor_end: 2 }],
  ])("that is %j proposes nothing and names a range inside the text", (reply) => {
    const { start, end, matches } = readCompletions(reply, place);
    expect(matches).toEqual([]);
    expect(0 <= start && start <= end && end <= code.length).toBe(true);
  });

  it("of a hundred thousand matches is cut to what somebody may read", () => {
    const matches = Array.from({ length: 100_000 }, (_, i) => `name${i}`);
    expect(readCompletions({ matches }, place).matches).toHaveLength(2000);
  });
});

describe("an inspect_reply", () => {
  it("gives its bundle, and nothing where nothing was found", () => {
    expect(readInspection({ found: true, data: { "text/plain": "doc" } })).toEqual({
      "text/plain": "doc",
    });
    expect(readInspection({ found: false, data: { "text/plain": "doc" } })).toBeNull();
    expect(readInspection({ found: true, data: {} })).toBeNull();
    expect(readInspection({ found: true, data: 4 })).toBeNull();
    expect(readInspection(undefined)).toBeNull();
  });
});
