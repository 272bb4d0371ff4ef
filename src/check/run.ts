// Runs every code cell of a notebook from a clean start, in a kernel of its own: with the page's model and queue, a deadline on
// each cell, and the ladder interrupt → message → end of the kernel, so that it always comes to an end. Used by
// `lessonbook check` and by "Check my work".
import { RunQueue } from "../execution/run-queue.ts";
import type { Kernel, Server } from "../execution/ports.ts";
import { prepareRecording } from "../execution/timeline.ts";
import { within } from "../execution/within.ts";
import { coachError, coachWarnings } from "../lesson/error-coach.ts";
import { findStatedOutputs, matchesStatedOutput, textOfOutputs } from "../lesson/stated-output.ts";
import { findUnmetTag } from "../lesson/version-tag.ts";
import { kernelNameOf, openNotebook } from "../model/open.ts";
import { findCell, mayFail } from "../model/select.ts";
import { createStore, type Store } from "../model/store.ts";
import type { CodeCell, Notebook } from "../nbformat/types.ts";

export type CellStatus =
  | "ok"
  | "failed"
  /** It failed, and its tag says that it is meant to. */
  | "failed-as-meant"
  /** It ran through, though its tag says that it is meant to fail. */
  | "did-not-fail"
  | "output-differs"
  | "timeout"
  /** Not for this Python. */
  | "skipped"
  /** The kernel was gone before its turn. */
  | "not-run"
  /** It holds no code. */
  | "empty";

export interface CellResult {
  readonly id: string;
  readonly status: CellStatus;
  /** What happened, for the reader; empty when it went well. */
  readonly message: string;
  /** What to do about asyncio's own errors and warnings; absent where there is nothing to say. */
  readonly advice?: readonly string[];
  /** Seconds that it ran. */
  readonly seconds: number;
}

export interface NotebookRun {
  readonly language: string;
  readonly version: string;
  readonly cells: readonly CellResult[];
}

export interface RunOptions {
  readonly server: Server;
  readonly notebook: Notebook;
  /** The notebook's; the kernel starts in its folder. Nothing is written there. */
  readonly path: string;
  /** Gives Python code to run first, in a kernel of that language. */
  readonly setup?: () => Promise<string>;
  /** Milliseconds. */
  readonly cellTimeout: number;
  /** Rejects when the whole is to end. */
  readonly stop: Promise<never>;
  /** A code cell's turn has come: from 1. */
  readonly onTurn: (turn: number, of: number) => void;
  /** A code cell is through; how its stated output compares is not known yet. */
  readonly onResult?: (result: CellResult) => void;
}

/** Runs the code cells in order. The kernel is gone afterwards. */
export async function runNotebook(options: RunOptions): Promise<NotebookRun> {
  const { server, notebook, path } = options;
  const store = createStore(openNotebook(notebook, { path }));
  const kernel = await startFreshKernel(server, store, path);
  try {
    return await Promise.race([runCells(kernel, store, options), options.stop]);
  } finally {
    await kernel.shutdown().catch(() => undefined); // It may be gone already.
    kernel.dispose();
  }
}

/** With the kernel that the file names, or the server's default where it has no such kernel. */
async function startFreshKernel(server: Server, store: Store, path: string): Promise<Kernel> {
  const wanted = kernelNameOf(store.state);
  const specs = await server.kernelSpecs();
  const kernelName = specs.find(({ name }) => name === wanted)?.name;
  return server.startKernel({ path, ...(kernelName !== undefined && { kernelName }) });
}

async function runCells(kernel: Kernel, store: Store, options: RunOptions): Promise<NotebookRun> {
  const { language, languageVersion: version } = await kernel.info();
  const queue = new RunQueue({
    store,
    kernel: () => Promise.resolve(kernel),
    now: Date.now,
    // The modules are there already.
    prepare: (cell, on) => prepareRecording(cell, on, () => Promise.resolve("")),
  });
  if (language === "python" && options.setup !== undefined) {
    await queue.evaluate(await options.setup());
  }
  const cells = options.notebook.cells.filter((cell) => cell.cell_type === "code");
  const results: CellResult[] = [];
  const add = (result: CellResult): void => {
    results.push(result);
    options.onResult?.(result);
  };
  let gone = false;
  for (const [index, cell] of cells.entries()) {
    options.onTurn(index + 1, cells.length);
    const unmet = language === "python" ? findUnmetTag(tagsOf(cell), version) : undefined;
    if (cell.source.trim() === "") add(resultOf(cell, "empty"));
    else if (unmet !== undefined) {
      add(resultOf(cell, "skipped", `for ${unmet}, and this is Python ${version}`));
    } else if (gone) add(resultOf(cell, "not-run", "the kernel ended before"));
    else {
      const stopWatch = makeStopWatch();
      const ended = await runWithDeadline(queue, kernel, cell.id, options.cellTimeout);
      const { status, message } = judge(store, cell, ended, options.cellTimeout);
      const advice = adviceOn(store, cell);
      add({
        id: cell.id,
        status,
        message,
        seconds: stopWatch(),
        ...(advice.length > 0 && { advice }),
      });
      gone = ended === "killed" || hasLostKernel(store, cell.id);
    }
  }
  return { language, version, cells: compareStatedOutputs(options.notebook, store, results) };
}

