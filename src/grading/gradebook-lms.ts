// Grades in the forms that learning management systems import: Canvas and Moodle (CSV), Gradescope (a results.json for each
// student). Pure. Whoever still needs a mark is left out: half a grade would look like a whole one.
// Sources: Canvas' "Import grades" (columns, the row "Points Possible"), Moodle's "Grade import" (columns are mapped by hand;
// feedback without a grade wipes the grade), Gradescope's autograder specification ("Output Format").
import { csvLine } from "./csv.ts";
import { roundPoints, type CellGrade, type Gradebook, type StudentGrade } from "./grades.ts";
import type { Student } from "./roster.ts";

/** Students of a book whose grade is whole: also those who handed nothing in. */
export function wholeGrades({ students }: Gradebook): readonly StudentGrade[] {
  return students.filter(({ status }) => status === "graded" || status === "missing");
}

/**
 * Canvas' table: a column for each assignment.
 * @param columns the name of an assignment's column where it is another: Canvas knows its own by `Name (id)`
 */
export function canvasCsv(
  books: readonly Gradebook[],
  roster: readonly Student[],
  columns: ReadonlyMap<string, string> = new Map(),
): string {
  const grades = books.map((book) => new Map(wholeGrades(book).map((one) => [one.id, one.score])));
  const ids = [...new Set(grades.flatMap((one) => [...one.keys()]))].sort();
  const people = new Map(roster.map((student) => [student.id, student]));
  const most = books.map(({ students }) => students[0]?.maxScore ?? 0);
  return [
    csvLine([
      "Student",
      "ID",
      "SIS User ID",
      "SIS Login ID",
      "Section",
      ...books.map(({ assignment }) => columns.get(assignment) ?? assignment),
    ]),
    csvLine(["    Points Possible", "", "", "", "", ...most]),
    ...ids.map((id) =>
      csvLine([
        fullName(people.get(id)) || id,
        people.get(id)?.lmsUserId ?? "",
        "",
        id,
        "",
        ...grades.map((one) => one.get(id)),
      ]),
    ),
  ].join("");
}

/** Moodle's table of one assignment, with the comments as feedback. */
export function moodleCsv(book: Gradebook, roster: readonly Student[], column?: string): string {
  const people = new Map(roster.map((student) => [student.id, student]));
  return [
    csvLine(["Username", "Email address", column ?? book.assignment, "Feedback comments"]),
    ...wholeGrades(book).map((grade) =>
      csvLine([
        grade.id,
        people.get(grade.id)?.email ?? "",
        grade.score,
        cellsOf(grade)
          .flatMap(({ name, cell }) => (cell.comment ? [`${name}: ${cell.comment}`] : []))
          .join("\n"),
      ]),
    ),
  ].join("");
}

/** A student's results as Gradescope reads them. The score on top counts; what being late costs is in it. */
export function gradescopeResults(grade: StudentGrade): object {
  return {
    score: grade.score,
    output: grade.problems.join("\n"),
    output_format: "text",
    tests: cellsOf(grade).map(({ name, cell }, at) => ({
      name,
      number: String(at + 1),
      score: roundPoints(cell.score),
      max_score: cell.maxScore,
      status: cell.score >= cell.maxScore ? "passed" : "failed",
      output: [cell.message, cell.comment ?? ""].filter((text) => text !== "").join("\n"),
      output_format: "text",
      visibility: "visible",
    })),
    ...(grade.late !== null && { extra_data: { late: grade.late } }),
  };
}

function cellsOf({ notebooks }: StudentGrade): readonly { name: string; cell: CellGrade }[] {
  return notebooks.flatMap(({ name, cells }) =>
    cells.map((cell) => ({ name: `${name}, ${cell.gradeId}`, cell })),
  );
}

function fullName(student: Student | undefined): string {
  if (student === undefined) return "";
  return [student.lastName, student.firstName].filter((part) => part !== "").join(", ");
}
