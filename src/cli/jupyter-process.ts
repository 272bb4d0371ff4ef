// A Jupyter Server as a child process: started on loopback with a token, waited for until it answers, ended with its
// kernels. Used by `start`, `check` and the tests.
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { CommandError, EndedByUser } from "./terminal.ts";

export interface JupyterProcess {
  /** The server's address with its prefix and a final slash. */
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** Settles when the process has ended, with its last lines. */
  readonly ended: Promise<{ readonly lastLines: string }>;
  /** Ends the server and its kernels; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface JupyterProcessOptions {
  readonly python: string;
  /** `jupyter_server`, or `lessonbook` for a server with the page. */
  readonly module: string;
  /** The folder whose files it serves. */
  readonly root: string;
  /** Where the process is; Python imports from there before all else. The current folder when none is given. */
  readonly cwd?: string;
  /** A free one is taken when none is given. */
  readonly port?: number;
  readonly baseUrl?: string;
  /** More command line arguments. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** A file for what the server prints. */
  readonly log?: string;
  readonly signal?: AbortSignal;
}

/** How long a server may take to answer, and how long it may take to end before it is killed, in milliseconds. */
const LIMITS = { start: 60_000, stop: 10_000 } as const;

/**
 * Starts a server and waits until it answers.
 * @throws CommandError with the server's last lines when it ends before that, or takes over a minute.
 * @throws EndedByUser when `signal` is set meanwhile; the server is gone by then.
 */
export async function startJupyter(options: JupyterProcessOptions): Promise<JupyterProcess> {
  const port = options.port ?? (await findFreePort());
  const token = randomBytes(24).toString("hex");
  const baseUrl = options.baseUrl ?? "/";
  const child = spawn(options.python, serverArguments(options, port, baseUrl), {
    // The token in the environment, not among the arguments that everybody on the machine can list.
    env: { ...process.env, ...options.env, JUPYTER_TOKEN: token, PYTHONUNBUFFERED: "1" },
    cwd: options.cwd,
    stdio: ["ignore", "pipe", "pipe"],
    // In a group of its own, so that Ctrl-C reaches us alone and the server is ended in order.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const lines = keepLastLines(child, options.log);
  const ended = new Promise<{ readonly lastLines: string }>((resolve) => {
    child.on("error", (error) => resolve({ lastLines: error.message }));
    child.on("close", () => resolve({ lastLines: lines() }));
  });
  const server: JupyterProcess = {
    url: `http://127.0.0.1:${port}${baseUrl}`,
    token,
    pid: child.pid ?? 0,
    ended,
    stop: () => stopProcess(child, ended),
  };
  await waitUntilAnswering(server, options.signal);
  return server;
}

/** A port of 127.0.0.1 that nobody listens on; `preferred` when it is free. */
export async function findFreePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred))) return preferred;
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

function serverArguments(
  options: JupyterProcessOptions,
  port: number,
  baseUrl: string,
): readonly string[] {
  const asRoot = process.getuid?.() === 0;
  return [
    "-m",
    options.module,
    "--no-browser",
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    `--ServerApp.base_url=${baseUrl}`,
    `--ServerApp.root_dir=${options.root}`,
    ...(asRoot ? ["--allow-root"] : []),
    ...(options.args ?? []),
  ];
}

async function waitUntilAnswering(server: JupyterProcess, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + LIMITS.start;
  let lastLines: string | undefined;
  void server.ended.then((end) => (lastLines = end.lastLines));
  for (;;) {
    if (signal?.aborted === true) {
      await server.stop();
      throw new EndedByUser("Ended.");
    }
    if (lastLines !== undefined) {
      throw new CommandError(`Jupyter Server ended before it answered:\n${indent(lastLines)}`);
    }
    if (await answers(server)) return;
    if (Date.now() > deadline) {
      await server.stop();
      throw new CommandError("Jupyter Server did not answer within a minute.");
    }
    await delay(50);
  }
}

async function answers({ url, token }: JupyterProcess): Promise<boolean> {
  try {
    const headers = { authorization: `token ${token}` };
    const response = await fetch(`${url}api/status`, { headers });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false; // Nobody listens yet.
  }
}

async function stopProcess(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  // Jupyter Server ends its kernels on SIGTERM; a kernel whose server was killed notices and ends itself.
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMITS.stop);
  await ended;
  clearTimeout(timer);
}

/** Follows what a process prints; returns the way to read its last twenty lines. */
function keepLastLines(child: ChildProcess, log: string | undefined): () => string {
  const file = log === undefined ? undefined : createWriteStream(log);
  // A log that cannot be written is no reason to stop.
  file?.on("error", () => undefined);
  let tail = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      file?.write(text);
      tail = (tail + text).slice(-8_000);
    });
  }
  child.on("close", () => file?.end());
  return () => tail.trimEnd().split("\n").slice(-20).join("\n");
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
