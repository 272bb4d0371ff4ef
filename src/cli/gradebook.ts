// `lessonbook gradebook`: grades with their marks out of the course's folder in the forms that others read, and nbgrader's
// grade book into it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { csvLine } from "../grading/csv.ts";
import { gradebookCsv } from "../grading/gradebook-csv.ts";
import { canvasCsv, gradescopeResults, moodleCsv, wholeGrades } from "../grading/gradebook-lms.ts";
import {
  addImportedMarks,
  nbgraderExport,
  readNbgraderImport,
  type ImportedAssignment,
  type ImportedCourse,
} from "../grading/gradebook-nbgrader.ts";
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject } from "../nbformat/types.ts";
import { NBGRADER_DB } from "../python/gradebook/modules.ts";
import { checkAssignmentName, findCourse, readCourse } from "./course.ts";
import { readCourseGrades, readMarksOf, readStudents, type CourseGrades } from "./course-grades.ts";
import { writeWhole } from "./files.ts";
import { readAssignment } from "./grade/assignment.ts";
import { lastLine, runProgram } from "./process.ts";
import { findReadyPython } from "./python.ts";
import { CommandError, UsageError, type ExitCode, type Terminal } from "./terminal.ts";

const FORMS = ["csv", "canvas", "moodle", "gradescope", "nbgrader"] as const;
type Form = (typeof FORMS)[number];

export const gradebookHelp = `Usage: lessonbook gradebook export [ASSIGNMENT]... [OPTIONS]
       lessonbook gradebook import [FILE] [OPTIONS]

Export writes the grades, with the marks given by hand, of these assignments or of all that were
graded. Import brings students, due dates, marks and comments from nbgrader's gradebook.db into
students.csv, course.json and marks/; what is there already stays.

  --to FORM       csv (default)  grades.csv, with the columns of nbgrader export first
                  canvas         exports/canvas.csv, a column for each assignment
                  moodle         exports/moodle-ASSIGNMENT.csv
                  gradescope     exports/gradescope/ASSIGNMENT/STUDENT/results.json
                  nbgrader       gradebook.db, also one that nbgrader made
  --out PATH      write there instead
  --column NAME   the column's name in Canvas or Moodle, such as "Homework 1 (1234)"; for one assignment
  --course DIR    the course's folder (default: notebooks/, else here)

Canvas, Moodle and Gradescope get nobody whose work still needs a mark; they are named.
`;

export async function gradebook(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      to: { type: "string", default: "csv" },
      out: { type: "string" },
      column: { type: "string" },
      course: { type: "string" },
    },
  });
  const [action, ...names] = positionals;
  const course = await findCourse(values.course);
  if (action === "import") {
    if (names.length > 1) throw new UsageError("Name one gradebook.db to import from.");
    return importNbgrader(course, names[0] ?? join(course, "gradebook.db"), terminal);
  }
  if (action !== "export") throw new UsageError('Say "export" or "import".');
  const form = FORMS.find((one) => one === values.to);
  if (form === undefined) throw new UsageError(`--to must be one of ${FORMS.join(", ")}.`);
  for (const name of names) checkAssignmentName(name);
  const grades = await readCourseGrades(course, names.length === 0 ? undefined : names);
  if (grades.books.length === 0) {
    throw new CommandError("Nothing was graded yet. Run: lessonbook grade ASSIGNMENT");
  }
  if (values.column !== undefined && grades.books.length > 1) {
    throw new UsageError("--column is the name of one column: name one assignment with it.");
  }
  for (const problem of grades.problems) terminal.say(problem);
  const { out, column } = values;
  await exportGrades({ form, course, grades, out, column, terminal });
  const left = form === "csv" || form === "nbgrader" ? [] : namesLeftOut(grades);
  for (const line of left) terminal.say(line);
  return left.length + grades.problems.length > 0 ? 1 : 0;
}

interface Export {
  readonly form: Form;
  readonly course: string;
  readonly grades: CourseGrades;
  readonly out: string | undefined;
  readonly column: string | undefined;
  readonly terminal: Terminal;
}

