// What asyncio does in the kernel now: tasks that live, also on after their cell, for the badge of each cell and for the reader to
// see and cancel; what holds the loop, and what held it in a run that is over. The kernel is asked aside, when runs have ended
// in a notebook that uses asyncio, and then ever more rarely while some live.
import type { Aside } from "./aside.ts";
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject } from "../nbformat/types.ts";
import { findCell } from "../model/select.ts";
import type { BlockedLine, CellId, NotebookState } from "../model/state.ts";
import type { Store } from "../model/store.ts";

/** What a task does: it runs, or it waits for something. */
export interface TaskDoing {
  readonly runs: boolean;
  /** What it waits for, as `python/waits.py` names it. */
  readonly wait: { readonly kind: string; readonly detail: string };
  /** The line of its code at which it stands, from 1; `null` when it is not in the reader's code. */
  readonly line: number | null;
}

export interface AliveTask extends TaskDoing {
  readonly id: string;
  readonly name: string;
  /** The coroutine's name, such as `tick`. */
  readonly coroutine: string;
  readonly cell: CellId;
}

/** A line that holds the loop, so that nothing else can run; for how long at least. */
export interface Held extends BlockedLine {
  readonly function: string;
}

export interface LoopNow {
  readonly tasks: readonly AliveTask[];
  /** The cell that runs, if one does. */
  readonly cell: (TaskDoing & { readonly cell: CellId }) | null;
  readonly held: Held | null;
  /** Lines that kept tasks waiting in the last run of each cell. */
  readonly blocked: ReadonlyMap<CellId, readonly BlockedLine[]>;
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

  /** Whether the kernel can be asked while a cell runs. */
  get isThere(): boolean {
    return this.#options.aside.isThere;
  }

  /** What the loop does now. Rejects when the kernel cannot say. */
  async look(): Promise<LoopNow> {
    const { aside, store } = this.#options;
    const asked = store.state;
    const now = readLoop(await aside.ask(`${MODULE}.report()`));
    this.#count(now.tasks);
    this.#blame(now.blocked, asked);
    return now;
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
      void this.look().then(
        ({ tasks }) => {
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

  /**
   * Says in the cells that have ended what held the loop; what is recorded is said by its timeline. The answer is on the runs
   * of when the kernel was asked, and none of those that began since.
   */
  #blame(found: LoopNow["blocked"], asked: NotebookState): void {
    const { store } = this.#options;
    for (const { cell, run } of store.state.cells) {
      const blocked = found.get(cell.id);
      const isOver = run.state === "done" || run.state === "error";
      const isSame = findCell(asked, cell.id)?.run.startedAt === run.startedAt;
      if (blocked !== undefined && isOver && isSame && run.blocked === undefined)
        store.dispatch({ type: "run-blocked", id: cell.id, blocked });
    }
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

/** Reads what the kernel printed; what makes no sense is left out. */
function readLoop(text: string): LoopNow {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    data = undefined;
  }
  const { tasks, cell, held, blocked } = isObject(data) ? data : {};
  const list: readonly unknown[] = Array.isArray(tasks) ? tasks : [];
  const id = isObject(cell) ? cell.cell : undefined;
  return {
    tasks: list.flatMap((item) => (isObject(item) ? readTask(item) : [])),
    cell: isObject(cell) && typeof id === "string" ? { cell: id, ...readDoing(cell) } : null,
    held: isObject(held) ? readHeld(held) : null,
    blocked: readBlocked(Array.isArray(blocked) ? blocked : []),
  };
}

function readBlocked(items: readonly unknown[]): LoopNow["blocked"] {
  const found = new Map<CellId, readonly BlockedLine[]>();
  for (const item of items) {
    if (!isObject(item) || typeof item.ran !== "string") continue;
    const held = readHeld(item);
    if (held !== null) found.set(item.ran, [...(found.get(item.ran) ?? []), held]);
  }
  return found;
}

function readTask(item: JsonObject): readonly AliveTask[] {
  const { id, name, coroutine, cell } = item;
  if (typeof id !== "string" || typeof cell !== "string") return [];
  return [{ id, cell, name: textOf(name), coroutine: textOf(coroutine), ...readDoing(item) }];
}

function readDoing({ kind, detail, line, runs }: JsonObject): TaskDoing {
  return {
    runs: runs === true,
    wait: { kind: textOf(kind), detail: textOf(detail) },
    line: typeof line === "number" ? line : null,
  };
}

function readHeld({ cell, line, source, function: name, seconds }: JsonObject): Held | null {
  if (typeof line !== "number") return null;
  return {
    cell: typeof cell === "string" ? cell : null,
    line,
    source: textOf(source),
    function: textOf(name),
    seconds: typeof seconds === "number" ? seconds : 0,
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
