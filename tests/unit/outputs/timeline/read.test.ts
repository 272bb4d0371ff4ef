// Bundles that somebody else wrote: what can be drawn is drawn, what makes no sense is left out and said.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chromeTrace } from "../../../../src/outputs/timeline/chrome-trace.ts";
import { lanesOf } from "../../../../src/outputs/timeline/lanes.ts";
import { readTimeline, type Timeline } from "../../../../src/outputs/timeline/read.ts";
import { makeScale } from "../../../../src/outputs/timeline/scale.ts";
import { stepSentence, stepsOf } from "../../../../src/outputs/timeline/steps.ts";
import { summaryWords } from "../../../../src/outputs/timeline/words.ts";
import type { JsonObject } from "../../../../src/nbformat/types.ts";
import { bundleOf } from "./bundles.ts";

const GOOD = bundleOf(`task the cell, under -, 0..10, done
task a(), under 0, 1..9, done
run 0 0+1 waits task on 1 line 2
run 1 1+2
run 0 9+1
block 1 1+2 line 3 x
late 1 2-3`);

/** Everything that is made of a record, so that a test sees whether any of it stumbles. */
function drawAll(timeline: Timeline): void {
  lanesOf(timeline);
  for (const step of stepsOf(timeline).slice(0, 100)) stepSentence(step, timeline);
  summaryWords(timeline);
  chromeTrace(timeline);
  const scale = makeScale(timeline.duration, 600);
  for (const { start, end } of timeline.runs) {
    expect(scale.place(start)).toBeGreaterThanOrEqual(0);
    expect(scale.place(end)).toBeLessThanOrEqual(601);
  }
}

describe("a bundle that makes no sense", () => {
  it.each([
    [null, "of a version"],
    [7, "of a version"],
    ["text", "of a version"],
    [[GOOD], "of a version"],
    [{ ...GOOD, version: 2 }, "of a version"],
    [{ ...GOOD, version: "1" }, "of a version"],
    [{ version: 1 }, "no task"],
    [{ ...GOOD, tasks: [] }, "no task"],
    [{ ...GOOD, tasks: { state: "1" } }, "no task"],
  ])("%j is refused in words", (data, words) => {
    expect(() => readTimeline(data)).toThrow(words);
  });

  it.each<[string, JsonObject]>([
    ["columns that are missing", { tasks: { state: [1, 1] } }],
    ["columns of other lengths", { tasks: { state: [1, 1], coro: [0], parent: [-1] } }],
    ["strings that are numbers", { strings: [1, 2, 3] }],
    ["states that are not known", { tasks: { state: [9, "done", null, -1] } }],
    ["a length that is too short", { duration: 1 }],
    ["a length that is negative", { duration: -5 }],
    ["a length without end", { duration: 1e300 }],
    ["no slices", { slices: null }],
    ["waits that are texts", { waits: ["sleep"] }],
    ["files that are numbers", { files: [1, 2] }],
    ["blocks of no task", { blocked: [{ task: 77, start: 1, dur: 2 }, 5, null, [], "x"] }],
    ["names of prototypes", { dropped: { slices: 0, tasks: { __proto__: 3, constructor: 4 } } }],
    ["warnings that are objects", { warnings: [{}, 1, "said"] }],
    ["a root that is not there", { cell: { id: 5, root: 99, end: "soon" } }],
  ])("%s: the rest is drawn", (_name, wrong) => {
    drawAll(readTimeline({ ...GOOD, ...wrong }));
  });

  it("negative and endless times are left out, and that is said", () => {
    const slices = {
      task: [0, 1, 1, 1],
      start: [0, -5_000_000, Infinity, 1000],
      dur: [1000, 1, 1, -1],
      why: [-1, -1, -1, -1],
      file: [0, 0, 0, 0],
      line: [1, 1, 1, 1],
    };
    const timeline = readTimeline({ ...GOOD, slices });
    expect(timeline.runs).toHaveLength(1);
    expect(timeline.notes).toContain("Parts of this timeline make no sense and are left out: 3.");
    drawAll(timeline);
  });

  it("a million slices are read quickly, the first of them shown", () => {
    const many = new Array<number>(1_000_000).fill(0);
    const slices = { task: many, start: many, dur: many, why: many, file: many, line: many };
    const timeline = readTimeline({ ...GOOD, slices });
    expect(timeline.runs).toHaveLength(20_000);
    expect(timeline.notes).toContain("Only the first 20000 of 1000000 stretches are shown.");
    drawAll(timeline);
  });

  it("a hundred thousand tasks, each made by the one before, do not nest for ever", () => {
    const count = 100_000;
    const state = new Array<number>(count).fill(1);
    const parent = state.map((_, at) => at - 1);
    const timeline = readTimeline({ ...GOOD, tasks: { state, parent } });
    expect(lanesOf(timeline)).toHaveLength(2000);
    expect(timeline.notes).toContain("Only the first 2000 of 100000 tasks are shown.");
  });

  it("anything at all is drawn or refused with a sentence", () => {
    const keys = Object.keys(GOOD);
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.anything(), (key, value) => {
        let timeline: Timeline;
        try {
          timeline = readTimeline({ ...GOOD, [key]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        drawAll(timeline);
      }),
    );
  });

  it("anything in a column is drawn", () => {
    const fields = ["tasks", "slices"].flatMap((part) =>
      Object.keys(GOOD[part] as JsonObject).map((column) => [part, column] as const),
    );
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.array(fc.anything()), ([part, column], value) => {
        const columns = { ...(GOOD[part] as JsonObject), [column]: value };
        if (column === "state" && value.length === 0) return;
        drawAll(readTimeline({ ...GOOD, [part]: columns }));
      }),
    );
  });
});

describe("what was not recorded", () => {
  it("is said in words", () => {
    const dropped = { slices: 12, tasks: { worker: 2501 } };
    const { notes } = readTimeline({ ...GOOD, dropped, warnings: ["No threads here."] });
    expect(notes).toEqual([
      "+2501 tasks like worker were not recorded.",
      "12 more stretches were not recorded.",
      "No threads here.",
    ]);
  });
});
