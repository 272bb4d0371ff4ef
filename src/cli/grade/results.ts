// What grading leaves behind: each student's result as soon as it is there, so that grading can be resumed, and at the end
// the files of design: `grades.json`, `grades.csv`. One student is held in memory at a time.
import { cp, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gradebookCsv } from "../../grading/gradebook-csv.ts";
import { withGrades } from "../../grading/graded-notebook.ts";
import type { AssignmentRules } from "../../grading/course-rules.ts";
import type { Gradebook, StudentGrade } from "../../grading/grades.ts";
import { NO_MARKS, withMarks, type Marks } from "../../grading/marks.ts";
import { isObject, parseNotebookText } from "../../nbformat/parse.ts";
import { serialiseNotebook } from "../../nbformat/serialise.ts";
import type { Notebook } from "../../nbformat/types.ts";
import { readCourseGrades } from "../course-grades.ts";
import { writeWhole } from "../files.ts";
import type { WorkFile } from "./place.ts";

/** A result as it is kept for a resume. */
interface Kept {
  /** What it was made of; another one makes it worthless. */
  readonly key: string;
  readonly grade: StudentGrade;
}

/** What people gave, and what being late costs of it. */
export interface Marking {
  readonly marks: Marks;
  readonly rules?: AssignmentRules;
}

export class Results {
  readonly #course: string;
  readonly #assignment: string;
  readonly #folder: string;
  readonly #marking: Marking;

  constructor(course: string, assignment: string, marking: Marking = { marks: NO_MARKS }) {
    this.#course = course;
    this.#assignment = assignment;
    this.#marking = marking;
    this.#folder = join(course, "grades", `.${assignment}`);
  }

  /** Forgets what an earlier grading left. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A result of an earlier grading that was made of the same things. */
  async recall(student: string, key: string): Promise<StudentGrade | undefined> {
    const kept = await readKept(this.#file(student));
    return kept?.key === key ? kept.grade : undefined;
  }

  /** Notes that a submission is being run; returns how often it was before without coming to an end. */
  async begin(student: string): Promise<number> {
    const file = join(this.#folder, "running", encodeURIComponent(student));
    const before = Number(await readFile(file, "utf8").catch(() => "0")) || 0;
    await writeWhole(file, String(before + 1));
    return before;
  }

  /** Takes back what `begin` noted, where there is no result: the grader lives. */
  async notEnded(student: string, before: number): Promise<void> {
    const file = join(this.#folder, "running", encodeURIComponent(student));
    if (await readFile(file, "utf8").catch(() => "")) await writeWhole(file, String(before));
  }

  /** Writes a student's notebooks and keeps the result. */
  async keep(
    grade: StudentGrade,
    key: string,
    executed: ReadonlyMap<string, Notebook>,
    files: readonly WorkFile[],
  ): Promise<void> {
    const target = join(this.#course, "autograded", grade.id, this.#assignment);
    await rm(target, { recursive: true, force: true });
    for (const { path, from } of files) {
      if (path.endsWith(".ipynb")) continue;
      await mkdir(dirname(join(target, path)), { recursive: true });
      await cp(from, join(target, path));
    }
    for (const notebook of this.#marked(grade).notebooks) {
      const run = executed.get(notebook.name);
      if (run === undefined) continue;
      const text = serialiseNotebook(withGrades(run, notebook));
      await writeWhole(join(target, `${notebook.name}.ipynb`), text);
    }
    const kept: Kept = { key, grade };
    await writeWhole(this.#file(grade.id), JSON.stringify(kept));
    await rm(join(this.#folder, "running", encodeURIComponent(grade.id)), { force: true });
  }

  /** Writes the grade book of the assignment, and the course's CSV of all assignments that were graded. */
  async finish(head: Omit<Gradebook, "students">, students: readonly string[]): Promise<void> {
    for (const student of this.#marking.marks.students.keys()) await this.#markNotebooks(student);
    const own = join(this.#course, "grades", `${this.#assignment}.json`);
    await this.#writeGradebook(own, head, students);
    await cp(own, join(this.#course, "grades.json"));
    await this.#writeCsv();
  }

  /** Brings a student's graded notebooks to the marks of today: they may be older than those. */
  async #markNotebooks(student: string): Promise<void> {
    const kept = await readKept(this.#file(student));
    if (kept === undefined) return;
    for (const notebook of this.#marked(kept.grade).notebooks) {
      const folder = join(this.#course, "autograded", kept.grade.id, this.#assignment);
      const file = join(folder, `${notebook.name}.ipynb`);
      const before = await readFile(file, "utf8").catch(() => undefined);
      if (before === undefined) continue; // Not handed in.
      const text = serialiseNotebook(withGrades(parseNotebookText(before).notebook, notebook));
      if (text !== before) await writeWhole(file, text);
    }
  }

  #marked(grade: StudentGrade): StudentGrade {
    const { marks, rules } = this.#marking;
    return withMarks(grade, marks.students.get(grade.id), rules);
  }

  async #writeGradebook(
    file: string,
    head: Omit<Gradebook, "students">,
    students: readonly string[],
  ): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    const next = `${file}.next`;
    const out = await open(next, "w");
    try {
      await out.write(`${JSON.stringify(head).slice(0, -1)},"students":[`);
      let separator = "\n";
      for (const student of students) {
        const kept = await readKept(this.#file(student));
        if (kept === undefined) continue; // Of a student that was not asked for, and never graded.
        await out.write(separator + JSON.stringify(this.#marked(kept.grade)));
        separator = ",\n";
      }
      await out.write("\n]}\n");
    } finally {
      await out.close();
    }
    await rename(next, file);
  }

  async #writeCsv(): Promise<void> {
    const { books, roster } = await readCourseGrades(this.#course);
    await writeWhole(join(this.#course, "grades.csv"), gradebookCsv(books, roster));
  }

  #file(student: string): string {
    return join(this.#folder, "students", `${encodeURIComponent(student)}.json`);
  }
}

async function readKept(file: string): Promise<Kept | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    // Written by this program; a file that is not whole is no result.
    return isObject(value) && typeof value.key === "string" && isObject(value.grade)
      ? (value as unknown as Kept)
      : undefined;
  } catch {
    return undefined;
  }
}
