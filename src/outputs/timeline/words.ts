// A record in words: times, reasons, ends, and the sentence for each step. Pure.
import { waitWords } from "../../model/wait-words.ts";
import type { Block, Run, Task, TaskState, Timeline, Wait } from "./read.ts";

/** A length of time from microseconds: `0.4 ms`, `150 ms`, `2.35 s`. */
export function timeWords(microseconds: number): string {
  const milliseconds = microseconds / 1000;
  if (milliseconds < 0.01) return "0 ms";
  if (milliseconds < 1) return `${trimmed(milliseconds, 2)} ms`;
  if (milliseconds < 10) return `${trimmed(milliseconds, 1)} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 99.5 ? `${trimmed(seconds, 2)} s` : `${Math.round(seconds)} s`;
}

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

/** The sign and word of each end. */
export const STATE_SIGNS: Readonly<Record<TaskState, string>> = {
  pending: "…",
  done: "✓",
  cancelled: "✕",
  error: "!",
  lost: "?",
};

export function stateWords({ state, error }: Task): string {
  if (state === "error") return error === "" ? "error" : error;
  return state === "pending" ? "still pending" : state;
}

/** How a task is called: its reader's name for it, then its coroutine. */
export function taskWords({ name, label }: Task): string {
  return name === "" ? label : `${name}: ${label}`;
}

/** Why a task waits, with the names of the tasks that it waits for. */
export function waitSentence(wait: Wait | undefined, { tasks }: Timeline): string {
  const words = waitWords(wait);
  const on = (wait?.on ?? []).flatMap((id) => tasks[id] ?? []).map(taskWords);
  if (on.length === 0) return words;
  const shown = on.slice(0, 4).join(", ");
  const more = on.length > 4 ? ` and ${on.length - 4} more` : "";
  return wait?.kind === "task" ? `the task ${shown}` : `${words} (${shown}${more})`;
}

/** Who held the loop, for how long, and who had to wait. */
export function blockSentence(block: Block, timeline: Timeline): string {
  const { place, source, start, end } = block;
  const who =
    source !== "" && place !== undefined
      ? `Line ${place.line}`
      : block.function === ""
        ? "Your code"
        : `${block.function}()`;
  const alive = timeline.tasks.filter(
    (task, id) =>
      id !== block.task &&
      id !== timeline.root &&
      task.created <= start &&
      (task.ended ?? Infinity) > start,
  ).length;
  const others =
    alive === 0
      ? "nothing else could run"
      : alive === 1
        ? "one other task could not run"
        : `${alive} other tasks could not run`;
  return `${who} held the loop for ${timeWords(end - start)}: ${others}.`;
}

/** What a run was, as a sentence. */
export function runSentence(run: Run, timeline: Timeline): string {
  const task = timeline.tasks[run.task];
  if (task === undefined) return "";
  const who = taskWords(task);
  const isFirst = task.runs[0] === run;
  const verb = isFirst ? (task.earlier ? "goes on" : "starts") : "goes on";
  const time = run.end - run.start;
  const length = time < 100 ? "for a moment" : `for ${timeWords(time)}`;
  const isLast = task.runs.at(-1) === run && task.ended !== undefined;
  if (run.wait !== undefined) {
    const at = run.place === undefined ? "" : ` at line ${run.place.line}`;
    return `${who} ${verb}, runs ${length}, then waits${at} for ${waitSentence(run.wait, timeline)}.`;
  }
  if (isLast) return `${who} ${verb}, runs ${length}, and ends: ${stateWords(task)}.`;
  return `${who} ${verb} and runs ${length}.`;
}

/** The record in one line. */
export function summaryWords(timeline: Timeline): string {
  const { tasks, root, duration, blocks, phase } = timeline;
  const count = tasks.length - (root < 0 ? 0 : 1);
  const parts = [
    count === 0 ? "no task but the cell" : `${count} task${count === 1 ? "" : "s"}`,
    timeWords(duration),
  ];
  const held = blocks.reduce((sum, { start, end }) => sum + end - start, 0);
  if (held > 0) parts.push(`loop held for ${timeWords(held)}`);
  if (phase === "running") parts.push("recording");
  if (phase === "background") parts.push("tasks still run");
  return parts.join(" · ");
}
