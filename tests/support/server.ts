// A real Jupyter Server for tests: in a folder of its own, with nothing of the person's own configuration, ended with its
// kernels. Used by the contract suites and by the browser tests' global set-up.
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startJupyter } from "../../src/cli/jupyter-process.ts";
import { findReadyPython, pythonIn } from "../../src/cli/python.ts";

export const CHECKOUT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface TestServer {
  /** With prefix and final slash. */
  readonly url: string;
  readonly token: string;
  /** The folder whose files it serves. */
  readonly root: string;
  readonly pid: number;
  /** The folder of its configuration; the settings that a page keeps lie in it. */
  readonly config: string;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  /** With Lessonbook's own extension; a plain Jupyter Server otherwise. */
  readonly lessonbook?: boolean;
  readonly baseUrl?: string;
  /** A folder whose files the server starts with; they are copied. */
  readonly files?: string;
  readonly args?: readonly string[];
  /** With terminals, which no other test needs. */
  readonly terminals?: boolean;
  /** Python that is its `jupyter_server_config.py`. */
  readonly config?: string;
}

/** Starts a server on a free port and waits until it answers. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const home = await mkdtemp(join(tmpdir(), "lessonbook-test-"));
  const root = join(home, "files");
  await cp(options.files ?? join(CHECKOUT, "tests", "support", "files"), root, {
    recursive: true,
  });
  const python = await findTestPython();
  await writeBashKernel(join(home, "data"), python);
  if (options.config !== undefined) {
    await mkdir(join(home, "config"));
    await writeFile(join(home, "config", "jupyter_server_config.py"), options.config);
  }
  const server = await startJupyter({
    python,
    module: options.lessonbook === true ? "lessonbook" : "jupyter_server",
    root,
    ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
    args: [
      `--ServerApp.terminals_enabled=${options.terminals === true ? "True" : "False"}`,
      ...(options.args ?? []),
    ],
    env: {
      PYTHONPATH: options.lessonbook === true ? join(CHECKOUT, "src", "server") : "",
      JUPYTER_CONFIG_DIR: join(home, "config"),
      JUPYTER_DATA_DIR: join(home, "data"),
      JUPYTER_RUNTIME_DIR: join(home, "runtime"),
      IPYTHONDIR: join(home, "ipython"),
    },
  });
  return {
    url: server.url,
    token: server.token,
    root,
    pid: server.pid,
    config: join(home, "config"),
    stop: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A kernel of another language beside Python's: bash, from PyPI. */
async function writeBashKernel(dataFolder: string, python: string): Promise<void> {
  const folder = join(dataFolder, "kernels", "bash");
  await mkdir(folder, { recursive: true });
  const spec = {
    argv: [python, "-m", "bash_kernel", "-f", "{connection_file}"],
    display_name: "Bash",
    language: "bash",
    env: { PS1: "$" },
  };
  await writeFile(join(folder, "kernel.json"), JSON.stringify(spec));
}

/** The Python that tests run on: LESSONBOOK_PYTHON, the tests' own environment, or one that is ready. */
export async function findTestPython(): Promise<string> {
  const own = pythonIn(join(CHECKOUT, ".venv-test"));
  if (process.env.LESSONBOOK_PYTHON === undefined && existsSync(own)) return own;
  const python = await findReadyPython(CHECKOUT, process.env);
  if (python === undefined) {
    throw new Error(
      "No Python with Jupyter Server and ipykernel: run npm test, or set LESSONBOOK_PYTHON",
    );
  }
  return python.command;
}
