// A record as steps to go through one at a time: each run of a task is one. Pure.
import { groupByTask } from "./lanes.ts";
import type { Block, Place, Run, Timeline } from "./read.ts";
import { blockSentence, runSentence } from "./words.ts";

export interface Step {
  readonly start: number;
  readonly end: number;
  readonly task: number;
  /** The line that the step's sentence speaks of. */
  readonly place?: Place;
  readonly run: Run;
  /** What held the loop meanwhile. */
  readonly held?: Block;
}

/** Runs in the order in which they were made. */
export function stepsOf(timeline: Timeline): readonly Step[] {
  const blocks = groupByTask(timeline.blocks);
  return timeline.runs.map((run) => {
    const { task, start, end } = run;
    const held = blocks.get(task)?.find((block) => block.start < end && block.end > start);
    const place = held?.place ?? run.place;
    return {
      start,
      end,
      task,
      run,
      ...(held !== undefined && { held }),
      ...(place !== undefined && { place }),
    };
  });
}

/** What happened in a step; a run that blocks says which line did. */
export function stepSentence({ run, held }: Step, timeline: Timeline): string {
  const words = runSentence(run, timeline);
  return held === undefined ? words : `${words} ${blockSentence(held, timeline)}`;
}

/** Blocks by the line that made them, the longest first: what a reader should look at. */
export function worstBlocks({ blocks }: Timeline): readonly Block[] {
  return [...blocks].sort((one, other) => other.end - other.start - (one.end - one.start));
}
