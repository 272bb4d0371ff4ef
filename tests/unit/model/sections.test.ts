import { describe, expect, it } from "vitest";
import { sectionAround } from "../../../src/model/sections.ts";
import { code, md, opened } from "../../support/builders.ts";

describe("sectionAround", () => {
  const state = opened(
    code("0"),
    md("# One"),
    code("2"),
    md("## Sub"),
    code("4"),
    md("# Two"),
    code("6"),
  );

  it.each([
    [0, 0, 1],
    [1, 1, 5],
    [2, 1, 5],
    [3, 3, 5],
    [4, 3, 5],
    [6, 5, 7],
  ])("of cell %i is %i to %i", (index, first, end) => {
    expect(sectionAround(state, index)).toEqual({ first, end });
  });
});
