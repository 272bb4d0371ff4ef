// A record in words, steps, places, guesses and Chrome's format.
import { describe, expect, it } from "vitest";
import { chromeTrace } from "../../../../src/outputs/timeline/chrome-trace.ts";
import {
  lengthVerdict,
  orderVerdict,
  questionOf,
} from "../../../../src/outputs/timeline/predict.ts";
import { readTimeline, type Task, type Timeline } from "../../../../src/outputs/timeline/read.ts";
import { freeStretches, makeScale } from "../../../../src/outputs/timeline/scale.ts";
import { stepSentence, stepsOf } from "../../../../src/outputs/timeline/steps.ts";
import { summaryWords, timeWords } from "../../../../src/outputs/timeline/words.ts";
import { bundleOf } from "./bundles.ts";

const BLOCKED = readTimeline(
  bundleOf(`task the cell, under -, 0..200, done
task bad(), under 0, 1..153, done
task ok(1), under 0, 1..170, done
task ok(2), under 0, 1..190, error
run 0 0+1 waits gather 3 on 1,2,3 line 9
run 2 1+0 waits sleep 0.02 line 3
run 3 2+1 waits sleep 0.02 line 3
run 1 3+150
run 2 153+17
run 3 170+20
run 0 190+10
block 1 3+150 line 7 time.sleep(.15)`),
);

function task(timeline: Timeline, label: string): Task {
  const found = timeline.tasks.find((candidate) => candidate.label === label);
  if (found === undefined) throw new Error(`no task ${label}`);
  return found;
}

describe("times", () => {
  it.each([
    [0, "0 ms"],
    [26, "0.03 ms"],
    [450, "0.45 ms"],
    [1500, "1.5 ms"],
    [150_400, "150 ms"],
    [999_700, "1 s"],
    [2_345_678, "2.35 s"],
    [123_000_000, "123 s"],
  ])("%d microseconds are %s", (microseconds, words) => {
    expect(timeWords(microseconds)).toBe(words);
  });
});

describe("steps", () => {
  it("say who ran, how long, and what for it waits then", () => {
    expect(stepsOf(BLOCKED).map((step) => stepSentence(step, BLOCKED))).toEqual([
      "the cell starts, runs for 1 ms, then waits at line 9 for gather of 3 (bad(), ok(1), ok(2)).",
      "ok(1) starts, runs for a moment, then waits at line 3 for sleep 0.02 s.",
      "ok(2) starts, runs for 1 ms, then waits at line 3 for sleep 0.02 s.",
      "bad() starts, runs for 150 ms, and ends: done. Line 7 held the loop for 150 ms: 2 other tasks could not run.",
      "ok(1) goes on, runs for 17 ms, and ends: done.",
      "ok(2) goes on, runs for 20 ms, and ends: error.",
      "the cell goes on, runs for 10 ms, and ends: done.",
    ]);
  });

  it("name the line that held the loop, or else the line of the wait", () => {
    expect(stepsOf(BLOCKED).map(({ place }) => place?.line)).toEqual([
      9,
      3,
      3,
      7,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("the record in one line", () => {
    expect(summaryWords(BLOCKED)).toBe("3 tasks · 200 ms · loop held for 150 ms");
    expect(summaryWords({ ...BLOCKED, phase: "background", blocks: [] })).toBe(
      "3 tasks · 200 ms · tasks still run",
    );
  });
});

describe("the scale", () => {
  it("is even without squeezing, and its ticks are round", () => {
    const scale = makeScale(200_000, 500);
    expect([0, 100_000, 200_000].map((moment) => scale.place(moment))).toEqual([0, 250, 500]);
    expect(scale.ticks).toEqual([0, 50_000, 100_000, 150_000, 200_000]);
    expect(scale.moment(250)).toBe(100_000);
  });

  it("squeezes long free stretches and keeps order and ends", () => {
    const free = [{ start: 10_000, end: 190_000 }];
    const scale = makeScale(200_000, 500, free);
    expect(scale.squeezed).toEqual(free);
    expect(scale.place(190_000) - scale.place(10_000)).toBeCloseTo(28);
    expect(scale.place(200_000)).toBeCloseTo(500);
    for (const moment of [0, 5_000, 100_000, 195_000])
      expect(scale.moment(scale.place(moment))).toBeCloseTo(moment);
  });

  it("knows when the loop was free", () => {
    const timeline = readTimeline(
      bundleOf(`task a(), under -, 0..100, done
run 0 0+10 waits sleep 0.05
work 20+5 asyncio
run 0 60+10`),
    );
    expect(freeStretches(timeline)).toEqual([
      { start: 10_000, end: 20_000 },
      { start: 25_000, end: 60_000 },
      { start: 70_000, end: 100_000 },
    ]);
  });

  it("stays within reason when nearly all is free, many times over", () => {
    const free = Array.from({ length: 15 }, (_, at) => ({ start: at * 10, end: at * 10 + 9 }));
    const scale = makeScale(150, 100, free);
    expect(scale.place(150)).toBeCloseTo(100);
  });
});

describe("the guess", () => {
  it("asks for the order of ends where names tell tasks apart", () => {
    expect(questionOf(BLOCKED)).toEqual({
      type: "order",
      tasks: [task(BLOCKED, "bad()"), task(BLOCKED, "ok(1)"), task(BLOCKED, "ok(2)")],
    });
  });

  it("asks for the length where they do not", () => {
    const same = readTimeline(
      bundleOf(`task the cell, under -, 0..9, done
task a(), under 0, 0..2, done
task a(), under 0, 0..3, done`),
    );
    expect(questionOf(same)).toEqual({ type: "length" });
    expect(lengthVerdict(0.5, same)).toBe("You said 500 ms. It took 9 ms.");
  });

  it("is set beside what happened, and ends at the same time are in either order", () => {
    const [bad, one, two] = ["bad()", "ok(1)", "ok(2)"].map((label) => task(BLOCKED, label));
    if (bad === undefined || one === undefined || two === undefined) throw new Error("no tasks");
    expect(orderVerdict([bad, one, two])).toBe(
      "You said bad(), ok(1), ok(2). That is how they ended.",
    );
    expect(orderVerdict([one, bad, two])).toBe(
      "You said ok(1), bad(), ok(2). They ended bad(), ok(1), ok(2).",
    );
    const together = { ...one, ended: 153_500 };
    expect(orderVerdict([together, bad, two])).toContain("That is how they ended.");
  });
});

describe("Chrome's trace", () => {
  it("has a thread for each task, an event for each stretch, and an arrow from its maker", () => {
    const { traceEvents } = chromeTrace(BLOCKED);
    const events = traceEvents as readonly Record<string, unknown>[];
    const names = events.filter(({ ph }) => ph === "M").map(({ args }) => args);
    expect(names).toEqual([
      { name: "the loop" },
      { name: "the cell" },
      { name: "bad()" },
      { name: "ok(1)" },
      { name: "ok(2)" },
    ]);
    const held = events.filter(({ cat }) => cat === "blocked");
    expect(held.map(({ tid, ts, dur }) => [tid, ts, dur])).toEqual([
      [2, 3000, 150_000],
      [0, 3000, 150_000],
    ]);
    const arrows = events.filter(({ cat }) => cat === "made");
    expect(arrows.map(({ ph, tid }) => [ph, tid])).toEqual([
      ["s", 1],
      ["f", 2],
      ["s", 1],
      ["f", 3],
      ["s", 1],
      ["f", 4],
    ]);
  });
});
