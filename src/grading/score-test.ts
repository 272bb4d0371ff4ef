// Points of a test cell by its run: by nbgrader's rules, and by ours, which differ in what counts as a failure.
// Source of nbgrader's: `determine_grade` and `get_partial_grade` of its utils.
import type { Output } from "../nbformat/types.ts";
import type { CellRun } from "./cell-run.ts";
import type { GradeStatus } from "./grades.ts";

export interface TestScore {
  /** `null`: people have to look. */
  readonly points: number | null;
  readonly status: GradeStatus;
  readonly message: string;
}

/** Ours: an error fails, and a test counts only with proof that it ran to its end. */
export function scoreTest(run: CellRun, maxPoints: number): TestScore {
  const error = run.outputs.find((output) => output.output_type === "error");
  switch (run.end) {
    case "timeout":
      return { points: 0, status: "timeout", message: run.note };
    case "died":
    case "not-run":
      return { points: 0, status: "error", message: run.note };
    case "error":
      return { points: 0, status: "failed", message: errorMessage(error) };
    case "ok":
      break;
  }
  if (error !== undefined) return { points: 0, status: "failed", message: errorMessage(error) };
  if (run.guard?.ended === false) {
    const message = "The test gave no proof that it ran to its end. Somebody has to look at it.";
    return { points: null, status: "needs-manual", message };
  }
  const suspicions = run.guard?.suspicious ?? [];
  if (suspicions.length > 0) {
    const message = `The test passed, but ${suspicions.join("; ")}. Somebody has to look at it.`;
    return { points: null, status: "needs-manual", message };
  }
  return scoreResult(run.outputs.findLast(isResult), maxPoints);
}

/** nbgrader's: the first output that decides. `undefined` where nbgrader itself fails and gives no score. */
export function scoreTestAsNbgrader(run: CellRun, maxPoints: number): number | undefined {
  // A cell that does not end, or takes its kernel along, costs the whole submission there.
  if (run.end === "timeout" || run.end === "died" || run.end === "not-run") return undefined;
  for (const output of limitOutputs(run.outputs)) {
    if (output.output_type === "error") return 0;
    if (output.output_type === "stream" && output.name === "stderr") return 0;
    if (output.output_type !== "execute_result") continue;
    const text = output.data["text/plain"];
    if (typeof text !== "string" || text === "") return undefined;
    const value = readPythonFloat(text);
    if (value === undefined || !(value >= 0)) return maxPoints;
    return value > maxPoints ? undefined : value;
  }
  return run.end === "error" ? 0 : maxPoints;
}

/** A number as the value of the last line is the number of points. */
function scoreResult(result: Output | undefined, maxPoints: number): TestScore {
  const text = result?.output_type === "execute_result" ? result.data["text/plain"] : undefined;
  const value = typeof text === "string" ? readPythonFloat(text) : undefined;
  if (value === undefined || !(value >= 0)) {
    const message =
      value === undefined
        ? ""
        : `The test gave ${text as string} as points, which counts as passed.`;
    return { points: maxPoints, status: "passed", message };
  }
  if (value > maxPoints) {
    const message = `The test gave ${value} points and is worth ${maxPoints}.`;
    return { points: maxPoints, status: "passed", message };
  }
  const status = value === maxPoints ? "passed" : value === 0 ? "failed" : "partial";
  const message = status === "passed" ? "" : `${value} of ${maxPoints} points.`;
  return { points: value, status, message };
}

function isResult(output: Output): boolean {
  return output.output_type === "execute_result";
}

function errorMessage(output: Output | undefined): string {
  if (output?.output_type !== "error") return "The test failed without saying why.";
  const { ename, evalue } = output;
  if (evalue === "") return ename;
  // What a test's author says needs no name before it.
  return ename === "AssertionError" || ename === "CheckFailed" ? evalue : `${ename}: ${evalue}`;
}

/** What Python's `float()` makes of a text; `undefined` where it raises. */
export function readPythonFloat(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^[+-]?(?:inf|infinity)$/i.test(trimmed))
    return trimmed.startsWith("-") ? -Infinity : Infinity;
  if (/^[+-]?nan$/i.test(trimmed)) return NaN;
  const digits = String.raw`\d+(?:_\d+)*`;
  const pattern = new RegExp(
    `^[+-]?(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:[eE][+-]?${digits})?$`,
  );
  return pattern.test(trimmed) ? Number(trimmed.replaceAll("_", "")) : undefined;
}

/** Most lines of text that a graded cell keeps, and most of a traceback; nbgrader's figures. */
const [MOST_LINES, MOST_TRACEBACK] = [1000, 100];

/** Cuts outputs as nbgrader does before it scores. */
export function limitOutputs(outputs: readonly Output[]): readonly Output[] {
  let length = 0;
  return outputs.flatMap((output): Output[] => {
    if (output.output_type === "error") return [limitTraceback(output)];
    if (output.output_type !== "stream") return [output];
    if (length >= MOST_LINES) return [];
    const lines = output.text.split("\n");
    const room = MOST_LINES - length;
    const kept =
      lines.length > room ? [...lines.slice(0, room - 1), "... Output truncated ..."] : lines;
    length += kept.length;
    return [{ ...output, text: kept.join("\n") }];
  });
}

function limitTraceback(output: Extract<Output, { readonly output_type: "error" }>): Output {
  const { traceback } = output;
  if (traceback.length <= MOST_TRACEBACK) return output;
  const start = MOST_TRACEBACK / 2;
  return {
    ...output,
    traceback: [
      ...traceback.slice(0, start),
      "... Traceback truncated ...",
      ...traceback.slice(-(MOST_TRACEBACK - start - 1)),
    ],
  };
}
