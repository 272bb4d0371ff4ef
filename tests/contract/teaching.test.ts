// docs/teaching.md, typed word for word into an empty folder: its files are saved, its commands run in a shell.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleCli } from "../../scripts/lib/cli-build.mjs";
import { runProgram } from "../../src/cli/process.ts";
import { parseCsv } from "../../src/grading/csv.ts";
import type { Gradebook } from "../../src/grading/grades.ts";
import { CHECKOUT, findTestPython } from "../support/server.ts";

interface Block {
  readonly language: string;
  /** The file that it is saved as; empty for commands. */
  readonly file: string;
  readonly text: string;
}

let home: string;
let env: NodeJS.ProcessEnv;
/** Where the reader is after the commands so far. */
let here: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "lessonbook-teaching-"));
  here = join(home, "work");
  await mkdir(join(home, "bin"));
  await mkdir(here);
  const program = join(home, "bin", "lessonbook");
  await bundleCli(`${program}.mjs`);
  await writeFile(program, `#!/bin/sh\nexec "${process.execPath}" "${program}.mjs" "$@"\n`);
  await chmod(program, 0o755);
  const python = process.env.LESSONBOOK_PYTHON ?? (await findTestPython());
  const path = [join(home, "bin"), process.env.PATH].join(delimiter);
  env = { ...process.env, PATH: path, LESSONBOOK_PYTHON: python };
}, 60_000);
afterAll(() => rm(home, { recursive: true }));

async function readBlocks(): Promise<readonly Block[]> {
  const text = await readFile(join(CHECKOUT, "docs", "teaching.md"), "utf8");
  return [...text.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)].map(
    ([, language = "", file = "", body = ""]) => ({ language, file, text: body }),
  );
}

/** Types lines into a shell; gives what it printed and its exit code. */
async function type(
  lines: string,
): Promise<{ readonly code: number | undefined; readonly said: string }> {
  const script = `${lines}\ncode=$?; pwd > "${home}/here"; exit $code`;
  const { code, stdout, stderr } = await runProgram("sh", ["-c", script], { cwd: here, env });
  here = (await readFile(join(home, "here"), "utf8")).trim();
  return { code, said: stdout + stderr };
}

/** Types lines that have to work. */
async function typeWell(lines = ""): Promise<string> {
  const { code, said } = await type(lines);
  expect(code, said).toBe(0);
  return said;
}

async function readBook(): Promise<Gradebook> {
  return JSON.parse(await readFile(join(here, "grades.json"), "utf8")) as Gradebook;
}

describe("docs/teaching.md", () => {
  it("leads from an empty folder to exported grades", async () => {
    const blocks = await readBlocks();
    const commands = blocks.filter(({ language }) => language === "sh");
    const files = blocks.filter(({ file }) => file !== "");
    expect(commands).toHaveLength(6);
    const [folder, release, collect, grade, again, exports] = commands.map(({ text }) => text);
    await typeWell(folder);
    for (const { file, text } of files) {
      await mkdir(dirname(join(here, file)), { recursive: true });
      await writeFile(join(here, file), text);
    }
    await typeWell(release);
    const released = await readFile(join(here, "release", "hw1", "first.ipynb"), "utf8");
    expect(released).not.toMatch(/2 \* number|HIDDEN|- \[x\]|nothing to wait/);
    await typeWell(collect);
    // Bob works on his.
    const answers = released
      .replace('# YOUR CODE HERE\\n",', 'return number * 2\\n",')
      .replace("- [ ] one at most", "- [x] one at most")
      .replace("YOUR ANSWER HERE", "It never waits.");
    await mkdir(join(here, "submitted", "bob", "hw1"), { recursive: true });
    await writeFile(join(here, "submitted", "bob", "hw1", "first.ipynb"), answers);

    expect(await typeWell(grade)).toContain("Isolation: ");
    const scores = async () =>
      (await readBook()).students.map(({ id, score, status }) => [id, score, status]);
    expect(await scores()).toEqual([
      ["ann", 0, "graded"],
      ["bob", 3, "needs-manual"],
    ]);

    // As the class page saves it.
    const mark = { revision: 1, points: 2.5, comment: "Say what it would wait for." };
    await mkdir(join(here, "marks"));
    await writeFile(
      join(here, "marks", "hw1.json"),
      JSON.stringify({ schema: 1, students: { bob: { first: { why: mark } } } }),
    );
    const partly = await type("lessonbook gradebook export --to canvas");
    expect(partly.said).not.toContain("left out"); // Marks count before they are put into the grades.
    await typeWell(again);
    expect(await scores()).toEqual([
      ["ann", 0, "graded"],
      ["bob", 5.5, "graded"],
    ]);

    await typeWell(exports);
    const rows = parseCsv(await readFile(join(here, "grades.csv"), "utf8"));
    expect(rows.map((row) => [row[3], row[9]])).toEqual([
      ["student_id", "score"],
      ["ann", "0.0"],
      ["bob", "5.5"],
    ]);
    const moodle = await readFile(join(here, "exports", "moodle-hw1.csv"), "utf8");
    expect(moodle).toContain("bob,bob@example.org,5.5,");
    expect(moodle).toContain("Say what it would wait for.");
    const canvas = await readFile(join(here, "exports", "canvas.csv"), "utf8");
    expect(canvas).toContain('"Baker, Bob",,,bob,,5.5');
    const results = join(here, "exports", "gradescope", "hw1", "bob", "results.json");
    expect(JSON.parse(await readFile(results, "utf8"))).toMatchObject({ score: 5.5 });
    const db = await readFile(join(here, "gradebook.db"), "latin1");
    expect(db.startsWith("SQLite format 3")).toBe(true);
  }, 180_000);
});
