// Runs that began in a page before it was loaded again: those that go on are followed, those that wait wait again, those
// whose kernel is gone say so. A lazy chunk of session-control.ts.
import { changeOf } from "./messages.ts";
import type { Kernel, KernelMessage, Session } from "./ports.ts";
import type { RememberedRun, RememberedRuns } from "./begun-runs.ts";
import type { BesideRuns } from "./beside-runs.ts";
import type { RunQueue } from "./run-queue.ts";
import { findCell } from "../model/select.ts";
import type { CellId } from "../model/state.ts";
import type { Change } from "../model/change.ts";
import { createStore, type Store } from "../model/store.ts";

const GONE =
  "The kernel that ran this cell is gone: the server was restarted, or the kernel was ended. Run the cell again.";

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
    for (const run of runs) nameDisplays(store, run);
    followLate(
      store,
      session.kernel,
      runs.filter(({ over }) => over),
    );
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

/** Displays of the file keep the names that a page before this one knew, so that code finds them again. */
function nameDisplays(store: Store, { cell: id, displays }: RememberedRun): void {
  const cell = findCell(store.state, id)?.cell;
  if (cell?.cell_type !== "code" || displays === undefined) return;
  const { executionCount, ids } = displays;
  if (cell.execution_count !== executionCount || cell.outputs.length !== ids.length) return;
  store.dispatch({ type: "display-ids", id, displayIds: ids.map((name) => name ?? undefined) });
}

/** What was missed of a run. */
interface Missed {
  readonly id: CellId;
  readonly messages: readonly KernelMessage[];
}

/** Listens to the tasks that ended runs left behind; what they printed meanwhile is put where it belongs. */
function followLate(store: Store, kernel: Kernel, runs: readonly RememberedRun[]): void {
  const ready = new Set<RememberedRun>();
  const kept = new Map<RememberedRun, KernelMessage[] | undefined>();
  let isSettling = false;
  const settle = (): void => {
    isSettling = false;
    // In the order in which they ran, since one may have changed what another shows.
    const missed = runs.flatMap((run): Missed[] => {
      const messages = kept.get(run) ?? [];
      if (!ready.delete(run)) return [];
      kept.set(run, undefined);
      // Without the record from the start nobody knows what the file has already.
      return messages[0]?.type === "clear_output" ? [{ id: run.cell, messages }] : [];
    });
    bringUpToDate(store, missed);
  };
  for (const run of runs) {
    kept.set(run, []);
    const take = (message: KernelMessage): void => {
      const list = kept.get(run);
      if (list !== undefined) list.push(message);
      else for (const change of changesOf(message, run.cell)) store.dispatch(change);
    };
    void kernel
      .follow(run.messageId, take, { cellId: run.cell })
      .catch(() => undefined) // How it ended was known before.
      .then(() => {
        ready.add(run);
        // The server tells of all of them at once.
        if (!isSettling) setTimeout(settle);
        isSettling = true;
      });
  }
}

/** Shows what runs have printed where the page shows something else. */
function bringUpToDate(store: Store, missed: readonly Missed[]): void {
  const told = createStore(store.state);
  for (const { id, messages } of missed)
    for (const message of messages)
      for (const change of changesOf(message, id)) told.dispatch(change);
  for (const { id, messages } of missed) {
    const shown = findCell(store.state, id)?.cell;
    const { cell, displayIds = [] } = findCell(told.state, id) ?? {};
    if (shown?.cell_type !== "code" || cell?.cell_type !== "code") continue;
    const { execution_count: executionCount } = cell;
    // The cell was run again since, in another page.
    if ((shown.execution_count ?? 0) > (executionCount ?? 0)) continue;
    const isSameRun = shown.execution_count === executionCount;
    // The page has more of a flood than the server.
    const [first] = messages;
    if (isSameRun && first?.type === "clear_output" && first.dropped !== undefined) continue;
    if (!isSameRun || JSON.stringify(cell.outputs) !== JSON.stringify(shown.outputs)) {
      store.dispatch({ type: "clear-output", id, wait: false });
      store.dispatch({ type: "run-counted", id, executionCount });
      for (const output of cell.outputs) store.dispatch({ type: "output", id, output });
    }
    store.dispatch({ type: "display-ids", id, displayIds });
  }
}

function changesOf(message: KernelMessage, id: CellId): readonly Change[] {
  const change = changeOf(message, id);
  return change === undefined ? [] : [change];
}
