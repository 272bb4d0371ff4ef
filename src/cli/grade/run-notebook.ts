// Runs a repaired notebook for grading: cell after cell with a deadline each, the guard around tests, and a new kernel in
// which the earlier cells are run again when one took its kernel along. It always comes to an end, with a fact per cell.
import type { Kernel, KernelMessage } from "../../execution/ports.ts";
import { changeOf } from "../../execution/messages.ts";
import { installModules } from "../../execution/python-modules.ts";
import { runTimed, type TimedRun, type TimedRunOptions } from "../../execution/timed-run.ts";
import { gradePart, readGradeInfo } from "../../grading/cell-metadata.ts";
import type { TeacherNames } from "../../grading/teacher-names.ts";
import { NOT_RUN, type CellRun, type GuardReport } from "../../grading/cell-run.ts";
import { openNotebook } from "../../model/open.ts";
import { findCell } from "../../model/select.ts";
import { createStore, type Store } from "../../model/store.ts";
import type { CodeCell, Notebook, Output } from "../../nbformat/types.ts";
import { isObject } from "../../nbformat/parse.ts";
import { PYTHON_MODULES } from "../../python/modules.ts";
import { Guard, type WaitingPlace } from "./guard.ts";
import { MOST_MESSAGES, MOST_OUTPUT } from "./limits.ts";
import { PlaceLostError, type Workroom } from "./place.ts";
import { within } from "../../execution/within.ts";

export interface RunOptions {
  readonly room: Workroom;
  readonly notebook: Notebook;
  /** Milliseconds for a cell. */
  readonly cellTimeout: number;
  /** When the submission's time is over, as `Date.now()` counts. */
  readonly until: number;
  readonly names: TeacherNames;
  /** What student code did to the machinery of tests is undone before each test. */
  readonly mend: boolean;
  readonly signal: AbortSignal;
}

export interface NotebookRun {
  /** By cell id; cells without code have none. */
  readonly runs: ReadonlyMap<string, CellRun>;
  /** The notebook with the outputs. */
  readonly notebook: Notebook;
}

/** Kernels after which the rest of a notebook is given up. */
const MOST_KERNELS = 6;

/**
 * Runs the code cells in order.
 * @throws PlaceLostError when the place is gone, not when the student's code is to blame
 */
export async function runForGrading(options: RunOptions): Promise<NotebookRun> {
  return new NotebookRunner(options).run();
}

interface OpenKernel {
  readonly kernel: Kernel;
  readonly guard: Guard | undefined;
  readonly supportsSubshells: boolean;
}

