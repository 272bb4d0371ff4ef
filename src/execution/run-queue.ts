// The queue of cells that wait to run, held here and not in the kernel: one request at a time, the next one leaves the
// moment the reply is there. So a waiting cell can be taken out, and a cell's text is read when its turn comes.
// Used by the page and by the terminal.
import { changeOf, outputOf } from "./messages.ts";
import {
  KernelDiedError,
  type ExecuteReply,
  type InputRequest,
  type Kernel,
  type KernelMessage,
} from "./ports.ts";
import { followBegun, type RememberedRun } from "./begun-runs.ts";
import { STOPPED, stopRun } from "./stop.ts";
import { findCell, holdsUpOthers } from "../model/select.ts";
import type { CellId } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import type { CodeCell, Output } from "../nbformat/types.ts";

export interface RunQueueOptions {
  readonly store: Store;
  /** The kernel to run on; may start one. A rejection cancels what waits, its message is the reason shown. */
  readonly kernel: () => Promise<Kernel>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Somebody is there to answer what a cell asks with `input()`. */
  /** Whether what waits is dropped when a cell fails; yes where nobody says. */
  readonly stopsAtError?: () => boolean;
  readonly answersInput?: boolean;
  /** What has to be done in the kernel before a cell runs; `undefined` for nothing. */
  readonly prepare?: (cell: CodeCell, kernel: Kernel) => Promise<unknown> | undefined;
  /** Gets each run's name when it has left, by which the kernel finds it again after a reload. */
  readonly onSent?: (run: RememberedRun) => void;
}

/** A question of the program's own to the kernel; it waits its turn like a cell. */
interface Question {
  readonly code: string;
  readonly resolve: (outputs: readonly Output[]) => void;
  readonly reject: (error: Error) => void;
}

type Waiting =
  | {
      readonly type: "cell";
      readonly id: CellId;
      /** It runs already, since before the page was loaded again. */
      readonly begun?: RememberedRun;
    }
  | { readonly type: "question"; readonly question: Question };

interface Current {
  readonly over: Promise<unknown>;
  stopped: boolean;
}

export class RunQueue {
  readonly #options: RunQueueOptions;
  #waiting: readonly Waiting[] = [];
  /** The request that is with the kernel now. */
  #current: Current | undefined;
  #pumping: Promise<void> | undefined;
  /** Runs that the kernel has answered, whose last output is on its way. */
  readonly #ending = new Set<Promise<void>>();
  /** The newest run of each cell: messages of an older one are dropped. */
  readonly #runs = new Map<CellId, number>();
  #runCount = 0;
  /** Takes the answer to what the running cell asks. */
  #asking: { readonly id: CellId; readonly answer: (text: string) => void } | undefined;

  constructor(options: RunQueueOptions) {
    this.#options = options;
  }

  /** Queues cells in this order. A cell that waits already keeps its place; one that holds no code is passed over. */
  enqueue(ids: readonly CellId[]): void {
    const present = new Set(this.#waitingCells());
    const added = ids.filter((id) => !present.has(id) && this.#codeCell(id) !== undefined);
    this.#setWaiting([
      ...this.#waiting,
      ...[...new Set(added)].map((id) => ({ type: "cell", id }) as const),
    ]);
    this.#pump();
  }

