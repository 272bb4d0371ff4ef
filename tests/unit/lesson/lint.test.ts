import { describe, expect, it } from "vitest";
import { lintNotebook, lintQuestion } from "../../../src/lesson/lint/lint.ts";
import { releaseNotebook } from "../../../src/lesson/release.ts";
import type { Cell, JsonObject } from "../../../src/nbformat/types.ts";
import { code, exerciseCells, md, nb } from "../../support/builders.ts";
import { linesOf, readCases } from "./cases.ts";

describe("the question linter", () => {
  it.each(readCases("lint.txt").map((one) => [one.name, one] as const))("%s", (_, one) => {
    const lessonbook = { kind: "quiz", ...(JSON.parse(one.part("metadata")) as JsonObject) };
    const cell = md(one.part("source"), { metadata: { lessonbook } });
    const findings = lintQuestion(cell, [cell]);
    const expected = linesOf(one.part("says"));
    const place = (line: string): string => /^\w+ \d+/.exec(line)?.[0] ?? "";
    expect(findings.map(({ severity, line }) => `${severity} ${line}`)).toEqual(
      expected.map(place),
    );
    for (const [index, line] of expected.entries()) {
      expect(findings[index]?.message).toContain(line.slice(place(line).length + 1));
    }
  });

  it("asks for a test below a solution, and for points", () => {
    const task = md("Write it.\n\n> Why: so", {
      metadata: { lessonbook: { kind: "quiz", question: "code" } },
    });
    const [solution = code("")] = exerciseCells();
    const says = (...cells: readonly Cell[]) => lintNotebook(nb(task, ...cells));
    expect(says(solution)).toMatchObject([{ cellId: task.id, severity: "error", line: 1 }]);
    expect(says(...exerciseCells({ a: 0, b: 0 }))[0]?.message).toContain("gives points");
    expect(says(...exerciseCells())).toEqual([]);
  });

  it("stops a release by its errors, not by its advice", () => {
    const options = "- [ ] a\n- [x] None of these";
    const cell = (shuffle: boolean) =>
      md(`Which?\n\n${options}`, {
        id: "q",
        metadata: { lessonbook: { kind: "quiz", question: "single", shuffle } },
      });
    expect(releaseNotebook(nb(cell(false))).problems).toEqual([]);
    expect(releaseNotebook(nb(cell(true))).problems).toMatchObject([{ cellId: "q", line: 4 }]);
  });
});
