import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCourseRules } from "../../../src/grading/course-rules.ts";
import {
  gradeNotebook,
  gradeStudent,
  type CellGrade,
  type StudentGrade,
} from "../../../src/grading/grades.ts";
import { readMarks, withMark, withMarks, type Mark } from "../../../src/grading/marks.ts";
import { workDigest, workOf } from "../../../src/grading/work.ts";
import type { Cell } from "../../../src/nbformat/types.ts";
import { code, md } from "../../support/builders.ts";

const essay: CellGrade = {
  gradeId: "essay",
  kind: "answer",
  auto: null,
  manual: null,
  extra: null,
  score: 0,
  maxScore: 3,
  status: "needs-manual",
  message: "",
  work: "w1",
};
const tests: CellGrade = {
  ...essay,
  gradeId: "sum_test",
  kind: "tests",
  auto: 2,
  score: 2,
  status: "partial",
};
const mark: Mark = {
  revision: 1,
  points: 2,
  extra: null,
  comment: "Say why.",
  flag: false,
  work: "w1",
  by: "teacher",
  at: "2026-03-02T10:00:00Z",
};

const student = (...cells: readonly CellGrade[]): StudentGrade =>
  gradeStudent({
    id: "ann",
    late: null,
    submittedAt: "2026-03-02T09:00:00Z",
    problems: [],
    notebooks: [gradeNotebook("nb", cells)],
  });
const marksOf = (cells: Readonly<Record<string, Mark>>) =>
  new Map([["nb", new Map(Object.entries(cells))]]);

describe("marks in a grade", () => {
  it("points by hand count in the machine's place, extra credit on top, and nobody waits any more", () => {
    const graded = withMarks(
      student(essay, tests),
      marksOf({ essay: mark, sum_test: { ...mark, points: 3, extra: 0.5 } }),
    );
    expect(graded).toMatchObject({ score: 5.5, maxScore: 6, status: "graded" });
    expect(graded.notebooks[0]?.cells).toMatchObject([
      { auto: null, manual: 2, score: 2, status: "partial", comment: "Say why." },
      { auto: 2, manual: 3, extra: 0.5, score: 3.5, status: "partial" },
    ]);
  });

  it.each([
    [0, "failed"],
    [1, "partial"],
    [3, "passed"],
  ])("%d of 3 by hand is %s", (points, status) => {
    expect(withMark(essay, { ...mark, points }).status).toBe(status);
  });

  it("a comment, a flag or extra credit alone decides nothing", () => {
    const graded = withMarks(
      student(essay),
      marksOf({ essay: { ...mark, points: null, extra: 1, flag: true } }),
    );
    expect(graded).toMatchObject({ score: 1, status: "needs-manual" });
    expect(graded.notebooks[0]?.cells[0]).toMatchObject({ manual: null, flag: true });
  });

  it("a mark of other work counts, but waits to be looked at again", () => {
    const graded = withMarks(student({ ...essay, work: "w2" }), marksOf({ essay: mark }));
    expect(graded).toMatchObject({ score: 2, status: "needs-manual" });
    expect(graded.notebooks[0]?.cells[0]).toMatchObject({ manual: 2, markedBefore: true });
    const again = withMarks(student({ ...tests, work: "w2" }), marksOf({ sum_test: mark }));
    expect(again.status).toBe("needs-manual");
  });

  it("what being late costs is counted again", () => {
    const { assignments } = readCourseRules(
      '{ "assignments": { "a": { "due": "2026-03-02T08:00:00Z", "late": { "percentPerDay": 10 } } } }',
    );
    const graded = withMarks(student(essay), marksOf({ essay: mark }), assignments.get("a"));
    expect(graded).toMatchObject({ late: { seconds: 3600, penalty: 0.2 }, score: 1.8 });
  });

  it("who handed nothing in stays missing", () => {
    const missing = { ...student(essay), status: "missing" as const };
    expect(withMarks(missing, marksOf({ essay: mark })).status).toBe("missing");
  });

  it("putting marks in twice is putting them in once, and taking them out gives the machine's grade", () => {
    const points = fc.option(fc.double({ min: -5, max: 5, noNaN: true }));
    const some = fc.record({
      revision: fc.nat(),
      points,
      extra: points,
      comment: fc.string(),
      flag: fc.boolean(),
      work: fc.constantFrom("", "w1", "w2"),
      by: fc.string(),
      at: fc.string(),
    });
    fc.assert(
      fc.property(some, some, (first, second) => {
        const machine = student(essay, tests);
        const marks = marksOf({ essay: first, sum_test: second });
        const once = withMarks(machine, marks);
        expect(withMarks(once, marks)).toEqual(once);
        expect(withMarks(once, undefined)).toEqual(machine);
      }),
    );
  });
});

