// Grading on this machine: a Jupyter Server of our own whose kernels are forked behind walls (src/python/grading), a
// throwaway folder for each submission.
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Kernel, Server } from "../../execution/ports.ts";
import type { Isolation } from "../../grading/grades.ts";
import { connectServer } from "../../jupyter/server.ts";
import { isObject } from "../../nbformat/parse.ts";
import { PYTHON_MODULES } from "../../python/modules.ts";
import { GRADING_SERVER } from "../../python/grading/modules.ts";
import { reasonOf } from "../terminal.ts";
import { startJupyter, type JupyterProcess } from "../jupyter-process.ts";
import { KernelEnds } from "./kernel-ends.ts";
import { PlaceLostError, type GradingPlace, type WorkFile, type Workroom } from "./place.ts";
import type { Limits } from "./limits.ts";

export interface LocalPlaceOptions {
  readonly python: string;
  readonly slots: number;
  /** The strongest walls to try. */
  readonly walls: "user" | "process" | "none";
  /** Runs each kernel by a command of the teacher's; `{command}` in it stands for the kernel's own. */
  readonly command?: readonly string[];
  /** The kernel is another than this Python's own: a kernelspec that brings its own walls. */
  readonly kernelName?: string;
  readonly limits: Limits;
  /** Folders that no submission may see: the course. */
  readonly hidden: readonly string[];
  /** Further folders that submissions may read. */
  readonly readable: readonly string[];
  readonly signal: AbortSignal;
}

/** Starts the server. @throws CommandError when it does not start */
export async function openLocalPlace(options: LocalPlaceOptions): Promise<GradingPlace> {
  // By its real path: walls are built by it.
  const run = await realpath(await mkdtemp(join(tmpdir(), "lessonbook-grade-")));
  try {
    const server = await startServer(run, options);
    const { walls, reason } = await readWalls(run);
    return new LocalPlace({ run, server, walls, reason, options });
  } catch (error) {
    await rm(run, { recursive: true, force: true });
    throw error;
  }
}

class LocalPlace implements GradingPlace {
  readonly name = "this machine";
  readonly isolation: Isolation;
  readonly isolationWords: string;
  readonly slots: number;
  readonly #run: string;
  readonly #process: JupyterProcess;
  readonly #server: Server;
  readonly #options: LocalPlaceOptions;
  #opened = 0;
  readonly #lost = new AbortController();

