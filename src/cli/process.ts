// Runs another program to its end. Used for probing Pythons, for pip, and for opening the browser.
import { spawn } from "node:child_process";

export interface Finished {
  /** The exit code; `undefined` when the program could not be started or was ended by a signal. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Ends the program when set. */
  readonly signal?: AbortSignal;
  /** What the program reads from its standard input. */
  readonly input?: string;
  /** Milliseconds after which the program is ended. */
  readonly timeout?: number;
}

/** Runs a program and collects what it prints. Never rejects: a program that is not there is an outcome. */
export function runProgram(
  command: string,
  args: readonly string[],
  { input, ...options }: RunOptions = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
      ...options,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.on("error", () => undefined); // It ended without reading it.
    child.stdin.end(input);
    child.on("error", (error) => resolve({ code: undefined, stdout, stderr: error.message }));
    child.on("close", (code) => resolve({ code: code ?? undefined, stdout, stderr }));
  });
}

/** The last line that says something. */
export function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1)?.trim() ?? "";
}
