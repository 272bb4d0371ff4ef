// What is due today, and what is said about it to who comes back.
import { dayOf } from "../lesson/days.ts";
import { formatQuantity } from "../lesson/quantity.ts";
import type { Progress } from "../lesson/progress.ts";
import { dueTopics, readRecall, type DueTopic } from "../lesson/recall.ts";
import type { Cell, JsonObject } from "../nbformat/types.ts";

export interface Lesson {
  readonly cells: readonly Cell[];
  /** The notebook's own. */
  readonly metadata: JsonObject;
  readonly headingsOf: (
    source: string,
  ) => readonly { readonly level: number; readonly text: string }[];
}

export function today(): string {
  return dayOf(new Date());
}

/** The topics that are due, the longest due first. */
export function dueToday({ cells, metadata, headingsOf }: Lesson): readonly DueTopic[] {
  const sectionOf = (place: number): string => sectionAt(cells, place, headingsOf);
  return dueTopics(cells, sectionOf, readRecall(metadata), today());
}

/** How far the lesson is and how much is due, in a sentence; empty where nothing was begun. */
export function welcomeWords(
  lesson: Lesson,
  { done, tried, total }: Progress,
): { readonly text: string; readonly due: number } {
  const due = dueToday(lesson).length;
  if (done + tried === 0) return { text: "", due };
  const isDone = `${done} of ${formatQuantity(total, "questions")} ${done === 1 ? "is" : "are"} done.`;
  const isDue = `${formatQuantity(due, "topics")} ${due === 1 ? "is" : "are"} due again.`;
  return { text: due === 0 ? isDone : `${isDone} ${isDue}`, due };
}

/** The name of the section that a cell is in: the heading above it, down to the third level. */
function sectionAt(
  cells: readonly Cell[],
  place: number,
  headingsOf: Lesson["headingsOf"],
): string {
  for (let at = place; at >= 0; at -= 1) {
    const cell = cells[at];
    if (cell?.cell_type !== "markdown" || !/^ {0,3}(?:#|=|-)/m.test(cell.source)) continue;
    const heading = headingsOf(cell.source).findLast(({ level }) => level <= 3);
    if (heading !== undefined) return heading.text;
  }
  return "";
}