class NotebookRunner {
  readonly #options: RunOptions;
  readonly #store: Store;
  readonly #runs = new Map<string, CellRun>();
  /** Cells that went through, in order: a new kernel gets them again. */
  readonly #done: CodeCell[] = [];
  #open: OpenKernel | undefined;
  #kernels = 0;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#store = createStore(openNotebook(options.notebook, { path: "graded.ipynb" }));
  }

  async run(): Promise<NotebookRun> {
    const { notebook } = this.#options;
    try {
      for (const cell of notebook.cells) {
        if (cell.cell_type !== "code" || cell.source.trim() === "") continue;
        this.#runs.set(cell.id, await this.#runCell(cell));
      }
    } finally {
      this.#letGo();
    }
    const cells = notebook.cells.map((cell) => this.#withOutputs(cell));
    return { runs: this.#runs, notebook: { ...notebook, cells } };
  }

  async #runCell(cell: CodeCell): Promise<CellRun> {
    const { until, signal, cellTimeout, room } = this.#options;
    if (signal.aborted || Date.now() > until) {
      return { ...NOT_RUN, note: "Not run: the submission's time was over." };
    }
    const open = await this.#ensureKernel();
    if (open === undefined) {
      return { ...NOT_RUN, note: "Not run: cells before this one ended their kernel too often." };
    }
    const isTest = gradePart(readGradeInfo(cell)) === "tests";
    const { names, mend } = this.#options;
    const changed = isTest ? await open.guard?.before(names, mend) : [];
    const deadline = Math.min(cellTimeout, until - Date.now());
    const flood = new Flood();
    let place: WaitingPlace | undefined;
    const run = await runTimed(
      open.kernel,
      { code: cell.source, cellId: cell.id },
      {
        deadline,
        signal: AbortSignal.any([flood.signal, signal, room.lost]),
        onMessage: (message) => this.#show(cell, message, flood),
        onLate: async () => {
          if (!room.lost.aborted) place = await open.guard?.where(open.supportsSubshells);
        },
      },
    );
    if (run.end !== "over") await room.look();
    if (room.lost.aborted) throw new PlaceLostError("The server does not answer any more.");
    const outputs = this.#outputsOf(cell);
    const told = isTest && run.end === "over" ? await open.guard?.after() : undefined;
    const guard = isTest && open.guard !== undefined ? reportOf(changed, told) : undefined;
    const fact = await this.#judge({ run, outputs, place, deadline, flood, cell });
    if (run.end === "over" || run.end === "stopped") {
      if (run.end === "over") this.#done.push(cell);
    } else this.#letGo();
    return { ...fact, ...(guard !== undefined && { guard }) };
  }

  async #judge(it: {
    readonly run: TimedRun;
    readonly outputs: readonly Output[];
    readonly place: WaitingPlace | undefined;
    readonly deadline: number;
    readonly flood: Flood;
    readonly cell: CodeCell;
  }): Promise<CellRun> {
    const { run, outputs, place, deadline, flood, cell } = it;
    if (run.end === "over") {
      return { end: run.reply.status === "ok" ? "ok" : "error", outputs, note: "" };
    }
    if (run.end === "died") {
      const why =
        this.#open === undefined ? "" : await this.#options.room.whyEnded(this.#open.kernel);
      const note = why === "" ? "The cell ended its kernel." : `The kernel was ended: ${why}.`;
      return { end: "died", outputs, note };
    }
    if (flood.signal.aborted) {
      return { end: "timeout", outputs, note: "Stopped: the cell did not stop printing." };
    }
    const where =
      place === undefined
        ? lineOfTraceback(outputs)
        : placeWords(place, cell, this.#options.notebook);
    const seconds = Math.round(deadline / 100) / 10;
    const note = `Not finished after ${seconds} s, so it was stopped${where === "" ? "" : `: ${where}`}.`;
    return { end: "timeout", outputs, note };
  }

  /** The kernel, or a new one in which everything is as it was; `undefined` when that was tried too often. */
  async #ensureKernel(): Promise<OpenKernel | undefined> {
    while (this.#open === undefined && this.#kernels < MOST_KERNELS) {
      this.#kernels += 1;
      this.#open = await this.#startKernel();
      await this.#replay();
    }
    return this.#open;
  }

  async #startKernel(): Promise<OpenKernel> {
    const { room, notebook } = this.#options;
    const spec = notebook.metadata.kernelspec;
    const wanted = isObject(spec) && typeof spec.name === "string" ? spec.name : undefined;
    const kernel = await room.startKernel(wanted);
    const info = await within(
      30_000,
      kernel.info().catch(() => undefined),
      room.lost,
    );
    if (info === undefined) throw new PlaceLostError("A kernel that was started does not answer.");
    if (info.language !== "python") {
      return { kernel, guard: undefined, supportsSubshells: info.supportsSubshells };
    }
    const uses = (pattern: RegExp): boolean =>
      notebook.cells.some(({ cell_type: type, source }) => type === "code" && pattern.test(source));
    const isAsync = uses(/\b(?:async|await|asyncio)\b/);
    if (!room.hasModules && (isAsync || uses(/lessonbook/))) {
      const code = installModules(PYTHON_MODULES);
      await runTimed(kernel, { code, silent: true }, this.#quickly());
    }
    const guard = new Guard(kernel);
    // A guard that does not stand answers nothing, and then no test counts.
    await guard.install(isAsync);
    return { kernel, guard, supportsSubshells: info.supportsSubshells };
  }

  /** For runs of our own, which take no time. */
  #quickly(): TimedRunOptions {
    return { deadline: 30_000, onMessage: () => undefined, signal: this.#options.room.lost };
  }

  /** Runs again what went through before. A cell that now ends its kernel is left out from then on. */
  async #replay(): Promise<void> {
    for (const [index, cell] of [...this.#done].entries()) {
      if (this.#open === undefined) return;
      const run = await runTimed(
        this.#open.kernel,
        { code: cell.source, cellId: cell.id },
        { deadline: this.#options.cellTimeout, onMessage: () => undefined },
      );
      if (run.end === "over" || run.end === "stopped") continue;
      this.#done.splice(index, 1);
      this.#letGo();
    }
  }

  #letGo(): void {
    if (this.#open !== undefined) this.#options.room.endKernel(this.#open.kernel);
    this.#open = undefined;
  }

  #show(cell: CodeCell, message: KernelMessage, flood: Flood): void {
    const let_ = flood.take(message);
    const change = let_ === undefined ? undefined : changeOf(let_, cell.id);
    if (change !== undefined) this.#store.dispatch(change);
  }

  #outputsOf(cell: CodeCell): readonly Output[] {
    const entry = findCell(this.#store.state, cell.id)?.cell;
    return entry?.cell_type === "code" ? entry.outputs : [];
  }

  #withOutputs(cell: Notebook["cells"][number]): Notebook["cells"][number] {
    const entry = findCell(this.#store.state, cell.id)?.cell;
    return cell.cell_type === "code" && entry?.cell_type === "code"
      ? { ...cell, outputs: entry.outputs, execution_count: entry.execution_count }
      : cell;
  }
}

