// The order of lanes, and what each shows over time: a record as stretches of one state. Pure.
import type { Block, Late, Task, Timeline, Wait } from "./read.ts";

export interface Span {
  readonly state: "runs" | "waits" | "blocked";
  readonly start: number;
  readonly end: number;
  /** Why it waits, where that is known. */
  readonly wait?: Wait;
}

export interface Lane {
  /** The task's place in the record. */
  readonly id: number;
  readonly task: Task;
  /** How deep it stands under the tasks that made it; from 0. */
  readonly depth: number;
  /** In order; they do not overlap, but for blocked stretches, which lie over what runs. */
  readonly spans: readonly Span[];
  readonly late: readonly Late[];
  /** When the lane ends: with the task, or with the record. */
  readonly end: number;
}

/** What holds the loop; where nothing is, it is free. */
export interface LoopSpan {
  readonly state: "task" | "other" | "blocked";
  readonly start: number;
  readonly end: number;
}

/** One lane for each task, each under the one that made it, in the order in which they were made. */
export function lanesOf(timeline: Timeline): readonly Lane[] {
  const { tasks, blocks, late } = timeline;
  const children = groupBy([...tasks.keys()], (id) => tasks[id]?.parent ?? -1);
  const blocksOf = groupByTask(blocks);
  const lateOf = groupByTask(late);
  const lanes: Lane[] = [];
  // A list and not recursion: a chain of tasks can be as long as the record.
  const waiting = (children.get(-1) ?? []).map((id) => ({ id, depth: 0 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { id, depth } = next;
    const task = tasks[id];
    if (task === undefined) continue;
    const end = task.ended ?? timeline.duration;
    const spans = spansOf(task, blocksOf.get(id) ?? [], end);
    lanes.push({ id, task, depth, spans, late: lateOf.get(id) ?? [], end });
    const below = children.get(id) ?? [];
    for (const child of below.toReversed()) waiting.push({ id: child, depth: depth + 1 });
  }
  return lanes;
}

/** What holds the loop over time, by all that was recorded. */
export function loopSpans(timeline: Timeline): readonly LoopSpan[] {
  const { runs, work, blocks } = timeline;
  return [
    ...work.map(({ start, end }) => ({ state: "other", start, end }) as const),
    ...runs.map(({ start, end }) => ({ state: "task", start, end }) as const),
    ...blocks.map(({ start, end }) => ({ state: "blocked", start, end }) as const),
  ];
}

function spansOf(task: Task, blocks: readonly Block[], end: number): readonly Span[] {
  const spans: Span[] = [];
  let at = task.created;
  let wait: Wait | undefined;
  for (const run of task.runs) {
    if (run.start > at) spans.push({ state: "waits", start: at, end: run.start, ...because(wait) });
    spans.push({ state: "runs", start: run.start, end: run.end });
    at = Math.max(at, run.end);
    wait = run.wait;
  }
  if (end > at) spans.push({ state: "waits", start: at, end, ...because(wait) });
  for (const { start, end: until } of blocks) spans.push({ state: "blocked", start, end: until });
  return spans;
}

function because(wait: Wait | undefined): { readonly wait?: Wait } {
  return wait === undefined ? {} : { wait };
}

/** Items by the task that they belong to. */
export function groupByTask<T extends { readonly task: number }>(
  items: readonly T[],
): ReadonlyMap<number, readonly T[]> {
  return groupBy(items, ({ task }) => task);
}

function groupBy<T>(
  items: readonly T[],
  key: (item: T) => number,
): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** What a task does at a moment; a blocked stretch lies over the run that it is a part of. */
export function spanAt({ spans }: Lane, moment: number): Span | undefined {
  return spans.findLast(({ start, end }) => start <= moment && moment < end);
}
