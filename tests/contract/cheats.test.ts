// How grading is attacked: tests/fixtures/grading/cheats, where a folder is a submission. No cheat earns points that its work
// does not deserve, and nothing outside is read, written, called or left running.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  writeFile,
} from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { grade } from "../../src/cli/grade.ts";
import type { Gradebook, StudentGrade } from "../../src/grading/grades.ts";
import { parseNotebookText } from "../../src/nbformat/parse.ts";
import { findTestPython } from "../support/server.ts";
import { ASSIGNMENT, handIn, makeCourse, readCases } from "../support/submissions.ts";

const CHEATS = readCases("cheats");
/** Written where a submission must not look; printed by one that did. */
const CANARY = "CANARY-7c1f";
/** Where cheats leave a mark when they got out. */
const MARKS = ["lessonbook-survivor", "lessonbook-pickled"].map((name) => join("/tmp", name));

// @jupyterlab/services talks to the console.
for (const method of ["debug", "log", "warn", "error"] as const) {
  vi.spyOn(console, method).mockImplementation(() => undefined);
}

describe("cheats", () => {
  let course: string;
  let calls = 0;
  let listener: Server;
  let book: Gradebook;
  let before: string;
  const temporary = process.env.TMPDIR;
  const said: string[] = [];

  beforeAll(async () => {
    process.env.LESSONBOOK_PYTHON ??= await findTestPython();
    process.env.LESSONBOOK_TEST_SECRET = CANARY;
    listener = createServer((socket) => {
      calls += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(18_765, "127.0.0.1", resolve));
    // A folder of their own, by which this grader's processes are told from others'.
    process.env.TMPDIR = await mkdtemp("/tmp/lb-");
    await chmod(process.env.TMPDIR, 0o711);
    course = await mkdtemp(join(tmpdir(), "lessonbook-course-"));
    await makeCourse(course);
    for (const cheat of CHEATS) await handIn(course, cheat);
    await writeFile(join(course, "gradebook.db"), CANARY);
    const other = join(course, "submitted", "honest", ASSIGNMENT);
    await mkdir(other, { recursive: true });
    await writeFile(join(other, "notes.txt"), CANARY);
    before = await digestOf(course);
    await gradeAll();
    book = JSON.parse(await readFile(join(course, "grades.json"), "utf8")) as Gradebook;
  }, 900_000);
  afterAll(async () => {
    delete process.env.LESSONBOOK_TEST_SECRET;
    await new Promise((resolve) => listener.close(resolve));
    await rm(tmpdir(), { recursive: true });
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
  });

  /** Only behind walls: some of these kill whatever they reach. */
  async function gradeAll(): Promise<void> {
    const args = [
      "--jobs",
      "2",
      "--cell-timeout",
      "5",
      "--isolation",
      "user",
      "--require-isolation",
    ];
    await grade([ASSIGNMENT, "--course", course, ...args], {
      out: () => undefined,
      say: (text) => void said.push(text),
      ending: new AbortController().signal,
    });
  }

  const studentOf = (id: string): StudentGrade => {
    const found = book.students.find((student) => student.id === id);
    if (found === undefined) throw new Error(`${id} has no verdict`);
    return found;
  };

  it("are of many kinds, and each has a verdict", () => {
    expect(CHEATS.length).toBeGreaterThanOrEqual(45);
    expect(book.isolation).toBe("user");
    expect(book.students.map(({ id }) => id)).toEqual(
      expect.arrayContaining(CHEATS.map(({ name }) => name)),
    );
  });

  it.each(CHEATS)("$name: $about", ({ name, expect: expected }) => {
    const student = studentOf(name);
    const cells = student.notebooks.flatMap((notebook) => notebook.cells);
    const auto = cells.reduce((sum, cell) => sum + (cell.auto ?? 0), 0);
    expect(auto).toBeLessThanOrEqual(expected.most ?? 0);
    if (expected.fair !== undefined) expect(auto).toBe(expected.fair);
    const status = Object.fromEntries(cells.map((cell) => [cell.gradeId, cell.status]));
    expect(status).toMatchObject(expected.cells ?? {});
    for (const words of expected.problems ?? []) {
      expect(student.problems.join("\n")).toContain(words);
    }
    // The other notebook is honest work, whatever happened in this one.
    const queue = student.notebooks.find((notebook) => notebook.name === "queue");
    expect(queue?.cells.reduce((sum, cell) => sum + (cell.auto ?? 0), 0)).toBe(6);
  });

  it.each(CHEATS)("$name sees nothing outside", async ({ name }) => {
    const file = join(course, "autograded", name, ASSIGNMENT, "gather.ipynb");
    const { notebook } = parseNotebookText(await readFile(file, "utf8"));
    const outputs = notebook.cells.flatMap((cell) =>
      cell.cell_type === "code" ? cell.outputs : [],
    );
    expect(JSON.stringify(outputs)).not.toContain(CANARY);
    // Where a cell was stopped, its traceback has the cheat's own text.
    const printed = outputs.filter((output) => output.output_type !== "error");
    expect(JSON.stringify(printed)).not.toContain("SEEN");
  });

  it("change nothing, call nobody and leave nothing running", async () => {
    await delay(4_000); // The survivor would write after three seconds.
    expect(await digestOf(course)).toBe(before);
    expect(calls).toBe(0);
    expect(MARKS.filter((file) => existsSync(file))).toEqual([]);
    const left = await processesOf(/lessonbook_grading|^sleep 20/);
    expect(left.filter((line) => line.startsWith("sleep") || line.includes(tmpdir()))).toEqual([]);
  });
});

describe("the same work", () => {
  it("gets the same marks, eight at a time too", async () => {
    process.env.LESSONBOOK_PYTHON ??= await findTestPython();
    const course = await mkdtemp(join(tmpdir(), "lessonbook-course-"));
    await makeCourse(course);
    const cases = readCases("cases").filter(({ name }) => ["mistakes", "partly"].includes(name));
    const copies = ["1", "2", "3", "4"];
    for (const one of cases)
      for (const copy of copies) await handIn(course, one, `${one.name}${copy}`);
    await grade([ASSIGNMENT, "--course", course, "--jobs", "8"], {
      out: () => undefined,
      say: () => undefined,
      ending: new AbortController().signal,
    });
    const text = await readFile(join(course, "grades.json"), "utf8");
    const marks = (JSON.parse(text) as Gradebook).students.map(({ id, score }) => [id, score]);
    expect(marks).toEqual(
      cases.flatMap(({ name, expect: { fair } }) => copies.map((copy) => [name + copy, fair])),
    );
    await rm(course, { recursive: true });
  }, 300_000);
});

/** One digest of what was handed in, of the source and of the grade book. */
async function digestOf(course: string): Promise<string> {
  const hash = createHash("sha256");
  for (const top of ["source", "release", "submitted", "gradebook.db"]) {
    for (const path of await listFiles(join(course, top))) {
      const isLink = (await lstat(path)).isSymbolicLink();
      hash.update(path).update(isLink ? await readlink(path) : await readFile(path));
    }
  }
  return hash.digest("hex");
}

/** The files of a folder and the links in it, which are not followed; a file is itself. */
async function listFiles(top: string): Promise<readonly string[]> {
  if (!(await lstat(top)).isDirectory()) return [top];
  const entries = await readdir(top, { withFileTypes: true });
  const inside = await Promise.all(
    entries.map(async (entry) => {
      const path = join(top, entry.name);
      return entry.isDirectory() ? await listFiles(path) : [path];
    }),
  );
  return inside.flat().sort();
}

/** Command lines of processes that run now. */
async function processesOf(pattern: RegExp): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of (await readdir("/proc")).filter((one) => /^\d+$/.test(one))) {
    const text = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    const words = text.replaceAll("\0", " ").trim();
    if (pattern.test(words)) found.push(words);
  }
  return found;
}
