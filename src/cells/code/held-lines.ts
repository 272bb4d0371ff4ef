// Which lines of a cell held the event loop, as the timeline in its outputs says. Pure.
import { isObject } from "../../nbformat/parse.ts";
import type { Output } from "../../nbformat/types.ts";

const MIME_TYPE = "application/vnd.lessonbook.timeline.v1+json";

/** Milliseconds for which each line held the loop in the last run, by the line's number, from 1. */
export function heldLines(outputs: readonly Output[], cell: string): ReadonlyMap<number, number> {
  const held = new Map<number, number>();
  for (const output of outputs) {
    if (output.output_type !== "display_data") continue;
    const bundle = output.data[MIME_TYPE];
    if (!isObject(bundle) || !Array.isArray(bundle.blocked) || !Array.isArray(bundle.files))
      continue;
    const files: readonly unknown[] = bundle.files;
    for (const item of bundle.blocked as readonly unknown[]) {
      if (!isObject(item)) continue;
      const { file, line, dur } = item;
      if (typeof file !== "number" || typeof line !== "number" || typeof dur !== "number") continue;
      const known = files[file];
      if (!isObject(known) || known.cell !== cell || !(dur > 0)) continue;
      held.set(line, (held.get(line) ?? 0) + dur / 1000);
    }
  }
  return held;
}