describe("a marks file", () => {
  const text = (students: unknown): string =>
    JSON.stringify({ schema: 1, assignment: "a", students });

  it("is read, and what is no mark in it is named", () => {
    const marks = readMarks(
      text({
        ann: { nb: { essay: mark, sum_test: { points: "three" } } },
        bob: 7,
      }),
      "marks/a.json",
    );
    expect(marks.students.get("ann")?.get("nb")?.get("essay")).toEqual(mark);
    expect(marks.problems).toEqual([
      "marks/a.json, ann, nb, sum_test: is no mark.",
      "marks/a.json, bob: must be an object.",
    ]);
  });

  it("may be empty or not there", () => {
    expect(readMarks("", "marks/a.json").students.size).toBe(0);
  });

  it.each([
    ["{ oops", "is not JSON"],
    ["[]", "holds no marks"],
    ['{ "schema": 2, "students": {} }', "is of schema 2"],
    ['{ "students": {} }', "is of schema undefined"],
  ])("%s is refused as a whole: to go on would lose marks", (bad, words) => {
    expect(() => readMarks(bad, "marks/a.json")).toThrow(words);
  });
});

describe("the work on a graded cell", () => {
  const part = (cell: Cell, gradeId: string, flags: Readonly<Record<string, boolean>>): Cell => ({
    ...cell,
    metadata: {
      nbgrader: {
        schema_version: 3,
        grade_id: gradeId,
        grade: false,
        solution: false,
        locked: false,
        task: false,
        points: 1,
        ...flags,
      },
    },
  });
  const cells = [
    part(code("def f(): ...", { id: "f" }), "f", { solution: true }),
    part(code("assert f()", { id: "ft" }), "f_test", { grade: true, locked: true }),
    part(code("def g(): ...", { id: "g" }), "g", { solution: true }),
    code("g()", { id: "own" }),
    part(code("assert g()", { id: "gt" }), "g_test", { grade: true, locked: true }),
    part(code("assert g() == 2", { id: "gt2" }), "g_test_2", { grade: true, locked: true }),
    part(md("Because.", { id: "why" }), "why", { grade: true, solution: true }),
    part(md("Draw it.", { id: "task" }), "task", { task: true, locked: true }),
    code("draw()", { id: "drawing" }),
    md("There.", { id: "there" }),
    part(md("The end.", { id: "end" }), "end", { locked: true }),
    code("after()", { id: "after" }),
  ];
  const ids = (gradeId: string): readonly string[] => workOf(cells, gradeId).map(({ id }) => id);

  it("is the answer, the task with what follows, the tests with what they test", () => {
    expect(ids("why")).toEqual(["why"]);
    expect(ids("task")).toEqual(["task", "drawing", "there"]);
    expect(ids("f_test")).toEqual(["f", "ft"]);
    expect(ids("g_test")).toEqual(["g", "gt"]);
    expect(ids("g_test_2")).toEqual(["g", "gt2"]);
    expect(ids("no such")).toEqual([]);
    expect(ids("")).toEqual([]);
  });

  it("has another digest when the student's part changes, and only then", () => {
    const change = (id: string): readonly Cell[] =>
      cells.map((cell) => (cell.id === id ? { ...cell, source: "other" } : cell));
    const changed = (id: string, gradeId: string): boolean =>
      workDigest(change(id), gradeId) !== workDigest(cells, gradeId);
    expect(changed("why", "why")).toBe(true);
    expect(changed("drawing", "task")).toBe(true);
    expect(changed("task", "task")).toBe(false);
    expect(changed("g", "g_test")).toBe(true);
    expect(changed("gt", "g_test")).toBe(false);
    expect(changed("f", "g_test")).toBe(false);
  });
});
