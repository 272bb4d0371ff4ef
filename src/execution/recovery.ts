// Runs that began in a page before it was loaded again: those that go on are followed, those that wait wait again, those
// whose kernel is gone say so. Used by the page.
import { changeOf } from "./messages.ts";
import type { Kernel, KernelMessage, Session } from "./ports.ts";
import type { RunQueue } from "./run-queue.ts";
import { findCell } from "../model/select.ts";
import type { CellId } from "../model/state.ts";
import { createStore, type Store } from "../model/store.ts";
import type { Output } from "../nbformat/types.ts";

/** The newest run of a cell, as a page remembers it. */
export interface RememberedRun {
  readonly cell: CellId;
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** It had ended; tasks that it started may print still. */
  readonly over: boolean;
  /** What it had printed, where the page could say so. */
  readonly outputs?: readonly Output[];
}

export interface RememberedRuns {
  readonly runs: readonly RememberedRun[];
  /** Cells that waited for their turn, the next one first. */
  readonly waiting: readonly CellId[];
}

const GONE =
  "The kernel that ran this cell is gone: the server was restarted, or the kernel was ended. Run the cell again.";

/** Takes up what a page before this one had begun. */
export function recoverRuns(options: {
  readonly store: Store;
  readonly queue: RunQueue;
  readonly session: Session;
  readonly remembered: RememberedRuns;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}): void {
  const { store, queue, session, remembered, now } = options;
  const { runs, waiting } = remembered;
  const begun = runs.filter(({ over }) => !over);
  if (session.joined) {
    queue.resume(begun, waiting);
    for (const run of runs.filter(({ over }) => over)) void followLate(store, session.kernel, run);
    return;
  }
  for (const { cell } of begun) {
    store.dispatch({ type: "run-ended", id: cell, state: "error", at: now(), note: GONE });
  }
  for (const id of waiting) {
    const note = "Not run: the kernel ended before its turn came.";
    store.dispatch({ type: "run-ended", id, state: "cancelled", at: now(), note });
  }
}

/** Listens to the tasks that an ended run left behind; what they printed meanwhile is put where it belongs. */
async function followLate(store: Store, kernel: Kernel, run: RememberedRun): Promise<void> {
  let missed: KernelMessage[] | undefined = [];
  const show = (message: KernelMessage): void => {
    const change = changeOf(message, run.cell);
    if (change !== undefined) store.dispatch(change);
  };
  const settle = (): void => {
    const kept = missed ?? [];
    missed = undefined;
    // Without the record from the start nobody knows what the file has already.
    const [first] = kept;
    if (first?.type !== "clear_output" || showsAlready(store, run.cell, kept)) return;
    kept.forEach(show);
  };
  await kernel
    .follow(
      run.messageId,
      (message) => {
        if (missed === undefined) show(message);
        else missed.push(message);
      },
      run.cell,
    )
    .catch(() => undefined); // How it ended was known before.
  settle();
}

/** Whether the cell shows these messages' outputs, or those of another run: then they are not to be put there again. */
function showsAlready(store: Store, id: CellId, messages: readonly KernelMessage[]): boolean {
  const shown = findCell(store.state, id)?.cell;
  if (shown?.cell_type !== "code") return true;
  const trial = createStore(store.state);
  for (const message of messages) {
    const change = changeOf(message, id);
    if (change !== undefined) trial.dispatch(change);
  }
  const told = findCell(trial.state, id)?.cell;
  return (
    told?.cell_type !== "code" ||
    told.execution_count !== shown.execution_count ||
    JSON.stringify(told.outputs) === JSON.stringify(shown.outputs)
  );
}
