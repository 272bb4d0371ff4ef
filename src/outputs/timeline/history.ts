// The runs of each cell that this page has seen, so that a run can be set beside the one before. In memory only: the file
// keeps the last run, as it does for all outputs.
import type { Timeline } from "./read.ts";

/** Runs of one cell that are kept, and cells. */
const MOST_RUNS = 2;
const MOST_CELLS = 50;

const seen = new Map<string, readonly Timeline[]>();

/** Keeps a run; the same run again, with more in it, takes its own place. */
export function remember(timeline: Timeline): void {
  const { cell, startedAt } = timeline;
  if (cell === null) return;
  const others = (seen.get(cell) ?? []).filter((run) => !isSame(run, startedAt));
  seen.delete(cell);
  seen.set(cell, [...others, timeline].slice(-MOST_RUNS));
  const oldest = seen.keys().next();
  if (seen.size > MOST_CELLS && oldest.done !== true) seen.delete(oldest.value);
}

/** The run of the same cell before this one, if this page has seen it. */
export function runBefore({ cell, startedAt }: Timeline): Timeline | undefined {
  return (seen.get(cell ?? "") ?? []).findLast(
    (run) => !isSame(run, startedAt) && run.startedAt < startedAt,
  );
}

/** The kernel works the start out anew for each picture, so it may differ by a little. */
function isSame(run: Timeline, startedAt: number): boolean {
  return Math.abs(run.startedAt - startedAt) < 20;
}