async function runWithDeadline(
  queue: RunQueue,
  kernel: Kernel,
  id: string,
  milliseconds: number,
): Promise<"over" | "stopped" | "killed"> {
  queue.enqueue([id]);
  const over = queue.whenIdle().then(() => "over" as const);
  if ((await within(milliseconds, over)) === "over") return "over";
  const outcome = await queue.stop();
  if (outcome !== "stuck") {
    await over;
    return "stopped";
  }
  await kernel.shutdown();
  await over;
  return "killed";
}

function judge(
  store: Store,
  cell: CodeCell,
  ended: "over" | "stopped" | "killed",
  timeout: number,
): { readonly status: CellStatus; readonly message: string } {
  const seconds = timeout / 1000;
  if (ended === "stopped") return { status: "timeout", message: `stopped after ${seconds} s` };
  if (ended === "killed") {
    const message = `did not stop after ${seconds} s, so the kernel was ended`;
    return { status: "timeout", message };
  }
  const entry = findCell(store.state, cell.id);
  if (entry?.run.state === "done") {
    return mayFail(cell)
      ? { status: "did-not-fail", message: "its tag says that it fails, and it did not" }
      : { status: "ok", message: "" };
  }
  const outputs = entry?.cell.cell_type === "code" ? entry.cell.outputs : [];
  const error = outputs.findLast((output) => output.output_type === "error");
  const reason =
    error?.output_type !== "error"
      ? (entry?.run.note ?? "it did not run")
      : error.ename === "StdinNotImplementedError"
        ? "it asks for input with input() or getpass(), and check gives none"
        : // A failed check of an exercise speaks for itself.
          [error.ename === "CheckFailed" ? "" : error.ename, error.evalue]
            .filter((text) => text !== "")
            .join(": ");
  return mayFail(cell) && error !== undefined
    ? { status: "failed-as-meant", message: reason }
    : { status: "failed", message: reason };
}

function adviceOn(store: Store, { id }: CodeCell): readonly string[] {
  const cell = findCell(store.state, id)?.cell;
  if (cell?.cell_type !== "code") return [];
  return cell.outputs.flatMap((output) => {
    if (output.output_type === "error") return coachError(output)?.text ?? [];
    const isStderr = output.output_type === "stream" && output.name === "stderr";
    return isStderr ? coachWarnings(output.text).map(({ text }) => text) : [];
  });
}

/** What background tasks printed later counts too, so this comes last. */
function compareStatedOutputs(
  notebook: Notebook,
  store: Store,
  results: readonly CellResult[],
): readonly CellResult[] {
  const stated = new Map(findStatedOutputs(notebook).map((item) => [item.codeCellId, item.text]));
  return results.map((result) => {
    const expected = stated.get(result.id);
    const cell = findCell(store.state, result.id)?.cell;
    if (result.status !== "ok" || expected === undefined || cell?.cell_type !== "code")
      return result;
    const actual = textOfOutputs(cell.outputs);
    return matchesStatedOutput(expected, actual)
      ? result
      : { ...result, status: "output-differs", message: describeDifference(expected, actual) };
  });
}

function describeDifference(expected: string, actual: string): string {
  const [wanted, got] = [expected, actual].map((text) => text.trimEnd().split("\n"));
  const at = (wanted ?? []).findIndex(
    (line, index) => !matchesStatedOutput(line, got?.[index] ?? ""),
  );
  const line = at < 0 ? (wanted?.length ?? 0) : at;
  const quote = (text: string | undefined): string =>
    text === undefined ? "nothing" : `"${text}"`;
  return `line ${line + 1} of the output is ${quote(got?.[line])}, and the text says ${quote(wanted?.[line])}`;
}

function hasLostKernel(store: Store, id: string): boolean {
  const entry = findCell(store.state, id);
  // The queue leaves a note, and the kernel no error, only when the kernel went away.
  return (
    entry?.run.state === "error" &&
    entry.run.note !== undefined &&
    entry.cell.cell_type === "code" &&
    !entry.cell.outputs.some((output) => output.output_type === "error")
  );
}

function tagsOf(cell: CodeCell): readonly string[] {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag: unknown) => typeof tag === "string") : [];
}

function resultOf(cell: CodeCell, status: CellStatus, message = ""): CellResult {
  return { id: cell.id, status, message, seconds: 0 };
}

function makeStopWatch(): () => number {
  const start = performance.now();
  return () => Math.round(performance.now() - start) / 1000;
}
