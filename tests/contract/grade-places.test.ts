// Where submissions run: several Jupyter Servers of which one is killed, a Kernel Gateway, a command, an account without
// walls; and what happens when the grader itself is ended. Everything real.
import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { grade } from "../../src/cli/grade.ts";
import { findFreePort } from "../../src/cli/jupyter-process.ts";
import { EndedByUser } from "../../src/cli/terminal.ts";
import type { Gradebook } from "../../src/grading/grades.ts";
import { CHECKOUT, findTestPython, startTestServer, type TestServer } from "../support/server.ts";
import { ASSIGNMENT, handIn, makeCourse, readCases } from "../support/submissions.ts";

// @jupyterlab/services talks to the console.
for (const method of ["debug", "log", "warn", "error"] as const) {
  vi.spyOn(console, method).mockImplementation(() => undefined);
}

let course: string;
beforeAll(async () => {
  process.env.LESSONBOOK_PYTHON ??= await findTestPython();
  course = await mkdtemp(join(tmpdir(), "lessonbook-course-"));
  await makeCourse(course);
  const cases = readCases("cases").filter(({ name }) =>
    ["right", "partly", "os-exit"].includes(name),
  );
  for (const one of cases) {
    for (const copy of COPIES) await handIn(course, one, `${one.name}-${copy}`);
  }
});
afterAll(() => rm(course, { recursive: true }));

const COPIES = ["1", "2"];

/** Points by machine of the three kinds of students, alike however they were run. */
const POINTS = { "os-exit": 11, partly: 16, right: 17 };

async function gradeCourse(
  options: readonly string[],
  onSay: (text: string) => void = () => undefined,
  ending: AbortSignal = new AbortController().signal,
): Promise<{ readonly said: string; readonly book: Gradebook }> {
  const said: string[] = [];
  const say = (text: string): void => {
    said.push(text);
    onSay(text);
  };
  await grade([ASSIGNMENT, "--course", course, ...options], { out: () => undefined, say, ending });
  return { said: said.join("\n"), book: await readBook() };
}

async function readBook(): Promise<Gradebook> {
  return JSON.parse(await readFile(join(course, "grades.json"), "utf8")) as Gradebook;
}

function expectRightMarks(book: Gradebook): void {
  const marks = book.students.map(({ id, score }) => [id, score]);
  expect(marks).toEqual(
    Object.entries(POINTS).flatMap(([name, points]) =>
      COPIES.map((copy) => [`${name}-${copy}`, points]),
    ),
  );
}