async function exportGrades({
  form,
  course,
  grades,
  out,
  column,
  terminal,
}: Export): Promise<void> {
  const { books, roster } = grades;
  const write = async (file: string, text: string): Promise<void> => {
    await writeWhole(file, text);
    terminal.out(file);
  };
  switch (form) {
    case "csv":
      return write(out ?? join(course, "grades.csv"), gradebookCsv(books, roster));
    case "canvas": {
      const columns = new Map(
        books.map(({ book }) => [book.assignment, column ?? book.assignment]),
      );
      const all = books.map(({ book }) => book);
      return write(out ?? join(course, "exports", "canvas.csv"), canvasCsv(all, roster, columns));
    }
    case "moodle": {
      if (out !== undefined && books.length > 1) {
        throw new UsageError("Moodle's files hold one assignment: name one, or leave --out away.");
      }
      for (const { book } of books) {
        const file = join(course, "exports", `moodle-${book.assignment}.csv`);
        await write(out ?? file, moodleCsv(book, roster, column));
      }
      return;
    }
    case "gradescope": {
      const folder = out ?? join(course, "exports", "gradescope");
      for (const { book } of books) {
        for (const student of wholeGrades(book)) {
          const file = join(folder, book.assignment, student.id, "results.json");
          await writeWhole(file, `${JSON.stringify(gradescopeResults(student), null, 1)}\n`);
        }
        terminal.out(join(folder, book.assignment));
      }
      return;
    }
    case "nbgrader": {
      const file = out ?? join(course, "gradebook.db");
      const { courseId } = await readCourse(course);
      const assignments = await Promise.all(
        books.map(async ({ book, rules }) => {
          const { notebooks } = await readAssignment(course, book.assignment);
          const masters = new Map(notebooks.map(({ name, master }) => [name, master]));
          return { book, due: rules.due, masters };
        }),
      );
      const input = JSON.stringify(nbgraderExport(courseId, assignments, roster));
      await runDatabase(["export", file], input);
      terminal.out(file);
    }
  }
}

function namesLeftOut({ books }: CourseGrades): readonly string[] {
  return books.flatMap(({ book }) => {
    const whole = new Set(wholeGrades(book));
    return book.students
      .filter((student) => !whole.has(student))
      .map(
        ({ id, status }) =>
          `${book.assignment}, ${id}: left out, because the work ${status === "failed" ? "could not be graded" : "still needs a mark"}.`,
      );
  });
}

async function importNbgrader(course: string, file: string, terminal: Terminal): Promise<ExitCode> {
  const imported = readNbgraderImport(JSON.parse(await runDatabase(["import", file])));
  const students = await addStudents(course, imported);
  const dues = await addDueDates(course, imported.assignments);
  let added = 0;
  const kept: string[] = [];
  for (const { name, marks } of imported.assignments) {
    if (marks.length === 0) continue;
    const before = await readMarksOf(course, name);
    if (before.problems.length > 0) throw new CommandError(before.problems.join("\n"));
    const merged = addImportedMarks(before, marks, new Date().toISOString());
    added += merged.added;
    kept.push(...merged.kept.map((where) => `${name}, ${where}`));
    if (merged.added === 0) continue;
    const json = { schema: 1, assignment: name, students: merged.students };
    await writeWhole(join(course, "marks", `${name}.json`), `${JSON.stringify(json, null, 1)}\n`);
  }
  for (const where of kept) {
    terminal.say(`${where}: the mark that is here differs from nbgrader's, and stays.`);
  }
  terminal.out(
    `Imported ${students} students, ${dues} due dates, ${added} marks. Put the marks into the grades: lessonbook grade ASSIGNMENT --resume`,
  );
  return kept.length > 0 ? 1 : 0;
}

/** Adds those that `students.csv` does not have; how many that were. */
async function addStudents(course: string, imported: ImportedCourse): Promise<number> {
  const own = await readStudents(course);
  const known = new Set(own.map(({ id }) => id));
  const added = imported.students.filter(({ id }) => id !== "" && !known.has(id));
  if (added.length === 0) return 0;
  const lines = [...own, ...added].map((one) =>
    csvLine([one.id, one.firstName, one.lastName, one.email, one.lmsUserId]),
  );
  const header = csvLine(["id", "first_name", "last_name", "email", "lms_user_id"]);
  await writeWhole(join(course, "students.csv"), header + lines.join(""));
  return added.length;
}

/** Adds due dates to `course.json` where it has none; how many that were. */
async function addDueDates(
  course: string,
  imported: readonly ImportedAssignment[],
): Promise<number> {
  const file = join(course, "course.json");
  const text = await readFile(file, "utf8").catch(() => "{}");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CommandError("course.json is not JSON. Mend it, or take it away.");
  }
  const own = isObject(json) ? json : {};
  const assignments: Record<string, JsonObject> = {};
  for (const [name, value] of Object.entries(isObject(own.assignments) ? own.assignments : {})) {
    if (isObject(value)) assignments[name] = value;
  }
  let added = 0;
  for (const { name, due } of imported) {
    if (due === undefined || assignments[name]?.due !== undefined) continue;
    assignments[name] = { ...assignments[name], due };
    added += 1;
  }
  if (added > 0) await writeWhole(file, `${JSON.stringify({ ...own, assignments }, null, 2)}\n`);
  return added;
}

/** Runs the program that knows SQLite; gives what it prints. */
async function runDatabase(args: readonly string[], input = ""): Promise<string> {
  const python = await findReadyPython(process.cwd(), process.env);
  if (python === undefined) {
    throw new CommandError(
      'No Python found to read and write gradebook.db. Run "npm start" once, or set LESSONBOOK_PYTHON.',
    );
  }
  const { code, stdout, stderr } = await runProgram(python.command, ["-c", NBGRADER_DB, ...args], {
    input,
  });
  if (code !== 0) throw new CommandError(lastLine(stderr));
  return stdout;
}
