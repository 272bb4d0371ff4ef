import { describe, expect, it } from "vitest";
import { durationWords, kernelName, runSign, runWords } from "../../../src/notebook/words.ts";
import type { RunState } from "../../../src/model/state.ts";

describe("durationWords", () => {
  it.each([
    [0, "0 ms"],
    [36.4, "36 ms"],
    [99.9, "100 ms"],
    [100, "0.1 s"],
    [9_940, "9.9 s"],
    [59_999, "59 s"],
    [60_000, "1 min 0 s"],
    [3_725_000, "62 min 5 s"],
  ])("%d is %s", (milliseconds, words) => {
    expect(durationWords(milliseconds)).toBe(words);
  });
});

describe("runWords", () => {
  it("says the place in the queue, the time that runs, and the time that it took", () => {
    expect(runWords({ state: "queued", place: 1 }, 0)).toBe("next");
    expect(runWords({ state: "queued", place: 3 }, 0)).toBe("waits, place 3");
    expect(runWords({ state: "running", startedAt: 1_000 }, 2_500)).toBe("1.5 s");
    expect(runWords({ state: "done", startedAt: 1_000, endedAt: 3_000 }, 9_000)).toBe("2.0 s");
  });

  it("never shows a negative time when the clock is set back", () => {
    expect(runWords({ state: "running", startedAt: 5_000 }, 1_000)).toBe("0 ms");
  });

  it("gives every state but idle a sign of its own", () => {
    const states: readonly RunState[] = ["queued", "running", "done", "error", "cancelled"];
    const signs = states.map((state) => runSign({ state }));
    expect(new Set(signs).size).toBe(states.length);
    expect(runSign({ state: "idle" })).toBe("");
  });
});

describe("kernelName", () => {
  it("leaves out what only says how Python is run", () => {
    expect(
      kernelName({ status: "idle", name: "python3", displayName: "Python 3 (ipykernel)" }),
    ).toBe("Python 3");
  });
});
