// Grades out of a course and nbgrader's marks into it, with the real nbgrader on the same gradebook.db.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { gradebook } from "../../src/cli/gradebook.ts";
import { grade } from "../../src/cli/grade.ts";
import { parseCsv } from "../../src/grading/csv.ts";
import type { Gradebook } from "../../src/grading/grades.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { runNbgrader, type NbgraderStep } from "../support/nbgrader.ts";
import { findTestPython } from "../support/server.ts";
import { ASSIGNMENT, handIn, makeCourse, readCases } from "../support/submissions.ts";

// @jupyterlab/services talks to the console.
for (const method of ["debug", "log", "warn", "error"] as const) {
  vi.spyOn(console, method).mockImplementation(() => undefined);
}

const STUDENTS = ["partly", "right"];
const ROSTER = `id,first_name,last_name,email,lms_user_id
partly,Ann,"O'Hara, Jr.",ann@example.org,11
right,=Bob,Baker,bob@example.org,12
nobody,Cleo,Cole,,13
`;

let course: string;
let said: string[];

async function run(
  command: (args: readonly string[], terminal: Terminal) => Promise<number>,
  ...args: readonly string[]
): Promise<number> {
  said = [];
  const say = (text: string): void => void said.push(text);
  const ending = new AbortController().signal;
  return command([...args, "--course", course], { out: say, say, ending });
}

async function nbgrader(...steps: readonly NbgraderStep[]): Promise<readonly unknown[]> {
  const results = await runNbgrader(course, steps);
  return results.map((result) => {
    expect(result.error).toBeUndefined();
    return result.value;
  });
}

async function writeMarks(students: object): Promise<void> {
  await mkdir(join(course, "marks"), { recursive: true });
  const json = { schema: 1, assignment: ASSIGNMENT, students };
  await writeFile(join(course, "marks", `${ASSIGNMENT}.json`), JSON.stringify(json));
}

async function readBook(): Promise<Gradebook> {
  const text = await readFile(join(course, "grades", `${ASSIGNMENT}.json`), "utf8");
  return JSON.parse(text) as Gradebook;
}

const marked = (points: number, more: object = {}) => ({ revision: 1, points, ...more });

beforeAll(async () => {
  process.env.LESSONBOOK_PYTHON ??= await findTestPython();
  course = await mkdtemp(join(tmpdir(), "lessonbook-gradebook-"));
  await makeCourse(course);
  await writeFile(join(course, "students.csv"), ROSTER);
  await writeFile(
    join(course, "course.json"),
    JSON.stringify({
      assignments: {
        [ASSIGNMENT]: { due: "2026-03-01T12:00:00Z", late: { percentPerDay: 10 } },
      },
    }),
  );
  for (const one of readCases("cases").filter(({ name }) => STUDENTS.includes(name))) {
    await handIn(course, one);
  }
  const stamp = join(course, "submitted", "right", ASSIGNMENT, "timestamp.txt");
  await writeFile(stamp, "2026-03-01 18:00:00.250000 UTC\n");
  await writeMarks({
    right: { gather: { why: marked(3, { extra: 1, comment: "Say <b>why</b>, please." }) } },
  });
  expect(await run(grade, ASSIGNMENT, "--isolation", "process")).toBeLessThan(2);
}, 300_000);
afterAll(async () => {
  await rm(course, { recursive: true });
});

describe("marks", () => {
  it("are in the grades, and stay through a regrade that runs nothing or all again", async () => {
    const scoreOf = async () =>
      (await readBook()).students.find(({ id }) => id === "right")?.notebooks[0]?.cells;
    const why = { gradeId: "why", auto: null, manual: 3, extra: 1, score: 4 };
    expect(await scoreOf()).toContainEqual(expect.objectContaining(why));
    await run(grade, ASSIGNMENT, "--resume", "--isolation", "process");
    expect(await scoreOf()).toContainEqual(expect.objectContaining(why));
    await run(grade, ASSIGNMENT, "--student", "right", "--isolation", "process");
    expect(await scoreOf()).toContainEqual(expect.objectContaining(why));
    const file = join(course, "autograded", "right", ASSIGNMENT, "gather.ipynb");
    expect(await readFile(file, "utf8")).toContain("Say <b>why</b>, please.");
  }, 120_000);
});

