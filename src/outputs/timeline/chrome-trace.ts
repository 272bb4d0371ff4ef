// A record in Chrome's trace format, for Perfetto and chrome://tracing: each task is a thread, each run an event.
// The format: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
import { waitWords } from "../../model/wait-words.ts";
import type { JsonObject, JsonValue } from "../../nbformat/types.ts";
import type { Timeline } from "./read.ts";
import { lanesOf } from "./lanes.ts";
import { taskWords } from "./words.ts";

const LOOP = 0;

export function chromeTrace(timeline: Timeline): JsonObject {
  const events: JsonValue[] = [named(LOOP, "the loop", -1)];
  lanesOf(timeline).forEach((lane, index) => {
    const tid = lane.id + 1;
    events.push(named(tid, taskWords(lane.task), index));
    for (const { state, start, end, wait } of lane.spans) {
      const name = state === "waits" ? `waits for ${waitWords(wait)}` : state;
      events.push(complete(tid, name, state, start, end));
    }
    const maker = lane.task.parent;
    if (maker < 0) return;
    // An arrow from the task that made it.
    const flow = { cat: "made", name: "made", id: lane.id, pid: 1 };
    events.push({ ...flow, ph: "s", tid: maker + 1, ts: lane.task.created });
    const start = lane.task.runs[0]?.start ?? lane.task.created;
    events.push({ ...flow, ph: "f", bp: "e", tid, ts: start });
  });
  for (const { start, end, name } of timeline.work)
    events.push(complete(LOOP, name === "" ? "the kernel" : name, "other", start, end));
  for (const { start, end, source, place } of timeline.blocks) {
    const line = place === undefined ? "" : ` line ${place.line}`;
    events.push(complete(LOOP, `held by${line} ${source}`.trim(), "blocked", start, end));
  }
  return { traceEvents: events, displayTimeUnit: "ms" };
}

function named(tid: number, name: string, order: number): JsonObject {
  const args = { name };
  return { ph: "M", pid: 1, tid, name: "thread_name", args, sort: order };
}

function complete(tid: number, name: string, cat: string, start: number, end: number): JsonObject {
  return { ph: "X", pid: 1, tid, name, cat, ts: start, dur: end - start };
}