/** Counts what a cell prints; lets so much through and then stops the cell. */
class Flood {
  readonly #stop = new AbortController();
  #messages = 0;
  #characters = 0;

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The message, cut where there is too much of it; `undefined` when nothing of it is kept. */
  take(message: KernelMessage): KernelMessage | undefined {
    this.#messages += 1;
    if (this.#messages > MOST_MESSAGES) this.#stop.abort();
    if (message.type === "stream") {
      const room = MOST_OUTPUT - this.#characters;
      this.#characters += message.text.length;
      if (this.#characters > 50 * MOST_OUTPUT) this.#stop.abort();
      if (room <= 0) return undefined;
      if (message.text.length <= room) return message;
      return { ...message, text: `${message.text.slice(0, room)}\n... Output truncated ...\n` };
    }
    if (message.type === "display_data" || message.type === "update_display_data") {
      this.#characters += JSON.stringify(message.data).length;
      return this.#characters > MOST_OUTPUT ? undefined : message;
    }
    return message;
  }
}

function reportOf(
  changed: readonly string[] | undefined,
  told: Omit<GuardReport, "changed"> | undefined,
): GuardReport {
  const lost = { ended: false, line: null, shadowed: [], suspicious: [], findings: [] };
  return { ...(changed === undefined ? lost : (told ?? lost)), changed: changed ?? [] };
}

/** "waiting at line 3 of cell 5: await event.wait()" */
function placeWords(place: WaitingPlace, cell: CodeCell, notebook: Notebook): string {
  const has = ({ source }: { readonly source: string }): boolean =>
    source.split("\n")[place.line - 1]?.trim() === place.text;
  const found = has(cell) ? cell : notebook.cells.find(has);
  const number =
    found === undefined ? 0 : notebook.cells.findIndex(({ id }) => id === found.id) + 1;
  const at = number === 0 ? "" : ` of cell ${number}`;
  return `${place.busy ? "busy" : "waiting"} at line ${place.line}${at}: ${place.text}`;
}

/** Where the kernel was interrupted, as its traceback says. */
function lineOfTraceback(outputs: readonly Output[]): string {
  const error = outputs.findLast((output) => output.output_type === "error");
  if (error?.output_type !== "error") return "";
  // eslint-disable-next-line no-control-regex -- colours of the terminal
  const text = error.traceback.join("\n").replace(/\u001b\[[0-9;]*m/g, "");
  const line = [...text.matchAll(/^-+> *(\d+) (.*)$/gm)].at(-1);
  return line === undefined ? "" : `at line ${line[1] ?? ""}: ${(line[2] ?? "").trim()}`;
}
