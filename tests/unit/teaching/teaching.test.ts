import { describe, expect, it } from "vitest";
import type { AssignmentFiles, Courses } from "../../../src/execution/course-port.ts";
import { viewQuestions } from "../../../src/grading/class-view.ts";
import {
  gradeNotebook,
  gradeStudent,
  type CellGrade,
  type Gradebook,
  type StudentGrade,
} from "../../../src/grading/grades.ts";
import { MarkBook } from "../../../src/teaching/mark-book.ts";
import { readRoute, writeRoute } from "../../../src/teaching/route.ts";
import { readPoints } from "../../../src/teaching/words.ts";

function cell(change: Partial<CellGrade>): CellGrade {
  return {
    gradeId: "q",
    kind: "quiz",
    auto: 0,
    manual: null,
    extra: null,
    score: change.auto ?? 0,
    maxScore: 2,
    status: "failed",
    message: "",
    ...change,
  };
}

function student(id: string, ...cells: readonly CellGrade[]): StudentGrade {
  return gradeStudent({
    id,
    late: null,
    submittedAt: null,
    problems: [],
    notebooks: [gradeNotebook("nb", cells)],
  });
}

describe("the class, question by question", () => {
  const essay = { gradeId: "essay", kind: "answer", auto: null, status: "needs-manual" } as const;
  const view = viewQuestions([
    student("a", cell({ answer: "4" }), cell(essay)),
    student("b", cell({ answer: "4" }), cell({ ...essay, manual: 1, status: "partial" })),
    student("c", cell({ answer: "5" }), cell(essay)),
    student("d", cell({ auto: 2, status: "passed", answer: "3" }), cell(essay)),
    student("e", cell({ status: "unanswered", answer: "" }), cell(essay)),
    { ...student("f", cell({ answer: "4" }), cell(essay)), status: "missing" },
  ]);

  it("says how hard each was, over those whose points are known", () => {
    expect(view[0]).toMatchObject({ students: 5, full: 1, mean: 0.2, waiting: 0, unanswered: 1 });
    expect(view[1]).toMatchObject({ students: 5, full: 0, mean: 0.5, waiting: 4 });
  });

  it("names the commonest wrong answer, and no one's that stands alone", () => {
    expect(view[0]?.mistakes).toEqual([{ text: "4", count: 2 }]);
    expect(view[1]?.mistakes).toEqual([]);
  });

  it("names the commonest way to fail a test by its first line", () => {
    const failed = cell({ kind: "tests", message: "It waits in line 3.\nMore." });
    const [tests] = viewQuestions([student("a", failed), student("b", failed)]);
    expect(tests?.mistakes).toEqual([{ text: "It waits in line 3.", count: 2 }]);
  });

  it("of nobody there is nothing to say, and of no points no mean", () => {
    expect(viewQuestions([])).toEqual([]);
    expect(viewQuestions([student("a", cell({ maxScore: 0 }))])[0]?.mean).toBeUndefined();
  });
});

describe("the marks of an assignment on the page", () => {
  const essay = cell({ gradeId: "essay", kind: "answer", auto: null, status: "needs-manual" });
  const book = { students: [student("ann", essay), student("bob", essay)] } as unknown as Gradebook;
  const files: AssignmentFiles = {
    grades: "",
    marks: JSON.stringify({
      schema: 1,
      students: {
        ann: { nb: { essay: { revision: 1, points: 1, comment: "Say why.\n\nGood style." } } },
      },
    }),
    rules: "",
    students: "id,first_name,last_name\nann,Ann,Archer\n",
  };
  const place = { course: "", assignment: "hw1" };
  const at = (id: string) => ({ student: id, notebook: "nb", cell: "essay" });
  const draft = { points: 2, extra: null, comment: "Say why.", flag: true, work: "" };

  function open(outcome: Awaited<ReturnType<Courses["mark"]>>): MarkBook {
    const courses = { mark: () => Promise.resolve(outcome) } as unknown as Courses;
    return new MarkBook(courses, place, book, files);
  }

  it("a saved mark counts at once, and its comment is offered for others", async () => {
    const marks = open({ saved: { ...draft, revision: 1, by: "me", at: "" } });
    expect(await marks.save(at("bob"), 0, draft)).toBeUndefined();
    expect(marks.student("bob")).toMatchObject({ score: 2, status: "graded" });
    expect(marks.commentsOn("nb", "essay")).toEqual([
      { text: "Say why.", count: 2, points: 2 },
      { text: "Good style.", count: 1, points: 1 },
    ]);
    expect(marks.nameOf("ann")).toBe("Ann Archer");
    expect(marks.nameOf("bob")).toBe("");
  });

  it("another teacher's mark is given back and shown, not written over", async () => {
    const theirs = { revision: 2, points: 0, by: "Bea", at: "" };
    const marks = open({ conflict: theirs });
    expect(await marks.save(at("ann"), 1, draft)).toMatchObject({ points: 0, by: "Bea" });
    expect(marks.student("ann")?.score).toBe(0);
  });

  it("marks that cannot be read are refused: marking on would lose them", () => {
    const courses = {} as Courses;
    expect(() => new MarkBook(courses, place, book, { ...files, marks: "{" })).toThrow("not JSON");
  });
});

describe("the page's address", () => {
  it.each([
    {},
    { course: "", assignment: "hw1" },
    { course: "a/b & c", assignment: "hw1", question: { notebook: "nb", cell: "e+1" } },
    { course: "c", assignment: "h", student: "ü#1", show: "waiting", namesHidden: true },
  ] as const)("%j is read as it was written", (route) => {
    expect(readRoute(writeRoute(route))).toEqual({ show: "all", namesHidden: false, ...route });
  });
});

describe("points", () => {
  it.each([
    ["", null],
    [" 2 ", 2],
    ["1,5", 1.5],
    [".5", 0.5],
    ["-1", -1],
    ["2 of 3", undefined],
    ["1e3", undefined],
    ["two", undefined],
  ])("%j is %s", (text, points) => {
    expect(readPoints(text)).toBe(points);
  });
});
