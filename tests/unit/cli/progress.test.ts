import { describe, expect, it } from "vitest";
import { Progress, durationWords } from "../../../src/cli/grade/progress.ts";

/** Progress by a clock of its own; `lines` are what was said, `bar` what a terminal shows. */
function follow(total: number, hasScreen: boolean) {
  const lines: string[] = [];
  const shown: string[] = [];
  let now = 0;
  const terminal = {
    say: (text: string) => lines.push(text),
    ...(hasScreen && { show: (text: string) => shown.push(text) }),
  };
  const progress = new Progress(terminal as never, total, () => now);
  const gradeIn = (seconds: number): void => {
    now += seconds * 1000;
    progress.add();
  };
  return { lines, shown, gradeIn, progress };
}

describe("progress of a grading", () => {
  it("says now and then how many are graded and how long the rest takes at that pace", () => {
    const { lines, gradeIn } = follow(100, false);
    for (let graded = 0; graded < 12; graded++) gradeIn(2);
    expect(lines).toEqual([
      "5 of 100 graded, about 3 min left",
      "10 of 100 graded, about 3 min left",
    ]);
  });

  it("says nothing more when all is graded, and nothing of a quick one", () => {
    const slow = follow(2, false);
    slow.gradeIn(20);
    slow.gradeIn(20);
    expect(slow.lines).toEqual(["1 of 2 graded, about 20 s left"]);
    const quick = follow(3, false);
    for (let graded = 0; graded < 3; graded++) quick.gradeIn(1);
    expect(quick.lines).toEqual([]);
  });

  it("is a bar on a terminal, which goes at the end", () => {
    const { shown, gradeIn, progress } = follow(4, true);
    gradeIn(30);
    progress.end();
    expect(shown).toEqual([
      `[${"-".repeat(24)}] 0 of 4 graded`,
      `[${"#".repeat(6)}${"-".repeat(18)}] 1 of 4 graded, about 2 min left`,
      "",
    ]);
  });
});

describe("durationWords", () => {
  it.each([
    [400, "0 s"],
    [40_000, "40 s"],
    [89_000, "89 s"],
    [91_000, "2 min"],
    [3_600_000, "60 min"],
    [7_500_000, "2 h 5 min"],
  ])("says %i ms as %s", (milliseconds, words) => {
    expect(durationWords(milliseconds)).toBe(words);
  });
});
