// Cells that run beside the others, each in a subshell: they start at once, pass the queue, and are stopped on their own.
import type { Aside } from "./aside.ts";
import { changeOf } from "./messages.ts";
import { KernelDiedError, type ExecuteReply, type Kernel, type KernelMessage } from "./ports.ts";
import { followBegun, type RememberedRun } from "./begun-runs.ts";
import { STOPPED } from "./stop.ts";
import { prepareRecording } from "./timeline.ts";
import { findCell } from "../model/select.ts";
import type { CellId } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import type { CodeCell } from "../nbformat/types.ts";

export interface BesideRunsOptions {
  readonly store: Store;
  readonly aside: Aside;
  readonly now: () => number;
  /** Gets each run's name when it has left, by which the kernel finds it again after a reload. */
  readonly onSent?: (run: RememberedRun) => void;
}

/** How long a stopped cell has to end, and a run's own end to arrive once the kernel says that it is over, in milliseconds. */
const [PATIENCE, GRACE] = [3000, 1000];

const UNKNOWN_END =
  "This cell ended while the page was away, and how it ended is not known. Run it again to be sure.";

/** The module in the kernel that knows the cells in its subshells. */
const MODULE = `__import__("lessonbook.beside", fromlist=["x"])`;

interface BesideRun {
  readonly over: Promise<ExecuteReply>;
  stopped: boolean;
}

export class BesideRuns {
  readonly #options: BesideRunsOptions;
  readonly #runs = new Map<CellId, BesideRun>();

  constructor(options: BesideRunsOptions) {
    this.#options = options;
  }

  /** Runs cells at once. Those that run, wait or hold no code are passed over. */
  run(ids: readonly CellId[]): void {
    for (const id of ids) {
      const entry = findCell(this.#options.store.state, id);
      const isFree = entry?.run.state !== "running" && entry?.run.state !== "queued";
      if (entry?.cell.cell_type === "code" && isFree && entry.cell.source.trim() !== "") {
        this.#begin(entry.cell);
      }
    }
  }

  /** Goes on with a run that began before the page was loaded again. */
  resume(kernel: Kernel, run: RememberedRun): void {
    const { store } = this.#options;
    const { cell: id, startedAt } = run;
    const cell = findCell(store.state, id)?.cell;
    if (cell?.cell_type !== "code") return;
    const begun = { outputs: cell.outputs, ...run };
    void this.#see(id, startedAt, (onMessage) => {
      let onCaughtUp = (): void => undefined;
      const caughtUp = new Promise<void>((resolve) => (onCaughtUp = resolve));
      return Promise.race([
        followBegun({ store, kernel, begun, onMessage }, { beside: true, onCaughtUp }),
        this.#endOf(id, caughtUp),
      ]);
    });
  }

  /** Stops the cells that run beside the others. @returns those that go on all the same. */
  async stop(): Promise<readonly CellId[]> {
    const { aside } = this.#options;
    const stuck = await Promise.all(
      [...this.#runs].map(async ([id, run]) => {
        run.stopped = true;
        await aside.ask(`${MODULE}.stop(${JSON.stringify(id)})`);
        return (await endsWithin(run.over, PATIENCE)) ? [] : [id];
      }),
    );
    return stuck.flat();
  }

  #begin(cell: CodeCell): void {
    const { aside, now, onSent } = this.#options;
    const { id, source: code } = cell;
    const { kernel } = aside;
    const startedAt = now();
    const request = {
      code,
      cellId: id,
      beside: true,
      ...(onSent !== undefined && {
        onSent: (messageId: string) =>
          onSent({ cell: id, messageId, startedAt, over: false, beside: true }),
      }),
    };
    // The modules are there already: the kernel answers aside.
    const ready = prepareRecording(cell, kernel, () => Promise.resolve(""), true);
    void this.#see(id, startedAt, async (onMessage) => {
      await ready;
      return kernel.execute(request, onMessage);
    });
  }

  /** Shows a run from its start to its end. */
  async #see(
    id: CellId,
    startedAt: number,
    start: (onMessage: (message: KernelMessage) => void) => Promise<ExecuteReply>,
  ): Promise<void> {
    const { store, now } = this.#options;
    store.dispatch({ type: "run-started", id, at: startedAt });
    const over = start((message) => {
      const change = changeOf(message, id);
      if (change !== undefined) store.dispatch(change);
    });
    const run: BesideRun = { over, stopped: false };
    this.#runs.set(id, run);
    try {
      const { status, executionCount } = await over;
      if (executionCount !== null) store.dispatch({ type: "run-counted", id, executionCount });
      store.dispatch({
        type: "run-ended",
        id,
        state: status === "ok" ? "done" : "error",
        at: now(),
        ...(run.stopped && status !== "ok" && { note: STOPPED }),
      });
    } catch (error) {
      const note = error instanceof Error ? error.message : String(error);
      store.dispatch({ type: "run-ended", id, state: "error", at: now(), note });
      if (!(error instanceof KernelDiedError)) throw error;
    } finally {
      this.#runs.delete(id);
    }
  }

  /** Rejects when the kernel says that the cell does not run any more, and nobody has told how it ended; else never settles. */
  async #endOf(id: CellId, caughtUp: Promise<void>): Promise<never> {
    const { aside } = this.#options;
    await aside.whenReady();
    const running = await aside.ask(`${MODULE}.report()`).then(
      (text): unknown => JSON.parse(text),
      () => undefined, // The kernel went away, and that is said elsewhere.
    );
    const isOver = Array.isArray(running) && !running.includes(id);
    if (!isOver) return new Promise(() => undefined);
    await caughtUp;
    await new Promise((resolve) => setTimeout(resolve, GRACE));
    throw new KernelDiedError(UNKNOWN_END);
  }
}

function endsWithin(over: Promise<unknown>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds);
    const end = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    over.then(end, end);
  });
}
