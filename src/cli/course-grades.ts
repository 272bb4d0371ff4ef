// The grades of a course as they lie in its folder, with the marks that people gave: grades/<assignment>.json and
// marks/<assignment>.json. Used by grade and gradebook.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { NO_RULES, readCourseRules, type AssignmentRules } from "../grading/course-rules.ts";
import type { Gradebook } from "../grading/grades.ts";
import { readMarks, withMarks, type Marks } from "../grading/marks.ts";
import { readRoster, type Student } from "../grading/roster.ts";
import { isObject } from "../nbformat/parse.ts";
import { CommandError } from "./terminal.ts";

export interface CourseGrades {
  /** By name of the assignment. */
  readonly books: readonly MarkedBook[];
  readonly roster: readonly Student[];
  /** What could not be read, for the teacher. */
  readonly problems: readonly string[];
}

export interface MarkedBook {
  readonly book: Gradebook;
  readonly rules: AssignmentRules;
  readonly marks: Marks;
}

/**
 * Reads the grades of some assignments, or of all that were graded.
 * @throws CommandError when one was not graded, or its files cannot be read
 */
export async function readCourseGrades(
  course: string,
  assignments?: readonly string[],
): Promise<CourseGrades> {
  const names = assignments ?? (await gradedAssignments(course));
  const text = await readFile(join(course, "course.json"), "utf8").catch(() => "");
  const rules = readCourseRules(text);
  const problems = [...rules.problems];
  const books: MarkedBook[] = [];
  for (const name of names) {
    const own = rules.assignments.get(name) ?? NO_RULES;
    const book = await readBook(course, name);
    const marks = await readMarksOf(course, name);
    problems.push(...marks.problems);
    const students = book.students.map((student) =>
      withMarks(student, marks.students.get(student.id), own),
    );
    books.push({ book: { ...book, students }, rules: own, marks });
  }
  return { books, roster: await readStudents(course), problems };
}

/** The marks of an assignment. @throws CommandError when there are some that cannot be read */
export async function readMarksOf(course: string, assignment: string): Promise<Marks> {
  const file = join("marks", `${assignment}.json`);
  const text = await readFile(join(course, file), "utf8").catch((error: unknown) => {
    if (isObject(error) && error.code === "ENOENT") return "";
    throw new CommandError(`${file} cannot be read: ${String(error)}`);
  });
  try {
    return readMarks(text, file);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CommandError(error.message);
  }
}

/** Who is in the course, by its `students.csv`; nobody where there is none. */
export async function readStudents(course: string): Promise<readonly Student[]> {
  return readRoster(await readFile(join(course, "students.csv"), "utf8").catch(() => ""));
}

async function gradedAssignments(course: string): Promise<readonly string[]> {
  const names = await readdir(join(course, "grades")).catch(() => []);
  return names
    .filter((name) => /^[^.].*\.json$/.test(name))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}

async function readBook(course: string, name: string): Promise<Gradebook> {
  const file = join("grades", `${name}.json`);
  const text = await readFile(join(course, file), "utf8").catch(() => {
    throw new CommandError(`"${name}" was not graded yet. Run: lessonbook grade ${name}`);
  });
  try {
    const book: unknown = JSON.parse(text);
    // Written by `lessonbook grade`, whole or not at all.
    if (isObject(book) && book.schema === 1 && Array.isArray(book.students)) {
      return book as unknown as Gradebook;
    }
  } catch {
    // Said below.
  }
  throw new CommandError(`${file} cannot be read. Make it again: lessonbook grade ${name}`);
}
