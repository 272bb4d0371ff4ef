// A notebook before it is handed in: what is otherwise than in the release, in a learner's words, and put right.
import { describe, expect, it } from "vitest";
import { lookOver } from "../../../src/learning/look-over.ts";
import type { Cell, CodeCell } from "../../../src/nbformat/types.ts";
import { code, nb } from "../../support/builders.ts";

const COMMON = { schema_version: 3, task: false } as const;
const output = { output_type: "stream", name: "stdout", text: "3\n" } as const;
const answer = code("def add(a, b):\n    ...", {
  id: "answer",
  metadata: {
    nbgrader: { ...COMMON, grade_id: "add", grade: false, solution: true, locked: false },
  },
});
const tests = code("assert add(1, 2) == 3", {
  id: "tests",
  metadata: {
    nbgrader: {
      ...{ ...COMMON, grade_id: "add_test", grade: true, solution: false },
      ...{ locked: true, points: 2 },
    },
  },
});
const released = nb(answer, tests);
const solved: CodeCell = {
  ...answer,
  source: "def add(a, b): return a + b",
  outputs: [output],
  execution_count: 3,
};
const look = (...cells: readonly Cell[]) => lookOver(nb(...cells), released);

describe("a notebook before it is handed in", () => {
  it("has nothing to say of work as it should be, with cells of the learner's own", () => {
    expect(look(solved, code("add(1, 2)", { id: "own" }), tests)).toEqual({ troubles: [] });
  });

  it("puts a changed test right and keeps the answer with its output", () => {
    const { troubles, repaired } = look(solved, { ...tests, source: "pass" });
    expect(troubles).toEqual(["The cell “add_test” was changed, though it is your teacher's."]);
    expect(repaired?.cells).toMatchObject([
      { id: "answer", source: solved.source, outputs: [output], execution_count: 3 },
      { id: "tests", source: tests.source },
    ]);
  });

  it("brings a deleted test back", () => {
    const { troubles, repaired } = look(solved);
    expect(troubles).toEqual(["The cell “add_test” was deleted."]);
    expect(repaired?.cells.map(({ source }) => source)).toEqual([solved.source, tests.source]);
  });

  it("gives grading data back to a cell that lost it", () => {
    const { troubles, repaired } = look({ ...solved, metadata: {} }, tests);
    expect(troubles).toEqual(["The cell “add” has lost its grading data."]);
    expect(repaired?.cells[0]).toMatchObject({
      source: solved.source,
      metadata: { nbgrader: { grade_id: "add" } },
    });
  });

  it("says that a cell is there twice", () => {
    const { troubles } = look(solved, tests, { ...tests, id: "copy" });
    expect(troubles).toEqual([
      "The cell “add_test” is there more than once; only one of them counts.",
    ]);
  });
});