describe("nbgrader's grade book", () => {
  it("exported to, gives nbgrader's own export the rows of grades.csv", async () => {
    expect(await run(gradebook, "export", "--to", "nbgrader")).toBe(0);
    expect(await run(gradebook, "export", "--to", "nbgrader")).toBe(0); // Twice is once.
    const [theirs] = await nbgrader({ op: "export", to: join(course, "theirs.csv") });
    const ours = parseCsv(await readFile(join(course, "grades.csv"), "utf8"));
    // nbgrader quotes nothing, so the name with a comma breaks its line; the others read alike.
    const theirRows = new Map(parseCsv(String(theirs)).map((row) => [row[3], row]));
    const header = theirRows.get("student_id") ?? [];
    expect(ours[0]?.slice(0, header.length)).toEqual(header);
    const rowOf = (id: string) => ours.find((row) => row[3] === id)?.slice(0, header.length);
    const right = [...(rowOf("right") ?? [])];
    expect(right[5]).toBe("'=Bob"); // Theirs lets a spreadsheet run it.
    right[5] = "=Bob";
    const points = (row: readonly string[]) => row.slice(7).map(Number);
    expect(right.slice(0, 7)).toEqual(theirRows.get("right")?.slice(0, 7));
    expect(points(right)).toEqual(points(theirRows.get("right") ?? []));
    expect(points(right)[1]).toBeGreaterThan(0);
    expect(points(rowOf("nobody") ?? [])).toEqual([0, 0, 0, 24]);
    expect(points(theirRows.get("nobody") ?? [])).toEqual([0, 0, 0, 24]);
  }, 120_000);

  it("is what the form grader shows, and nbgrader can grade on with it", async () => {
    const [shown, graded, after] = (await nbgrader(
      { op: "formgrader", assignment: ASSIGNMENT },
      { op: "autograde", assignment: ASSIGNMENT, student: "right" },
      { op: "grades", assignment: ASSIGNMENT },
    )) as [
      {
        assignment: object;
        submissions: readonly { student: string; score: number }[];
        students: readonly object[];
      },
      { success: boolean },
      readonly {
        student: string;
        notebooks: readonly { name: string; cells: object; comments: object }[];
      }[],
    ];
    expect(shown.assignment).toMatchObject({ max_score: 24, num_submissions: 2 });
    expect(shown.students).toHaveLength(3);
    const book = await readBook();
    for (const { student, score } of shown.submissions) {
      const own = book.students.find(({ id }) => id === student);
      const raw = own?.notebooks.reduce((sum, one) => sum + one.score, 0);
      expect([student, score]).toEqual([student, raw]);
    }
    expect(graded.success).toBe(true);
    const gather = after
      .find(({ student }) => student === "right")
      ?.notebooks.find(({ name }) => name === "gather");
    expect(gather?.cells).toMatchObject({ why: { manual: 3, extra: 1 }, fetch_test: { auto: 2 } });
    expect(gather?.comments).toMatchObject({ why: "Say <b>why</b>, please." });
  }, 120_000);

  it("imported from, brings students, due dates and marks; what is here stays", async () => {
    const where = { assignment: ASSIGNMENT, student: "partly" };
    await nbgrader(
      { op: "student", student: "new", info: { first_name: "Nora", last_name: "New" } },
      { op: "due", assignment: ASSIGNMENT, duedate: "2026-04-01 10:00:00 UTC" },
      { op: "mark", ...where, notebook: "queue", cell: "draw", manual: 2, comment: "Clear." },
      { op: "mark", ...where, student: "right", notebook: "gather", cell: "why", manual: 1 },
    );
    await writeFile(join(course, "course.json"), "{}");
    expect(await run(gradebook, "import")).toBe(1);
    expect(said[0]).toContain("right, gather, why: the mark that is here differs");
    expect(said[1]).toContain("Imported 1 students, 1 due dates, 1 marks.");
    const marks = await readFile(join(course, "marks", `${ASSIGNMENT}.json`), "utf8");
    expect(JSON.parse(marks)).toMatchObject({
      students: {
        partly: { queue: { draw: { points: 2, comment: "Clear.", by: "nbgrader" } } },
        right: { gather: { why: { points: 3, extra: 1 } } },
      },
    });
    expect(await readFile(join(course, "students.csv"), "utf8")).toContain("new,Nora,New,,");
    expect(JSON.parse(await readFile(join(course, "course.json"), "utf8"))).toEqual({
      assignments: { [ASSIGNMENT]: { due: "2026-04-01T10:00:00.000Z" } },
    });
  }, 120_000);

  it("that is none is refused in words, and stays as it is", async () => {
    const file = join(course, "notes.db");
    await writeFile(file, "These are my notes.");
    await expect(run(gradebook, "import", file)).rejects.toThrow("cannot be read as a grade book");
    const args = ["export", "--to", "nbgrader", "--out", file];
    await expect(run(gradebook, ...args)).rejects.toThrow("cannot be read as a grade book");
    expect(await readFile(file, "utf8")).toBe("These are my notes.");
    await expect(run(gradebook, "import", join(course, "no.db"))).rejects.toThrow("There is no");
  }, 60_000);
});
