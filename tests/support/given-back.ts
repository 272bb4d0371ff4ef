// A small graded notebook for tests of what students get back: hidden tests, a mark scheme, a question, an answer by hand.
import { readQuestions, gradeCells, type GradingSource } from "../../src/grading/grade-notebook.ts";
import type { CellRun } from "../../src/grading/cell-run.ts";
import { gradeNotebook, gradeStudent, type StudentGrade } from "../../src/grading/grades.ts";
import { releaseAssignment } from "../../src/grading/release.ts";
import { repairSubmission } from "../../src/grading/repair.ts";
import type { Cell, Notebook, Output } from "../../src/nbformat/types.ts";
import { md, nb } from "./builders.ts";
import { answer, essay, task, tests } from "./exercises.ts";

export const HIDDEN = 'assert double(210) == 420, "big numbers are wrong"';

export const teacher = nb(
  md("# Doubles", { id: "title" }),
  answer("double", "def double(x):\n    return 2 * x"),
  tests(
    "double_test",
    2,
    `assert double(1) == 2\n### BEGIN HIDDEN TESTS\n${HIDDEN}\nlimit_of_the_test(double)\n### END HIDDEN TESTS`,
  ),
  essay("why", 4, "Because it adds it to itself."),
  task(
    "draw",
    1,
    "Draw it.\n\n=== BEGIN MARK SCHEME ===\nOne point for two arrows\n=== END MARK SCHEME ===",
  ),
  md(
    "Which one is right?\n\n- [ ] `x + 2`\n  > That adds two.\n- [x] `x + x`\n\n> Why: twice is once more.",
    {
      id: "pick",
      metadata: {
        lessonbook: { kind: "quiz", question: "single", mode: "graded", points: 3 },
      },
    },
  ),
);

/** The teacher's side, as grading has it. */
export function gradingSource(): GradingSource {
  const { released, master, problems } = releaseAssignment(teacher);
  if (released === undefined || master === undefined) throw new Error(JSON.stringify(problems));
  return { released, master, questions: readQuestions(teacher) };
}

export function failure(ename: string, evalue: string, ...traceback: readonly string[]): Output {
  return { output_type: "error", ename, evalue, traceback };
}

/** Grades the release, changed by `change`, with these runs by cell id. */
export function gradeIt(
  runs: Readonly<Record<string, CellRun>>,
  change: (cell: Cell) => Cell = (cell) => cell,
): { readonly run: Notebook; readonly student: StudentGrade; readonly source: GradingSource } {
  const source = gradingSource();
  const handedIn = { ...source.released, cells: source.released.cells.map(change) };
  const repaired = repairSubmission(handedIn, source);
  const cells = gradeCells(repaired, new Map(Object.entries(runs)), source, "fair");
  const run = {
    ...repaired.notebook,
    cells: repaired.notebook.cells.map((cell) =>
      cell.cell_type === "code" ? { ...cell, outputs: runs[cell.id]?.outputs ?? [] } : cell,
    ),
  };
  const student = gradeStudent({
    id: "ann",
    late: null,
    submittedAt: null,
    problems: [],
    notebooks: [gradeNotebook("doubles", cells)],
  });
  return { run, student, source };
}
