// Which cells are recorded: what `metadata.lessonbook.timeline` asks for, or `%%timeline` on the first line. Pure.
import { isObject } from "../nbformat/parse.ts";
import type { Cell, JsonObject } from "../nbformat/types.ts";

/** Nothing, a timeline (`true` in the metadata), or one that is shown after a guess (`"predict"`). */
export type TimelineWish = "none" | "timeline" | "predict";

/** What a cell's metadata asks for. */
export function timelineWish({ metadata }: Cell): TimelineWish {
  const own = isObject(metadata.lessonbook) ? metadata.lessonbook.timeline : undefined;
  return own === true ? "timeline" : own === "predict" ? "predict" : "none";
}

/** Whether a cell's run is recorded. */
export function isRecorded(cell: Cell): boolean {
  if (cell.cell_type !== "code") return false;
  return timelineWish(cell) !== "none" || /^\s*%%timeline(?:\s|$)/.test(cell.source);
}

/** A cell's metadata with another wish; what else it holds stays. */
export function withTimelineWish({ metadata }: Cell, wish: boolean): JsonObject {
  const { lessonbook, ...rest } = metadata;
  const { timeline: _before, ...lesson } = isObject(lessonbook) ? lessonbook : {};
  const next: JsonObject = wish ? { ...lesson, timeline: true } : lesson;
  return Object.keys(next).length === 0 ? rest : { ...rest, lessonbook: next };
}
