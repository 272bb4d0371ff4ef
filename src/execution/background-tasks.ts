// asyncio tasks that live on after their cell: counted for the badge of each cell, listed and cancelled for the reader.
// The kernel is asked aside, when runs have ended in a notebook that uses asyncio, and then ever more rarely while some live.
import type { Aside } from "./aside.ts";
import { isObject } from "../nbformat/parse.ts";
import type { CellId, NotebookState } from "../model/state.ts";
import type { Store } from "../model/store.ts";

export interface AliveTask {
  readonly id: string;
  readonly name: string;
  /** The coroutine's name, such as `tick`. */
  readonly coroutine: string;
  readonly cell: CellId;
  /** What it waits for, such as `sleep(1)`. */
  readonly waits: string;
  /** The line of its cell at which it stands, from 1; `null` when it is not in a cell's code. */
  readonly line: number | null;
}

export interface BackgroundTasksOptions {
  readonly store: Store;
  readonly aside: Aside;
}

const MODULE = `__import__("lessonbook.tasks", fromlist=["x"])`;
/** Milliseconds until the kernel is asked after a run, and the longest pause while tasks live. */
const [SOON, SELDOM] = [200, 60_000];

export class BackgroundTasks {
  readonly #options: BackgroundTasksOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: BackgroundTasksOptions) {
    this.#options = options;
    options.store.subscribe((next, previous) => {
      if (next.kernel.status !== previous.kernel.status && !isAlive(next)) this.#count([]);
      if (next.cells !== previous.cells && hasEnded(next, previous) && usesAsyncio(next)) {
        this.#askIn(SOON);
      }
    });
  }

  /** The tasks that are alive now. Rejects when the kernel cannot say. */
  async list(): Promise<readonly AliveTask[]> {
    const tasks = readTasks(await this.#options.aside.ask(`${MODULE}.report()`));
    this.#count(tasks);
    return tasks;
  }

  /** Cancels tasks by their ids, or all of them. */
  async cancel(ids: readonly string[] | "all"): Promise<void> {
    const wanted = ids === "all" ? "None" : JSON.stringify(ids);
    await this.#options.aside.ask(`${MODULE}.cancel(${wanted})`);
    this.#askIn(SOON);
  }

  #askIn(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#options.aside.isThere) return;
      void this.list().then(
        (tasks) => {
          if (tasks.length > 0) this.#askIn(Math.min(2 * Math.max(delay, 500), SELDOM));
        },
        () => undefined, // The kernel went away; the next run asks again.
      );
    }, delay);
  }

  #count(tasks: readonly AliveTask[]): void {
    const counts = new Map<CellId, number>();
    for (const { cell } of tasks) counts.set(cell, (counts.get(cell) ?? 0) + 1);
    const { store } = this.#options;
    const isNews = store.state.cells.some(
      ({ cell, run }) => (run.tasks ?? 0) !== (counts.get(cell.id) ?? 0),
    );
    if (isNews) store.dispatch({ type: "run-tasks", counts });
  }
}

function isAlive({ kernel }: NotebookState): boolean {
  return kernel.status !== "starting" && kernel.status !== "dead" && kernel.status !== "none";
}

function hasEnded(next: NotebookState, previous: NotebookState): boolean {
  const before = new Set(
    previous.cells.filter(({ run }) => run.state === "running").map(({ cell }) => cell.id),
  );
  return next.cells.some(({ cell, run }) => before.has(cell.id) && run.state !== "running");
}

function usesAsyncio({ cells }: NotebookState): boolean {
  return cells.some(
    ({ cell }) => cell.cell_type === "code" && /\b(?:async|await|asyncio)\b/.test(cell.source),
  );
}

/** Reads what the kernel printed; what is not a task is left out. */
function readTasks(text: string): readonly AliveTask[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return [];
  }
  return (Array.isArray(list) ? list : []).flatMap((item: unknown): readonly AliveTask[] => {
    if (!isObject(item)) return [];
    const { id, name, coroutine, cell, waits, line } = item;
    if (typeof id !== "string" || typeof cell !== "string") return [];
    const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
    const at = typeof line === "number" ? line : null;
    return [
      {
        id,
        cell,
        line: at,
        name: textOf(name),
        coroutine: textOf(coroutine),
        waits: textOf(waits),
      },
    ];
  });
}
