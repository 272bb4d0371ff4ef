// Cells that run beside the others, each in a subshell: they start at once, pass the queue, and are stopped on their own.
import { changeOf } from "./messages.ts";
import { KernelDiedError } from "./ports.ts";
import type { Aside } from "./aside.ts";
import { findCell } from "../model/select.ts";
import type { CellId } from "../model/state.ts";
import type { Store } from "../model/store.ts";

export interface BesideRunsOptions {
  readonly store: Store;
  readonly aside: Aside;
  readonly now: () => number;
}

/** How long a stopped cell has to end, in milliseconds. */
const PATIENCE = 3000;

export class BesideRuns {
  readonly #options: BesideRunsOptions;
  readonly #runs = new Map<CellId, { readonly over: Promise<unknown>; stopped: boolean }>();

  constructor(options: BesideRunsOptions) {
    this.#options = options;
  }

  /** Runs cells at once. Those that run, wait or hold no code are passed over. */
  run(ids: readonly CellId[]): void {
    for (const id of ids) {
      const entry = findCell(this.#options.store.state, id);
      const isFree = entry?.run.state !== "running" && entry?.run.state !== "queued";
      if (entry?.cell.cell_type === "code" && isFree && entry.cell.source.trim() !== "") {
        void this.#run(id, entry.cell.source);
      }
    }
  }

  /** Stops the cells that run beside the others. @returns those that go on all the same. */
  async stop(): Promise<readonly CellId[]> {
    const { aside } = this.#options;
    const stuck = await Promise.all(
      [...this.#runs].map(async ([id, run]) => {
        run.stopped = true;
        await aside.ask(
          `__import__("lessonbook.beside", fromlist=["x"]).stop(${JSON.stringify(id)})`,
        );
        return (await endsWithin(run.over, PATIENCE)) ? [] : [id];
      }),
    );
    return stuck.flat();
  }

  async #run(id: CellId, code: string): Promise<void> {
    const { store, aside, now } = this.#options;
    store.dispatch({ type: "run-started", id, at: now() });
    const over = aside.kernel.execute({ code, cellId: id, beside: true }, (message) => {
      const change = changeOf(message, id);
      if (change !== undefined) store.dispatch(change);
    });
    const run = { over, stopped: false };
    this.#runs.set(id, run);
    try {
      const { status, executionCount } = await over;
      if (executionCount !== null) store.dispatch({ type: "run-counted", id, executionCount });
      store.dispatch({
        type: "run-ended",
        id,
        state: status === "ok" ? "done" : "error",
        at: now(),
        ...(run.stopped && status !== "ok" && { note: "Stopped by you." }),
      });
    } catch (error) {
      const note = error instanceof Error ? error.message : String(error);
      store.dispatch({ type: "run-ended", id, state: "error", at: now(), note });
      if (!(error instanceof KernelDiedError)) throw error;
    } finally {
      this.#runs.delete(id);
    }
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
