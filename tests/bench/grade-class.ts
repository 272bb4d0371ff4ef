// Classes to be graded in benches, and how long it takes programs to grade them and how much memory.
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { code, nb } from "../support/builders.ts";
import { answer, tests } from "../support/exercises.ts";
import { ASSIGNMENT, handIn, makeCourse, readCases, type Edit } from "../support/submissions.ts";

export interface Cost {
  /** Seconds. */
  readonly wall: number;
  /** Most megabytes in use: of the program, and of what it started, kernels apart. */
  readonly memory: Readonly<Record<string, number>>;
}

/** Thirty students, two notebooks each with twenty code cells; honest work of four kinds. */
export async function makeClass(students: number): Promise<string> {
  const course = await mkdtemp(join(tmpdir(), "lessonbook-bench-"));
  await makeCourse(course);
  const kinds = readCases("cases").filter(({ name }) =>
    ["another-style", "mistakes", "partly", "right"].includes(name),
  );
  const more = (notebook: string, count: number): Edit[] =>
    Array.from({ length: count }, (_, index) => ({
      notebook,
      act: "add",
      value: `import asyncio\nawait asyncio.sleep(0.001)\nprint(${index})`,
    }));
  for (let at = 0; at < students; at += 1) {
    const kind = kinds[at % kinds.length];
    if (kind === undefined) continue;
    const edits = [...(kind.edits ?? []), ...more("gather", 10), ...more("queue", 16)];
    await handIn(course, { ...kind, edits }, `student${String(at).padStart(4, "0")}`);
  }
  return course;
}

/** A class with one small notebook each, made by copying: what counts is how many there are. */
export async function makeCrowd(students: number): Promise<string> {
  const course = await mkdtemp(join(tmpdir(), "lessonbook-bench-"));
  const notebook = nb(
    answer("double", "def double(x):\n    return 2 * x"),
    tests("double_test", 1, "assert double(2) == 4"),
    code("print(double(1))", { id: "try" }),
  );
  const text = serialiseNotebook(notebook);
  const source = join(course, "source", ASSIGNMENT);
  await mkdir(source, { recursive: true });
  await writeFile(join(source, "small.ipynb"), text);
  const first = join(course, "submitted", "student0000", ASSIGNMENT);
  await mkdir(first, { recursive: true });
  await writeFile(join(first, "small.ipynb"), text);
  for (let at = 1; at < students; at += 1) {
    const student = `student${String(at).padStart(4, "0")}`;
    await cp(join(course, "submitted", "student0000"), join(course, "submitted", student), {
      recursive: true,
    });
  }
  return course;
}

/** Runs a program to its end. @throws when it ends with another code than 0 or 1 */
export async function measure(
  command: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Cost> {
  const [file = "", ...args] = command;
  const start = performance.now();
  const child = spawn(file, args, { cwd: folder, env: { ...process.env, ...env } });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-2000)));
  const memory: Record<string, number> = {};
  const looking = setInterval(() => void note(child.pid ?? 0, memory), 500);
  const status = await new Promise((resolve) => child.on("close", resolve));
  clearInterval(looking);
  if (status !== 0 && status !== 1)
    throw new Error(`${file} ended with ${String(status)}: ${said}`);
  return { wall: (performance.now() - start) / 1000, memory };
}

/** Notes the resident memory of a program and of what it started, by what they are. */
async function note(pid: number, memory: Record<string, number>): Promise<void> {
  const names = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, number>();
  for (const name of names) {
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  for (const [own, parent] of parents) {
    const isChild = parent === pid;
    const isGrandchild = parents.get(parent) === pid;
    if (own !== pid && !isChild && !isGrandchild) continue;
    const line = await readFile(`/proc/${own}/cmdline`, "utf8").catch(() => "");
    const label =
      own === pid ? "program" : line.includes("zygote") ? "zygote" : isChild ? "server" : "";
    const status = await readFile(`/proc/${own}/status`, "utf8").catch(() => "");
    const kilobytes = Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0);
    if (label !== "") memory[label] = Math.max(memory[label] ?? 0, kilobytes / 1024);
  }
}
