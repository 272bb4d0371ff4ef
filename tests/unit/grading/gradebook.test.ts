import { describe, expect, it } from "vitest";
import { parseTimestamp } from "../../../src/cli/grade/submissions.ts";
import { judgeLateness, NO_RULES, readCourseRules } from "../../../src/grading/course-rules.ts";
import { csvLine, parseCsv } from "../../../src/grading/csv.ts";
import {
  gradeNotebook,
  gradeStudent,
  scoreOf,
  type CellGrade,
} from "../../../src/grading/grades.ts";
import { readRoster } from "../../../src/grading/roster.ts";

describe("comma-separated values", () => {
  it("are quoted where they must be, and safe from formulas", () => {
    const values = [
      "a",
      "Smith, Jr.",
      'say "hi"',
      "two\nlines",
      "=1+1",
      "@x",
      "+49",
      "-5.0",
      "-x",
      2,
      null,
    ];
    expect(csvLine(values)).toBe(
      'a,"Smith, Jr.","say ""hi""","two\nlines",\'=1+1,\'@x,\'+49,-5.0,\'-x,2,\r\n',
    );
  });

  it("are read as they were written", () => {
    const rows = [
      ["id", "name"],
      ["1", 'a "b", c'],
      ["2", "two\nlines"],
    ];
    expect(parseCsv(rows.map((row) => csvLine(row)).join(""))).toEqual(rows);
    expect(parseCsv("id;name\n1;x,y\n")).toEqual([
      ["id", "name"],
      ["1", "x,y"],
    ]);
  });

  it("a roster needs nothing but ids", () => {
    expect(readRoster("\uFEFFID,email\n a1 ,a@x\n,none\n")).toEqual([
      { id: "a1", firstName: "", lastName: "", email: "a@x", lmsUserId: "" },
    ]);
  });
});

describe("points add up", () => {
  const cell = (
    auto: number | null,
    manual: number | null = null,
    extra: number | null = null,
  ): CellGrade => ({
    gradeId: "t",
    kind: "tests",
    auto,
    manual,
    extra,
    score: scoreOf({ auto, manual, extra }),
    maxScore: 3,
    status: auto === null ? "needs-manual" : "passed",
    message: "",
  });
  const student = (cells: readonly CellGrade[], penalty = 0) =>
    gradeStudent({
      id: "a",
      late: penalty === 0 ? null : { seconds: 1, penalty },
      submittedAt: null,
      problems: [],
      notebooks: [gradeNotebook("n", cells)],
    });

  it("by hand before by machine, with what is on top", () => {
    expect(student([cell(1), cell(1, 3), cell(null), cell(null, 2, 0.5)]).score).toBe(6.5);
  });

  it("without dust, and never below nothing", () => {
    expect(student([cell(0.1), cell(0.2)]).score).toBe(0.3);
    expect(student([cell(1)], 5).score).toBe(0);
  });

  it("a student waits for a person as long as a cell does", () => {
    expect(student([cell(null)]).status).toBe("needs-manual");
    expect(student([cell(null, 1)]).status).toBe("graded");
  });
});

describe("late work", () => {
  const rules = (late: string): string =>
    `{ "course": "c", "assignments": { "a": { "due": "2026-03-01T12:00:00+01:00", "grace": 10, "late": ${late} } } }`;
  const at = (late: string, time: string) => {
    const { assignments, problems } = readCourseRules(rules(late));
    expect(problems).toEqual([]);
    return judgeLateness(assignments.get("a") ?? NO_RULES, new Date(time), 20);
  };

  it.each([
    ['"zero"', "2026-03-01T11:00:00Z", null],
    ['"zero"', "2026-03-01T11:10:00Z", null],
    ['"zero"', "2026-03-01T11:10:01Z", { seconds: 601, penalty: 20 }],
    ['"none"', "2026-03-02T11:00:00Z", { seconds: 86_400, penalty: 0 }],
    ['{ "percentPerDay": 10 }', "2026-03-02T11:00:00Z", { seconds: 86_400, penalty: 2 }],
    ['{ "percentPerDay": 10 }', "2026-03-02T11:00:01Z", { seconds: 86_401, penalty: 4 }],
    [
      '{ "percentPerDay": 30, "most": 50 }',
      "2026-03-09T11:00:00Z",
      { seconds: 691_200, penalty: 10 },
    ],
  ])("%s at %s", (late, time, expected) => {
    expect(at(late, time)).toEqual(expected);
  });

  it.each([
    ['{ "assignments": { "a": { "due": "tomorrow" } } }', '"due" must be'],
    ['{ "assignments": { "a": { "due": "2026-03-01 12:00" } } }', "zone"],
    ['{ "assignments": { "a": { "late": "half" } } }', '"late" must be'],
    ['{ "assignments": { "a": 7 } }', "must be an object"],
    ["{ oops", "not JSON"],
  ])("says what is wrong in %s", (text, words) => {
    expect(readCourseRules(text).problems.join()).toContain(words);
  });
});

describe("timestamp.txt", () => {
  it.each([
    ["2015-02-02 14:58:23.948203 America/Los_Angeles", "2015-02-02T22:58:23.948Z"],
    ["2026-07-01 10:00:00 Europe/Berlin\n", "2026-07-01T08:00:00.000Z"],
    ["2026-01-05 08:00:00 UTC", "2026-01-05T08:00:00.000Z"],
    ["2026-01-05 08:00:00.5 +0100", "2026-01-05T07:00:00.500Z"],
    ["2026-01-05T08:00:00Z", "2026-01-05T08:00:00.000Z"],
  ])("%s", (text, iso) => {
    expect(parseTimestamp(text)?.toISOString()).toBe(iso);
  });

  it.each(["", "yesterday", "2026-01-05 08:00:00 Mars/Olympus", "x".repeat(10_000)])(
    "not %s",
    (text) => {
      expect(parseTimestamp(text)).toBeUndefined();
    },
  );
});
