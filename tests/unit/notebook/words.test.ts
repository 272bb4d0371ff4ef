import { describe, expect, it } from "vitest";
import {
  cellLabel,
  durationWords,
  endedWords,
  kernelName,
  runSign,
  runWords,
} from "../../../src/notebook/words.ts";
import type { CellEntry, CellRun, RunState } from "../../../src/model/state.ts";
import { code, md } from "../../support/builders.ts";

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

describe("endedWords", () => {
  const entry = (id: string, run: CellRun, count: number | null = null): CellEntry => ({
    cell: code("1", { id, execution_count: count }),
    run,
  });
  const done = (id: string, count: number): CellEntry =>
    entry(id, { state: "done", startedAt: 1, endedAt: 2 }, count);
  const failed = entry("c", { state: "error", startedAt: 3, endedAt: 4 }, 9);
  const waiting = ["a", "b", "c"].map((id) => entry(id, { state: "queued", place: 1 }));

  it("names one cell by its place, and how it ended", () => {
    expect(endedWords([done("a", 7)], [entry("a", { state: "running", startedAt: 1 })])).toBe(
      "Cell 1 done",
    );
    expect(endedWords([failed], [entry("c", { state: "running", startedAt: 3 })])).toBe(
      "Cell 1 error",
    );
  });

  it("names the place among all cells, as the cell itself does", () => {
    const before = [entry("z", { state: "idle" }), entry("a", { state: "running", startedAt: 1 })];
    expect(endedWords([before[0] ?? done("z", 1), done("a", 7)], before)).toBe("Cell 2 done");
  });

  it("counts several that ended in one go, also those that nobody saw running", () => {
    expect(endedWords([done("a", 7), done("b", 8), entry("c", { state: "idle" })], waiting)).toBe(
      "2 cells ended",
    );
    expect(endedWords([done("a", 7), done("b", 8), failed], waiting)).toBe(
      "3 cells ended, 1 with an error",
    );
  });

  it("says an end once, wherever the cell stands by then", () => {
    expect(endedWords([done("b", 8), done("a", 7)], [done("a", 7), done("b", 8)])).toBe("");
    const { cell, run } = done("a", 7);
    expect(endedWords([{ cell, run: { ...run, tasks: 1 } }], [done("a", 7)])).toBe("");
  });

  it("says it again when the same cell ran again in between", () => {
    const again = entry("a", { state: "done", startedAt: 5, endedAt: 6 }, 9);
    expect(endedWords([again], [done("a", 7)])).toBe("Cell 1 done");
  });

  it("does not speak of cells that did not run", () => {
    const cancelled = waiting.map(({ cell }) => ({ cell, run: { state: "cancelled" } as const }));
    expect(endedWords(cancelled, waiting)).toBe("");
  });
});

describe("cellLabel", () => {
  const codeCell = (run: CellRun, count: number | null): CellEntry => ({
    cell: code("1", { execution_count: count }),
    run,
  });

  it("says place, kind, number and state", () => {
    const place = { at: 3, of: 20 };
    expect(cellLabel(codeCell({ state: "running" }, 4), "code", place, false)).toBe(
      "Cell 3 of 20, code, number 4, running",
    );
    expect(cellLabel(codeCell({ state: "idle" }, null), "code", place, true)).toBe(
      "Cell 3 of 20, code, selected",
    );
    expect(cellLabel({ cell: md("x"), run: { state: "idle" } }, "quiz", place, false)).toBe(
      "Cell 3 of 20, question",
    );
  });
});

describe("kernelName", () => {
  it("leaves out what only says how Python is run", () => {
    expect(
      kernelName({ status: "idle", name: "python3", displayName: "Python 3 (ipykernel)" }),
    ).toBe("Python 3");
  });
});
