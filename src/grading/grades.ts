// What grading gives: the shapes of `grades.json`, and how points add up. Pure data, written by `lessonbook grade`
// and read by everything after it: marks, feedback, exports.

export type GradeKind = "tests" | "answer" | "task" | "quiz";

export type GradeStatus =
  | "passed"
  | "failed"
  | "partial"
  /** The cell did not end in time. */
  | "timeout"
  /** The cell's kernel went away, or it gave no proof that it ran to its end. */
  | "error"
  /** Passed, after the cell had been put right. */
  | "repaired"
  | "unanswered"
  | "needs-manual";

export interface CellGrade {
  readonly gradeId: string;
  readonly kind: GradeKind;
  /** Points by machine; `null` where people have to look. */
  readonly auto: number | null;
  /** Points by hand; they count in the place of `auto`. */
  readonly manual: number | null;
  /** Points on top; may be below 0. */
  readonly extra: number | null;
  /** What counts: `manual`, else `auto`, else 0; and `extra`. */
  readonly score: number;
  readonly maxScore: number;
  readonly status: GradeStatus;
  /** What happened, in a sentence for student and teacher; empty when there is nothing to say. */
  readonly message: string;
  /** What nbgrader's own rules give; only where that differs from `auto`. */
  readonly nbgrader?: number | null;
  /** What was seen of the student's asyncio code; never costs points. */
  readonly advice?: readonly string[];
  /** By a person; Markdown. */
  readonly comment?: string;
  /** A teacher wants to look at it again. */
  readonly flag?: true;
  /** What the student wrote; see `workDigest`. */
  readonly work?: string;
  /** The points by hand were given for other work than this. */
  readonly markedBefore?: true;
  /** The answer to a question in words, at most 200 characters; empty when there is none. */
  readonly answer?: string;
  /** Line of the cell at which the test failed, from 1. */
  readonly line?: number;
}

export interface NotebookGrade {
  readonly name: string;
  readonly score: number;
  readonly maxScore: number;
  readonly cells: readonly CellGrade[];
}

export type StudentStatus = "graded" | "needs-manual" | "missing" | "failed";

/** How late a submission was, and what that costs. */
export interface Lateness {
  readonly seconds: number;
  readonly penalty: number;
}

export interface StudentGrade {
  readonly id: string;
  /** After the penalty, at least 0. */
  readonly score: number;
  readonly maxScore: number;
  readonly status: StudentStatus;
  readonly late: Lateness | null;
  /** ISO 8601; `null` when it is not known. */
  readonly submittedAt: string | null;
  /** One line each: file, cell, what. */
  readonly problems: readonly string[];
  readonly notebooks: readonly NotebookGrade[];
}

export interface Gradebook {
  readonly schema: 1;
  readonly assignment: string;
  readonly course: string;
  readonly gradedAt: string;
  readonly rules: Rules;
  readonly isolation: Isolation;
  readonly students: readonly StudentGrade[];
}

/** `fair`: only an error fails a test. `nbgrader`: as nbgrader scores, where any text on stderr fails it too. */
export type Rules = "fair" | "nbgrader";

export type Isolation = "none" | "process" | "user" | "command" | "remote";

/** Adds the points of a cell: by hand before by machine, and extra. */
export function scoreOf({
  auto,
  manual,
  extra,
}: Pick<CellGrade, "auto" | "manual" | "extra">): number {
  return (manual ?? auto ?? 0) + (extra ?? 0);
}

/** Adds up a notebook. */
export function gradeNotebook(name: string, cells: readonly CellGrade[]): NotebookGrade {
  return {
    name,
    score: sumOf(cells.map(({ score }) => score)),
    maxScore: sumOf(cells.map(({ maxScore }) => maxScore)),
    cells,
  };
}

/** Adds up a student, from the notebooks' cells. */
export function gradeStudent(
  student: Omit<StudentGrade, "score" | "maxScore" | "status"> & {
    readonly status?: "missing" | "failed";
  },
): StudentGrade {
  const raw = sumOf(student.notebooks.map(({ score }) => score));
  const cells = student.notebooks.flatMap(({ cells: all }) => all);
  const waits = cells.some(
    ({ status, manual, markedBefore }) =>
      (status === "needs-manual" && manual === null) || markedBefore === true,
  );
  return {
    ...student,
    score: Math.max(0, roundPoints(raw - (student.late?.penalty ?? 0))),
    maxScore: sumOf(student.notebooks.map(({ maxScore }) => maxScore)),
    status: student.status ?? (waits ? "needs-manual" : "graded"),
  };
}

/** Points without the dust of adding fractions. */
export function roundPoints(points: number): number {
  return Math.round(points * 1e6) / 1e6;
}

function sumOf(numbers: readonly number[]): number {
  return roundPoints(numbers.reduce((sum, number) => sum + number, 0));
}
