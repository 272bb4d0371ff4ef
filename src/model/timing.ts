// A run's times in the cell's metadata, as JupyterLab writes them when it records timing: `metadata.execution` with
// ISO 8601 times of the kernel's messages, each key named after its channel and message.
import { isObject } from "../nbformat/parse.ts";
import type { Cell, CodeCell } from "../nbformat/types.ts";

/** The cell with the times of a run that is over. `startedAt` and `endedAt` in milliseconds since the epoch. */
export function withTiming(cell: CodeCell, startedAt: number, endedAt: number): CodeCell {
  const started = new Date(startedAt).toISOString();
  const ended = new Date(endedAt).toISOString();
  const execution = {
    "iopub.execute_input": started,
    "iopub.status.busy": started,
    "iopub.status.idle": ended,
    "shell.execute_reply": ended,
    "shell.execute_reply.started": started,
  };
  return { ...cell, metadata: { ...cell.metadata, execution } };
}

/** How long the last run took by the cell's metadata, in milliseconds; `undefined` where that does not say. */
export function savedDuration(cell: Cell): number | undefined {
  const { execution } = cell.metadata;
  if (!isObject(execution)) return undefined;
  const time = (...keys: readonly string[]): number => {
    const value = keys.map((key) => execution[key]).find((text) => typeof text === "string");
    return typeof value === "string" ? Date.parse(value) : NaN;
  };
  const started = time("shell.execute_reply.started", "iopub.execute_input", "iopub.status.busy");
  const duration = time("shell.execute_reply", "iopub.status.idle") - started;
  return Number.isFinite(duration) && duration >= 0 ? duration : undefined;
}
