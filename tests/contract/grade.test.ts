// `lessonbook grade` on the real thing: Jupyter Server, forked ipykernels, and beside it the real nbgrader on the same
// submissions. The list is tests/fixtures/grading/cases, where a folder is a submission.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { grade } from "../../src/cli/grade.ts";
import type { Gradebook, StudentGrade } from "../../src/grading/grades.ts";
import { findTestPython } from "../support/server.ts";
import { runNbgrader } from "../support/nbgrader.ts";
import { ASSIGNMENT, handIn, makeCourse, readCases, type Case } from "../support/submissions.ts";

const CASES = readCases("cases");

// @jupyterlab/services talks to the console.
for (const method of ["debug", "log", "warn", "error"] as const) {
  vi.spyOn(console, method).mockImplementation(() => undefined);
}

interface Graded {
  readonly exit: number;
  readonly said: string;
  readonly book: Gradebook;
}

async function gradeCourse(course: string, ...options: readonly string[]): Promise<Graded> {
  const said: string[] = [];
  const exit = await grade([ASSIGNMENT, "--course", course, "--jobs", "2", ...options], {
    out: () => undefined,
    say: (text) => void said.push(text),
    ending: new AbortController().signal,
  });
  const text = await readFile(join(course, "grades.json"), "utf8");
  return { exit, said: said.join("\n"), book: JSON.parse(text) as Gradebook };
}

