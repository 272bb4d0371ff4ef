// A line that carries nothing any more is noticed: at once when the page wakes, after a while when an answer is owed.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Lifeline, LIFELINE_TIMES as TIMES } from "../../../src/jupyter/lifeline.ts";

let calls: string[];
let state: "open" | "opening" | "ended";
let isOwed: boolean;
let wake: () => void;
let line: Lifeline;

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  state = "open";
  isOwed = false;
  line = new Lifeline({
    recovery: {
      onWake: (listener) => {
        wake = listener;
        return () => calls.push("deaf");
      },
      onUse: () => () => undefined,
    },
    state: () => state,
    isOwed: () => isOwed,
    knock: () => calls.push("knock"),
    renew: () => {
      calls.push("renew");
      state = "opening";
    },
    now: Date.now,
  });
});
afterEach(() => {
  line.dispose();
  vi.useRealTimers();
});

describe("a line to a kernel", () => {
  it("is left alone while nothing is owed, for hours", () => {
    vi.advanceTimersByTime(3 * 3_600_000);
    expect(calls).toEqual([]);
  });

  it("is asked for a sign when an answer is owed and nothing comes, and is made anew without one", () => {
    isOwed = true;
    vi.advanceTimersByTime(TIMES.silence);
    expect(calls).toEqual([]);
    vi.advanceTimersByTime(TIMES.look);
    expect(calls).toEqual(["knock"]);
    vi.advanceTimersByTime(TIMES.answer);
    expect(calls).toEqual(["knock", "renew"]);
  });

  it("stays as it is when a sign comes, and is asked again after the next silence", () => {
    isOwed = true;
    vi.advanceTimersByTime(TIMES.silence + TIMES.look);
    line.heard();
    vi.advanceTimersByTime(TIMES.silence);
    expect(calls).toEqual(["knock"]);
    vi.advanceTimersByTime(TIMES.look);
    expect(calls).toEqual(["knock", "knock"]);
  });

  it("is asked more and more rarely where a kernel gives no sign though the line can be opened", () => {
    isOwed = true;
    const openAgain = (): void => {
      state = "open";
      line.changed();
    };
    vi.advanceTimersByTime(TIMES.silence + TIMES.look + TIMES.answer);
    openAgain();
    vi.advanceTimersByTime(2 * TIMES.silence - TIMES.look);
    expect(calls).toEqual(["knock", "renew"]);
    vi.advanceTimersByTime(2 * TIMES.look);
    expect(calls).toEqual(["knock", "renew", "knock"]);
  });

  it("is asked at once when the page wakes, once for all signs of waking", () => {
    vi.advanceTimersByTime(TIMES.fresh);
    wake();
    wake();
    expect(calls).toEqual(["knock"]);
    line.heard();
    wake();
    expect(calls).toEqual(["knock"]);
  });

  it("is made anew at once when the page wakes while it is being opened", () => {
    state = "opening";
    line.changed();
    wake();
    expect(calls).toEqual([]);
    vi.advanceTimersByTime(TIMES.fresh);
    wake();
    wake();
    expect(calls).toEqual(["renew"]);
  });

  it("is tried anew each half minute while it does not open, and never given up", () => {
    state = "opening";
    line.changed();
    vi.advanceTimersByTime(3_600_000);
    expect(calls.length).toBeGreaterThanOrEqual(100);
    expect(new Set(calls)).toEqual(new Set(["renew"]));
  });

  it("is asked when the machine has slept, though nothing else says so", () => {
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(TIMES.look);
    expect(calls).toEqual(["knock"]);
  });

  it("is left alone when the kernel has ended or nobody follows it any more", () => {
    isOwed = true;
    state = "ended";
    wake();
    vi.advanceTimersByTime(60_000);
    state = "open";
    line.dispose();
    vi.advanceTimersByTime(60_000);
    expect(calls).toEqual(["deaf"]);
  });
});