  constructor(parts: {
    readonly run: string;
    readonly server: JupyterProcess;
    readonly walls: string;
    readonly reason: string;
    readonly options: LocalPlaceOptions;
  }) {
    this.#run = parts.run;
    this.#process = parts.server;
    this.#options = parts.options;
    this.#server = connectServer({ baseUrl: parts.server.url, token: parts.server.token });
    this.slots = parts.options.slots;
    this.isolation = isOther(parts.options)
      ? "command"
      : parts.walls === "none"
        ? "none"
        : parts.walls === "user" || parts.walls === "account"
          ? "user"
          : "process";
    this.isolationWords =
      parts.walls === "account" ? ACCOUNT_WORDS : wordsFor(this.isolation, parts.reason);
    void parts.server.ended.then(() => this.#lost.abort());
  }

  async open(files: readonly WorkFile[]): Promise<Workroom> {
    const name = String(++this.#opened);
    const folder = join(this.#run, "work", name);
    await mkdir(folder, { recursive: true });
    for (const { path, from } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await copyFile(from, join(folder, path));
    }
    const { kernelName } = this.#options;
    const ends = new KernelEnds();
    return {
      startKernel: (wanted) => this.#startKernel(`${name}/run`, kernelName ?? wanted),
      endKernel: (kernel) => ends.end(kernel),
      hasModules: !isOther(this.#options),
      whyEnded: (kernel) => this.#whyEnded(kernel),
      lost: this.#lost.signal,
      look: () => Promise.resolve(),
      close: async () => {
        await ends.all();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }

  async close(): Promise<void> {
    this.#server.dispose();
    await this.#process.stop();
    await rm(this.#run, { recursive: true, force: true });
  }

  async #startKernel(path: string, kernelName: string | undefined): Promise<Kernel> {
    try {
      return await this.#server.startKernel({
        path,
        ...(kernelName !== undefined && { kernelName }),
      });
    } catch (error) {
      const reason = reasonOf(error);
      throw new PlaceLostError(`No kernel can be started: ${reason}`, { cause: error });
    }
  }

  async #whyEnded(kernel: Kernel): Promise<string> {
    const file = join(this.#run, "ends", `${kernel.id}.json`);
    const told = await readJson(file, 10);
    const why = typeof told.why === "string" ? told.why : "";
    const { memory, processes, wall, disk } = this.#options.limits;
    switch (why) {
      case "memory":
        return `it used more than ${memory / 1e6} MB of memory`;
      case "processes":
        return `it started more than ${processes} processes`;
      case "time":
        return `the submission ran longer than ${wall} s`;
      case "disk":
        return `it wrote more than ${disk / 1e6} MB`;
      default:
        return "";
    }
  }
}

/** Kernels are not forked from our own process. */
function isOther({ command, kernelName }: LocalPlaceOptions): boolean {
  return command !== undefined || kernelName !== undefined;
}

async function startServer(run: string, options: LocalPlaceOptions): Promise<JupyterProcess> {
  const lib = join(run, "lib", "lessonbook_grading");
  const work = join(run, "work");
  for (const folder of [lib, work, join(run, "root"), join(run, "kernels")])
    await mkdir(folder, { recursive: true });
  // Other accounts may go through to what is theirs, and list nothing.
  for (const folder of [run, work, join(run, "kernels")]) await chmod(folder, 0o711);
  for (const [name, text] of Object.entries(GRADING_SERVER)) await writeFile(join(lib, name), text);
  // Kernels have them from the process that they are forked from.
  const modules = join(run, "lib", "lessonbook");
  await mkdir(modules);
  for (const [name, text] of Object.entries({ __init__: "", ...PYTHON_MODULES })) {
    await writeFile(join(modules, `${name}.py`), text);
  }
  const config = join(run, "config.json");
  await writeFile(config, JSON.stringify(configOf(run, options)));
  return startJupyter({
    python: options.python,
    module: "lessonbook_grading",
    root: work,
    // Python looks for modules where it is started, and kernels may read where it looks: not where the teacher stands.
    cwd: join(run, "lib"),
    env: {
      PYTHONPATH: join(run, "lib"),
      LESSONBOOK_GRADING: config,
      JUPYTER_RUNTIME_DIR: join(run, "runtime"),
    },
    signal: options.signal,
  });
}

/** What src/python/grading reads. */
function configOf(run: string, options: LocalPlaceOptions): object {
  return {
    run,
    grader: process.pid,
    root: join(run, "root"),
    walls: isOther(options) && options.walls === "user" ? "process" : options.walls,
    uid: 61_000,
    readable: [join(run, "lib"), ...options.readable],
    hidden: options.hidden.map((path) => resolve(path)),
    command: options.command ?? null,
    kernelspec: options.kernelName !== undefined,
    env: {
      PATH: process.env.PATH ?? "",
      LANG: "C.UTF-8",
      HOME: "{home}",
      TMPDIR: "{tmp}",
      IPYTHONDIR: "{home}/.ipython",
      JUPYTER_CONFIG_DIR: "{home}/.jupyter",
      MPLCONFIGDIR: "{home}/.config",
      NBGRADER_EXECUTION: "autograde",
    },
    limits: options.limits,
  };
}

async function readWalls(
  run: string,
): Promise<{ readonly walls: string; readonly reason: string }> {
  const { walls, reason } = await readJson(join(run, "walls.json"), 200);
  return {
    walls: typeof walls === "string" ? walls : "process",
    reason: typeof reason === "string" ? reason : "",
  };
}

/** Reads a file that another process is about to write; `{}` when it does not come. */
async function readJson(file: string, tries: number): Promise<Readonly<Record<string, unknown>>> {
  for (let left = tries; left > 0; left -= 1) {
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) {
      const value: unknown = JSON.parse(text);
      return isObject(value) ? value : {};
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {};
}

const ACCOUNT_WORDS =
  "each submission runs in an account of its own, with the network and what all accounts can read";

function wordsFor(isolation: Isolation, reason: string): string {
  const because = reason === "" ? "" : ` (${reason})`;
  switch (isolation) {
    case "user":
      return "each submission runs in an account and a root folder of its own, without network, and sees neither the course nor other work";
    case "command":
      return "each kernel runs as your command or kernelspec has it; what it can reach depends on that";
    case "none":
      return "a submission can do whatever this account can, and can forge marks";
    default:
      return `a submission can read what this account can read, and a determined one can forge marks${because}`;
  }
}
