// `grades.csv`: the columns of `nbgrader export` first, in its order and its way to write times, then ours.
import { csvLine } from "./csv.ts";
import type { AssignmentRules } from "./course-rules.ts";
import { roundPoints, type Gradebook, type StudentGrade } from "./grades.ts";
import { pythonFloat } from "./checksum.ts";
import type { Student } from "./roster.ts";

const csvHeader = csvLine([
  "assignment",
  "duedate",
  "timestamp",
  "student_id",
  "last_name",
  "first_name",
  "email",
  "raw_score",
  "late_submission_penalty",
  "score",
  "max_score",
  "status",
  "notebooks",
]);

/** The course's table: assignment by assignment, student by student, known ones without a submission too. */
export function gradebookCsv(
  books: readonly { readonly book: Gradebook; readonly rules: AssignmentRules }[],
  roster: readonly Student[],
): string {
  const people = new Map(roster.map((student) => [student.id, student]));
  const rows = books.flatMap(({ book, rules }) =>
    book.students.map((grade) => csvRow(book.assignment, rules.due, grade, people.get(grade.id))),
  );
  return [csvHeader, ...rows].join("");
}

/** A student's line. */
function csvRow(
  assignment: string,
  due: string | undefined,
  grade: StudentGrade,
  student: Student | undefined,
): string {
  const raw = roundPoints(grade.notebooks.reduce((sum, { score }) => sum + score, 0));
  const parts = grade.notebooks.map(({ name, score, maxScore }) => `${name}: ${score}/${maxScore}`);
  return csvLine([
    assignment,
    due === undefined ? "" : nbgraderTime(due),
    grade.submittedAt === null ? "" : nbgraderTime(grade.submittedAt),
    grade.id,
    student?.lastName ?? "",
    student?.firstName ?? "",
    student?.email ?? "",
    number(raw),
    number(grade.late?.penalty ?? 0),
    number(grade.score),
    number(grade.maxScore),
    grade.status,
    parts.join("; "),
  ]);
}

/** As Python writes a float: nbgrader does, and a spreadsheet reads both alike. */
function number(value: number): string {
  return value < 0 ? `-${pythonFloat(-value)}` : pythonFloat(value);
}

/** As Python writes a time without a zone, in UTC: `2026-02-02 14:58:23.948000`. */
function nbgraderTime(iso: string): string {
  const text = new Date(iso).toISOString();
  const [, day = "", time = "", milliseconds = ""] = /^(.*)T(.*)\.(\d{3})Z$/.exec(text) ?? [];
  return `${day} ${time}${milliseconds === "000" ? "" : `.${milliseconds}000`}`;
}
