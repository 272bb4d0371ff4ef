import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { release } from "../../../src/cli/release.ts";

const quiz = (source: string) => ({
  cell_type: "markdown",
  id: "q1",
  source,
  metadata: { lessonbook: { kind: "quiz", question: "single", mode: "practice" } },
});

const notebook = (...cells: readonly object[]): string =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });

const sound = notebook(
  quiz(
    "Which one?\n\n- [ ] a list\n  > Nothing is listed.\n- [ ] a task\n  > Nothing is begun.\n- [x] a coroutine\n  > It waits to be awaited.\n\n> Why: calling runs nothing.",
  ),
);

describe("lessonbook release", () => {
  let course: string;
  let said: string[];
  const ending = new AbortController().signal;
  const releaseHere = (...args: string[]) =>
    release([...args, "--course", course], {
      out: (text) => said.push(`out ${text}`),
      say: (text) => said.push(`say ${text}`),
      ending,
    });
  const source = (...parts: string[]) => join(course, "source", "a1", ...parts);
  const released = (...parts: string[]) => join(course, "release", "a1", ...parts);

  beforeEach(async () => {
    said = [];
    course = await mkdtemp(join(tmpdir(), "lessonbook-course-"));
    await mkdir(source("data"), { recursive: true });
    await writeFile(source("a1.ipynb"), sound);
    await writeFile(source("data", "numbers.csv"), "1,2\n");
  });
  afterEach(() => rm(course, { recursive: true, force: true }));

  it("writes the notebook without its key, and the assignment's other files as they are", async () => {
    expect(await releaseHere("a1")).toBe(0);
    const text = await readFile(released("a1.ipynb"), "utf8");
    expect(text).toContain("a coroutine");
    for (const secret of ["[x]", "waits to be awaited", "calling runs nothing"]) {
      expect(text).not.toContain(secret);
    }
    expect(await readFile(released("data", "numbers.csv"), "utf8")).toBe("1,2\n");
    expect(said).toEqual([`out ${released()}`]);
  });

  it("tells learners when it is due, and nothing of other assignments", async () => {
    const due = { due: "2026-12-01T12:00:00Z", late: "zero" };
    const rules = { course: "async", assignments: { a1: due, exam: { due: "2027-01-01T00:00Z" } } };
    await writeFile(join(course, "course.json"), JSON.stringify(rules));
    expect(await releaseHere("a1")).toBe(0);
    const told: unknown = JSON.parse(await readFile(released("assignment.json"), "utf8"));
    expect(told).toEqual({ assignments: { a1: due } });
    await writeFile(join(course, "course.json"), JSON.stringify({ assignments: {} }));
    expect(await releaseHere("a1")).toBe(0);
    expect(await readdir(released())).not.toContain("assignment.json");
  });

  it("advises on questions and releases all the same", async () => {
    await writeFile(source("a1.ipynb"), sound.replace("  > Nothing is begun.\\n", ""));
    expect(await releaseHere("a1")).toBe(0);
    expect(said).toEqual([
      `say ${source("a1.ipynb")}: cell 1 (q1), line 5: Advice: This option has no feedback. Write under it, after >, why it is wrong.`,
      `out ${released()}`,
    ]);
  });

  it("gives the same bytes when it is run again, and keeps nothing of the time before", async () => {
    await releaseHere("a1");
    const first = await readFile(released("a1.ipynb"), "utf8");
    await writeFile(released("old.txt"), "from an older release");
    await releaseHere("a1");
    expect(await readFile(released("a1.ipynb"), "utf8")).toBe(first);
    expect((await readdir(released())).sort()).toEqual(["a1.ipynb", "data"]);
    expect(await readdir(join(course, "release"))).toEqual(["a1"]);
  });

  it("leaves editors' folders and hidden files behind", async () => {
    await mkdir(source(".ipynb_checkpoints"));
    await writeFile(source(".ipynb_checkpoints", "a1-checkpoint.ipynb"), sound);
    await writeFile(source(".env"), "SECRET=1");
    await releaseHere("a1");
    expect((await readdir(released(), { recursive: true })).sort()).toEqual([
      "a1.ipynb",
      "data",
      join("data", "numbers.csv"),
    ]);
  });

  it("refuses a malformed question by file, cell and line, and leaves the last release whole", async () => {
    await releaseHere("a1");
    const before = await readFile(released("a1.ipynb"), "utf8");
    said = [];
    await writeFile(source("a1.ipynb"), notebook(quiz("Which one?\n\nNo options here.")));
    expect(await releaseHere("a1")).toBe(1);
    expect(said[0]).toMatch(/^say .*a1\.ipynb: cell 1 \(q1\), line \d+: ./);
    expect(said.at(-1)).toBe("say Nothing released: 1 problem to mend first.");
    expect(await readFile(released("a1.ipynb"), "utf8")).toBe(before);
    expect(await readdir(join(course, "release"))).toEqual(["a1"]);
  });

  it("refuses a file that is no notebook", async () => {
    await writeFile(source("broken.ipynb"), "{");
    expect(await releaseHere("a1")).toBe(1);
    expect(said[0]).toContain("broken.ipynb: The file is not JSON");
  });

  it.each(["..", "../a1", ".hidden", "a/b", ""])("refuses the name %j", async (name) => {
    await expect(releaseHere(name)).rejects.toThrow("not the name of an assignment");
  });

  it("says which folder is missing", async () => {
    await expect(releaseHere("a2")).rejects.toThrow(
      `There is no folder "${join(course, "source", "a2")}"`,
    );
  });
});