function caseOf(name: string): Case {
  const found = CASES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case "${name}"`);
  return found;
}

const studentOf = ({ book }: Pick<Graded, "book">, id: string): StudentGrade | undefined =>
  book.students.find((student) => student.id === id);

const autoOf = (student: StudentGrade | undefined): number =>
  (student?.notebooks ?? [])
    .flatMap(({ cells }) => cells)
    .reduce((sum, { auto }) => sum + (auto ?? 0), 0);

const isEndless = (name: string): boolean => ENDLESS.includes(name);

const autoOfTheirs = (one: TheirGrade | undefined): number =>
  (one?.notebooks ?? [])
    .flatMap(({ cells }) => Object.values(cells))
    .reduce((sum, { auto }) => sum + (auto ?? 0), 0);

interface TheirGrade {
  readonly student: string;
  readonly penalty: number;
  readonly notebooks: readonly {
    readonly name: string;
    readonly cells: Readonly<
      Record<string, { readonly auto: number | null; readonly extra: number | null }>
    >;
  }[];
}

/** Cheats that nbgrader pays for; the last one changes whatever stands in its grade book by then. */
const PAID = ["input-transformer", "equal-to-anything", "write-the-gradebook"];
const CHEATS = readCases("cheats")
  .filter(({ name }) => PAID.includes(name))
  .sort((a, b) => PAID.indexOf(a.name) - PAID.indexOf(b.name));
/** What never ends costs its limit, so these get a short one; honest work gets a long one. */
const ENDLESS = ["busy-loop", "endless-await"];
const LATE = "late";

describe("grading a class beside nbgrader", () => {
  let course: string;
  let theirs: string;
  let fair: Graded;
  let byTheirRules: Graded;
  let updated: unknown;
  const theirGrades = new Map<string, TheirGrade>();
  const failedThere = new Set<string>();

  beforeAll(async () => {
    process.env.LESSONBOOK_PYTHON ??= await findTestPython();
    course = await mkdtemp(join(tmpdir(), "lessonbook-course-"));
    theirs = await mkdtemp(join(tmpdir(), "nbgrader-course-"));
    await makeCourse(course);
    for (const one of [...CASES, ...CHEATS]) await handIn(course, one);
    await handIn(course, caseOf("right"), LATE);
    const stamp = join(course, "submitted", LATE, ASSIGNMENT, "timestamp.txt");
    await writeFile(stamp, "2026-01-06 10:30:00.000000 UTC\n");
    const due = { [ASSIGNMENT]: { due: "2026-01-05T08:00:00Z", late: "zero" } };
    await writeFile(join(course, "course.json"), JSON.stringify({ assignments: due }));
    await cp(course, theirs, { recursive: true });
    await Promise.all([gradeOurs(), gradeTheirs()]);
  }, 600_000);
  afterAll(async () => {
    await rm(course, { recursive: true });
    await rm(theirs, { recursive: true });
  });

  async function gradeOurs(): Promise<void> {
    const students = (names: readonly string[]): readonly string[] =>
      names.flatMap((name) => ["--student", name]);
    const names = [...CASES, ...CHEATS].map(({ name }) => name).filter((name) => !isEndless(name));
    const stopped = await gradeCourse(course, "--cell-timeout", "4", ...students(ENDLESS));
    const rest = await gradeCourse(course, ...students([...names, LATE]));
    fair = { ...rest, said: `${stopped.said}\n${rest.said}` };
    const scored = CASES.filter(({ expect: { nbgrader } }) => typeof nbgrader === "number");
    const options = students([...scored.map(({ name }) => name), LATE]);
    byTheirRules = await gradeCourse(course, "--rules", "nbgrader", ...options);
  }

  async function gradeTheirs(): Promise<void> {
    const students = [...CASES.map(({ name }) => name), LATE, ...CHEATS.map(({ name }) => name)];
    const old = join(theirs, "submitted", "metadata-old", ASSIGNMENT, "gather.ipynb");
    const steps = [
      { op: "generate", assignment: ASSIGNMENT },
      { op: "due", assignment: ASSIGNMENT, duedate: "2026-01-05 08:00:00" },
      ...students.map((student) => ({
        op: "autograde",
        assignment: ASSIGNMENT,
        student,
        ...(isEndless(student) && { config: { Execute: { timeout: 4 } } }),
      })),
      { op: "grades", assignment: ASSIGNMENT },
      { op: "update", path: old },
      { op: "autograde", assignment: ASSIGNMENT, student: "metadata-old" },
      { op: "grades", assignment: ASSIGNMENT },
    ];
    const late = { LateSubmissionPlugin: { penalty_method: "zero" } };
    const done = await runNbgrader(theirs, steps, late);
    for (const [index, name] of students.entries()) {
      const result = done[index + 2]?.value as { readonly success: boolean } | undefined;
      if (result?.success !== true) failedThere.add(name);
    }
    const at = students.length + 2;
    for (const one of (done[at]?.value ?? []) as readonly TheirGrade[]) {
      theirGrades.set(one.student, one);
    }
    updated = (done.at(-1)?.value as readonly TheirGrade[]).find(
      ({ student }) => student === "metadata-old",
    );
  }

  it("every submission gets a verdict, and the exit code says that there was something to name", () => {
    const handedIn = [...CASES, ...CHEATS].map(({ name }) => name);
    expect(fair.book.students.map(({ id }) => id)).toEqual([...handedIn, LATE].sort());
    expect(fair.book.students.every(({ status }) => status !== "missing")).toBe(true);
    expect(fair.exit).toBe(1);
    expect(fair.said.split("\n")[0]).toContain(`Isolation: ${fair.book.isolation}`);
  });

  it.each(CASES)("$name: $about", ({ name, expect: expected }) => {
    const student = studentOf(fair, name);
    expect(autoOf(student)).toBe(expected.fair);
    const status = Object.fromEntries(
      (student?.notebooks ?? []).flatMap(({ cells }) =>
        cells.map((cell) => [cell.gradeId, cell.status]),
      ),
    );
    expect(status).toMatchObject(expected.cells ?? {});
    for (const [gradeId, texts] of Object.entries(expected.advice ?? {})) {
      const cells = (student?.notebooks ?? []).flatMap((notebook) => notebook.cells);
      const advice = cells.find((cell) => cell.gradeId === gradeId)?.advice?.join("\n");
      for (const text of texts) expect(advice).toContain(text);
    }
    for (const words of expected.problems ?? []) {
      expect(student?.problems.join("\n")).toContain(words);
      // One line per problem, with student, file and cell.
      expect(fair.said).toMatch(new RegExp(`^${name}, .*\\.ipynb`, "m"));
    }
    if (expected.problems === undefined) expect(student?.problems).toEqual([]);
  });

  it.each(CASES.filter(({ expect: { nbgrader } }) => nbgrader !== undefined))(
    "nbgrader's rules give nbgrader's score, cell by cell: $name",
    ({ name, expect: expected }) => {
      expect(failedThere.has(name)).toBe(expected.nbgrader === null);
      if (expected.nbgrader === null) return;
      const ours = studentOf(byTheirRules, name);
      let total = 0;
      for (const notebook of theirGrades.get(name)?.notebooks ?? []) {
        const cells = ours?.notebooks.find((one) => one.name === notebook.name)?.cells ?? [];
        for (const [gradeId, { auto }] of Object.entries(notebook.cells)) {
          total += auto ?? 0;
          if (auto === null) continue;
          expect(cells.find((cell) => cell.gradeId === gradeId)).toMatchObject({ gradeId, auto });
        }
      }
      expect(total).toBe(expected.nbgrader);
    },
  );

  it("late work has nbgrader's penalty", () => {
    const late = theirGrades.get(LATE);
    expect([autoOfTheirs(late), late?.penalty]).toEqual([17, 17]);
    for (const graded of [fair, byTheirRules]) {
      expect(studentOf(graded, LATE)).toMatchObject({
        score: 0,
        late: { seconds: 26.5 * 3600, penalty: 17 },
      });
    }
  });

  it("old metadata needs no update here, and scores what nbgrader gives after one", () => {
    expect(autoOfTheirs(updated as TheirGrade)).toBe(17);
    expect(autoOf(studentOf(fair, "metadata-old"))).toBe(17);
  });

  it.each(CHEATS)("what nbgrader pays for is not paid: $name", ({ name, expect: { most = 0 } }) => {
    const ours = studentOf(fair, name);
    expect(autoOf(ours)).toBeLessThanOrEqual(most);
    const paid = autoOfTheirs(theirGrades.get(name));
    if (name !== "write-the-gradebook") expect(paid).toBeGreaterThan(most);
    const extras = [...theirGrades.values()].flatMap(({ notebooks }) =>
      notebooks.flatMap(({ cells }) => Object.values(cells).map(({ extra }) => extra)),
    );
    expect(extras).toContain(50);
    const ownExtras = fair.book.students.flatMap(({ notebooks }) =>
      notebooks.flatMap(({ cells }) => cells.map(({ extra }) => extra)),
    );
    expect(new Set(ownExtras)).toEqual(new Set([null]));
  });

  it("shows by cell where the default rules differ from nbgrader's", () => {
    const cells = studentOf(fair, "stderr")?.notebooks.flatMap((notebook) => notebook.cells) ?? [];
    const differing = cells.filter((cell) => cell.nbgrader !== undefined);
    expect(differing.map(({ gradeId, auto, nbgrader }) => [gradeId, auto, nbgrader])).toEqual([
      ["fetch_test", 2, 0],
      ["fetch_all_test", 3, 0],
      ["concurrent_test", 3, 0],
    ]);
  });

  it("gives back notebooks and a page without the hidden tests, which the teacher's copy has", async () => {
    const folder = (stage: string): string =>
      join(course, stage, "one-after-the-other", ASSIGNMENT);
    const kept = await readFile(join(folder("autograded"), "gather.ipynb"), "utf8");
    expect(kept).toContain("BEGIN HIDDEN TESTS");
    const names = (await readdir(folder("feedback"))).sort();
    expect(names).toEqual(["feedback.html", "gather.ipynb", "queue.ipynb"]);
    for (const name of names) {
      const text = await readFile(join(folder("feedback"), name), "utf8");
      expect(text).not.toMatch(/HIDDEN TESTS|perf_counter\(\) - start|MARK SCHEME/);
      if (name === "queue.ipynb") continue;
      expect(text).toContain("A hidden test: the pages come one after the other");
    }
  });

  it("writes notebooks with their grades, and a table of nbgrader's columns", async () => {
    const file = join(course, "autograded", "partly", ASSIGNMENT, "gather.ipynb");
    const text = await readFile(file, "utf8");
    expect(text).toContain('"score": 2');
    const csv = (await readFile(join(course, "grades.csv"), "utf8")).split("\r\n");
    expect(csv[0]).toMatch(
      /^assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score,/,
    );
    expect(csv.find((line) => line.includes(",partly,"))).toContain(",16.0,0.0,16.0,24.0,");
  });
});

describe("grading again", () => {
  let course: string;
  beforeAll(async () => {
    process.env.LESSONBOOK_PYTHON ??= await findTestPython();
    course = await mkdtemp(join(tmpdir(), "lessonbook-course-"));
    await makeCourse(course);
    for (const name of ["partly", "right"]) await handIn(course, caseOf(name));
  });
  afterAll(() => rm(course, { recursive: true }));

  it("one student's changed work is graded again, the others' grades stay", async () => {
    const first = await gradeCourse(course);
    const file = join(course, "submitted", "partly", ASSIGNMENT, "gather.ipynb");
    await writeFile(file, (await readFile(file, "utf8")).replace("[0, 1, 5, 7]", "[0, 1, 4, 7]"));
    const resumed = await gradeCourse(course, "--resume");
    expect(resumed.said).toContain("Graded 1 ");
    expect(resumed.said).toContain("1 were graded before");
    expect([first, resumed].map((graded) => autoOf(studentOf(graded, "partly")))).toEqual([16, 17]);
    const only = await gradeCourse(course, "--student", "partly");
    expect(only.book.students.map(({ id }) => id)).toEqual(["partly", "right"]);
  });

  it("hidden tests are given back when asked for, and nbgrader's exchange gets a page a notebook", async () => {
    const handedIn = join(course, "submitted", "right", ASSIGNMENT);
    await writeFile(join(handedIn, "timestamp.txt"), "2026-01-05 08:00:00.000000 UTC");
    await writeFile(join(handedIn, "submission_secret.txt"), "5".repeat(128));
    await gradeCourse(course, "--student", "right", "--hidden-tests");
    const folder = join(course, "feedback", "right", ASSIGNMENT);
    expect(await readFile(join(folder, "gather.ipynb"), "utf8")).toContain("BEGIN HIDDEN TESTS");
    expect(await readFile(join(folder, "gather.html"), "utf8")).toContain("zebra");
    // Kept grades are given back anew, without a run.
    const { said } = await gradeCourse(course, "--student", "right", "--resume");
    expect(said).toContain("Graded 0 ");
    expect(await readFile(join(folder, "gather.html"), "utf8")).not.toContain("zebra");
    expect((await readdir(folder)).sort()).toEqual(
      [
        ...["feedback.html", "gather.html", "gather.ipynb", "queue.html", "queue.ipynb"],
        ...["submission_secret.txt", "timestamp.txt"],
      ].sort(),
    );
  });

  it("nbgrader releases the pages to the student whose secret they carry", async () => {
    const exchange = await mkdtemp(join(tmpdir(), "nbgrader-exchange-"));
    try {
      const step = { op: "release_feedback", assignment: ASSIGNMENT, student: "right" };
      const config = { CourseDirectory: { course_id: "async" }, Exchange: { root: exchange } };
      const [done] = await runNbgrader(course, [step], config);
      expect(done).toMatchObject({ value: { success: true } });
      const folder = join(exchange, "async", "feedback");
      const released = await Promise.all(
        (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")),
      );
      const own = join(course, "feedback", "right", ASSIGNMENT);
      for (const name of ["gather.html", "queue.html"]) {
        expect(released).toContain(await readFile(join(own, name), "utf8"));
      }
    } finally {
      await rm(exchange, { recursive: true });
    }
  });

  it("students of the roster who handed nothing in are in the grade book", async () => {
    const roster =
      'id,first_name,last_name,email\nnobody,Ann,"Lee, Jr.",a@x.org\nright,=1+1,Ó,b@x.org\n';
    await writeFile(join(course, "students.csv"), roster);
    const { book } = await gradeCourse(course, "--student", "nobody");
    expect(studentOf({ book }, "nobody")).toMatchObject({ status: "missing", score: 0 });
    const csv = await readFile(join(course, "grades.csv"), "utf8");
    expect(csv).toContain(',nobody,"Lee, Jr.",Ann,a@x.org,0.0,0.0,0.0,24.0,missing');
    expect(csv).toContain(",right,Ó,'=1+1,b@x.org,17.0,");
  });
});
