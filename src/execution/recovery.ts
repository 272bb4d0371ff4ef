// Runs that began in a page before it was loaded again: those that go on are followed, those that wait wait again, those
// whose kernel is gone say so. Used by the page.
import { changeOf } from "./messages.ts";
import type {
  ExecuteReply,
  FollowOptions,
  InputRequest,
  Kernel,
  KernelMessage,
  Session,
} from "./ports.ts";
import type { BesideRuns } from "./beside-runs.ts";
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
  /** It runs beside the others, in a subshell. */
  readonly beside?: boolean;
  /** What it had printed, where the page could say so. */
  readonly outputs?: readonly Output[];
  /** What it had asked and nobody had answered. */
  readonly asked?: InputRequest;
}

export interface RememberedRuns {
  readonly runs: readonly RememberedRun[];
  /** Cells that waited for their turn, the next one first. */
  readonly waiting: readonly CellId[];
}

const GONE =
  "The kernel that ran this cell is gone: the server was restarted, or the kernel was ended. Run the cell again.";

const UNKEPT =
  "[The page was loaded again here. This server keeps no output, so lines may be missing.]\n";

/** Takes up what a page before this one had begun. */
export function recoverRuns(options: {
  readonly store: Store;
  readonly queue: RunQueue;
  readonly beside: BesideRuns;
  readonly session: Session;
  readonly remembered: RememberedRuns;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}): void {
  const { store, queue, beside, session, remembered, now } = options;
  const { runs, waiting } = remembered;
  const begun = runs.filter(({ over }) => !over);
  if (session.joined) {
    queue.resume(
      begun.filter((run) => run.beside !== true),
      waiting,
    );
    for (const run of begun) if (run.beside === true) beside.resume(session.kernel, run);
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

/**
 * Follows a run that began before the page was loaded again: what it had printed stands there until the server tells all of
 * it, or cannot.
 */
export function followBegun(
  options: {
    readonly store: Store;
    readonly kernel: Kernel;
    readonly begun: RememberedRun;
    readonly onMessage: (message: KernelMessage) => void;
  },
  how: FollowOptions,
): Promise<ExecuteReply> {
  const { store, kernel, begun, onMessage } = options;
  const { cell: id, asked } = begun;
  for (const output of begun.outputs ?? []) store.dispatch({ type: "output", id, output });
  let isFirst = true;
  const follow = (message: KernelMessage): void => {
    if (isFirst && message.type !== "clear_output") {
      onMessage({ type: "stream", name: "stderr", text: UNKEPT });
    }
    isFirst = false;
    onMessage(message);
  };
  return kernel.follow(begun.messageId, follow, {
    ...how,
    cellId: id,
    ...(asked !== undefined && { asked }),
  });
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
      { cellId: run.cell },
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
