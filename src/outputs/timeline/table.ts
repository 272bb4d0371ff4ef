// The record as a table: what the picture shows, in words, for screen readers and for those who rather read.
import { makeElement } from "../../elements.ts";
import { lanesOf, type Lane } from "./lanes.ts";
import type { Timeline } from "./read.ts";
import { stateWords, taskWords, timeWords, waitSentence } from "./words.ts";

const COLUMNS = ["Task", "Made by", "From", "To", "Ran", "Held the loop", "Waited for", "End"];
const MOST_WAITS = 6;

export function drawTable(timeline: Timeline): HTMLElement {
  const lanes = lanesOf(timeline);
  const head = makeElement(
    "tr",
    {},
    ...COLUMNS.map((name) => makeElement("th", { scope: "col" }, name)),
  );
  return makeElement(
    "div",
    { class: "lb-timeline-table", tabindex: "0", role: "region", "aria-label": "Tasks as a table" },
    makeElement(
      "table",
      {},
      makeElement("thead", {}, head),
      makeElement("tbody", {}, ...lanes.map((lane) => drawRow(lane, timeline))),
    ),
  );
}

function drawRow(lane: Lane, timeline: Timeline): HTMLElement {
  const { task } = lane;
  const maker = timeline.tasks[task.parent];
  const ran = total(lane, "runs");
  const held = total(lane, "blocked");
  const lines = timeline.blocks
    .filter((block) => block.task === lane.id && block.place !== undefined)
    .map(({ place }) => `line ${place?.line ?? ""}`);
  const heldWords = held === 0 ? "no" : [timeWords(held), ...new Set(lines)].join(", ");
  return makeElement(
    "tr",
    {},
    makeElement("th", { scope: "row" }, makeElement("code", {}, taskWords(task))),
    ...[
      maker === undefined ? "–" : taskWords(maker),
      timeWords(task.created),
      task.ended === undefined ? "–" : timeWords(task.ended),
      timeWords(ran),
      heldWords,
      waitsOf(lane, timeline),
      stateWords(task),
    ].map((text) => makeElement("td", {}, text)),
  );
}

function total({ spans }: Lane, state: "runs" | "blocked"): number {
  return spans
    .filter((span) => span.state === state)
    .reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Reasons in order, repeats as one, with the time of each. */
function waitsOf({ spans, late }: Lane, timeline: Timeline): string {
  const waits: { text: string; time: number }[] = [];
  for (const { state, start, end, wait } of spans) {
    if (state !== "waits") continue;
    const text = waitSentence(wait, timeline);
    const last = waits.at(-1);
    if (last?.text === text) last.time += end - start;
    else waits.push({ text, time: end - start });
  }
  const words = waits.slice(0, MOST_WAITS).map(({ text, time }) => `${text} (${timeWords(time)})`);
  if (waits.length > MOST_WAITS) words.push(`and ${waits.length - MOST_WAITS} more`);
  for (const { due, at } of late) words.push(`a timer came ${timeWords(at - due)} late`);
  return words.length === 0 ? "nothing" : words.join("; ");
}