  /** Goes on with runs that began before the page was loaded again, and then with cells that waited. */
  resume(begun: readonly RememberedRun[], waiting: readonly CellId[]): void {
    this.#setWaiting([
      ...begun.map((run) => ({ type: "cell", id: run.cell, begun: run }) as const),
      ...this.#waiting,
    ]);
    this.#pump();
    this.enqueue(waiting);
  }

  /** Takes waiting cells out of the queue; a running cell goes on. */
  cancel(ids: readonly CellId[]): void {
    const out = new Set(ids);
    this.#setWaiting(this.#waiting.filter((item) => item.type !== "cell" || !out.has(item.id)));
  }

  /** Answers what a running cell asks with `input()`. Does nothing when it does not ask (any more). */
  answer(id: CellId, text: string): void {
    if (this.#asking?.id === id) this.#asking.answer(text);
  }

  /** Moves a waiting cell in the queue: `next` puts it first, else by so many places towards the end (or the front, if negative). */
  move(id: CellId, by: number | "next"): void {
    const from = this.#waiting.findIndex((item) => item.type === "cell" && item.id === id);
    const item = this.#waiting[from];
    if (item === undefined) return;
    const rest = this.#waiting.toSpliced(from, 1);
    const to = by === "next" ? 0 : Math.max(0, Math.min(rest.length, from + by));
    this.#setWaiting(rest.toSpliced(to, 0, item));
  }

  /** Runs code that belongs to no cell, after what waits now, and gives its outputs. Rejects with words for the reader. */
  evaluate(code: string): Promise<readonly Output[]> {
    return new Promise((resolve, reject) => {
      this.#setWaiting([
        ...this.#waiting,
        { type: "question", question: { code, resolve, reject } },
      ]);
      this.#pump();
    });
  }

  /**
   * Clears the queue and stops what runs.
   * @returns `stuck` when the running cell does not end: then only a restart helps; `idle` when nothing ran.
   */
  async stop(): Promise<"idle" | "stopped" | "stuck"> {
    this.#cancelRest("Not run: the notebook was stopped.");
    const current = this.#current;
    if (current === undefined) return "idle";
    current.stopped = true;
    return stopRun(await this.#options.kernel(), current.over);
  }

  /** Settles when nothing runs and nothing waits. */
  async whenIdle(): Promise<void> {
    while (this.#pumping !== undefined) await this.#pumping;
  }

  #pump(): void {
    if (this.#pumping !== undefined || this.#waiting.length === 0) return;
    this.#pumping = this.#work().finally(() => {
      this.#pumping = undefined;
      this.#pump();
    });
  }

  async #work(): Promise<void> {
    let kernel: Kernel;
    try {
      kernel = await this.#options.kernel();
    } catch (error) {
      this.#cancelRest(`Not run: ${messageOf(error)}`);
      return;
    }
    for (let item = this.#waiting[0]; item !== undefined; item = this.#waiting[0]) {
      this.#setWaiting(this.#waiting.slice(1));
      if (item.type === "question") await this.#put(kernel, item.question);
      else await this.#runCell(kernel, item.id, item.begun);
    }
    await Promise.all(this.#ending);
  }

  /** Settles when the kernel takes the next request: it may be before the cell's last output is here. */
  async #runCell(kernel: Kernel, id: CellId, begun?: RememberedRun): Promise<void> {
    const { store, now, onSent, prepare } = this.#options;
    const cell = this.#codeCell(id);
    if (cell === undefined) return;
    const run = ++this.#runCount;
    this.#runs.set(id, run);
    const startedAt = begun?.startedAt ?? now();
    store.dispatch({ type: "run-started", id, at: startedAt });
    if (begun === undefined && cell.source.trim() === "") {
      store.dispatch({ type: "run-ended", id, state: "idle", at: now() });
      return;
    }
    const onMessage = (message: KernelMessage): void => {
      const change = this.#runs.get(id) === run ? changeOf(message, id) : undefined;
      if (change !== undefined) store.dispatch(change);
    };
    const asking = this.#options.answersInput === true && {
      onInput: (request: InputRequest) => this.#ask(id, request),
    };
    let goOn: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const send = (): Promise<ExecuteReply> =>
      kernel.execute(
        {
          code: cell.source,
          cellId: id,
          ...(onSent !== undefined && {
            onSent: (messageId: string) => onSent({ cell: id, messageId, startedAt, over: false }),
          }),
          ...asking,
          // What waits after one that failed may be dropped, so nothing goes on before that is settled.
          onReply: ({ status }) => {
            if (status === "ok") goOn();
          },
        },
        onMessage,
      );
    const follow = (run: RememberedRun): Promise<ExecuteReply> =>
      followBegun(
        { store, kernel, begun: { outputs: cell.outputs, ...run }, onMessage },
        { ...asking },
      );
    const over =
      begun !== undefined ? follow(begun) : (prepare?.(cell, kernel)?.then(send) ?? send());
    const current: Current = { over, stopped: false };
    this.#current = current;
    const ended = this.#noteEnd(cell, over, current).finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
    try {
      await Promise.race([passed, ended]);
    } finally {
      this.#current = undefined;
      if (this.#asking?.id === id) this.#asking = undefined;
    }
  }

  /** Says how a run ended; drops what waits where it must not go on. */
  async #noteEnd(cell: CodeCell, over: Promise<ExecuteReply>, current: Current): Promise<void> {
    const { store, now } = this.#options;
    const { id } = cell;
    try {
      const { status, executionCount } = await over;
      if (executionCount !== null) store.dispatch({ type: "run-counted", id, executionCount });
      if (status === "ok") {
        store.dispatch({ type: "run-ended", id, state: "done", at: now() });
        return;
      }
      const note = current.stopped && { note: STOPPED };
      store.dispatch({ type: "run-ended", id, state: "error", at: now(), ...note });
      if (current.stopped) this.#cancelRest("Not run: the notebook was stopped.");
      else if (holdsUpOthers(cell) && this.#options.stopsAtError?.() !== false)
        this.#cancelRest("Not run: a cell before this one failed.");
    } catch (error) {
      if (!(error instanceof KernelDiedError)) throw error;
      store.dispatch({ type: "run-ended", id, state: "error", at: now(), note: error.message });
      this.#cancelRest("Not run: the kernel ended.");
    }
  }

  /** Shows what a cell asks, until it is answered. */
  #ask(id: CellId, input: InputRequest): Promise<string> {
    const { store } = this.#options;
    return new Promise((resolve) => {
      const answer = (text: string): void => {
        this.#asking = undefined;
        store.dispatch({ type: "run-input", id, input: null });
        resolve(text);
      };
      this.#asking = { id, answer };
      store.dispatch({ type: "run-input", id, input });
    });
  }

  async #put(kernel: Kernel, question: Question): Promise<void> {
    const outputs: Output[] = [];
    const over = kernel.execute({ code: question.code, silent: true }, (message) => {
      const output = outputOf(message);
      if (output !== undefined) outputs.push(output);
    });
    this.#current = { over, stopped: false };
    try {
      await over;
      question.resolve(outputs);
    } catch (error) {
      question.reject(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#current = undefined;
    }
  }

  #cancelRest(note: string): void {
    const rest = this.#waiting;
    this.#setWaiting([]);
    for (const item of rest) {
      if (item.type === "question") item.question.reject(new Error(note));
      else
        this.#options.store.dispatch({
          type: "run-ended",
          id: item.id,
          state: "cancelled",
          at: this.#options.now(),
          note,
        });
    }
  }

  #setWaiting(waiting: readonly Waiting[]): void {
    this.#waiting = waiting;
    this.#options.store.dispatch({ type: "queue", ids: this.#waitingCells() });
  }

  #waitingCells(): readonly CellId[] {
    return this.#waiting.flatMap((item) => (item.type === "cell" ? [item.id] : []));
  }

  #codeCell(id: CellId): CodeCell | undefined {
    const cell = findCell(this.#options.store.state, id)?.cell;
    return cell?.cell_type === "code" ? cell : undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
