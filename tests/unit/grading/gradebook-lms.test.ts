import { describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/grading/csv.ts";
import { canvasCsv, gradescopeResults, moodleCsv } from "../../../src/grading/gradebook-lms.ts";
import {
  gradeNotebook,
  gradeStudent,
  type CellGrade,
  type Gradebook,
} from "../../../src/grading/grades.ts";
import { readRoster } from "../../../src/grading/roster.ts";

const cell: CellGrade = {
  gradeId: "t",
  kind: "tests",
  auto: 1,
  manual: null,
  extra: null,
  score: 1,
  maxScore: 2,
  status: "partial",
  message: "It waits in line 3.",
};

function student(id: string, change: Partial<CellGrade> = {}) {
  return gradeStudent({
    id,
    late: id === "ann" ? { seconds: 60, penalty: 0.5 } : null,
    submittedAt: null,
    problems: [],
    notebooks: [gradeNotebook("nb", [{ ...cell, ...change }])],
  });
}

const book = {
  assignment: "hw1",
  students: [
    student("ann", { comment: '=HYPERLINK("x")' }),
    student("bob", { auto: null, status: "needs-manual" }),
    { ...student("cleo", { auto: 0, score: 0 }), status: "missing" },
  ],
} as unknown as Gradebook;
const roster = readRoster("id,first_name,last_name,email,lms_user_id\nann,Ann,=Archer,a@x,101\n");

describe("grades for", () => {
  it("Canvas: a row of most points, a column for each assignment, nobody half marked", () => {
    const rows = parseCsv(canvasCsv([book], roster, new Map([["hw1", "Homework (7)"]])));
    expect(rows).toEqual([
      ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Homework (7)"],
      ["    Points Possible", "", "", "", "", "2"],
      ["'=Archer, Ann", "101", "", "ann", "", "0.5"],
      ["cleo", "", "", "cleo", "", "0"],
    ]);
  });

  it("Moodle: comments as feedback, never without a grade, and no formula", () => {
    const rows = parseCsv(moodleCsv(book, roster));
    expect(rows).toEqual([
      ["Username", "Email address", "hw1", "Feedback comments"],
      ["ann", "a@x", "0.5", 'nb, t: =HYPERLINK("x")'],
      ["cleo", "", "0", ""],
    ]);
  });

  it("Gradescope: the score on top, a test for each cell", () => {
    expect(gradescopeResults(student("ann", { comment: "Why?" }))).toMatchObject({
      score: 0.5,
      tests: [
        {
          name: "nb, t",
          score: 1,
          max_score: 2,
          status: "failed",
          output: "It waits in line 3.\nWhy?",
          visibility: "visible",
        },
      ],
    });
  });
});
