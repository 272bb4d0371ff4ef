// Graded questions of every kind: the teacher's notebook → released → answered, with lies in the file → repaired → graded.
// The answers and what they are worth are those of the lesson's own cases.
import { describe, expect, it } from "vitest";
import { gradeCells, readQuestions } from "../../../src/grading/grade-notebook.ts";
import { releaseAssignment } from "../../../src/grading/release.ts";
import { repairSubmission } from "../../../src/grading/repair.ts";
import type { Cell, JsonObject } from "../../../src/nbformat/types.ts";
import { md, nb, withMetadata } from "../../support/builders.ts";
import { linesOf, readCases, type FixtureCase } from "../lesson/cases.ts";
import { answerIn } from "../lesson/question-drivers.ts";

const POINTS = 12;
const STATUS = { right: "passed", partial: "partial", wrong: "failed", unanswered: "unanswered" };

/** What a learner may write into the file to be given more. */
const LIES: JsonObject = {
  lessonbook: {
    points: 1000,
    attempts: [1000],
    partial: "each-answer",
    mode: "practice",
    score: 1000,
    sealed: "x",
    grade: { score: 1000, maxScore: 1000 },
    learner: { attempts: 0, verdict: "right", score: 1000 },
  },
  nbgrader: { points: 1000, grade: true, solution: true, checksum: "x" },
};

const files = ["kinds/number", "kinds/text", "kinds/ordering", "kinds/matching", "kinds/output"];
const cases = [...files, "scores"].flatMap((file) =>
  readCases(`${file}.txt`).flatMap((one) =>
    linesOf(one.part("scores", "")).map((line) => ({ file, one, line, name: one.name })),
  ),
);

describe("a graded question", () => {
  it.each(cases)("$file, $name: $line", ({ file, one, line }) => {
    const [, answer = "", fraction = "", verdict = ""] =
      /^(.*?) ?-> (\S+) (\w+)(?: · .*)?$/.exec(line) ?? [];
    for (const isLying of [false, true]) {
      const grade = gradeIt(teacherCell(file, one), (cell) =>
        isLying ? lie(answerIn(cell, answer)) : answerIn(cell, answer),
      );
      expect(grade).toMatchObject({
        kind: "quiz",
        maxScore: POINTS,
        status: STATUS[verdict as keyof typeof STATUS],
      });
      expect(grade?.score).toBeCloseTo(Number(fraction) * POINTS, 5);
    }
  });

  it("is worth its first attempt, whatever the file says of attempts", () => {
    const teacher = md("Which?\n\n- [x] a\n- [ ] b", {
      id: "q",
      metadata: {
        lessonbook: { kind: "quiz", question: "single", mode: "graded", attempts: [12, 6, 3] },
      },
    });
    const grade = gradeIt(teacher, (cell) => lie(answerIn(cell, "1")));
    expect(grade).toMatchObject({ score: 12, maxScore: 12, status: "passed" });
  });

  it("is graded by the teacher's text when the learner changed the question", () => {
    const teacher = teacherCell("scores", {
      name: "",
      part: (name) => (name === "source" ? "Which?\n\n- [x] a\n- [ ] b" : '{"question":"single"}'),
    });
    const grade = gradeIt(teacher, (cell) => ({
      ...cell,
      source: "Which?\n\n- [ ] a\n- [x] b and also a",
    }));
    expect(grade?.score).toBe(0);
  });
});

function teacherCell(file: string, one: FixtureCase): Cell {
  const given = JSON.parse(one.part("metadata", "{}")) as JsonObject;
  const question = file.startsWith("kinds/") ? { question: file.slice("kinds/".length) } : {};
  const lessonbook = { kind: "quiz", ...question, ...given, mode: "graded", points: POINTS };
  return md(one.part("source"), { id: "q", metadata: { lessonbook } });
}

function gradeIt(teacher: Cell, answer: (cell: Cell) => Cell) {
  const source = nb(md("# Start", { id: "start" }), teacher);
  const { released, master, problems } = releaseAssignment(source);
  expect(problems).toEqual([]);
  if (released === undefined || master === undefined) throw new Error("not released");
  const submission = withMetadata(
    { ...released, cells: released.cells.map((cell) => (cell.id === "q" ? answer(cell) : cell)) },
    { lessonbook: { grade: { score: 1000, maxScore: 1000 } } },
  );
  const grading = { released, master, questions: readQuestions(source) };
  const repaired = repairSubmission(submission, grading);
  const [grade] = gradeCells(repaired, new Map(), grading, "fair");
  return grade;
}

function lie(cell: Cell): Cell {
  const { lessonbook, nbgrader } = cell.metadata;
  const both = (mine: unknown, theirs: unknown): JsonObject => ({
    ...(mine as JsonObject),
    ...(theirs as JsonObject),
  });
  return {
    ...cell,
    metadata: {
      lessonbook: both(lessonbook, LIES.lessonbook),
      nbgrader: both(nbgrader, LIES.nbgrader),
    },
  };
}
