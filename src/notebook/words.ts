// What the notebook says about runs, the kernel and saving: short words, one place. Pure.
import type { CellEntry, CellId, CellRun, KernelState, NotebookState } from "../model/state.ts";

/** A duration as people read it: `40 ms`, `0.4 s`, `12 s`, `3 min 20 s`. `milliseconds` ≥ 0. */
export function durationWords(milliseconds: number): string {
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** The state of a cell's run in a word or two; empty when there is nothing to say. */
export function runWords(run: CellRun, now: number): string {
  switch (run.state) {
    case "idle":
      return "";
    case "queued":
      return run.place === 1 ? "next" : `waits, place ${run.place ?? 0}`;
    case "running":
      return durationWords(Math.max(0, now - (run.startedAt ?? now)));
    case "done":
      return run.startedAt !== undefined && run.endedAt !== undefined
        ? durationWords(run.endedAt - run.startedAt)
        : "done";
    case "error":
      return "error";
    case "cancelled":
      return "not run";
  }
}

/** Where a cell stands, from 1, among how many. */
export interface CellPlace {
  readonly at: number;
  readonly of: number;
}

const KINDS: Readonly<Record<string, string>> = {
  markdown: "text",
  raw: "raw text",
  quiz: "question",
};

const STATES: Readonly<Record<CellRun["state"], string>> = {
  idle: "",
  queued: "waiting",
  running: "running",
  done: "done",
  error: "error",
  cancelled: "not run",
};

/** A cell as who hears the page is told of it: its place, its kind, its number, its state. */
export function cellLabel(
  { cell, run }: CellEntry,
  kind: string,
  { at, of }: CellPlace,
  isSelected: boolean,
): string {
  const count = cell.cell_type === "code" ? cell.execution_count : null;
  return [
    `Cell ${at} of ${of}`,
    KINDS[kind] ?? kind,
    count === null ? "" : `number ${count}`,
    STATES[run.state],
    isSelected ? "selected" : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** The sign that goes with a state, so that colour is never alone. */
export function runSign(run: CellRun): string {
  return { idle: "", queued: "⋯", running: "●", done: "✓", error: "✗", cancelled: "–" }[run.state];
}

/** The runs that ended between two states, for who hears the page; several are counted. Empty for none. */
export function endedWords(next: readonly CellEntry[], before: readonly CellEntry[]): string {
  const ended = next.filter(({ cell, run }, i) => {
    if (run.startedAt === undefined || run.endedAt === undefined) return false;
    const old = before[i]?.cell.id === cell.id ? before[i] : findEntry(before, cell.id);
    return old?.run.startedAt !== run.startedAt || old.run.endedAt === undefined;
  });
  const [first] = ended;
  if (first === undefined) return "";
  if (ended.length === 1) return `Cell ${next.indexOf(first) + 1} ${STATES[first.run.state]}`;
  const failed = ended.filter(({ run }) => run.state !== "done").length;
  return `${ended.length} cells ended${failed === 0 ? "" : `, ${failed} with an error`}`;
}

function findEntry(cells: readonly CellEntry[], id: CellId): CellEntry | undefined {
  return cells.find(({ cell }) => cell.id === id);
}

/** A cell by its place, such as "cell 3"; `undefined` when it is not there. */
export function cellWords({ cells }: NotebookState, id: CellId): string | undefined {
  const index = cells.findIndex(({ cell }) => cell.id === id);
  return index < 0 ? undefined : `cell ${index + 1} of ${cells.length}`;
}

/** The kernel's name, such as "Python 3"; empty while it is not known. */
export function kernelName(kernel: KernelState): string {
  return kernel.displayName.replace(/\s*\(ipykernel\)$/, "");
}

export const KERNEL_WORDS: Readonly<Record<KernelState["status"], string>> = {
  starting: "starting",
  idle: "ready",
  busy: "running",
  dead: "ended",
  disconnected: "out of reach",
  none: "no kernel",
};

export const SAVED_WORDS = {
  saved: "Saved",
  unsaved: "Not saved yet",
  saving: "Saving",
  failed: "Could not save",
  conflict: "Changed elsewhere",
} as const;
