import { describe, expect, it } from "vitest";
import { isRecorded, timelineWish, withTimelineWish } from "../../../src/model/timeline-wish.ts";
import { code, md } from "../../support/builders.ts";

describe("which cells are recorded", () => {
  it.each([
    [{}, "none"],
    [{ lessonbook: { timeline: true } }, "timeline"],
    [{ lessonbook: { timeline: "predict" } }, "predict"],
    [{ lessonbook: { timeline: 1 } }, "none"],
    [{ lessonbook: "timeline" }, "none"],
    [{ lessonbook: null }, "none"],
  ])("the metadata %j asks for %s", (metadata, wish) => {
    expect(timelineWish(code("1", { metadata }))).toBe(wish);
  });

  it.each([
    ["%%timeline\n1", true],
    ["%%timeline predict\n1", true],
    ["\n\n%%timeline\n1", true],
    ["%%timelines\n1", false],
    ["1\n%%timeline", false],
    ["# %%timeline", false],
  ])("the source %j: %s", (source, recorded) => {
    expect(isRecorded(code(source))).toBe(recorded);
    expect(isRecorded(md(source))).toBe(false);
  });

  it("the wish comes and goes, and what else the metadata holds stays", () => {
    const cell = code("1", { metadata: { tags: ["x"], lessonbook: { hints: ["a"] } } });
    const on = withTimelineWish(cell, true);
    expect(on).toEqual({ tags: ["x"], lessonbook: { hints: ["a"], timeline: true } });
    expect(withTimelineWish({ ...cell, metadata: on }, false)).toEqual(cell.metadata);
    const bare = withTimelineWish(code("1"), true);
    expect(bare).toEqual({ lessonbook: { timeline: true } });
    expect(withTimelineWish(code("1", { metadata: bare }), false)).toEqual({});
  });
});
