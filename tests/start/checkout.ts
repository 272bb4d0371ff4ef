// A copy of the checkout to start things in, and a started program to talk to. Used by start.test.ts.
import { spawn, type ChildProcess } from "node:child_process";
import { cp, link, mkdir, mkdtemp, readdir, readlink, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHECKOUT } from "../support/server.ts";

const PARTS = ["package.json", "package-lock.json", "scripts", "src", "style", "notebooks"];

/** Copies what a fresh clone has that `npm start` reads, and the installed packages. Nothing is built in it. */
export async function copyCheckout(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "lessonbook-start-"));
  for (const part of PARTS) {
    await cp(join(CHECKOUT, part), join(copy, part), { recursive: true, preserveTimestamps: true });
  }
  await linkTree(join(CHECKOUT, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** Files as second names of the same files: quick, and taking one away leaves the other. */
async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    // Another file system has no second names; then it is a copy.
    else await link(source, target).catch(() => cp(source, target, { preserveTimestamps: true }));
  }
}

export interface Started {
  readonly child: ChildProcess;
  /** Resolves with the first line on stdout or stderr that holds the text; rejects when the program ends before. */
  line(text: string): Promise<string>;
  /** Resolves when the program has ended. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }>;
}

/** Runs `npm start`'s script in a copy, as npm does. */
export function runStart(
  copy: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string | undefined>> = {},
): Started {
  const child = spawn(
    process.execPath,
    [join(copy, "scripts", "start.mjs"), "--no-browser", ...args],
    { cwd: copy, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  const hear = (): void => {
    for (const watch of [...watchers]) watch();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    hear();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    hear();
  });
  const ended: Started["ended"] = new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  const line = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        const lines = `${stdout}\n${stderr}`.split("\n");
        const found = lines.find((item) => item.includes(text));
        if (found !== undefined) resolve(found);
      };
      watchers.add(watch);
      watch();
      void ended.then(() => reject(new Error(`ended without "${text}":\n${stdout}\n${stderr}`)));
    });
  return { child, line, ended };
}

/** A folder in `parent` for PATH that holds these programs and nothing else. */
export async function makePath(
  parent: string,
  programs: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = await mkdtemp(join(parent, "path-"));
  for (const [name, target] of Object.entries(programs)) await symlink(target, join(folder, name));
  return folder;
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
