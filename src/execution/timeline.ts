// Makes a kernel ready to record the run of a cell. The cell's code stays as it is.
import type { Kernel } from "./ports.ts";
import { isRecorded, timelineWish } from "../model/timeline-wish.ts";
import type { CodeCell } from "../nbformat/types.ts";

const MODULE = `__import__("lessonbook.timeline", fromlist=["x"])`;

/**
 * What has to be done before a cell runs that is to be recorded; `undefined` for other cells. A kernel that cannot be
 * made ready runs the cell unrecorded.
 * @param beside whether the cell runs in a subshell, so that its preparation does not wait for other cells.
 * @param setup code that makes the modules of `src/python` importable; empty where they are already.
 */
export function prepareRecording(
  cell: CodeCell,
  kernel: Kernel,
  setup: () => Promise<string>,
  beside = false,
): Promise<unknown> | undefined {
  return isRecorded(cell) ? prepare(cell, kernel, setup, beside) : undefined;
}

async function prepare(
  cell: CodeCell,
  kernel: Kernel,
  setup: () => Promise<string>,
  beside: boolean,
): Promise<void> {
  const { language } = await kernel.info();
  if (language !== "python") return;
  const wish = timelineWish(cell);
  const predict = wish === "predict" ? "True" : "False";
  const arm = wish === "none" ? "" : `${MODULE}.arm(${JSON.stringify(cell.id)}, ${predict})\n`;
  const code = `${await setup()}${MODULE}.load()\n${arm}`;
  await kernel.execute({ code, silent: true, beside }, () => undefined);
}
