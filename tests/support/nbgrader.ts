// The real nbgrader, from the tests' own environment: runs its commands on a course folder, many in one process.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findTestPython } from "./server.ts";

const script = join(dirname(fileURLToPath(import.meta.url)), "nbgrader_run.py");

/** A step of tests/support/nbgrader_run.py: `op` names the function there, the rest are its arguments. */
export type NbgraderStep = Readonly<Record<string, unknown>> & { readonly op: string };

export interface NbgraderResult {
  readonly value?: unknown;
  /** The exception that the step ended with. */
  readonly error?: string;
}

/** Runs the steps in order; rejects when nbgrader itself does not run. */
export async function runNbgrader(
  course: string,
  steps: readonly NbgraderStep[],
  config: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): Promise<readonly NbgraderResult[]> {
  const child = spawn(await findTestPython(), [script, course, JSON.stringify(config)]);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.end(JSON.stringify(steps));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`nbgrader did not run (${String(code)}): ${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as readonly NbgraderResult[];
}
