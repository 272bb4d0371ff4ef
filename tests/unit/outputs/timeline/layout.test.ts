// Records as lanes: the cases of fixtures/timelines.txt.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { lanesOf, type Lane } from "../../../../src/outputs/timeline/lanes.ts";
import { readTimeline } from "../../../../src/outputs/timeline/read.ts";
import { waitWords } from "../../../../src/model/wait-words.ts";
import { bundleOf } from "./bundles.ts";

const text = readFileSync(new URL("../fixtures/timelines.txt", import.meta.url), "utf8");
const cases = text
  .split("\n=== ")
  .slice(1)
  .map((part) => {
    const [name = "", ...rest] = part.split("\n");
    const [record = "", lanes = ""] = rest.join("\n").split("\n---\n");
    return { name, record, lanes: lanes.trimEnd() };
  });

function lineOf({ task, depth, spans, late }: Lane): string {
  const stretches = spans.map(({ state, start, end, wait }) => {
    const why = state === "waits" ? ` ${waitWords(wait)}` : "";
    return `${state} ${start / 1000}-${end / 1000}${why}`;
  });
  const lates = late.map(({ due, at }) => `late ${due / 1000}-${at / 1000}`);
  return `${"  ".repeat(depth)}${task.label}: ${[...stretches, ...lates].join(", ")} | ${task.state}`;
}

describe("lanes", () => {
  it.each(cases)("$name", ({ record, lanes }) => {
    const timeline = readTimeline(bundleOf(record));
    expect(timeline.notes).toEqual([]);
    expect(lanesOf(timeline).map(lineOf).join("\n")).toBe(lanes);
  });
});
