// `npm start` as a person meets it: what it prints, what it leaves, and how it ends.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server as NetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectServer } from "../../src/jupyter/server.ts";
import { CHECKOUT, findTestPython } from "../support/server.ts";
import { copyCheckout, isRunning, makePath, runStart, type Started } from "./checkout.ts";

let copy: string;
let python: string;
let env: Readonly<Record<string, string | undefined>>;
let running: Started | undefined;

beforeAll(async () => {
  python = await findTestPython();
  env = { LESSONBOOK_PYTHON: python };
  copy = await copyCheckout();
});
afterAll(() => rm(copy, { recursive: true, force: true }));
afterEach(async () => {
  running?.child.kill("SIGINT");
  await running?.ended;
  running = undefined;
});

async function startHere(args: readonly string[] = []): Promise<URL> {
  running = runStart(copy, args, env);
  const line = await running.line("Lessonbook is ready: ");
  return new URL(line.slice("Lessonbook is ready: ".length));
}

describe("npm start", () => {
  it("builds, copies the lesson, and prints one address at which the lesson's page answers", async () => {
    const url = await startHere();
    expect(url.pathname).toBe("/lessonbook/notebooks/asyncio/asyncio.ipynb");
    expect(url.hostname).toBe("127.0.0.1");
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/<script[^>]+type="module"/);
    const stranger = await fetch(`${url.origin}/api/contents`);
    expect(stranger.status).toBe(403);
    for (const name of ["asyncio/asyncio.ipynb", "generators/generators.ipynb"]) {
      expect(await readFile(join(copy, "workspace", name), "utf8")).toBe(
        await readFile(join(copy, "notebooks", "release", name), "utf8"),
      );
    }
    running?.child.kill("SIGINT");
    const { stdout, stderr } = (await running?.ended) ?? { stdout: "", stderr: "" };
    expect(stdout).toBe(`Lessonbook is ready: ${url.href}\n`);
    expect(stderr).toContain(`All lessons: ${url.origin}/lessonbook/tree?token=`);
  });

  it("builds nothing a second time, and leaves the learner's file as it is", async () => {
    const mine = join(copy, "workspace", "asyncio", "asyncio.ipynb");
    await writeFile(mine, "my own work");
    await startHere();
    expect(await readFile(mine, "utf8")).toBe("my own work");
    running?.child.kill("SIGINT");
    const { stderr } = (await running?.ended) ?? { stderr: "" };
    expect(stderr).not.toContain("Building");
    expect(stderr).not.toContain("Copied");
  });

  it("opens another notebook in the notebook's own folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lessonbook elsewhere "));
    await cp(join(CHECKOUT, "tests", "support", "files", "sum.ipynb"), join(folder, "a b.ipynb"));
    const url = await startHere(["--notebook", join(folder, "a b.ipynb")]);
    expect(url.pathname).toBe("/lessonbook/notebooks/a%20b.ipynb");
    const { contents } = connect(url);
    expect((await contents.open("a b.ipynb")).writable).toBe(true);
    await rm(folder, { recursive: true });
  });

  it("listens on the port that is asked for", async () => {
    const { port, close } = await listen();
    await close();
    expect((await startHere(["--port", String(port)])).port).toBe(String(port));
  });

  it("says that a port is in use, and ends", async () => {
    const { port, close } = await listen();
    const { code, stderr, stdout } = await runStart(copy, ["--port", String(port)], env).ended;
    await close();
    expect(stderr).toBe(
      `lessonbook: Port ${port} is in use. Choose another one with --port, or leave --port out.\n`,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  it.each([
    [["--notebook", "nowhere.ipynb"], 'There is no notebook "nowhere.ipynb".'],
    [["--notebook", "package.json"], '"package.json" is not a notebook'],
    [["--port", "seven"], '--port must be a number from 1 to 65535, not "seven".'],
    [["--prot", "7"], "Unknown option '--prot'"],
  ])("is used wrongly with %j", async (args, words) => {
    const { code, stderr } = await runStart(copy, args, env).ended;
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });

  it("ends the server and its kernels on Ctrl-C, with a kernel that is busy", async () => {
    const url = await startHere();
    const { server, kernel } = await pidsOf(url);
    expect([isRunning(server), isRunning(kernel)]).toEqual([true, true]);
    running?.child.kill("SIGINT");
    const { code, stderr } = (await running?.ended) ?? { code: -1, stderr: "" };
    expect(code).toBe(0);
    expect(stderr).toContain("Lessonbook has ended; server and kernels are closed.");
    expect([isRunning(server), isRunning(kernel)]).toEqual([false, false]);
  });

  it("says what the server said last when it ends by itself", async () => {
    const { server } = await pidsOf(await startHere());
    process.kill(server, "SIGKILL");
    const { code, stderr } = (await running?.ended) ?? { code: -1, stderr: "" };
    expect(code).toBe(1);
    expect(stderr).toContain("Jupyter Server ended by itself");
    expect(stderr).toContain(join("dist", "server.log"));
  });

  it("builds again after a source has changed", async () => {
    const source = join(copy, "style", "tokens.css");
    await writeFile(source, `${await readFile(source, "utf8")}\n/* changed */\n`);
    running = runStart(copy, [], env);
    expect(await running.line("Building")).toBe("Building");
    running.child.kill("SIGINT");
    const { code, stdout } = await running.ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    // Broken off, so the next start builds it after all.
    running = runStart(copy, [], env);
    expect(await running.line("Building")).toBe("Building");
    await running.line("Lessonbook is ready: ");
  });
});

describe("npm start without a ready Python", () => {
  let bare: Readonly<Record<string, string | undefined>>;

  beforeAll(async () => {
    bare = {
      LESSONBOOK_PYTHON: undefined,
      VIRTUAL_ENV: undefined,
      CONDA_PREFIX: undefined,
      PATH: await makePath(copy, { node: process.execPath }),
    };
  });

  it("says that there is none, and how to go on", async () => {
    const { code, stderr } = await runStart(copy, [], bare).ended;
    expect(stderr).toBe(
      "lessonbook: No Python found. Install Python 3.10 or newer (python.org, or your system's packages), then start again.\n",
    );
    expect(code).toBe(1);
  });

  it("says that the named one does not run", async () => {
    const named = { ...bare, LESSONBOOK_PYTHON: "/nowhere/python" };
    const { code, stderr } = await runStart(copy, [], named).ended;
    expect(stderr).toContain('LESSONBOOK_PYTHON is "/nowhere/python", which does not run.');
    expect(code).toBe(1);
  });

  it("says that the package index cannot be reached, and leaves no half-made environment", async () => {
    const { port, close } = await listen();
    await close();
    const offline = { ...(await withBarePython()), ...indexAt(port) };
    const { code, stderr } = await runStart(copy, [], offline).ended;
    expect(stderr).toContain("the Python package index cannot be reached");
    expect(code).toBe(1);
    expect(existsSync(join(copy, ".venv"))).toBe(false);
  });

  it("takes the half-made environment away on Ctrl-C", async () => {
    const { port, close, connected } = await listen();
    running = runStart(copy, [], { ...(await withBarePython()), ...indexAt(port) });
    await Promise.race([connected, running.ended]);
    running.child.kill("SIGINT");
    const { code, stderr } = await running.ended;
    await close();
    expect(stderr).toContain("Ended; nothing is left running.");
    expect(code).toBe(0);
    expect(existsSync(join(copy, ".venv"))).toBe(false);
  });

  /** PATH with a Python that has no packages at all, wherever it comes from. */
  async function withBarePython(): Promise<Readonly<Record<string, string | undefined>>> {
    const base = execFileSync(python, ["-c", "import sys; print(sys._base_executable)"], {
      encoding: "utf8",
    }).trim();
    const folder = await makePath(copy, { node: process.execPath });
    await writeFile(join(folder, "python3"), `#!/bin/sh\nexec "${base}" -S "$@"\n`);
    await chmod(join(folder, "python3"), 0o755);
    return { ...bare, PATH: folder };
  }

  function indexAt(port: number): Readonly<Record<string, string>> {
    return {
      PIP_INDEX_URL: `http://127.0.0.1:${port}/simple`,
      PIP_EXTRA_INDEX_URL: "",
      PIP_CONFIG_FILE: "/dev/null",
      PIP_NO_CACHE_DIR: "1",
      NO_PROXY: "127.0.0.1",
    };
  }
});

function connect(url: URL) {
  return connectServer({ baseUrl: url.origin, token: url.searchParams.get("token") ?? "" });
}

/** Starts a kernel, leaves it busy, and gives its process and the server's. */
async function pidsOf(url: URL): Promise<{ readonly server: number; readonly kernel: number }> {
  const server = connect(url);
  const { kernel } = await server.openSession({ path: "pids.ipynb" });
  const printed = new Promise<string>((resolve) => {
    const code = "import os, time\nprint(os.getppid(), os.getpid(), flush=True)\ntime.sleep(60)";
    kernel
      .execute({ code }, (message) => {
        if (message.type === "stream") resolve(message.text);
      })
      .catch(() => undefined); // It ends with the server.
  });
  const [ppid = 0, pid = 0] = (await printed).trim().split(" ").map(Number);
  server.dispose();
  return { server: ppid, kernel: pid };
}

/** Listens on a free port and answers nothing. */
async function listen(): Promise<{
  readonly port: number;
  readonly connected: Promise<void>;
  readonly close: () => Promise<void>;
}> {
  let server: NetServer | undefined;
  const connected = new Promise<void>((resolve) => {
    server = createServer((socket) => {
      socket.on("error", () => undefined).resume();
      resolve();
    });
  });
  const port = await new Promise<number>((resolve) => {
    server?.listen(0, "127.0.0.1", () => {
      const address = server?.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server?.close(() => resolve());
    });
  return { port, connected, close };
}