describe("servers elsewhere", () => {
  const servers: TestServer[] = [];
  beforeAll(async () => {
    servers.push(...(await Promise.all([1, 2, 3].map(() => startTestServer()))));
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  const kernelsOf = async ({ url, token }: TestServer): Promise<readonly unknown[]> => {
    const answer = await fetch(`${url}api/kernels`, {
      headers: { authorization: `token ${token}` },
    });
    return (await answer.json()) as readonly unknown[];
  };

  it("share the work; what one had when it was killed is done by the others", async () => {
    const [first, victim, third] = servers;
    if (first === undefined || victim === undefined || third === undefined)
      throw new Error("no servers");
    const graded = gradeCourse([
      ...[first, victim, third].flatMap(({ url, token }) => ["--server", url, "--token", token]),
      "--jobs",
      "1",
    ]);
    for (;;) {
      if ((await kernelsOf(victim)).length > 0) break;
      await delay(20);
    }
    process.kill(victim.pid, "SIGKILL");
    const { said, book } = await graded;
    expectRightMarks(book);
    expect(book.isolation).toBe("remote");
    expect(said).toContain(`${victim.url}: lost.`);
    // Nothing is left behind on the servers that live.
    const left = async (): Promise<unknown> => Promise.all([first, third].map(kernelsOf));
    await vi.waitFor(async () => expect(await left()).toEqual([[], []]), { timeout: 30_000 });
  }, 200_000);

  it("that do not answer are named, and the others do the work", async () => {
    const [first] = servers;
    const { said, book } = await gradeCourse([
      ...[
        "--server",
        "http://127.0.0.1:9/",
        "--server",
        first?.url ?? "",
        "--token",
        "x",
        "--token",
        first?.token ?? "",
      ],
      ...["--student", "right-1"],
    ]);
    expect(said).toContain("http://127.0.0.1:9/ is out of reach");
    expect(book.students.find(({ id }) => id === "right-1")?.score).toBe(17);
  }, 100_000);

  it("none of which answers: nothing is graded", async () => {
    await expect(gradeCourse(["--server", "http://127.0.0.1:9/"])).rejects.toThrow(
      "No server can be reached",
    );
  });

  it("can be a Kernel Gateway", async () => {
    const port = await findFreePort();
    const folders = await mkdtemp(join(tmpdir(), "lessonbook-gateway-"));
    const gateway = spawn(
      await findTestPython(),
      [
        ...["-m", "kernel_gateway", `--KernelGatewayApp.port=${port}`],
        ...["--KernelGatewayApp.auth_token=secret", "--KernelGatewayApp.ip=127.0.0.1"],
        "--KernelGatewayApp.allow_origin=*",
      ],
      { env: { ...process.env, TMPDIR: folders } },
    );
    try {
      const url = `http://127.0.0.1:${port}/`;
      for (;;) {
        const answer = await fetch(`${url}api/kernelspecs?token=secret`).catch(() => undefined);
        if (answer?.ok === true) break;
        await delay(50);
      }
      const { book } = await gradeCourse([
        "--server",
        url,
        "--token",
        "secret",
        "--student",
        "partly-1",
        "--student",
        "os-exit-1",
      ]);
      expect(book.students.find(({ id }) => id === "partly-1")?.score).toBe(16);
      expect(book.students.find(({ id }) => id === "os-exit-1")?.score).toBe(11);
      // No work of a student's stays on that machine.
      expect(await readdir(folders)).toEqual([]);
    } finally {
      gateway.kill("SIGTERM");
      await new Promise((resolve) => gateway.on("close", resolve));
    }
  }, 100_000);
});

describe("this machine", () => {
  it("runs kernels by a command of the teacher's", async () => {
    const { said, book } = await gradeCourse([
      ...[
        "--runner",
        "env LESSONBOOK_MARK={dir} {command}",
        "--student",
        "right-1",
        "--student",
        "os-exit-1",
      ],
    ]);
    expect(said).toContain("Isolation: command");
    expect(book.students.find(({ id }) => id === "right-1")?.score).toBe(17);
    expect(book.students.find(({ id }) => id === "os-exit-1")?.score).toBe(11);
  }, 100_000);

  it("runs kernels by a kernelspec that the machine has", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lessonbook-specs-"));
    const marks = join(folder, "started");
    const command = `echo started >> ${marks}; exec "$0" -m ipykernel_launcher -f "$1"`;
    const argv = ["sh", "-c", command, await findTestPython(), "{connection_file}"];
    await mkdir(join(folder, "kernels", "walled"), { recursive: true });
    await writeFile(
      join(folder, "kernels", "walled", "kernel.json"),
      JSON.stringify({ argv, display_name: "Walled", language: "python" }),
    );
    vi.stubEnv("JUPYTER_PATH", folder);
    try {
      const students = ["--student", "right-1", "--student", "os-exit-1"];
      const { said, book } = await gradeCourse(["--kernel", "walled", ...students]);
      expect(said).toContain("Isolation: command");
      expect(book.students.find(({ id }) => id === "right-1")?.score).toBe(17);
      expect(book.students.find(({ id }) => id === "os-exit-1")?.score).toBe(11);
      // Two notebooks each, and one more kernel after the one that ended itself.
      expect((await readFile(marks, "utf8")).trim().split("\n").length).toBeGreaterThanOrEqual(5);
    } finally {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    }
  }, 100_000);

  it("says what a weaker wall means, and grades alike", async () => {
    const students = ["right-2", "os-exit-2"].flatMap((id) => ["--student", id]);
    const { said, book } = await gradeCourse(["--isolation", "process", ...students]);
    expect(said.split("\n")[0]).toMatch(/^Isolation: process\. .*can forge marks/);
    expect(book.isolation).toBe("process");
    expect(book.students.find(({ id }) => id === "right-2")?.score).toBe(17);
    expect(book.students.find(({ id }) => id === "os-exit-2")?.score).toBe(11);
  }, 100_000);

  it("has the same walls where the teacher stands in the course's folder", async () => {
    const strongest = (await gradeCourse(["--student", "right-1"])).book.isolation;
    const program = join(await mkdtemp(join(tmpdir(), "lessonbook-program-")), "lessonbook.mjs");
    await buildProgram(program);
    const command = [program, "grade", ASSIGNMENT, "--student", "right-1"];
    const child = spawn(process.execPath, command, { cwd: course });
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
    const book = await readBook();
    expect(book.isolation).toBe(strongest);
    expect(book.students.find(({ id }) => id === "right-1")?.score).toBe(17);
  }, 100_000);
});

describe("a grader that is ended", () => {
  // In a folder of their own, by which this grader's processes are told from others'.
  const before = process.env.TMPDIR;
  beforeAll(async () => {
    process.env.TMPDIR = await mkdtemp("/tmp/lb-");
    await chmod(process.env.TMPDIR, 0o711);
  });
  afterAll(async () => {
    await rm(tmpdir(), { recursive: true });
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });

  it("by Ctrl-C leaves nothing running, and goes on with --resume", async () => {
    const ending = new AbortController();
    let graded = 0;
    const watched = gradeCourse(["--jobs", "1"], () => undefined, ending.signal);
    const results = join(course, "grades", `.${ASSIGNMENT}`, "students");
    const watch = (async () => {
      while (graded < 2) {
        graded = (await readdir(results).catch(() => [])).length;
        await delay(20);
      }
      ending.abort();
    })();
    await expect(watched).rejects.toThrow(EndedByUser);
    await watch;
    expect(await gradersRunning()).toEqual([]);
    const { said, book } = await gradeCourse(["--resume"]);
    expect(said).toMatch(/\d were graded before/);
    expectRightMarks(book);
  }, 200_000);

  it("by a kill leaves nothing running either", async () => {
    const program = join(course, "lessonbook.mjs");
    await buildProgram(program);
    const child = spawn(process.execPath, [program, "grade", ASSIGNMENT, "--course", course]);
    for (;;) {
      if ((await gradersRunning()).length > 0) break;
      await delay(20);
    }
    child.kill("SIGKILL");
    await vi.waitFor(async () => expect(await gradersRunning()).toEqual([]), { timeout: 20_000 });
    const { book } = await gradeCourse(["--resume"]);
    expectRightMarks(book);
  }, 200_000);
});

/** Servers and kernels of a grader that run now. */
async function gradersRunning(): Promise<readonly string[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    names.map((name) => readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.filter((line) => line.includes("lessonbook_grading") && line.includes(tmpdir()));
}

/** The terminal program as one file, as scripts/build.mjs makes it. */
async function buildProgram(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(CHECKOUT, "src", "cli", "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    loader: { ".py": "text", ".css": "text" },
    define: { __VERSION__: '"test"' },
    logLevel: "error",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
}
