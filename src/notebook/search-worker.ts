// Runs patterns where they can be stopped: a pattern such as `(a+)+$` may need years, and only a worker can be ended.
// The page imports this module for its address alone; the worker that loads the same file does the work.
import { findIn, type TextHit } from "../model/search.ts";

export interface PatternJob {
  readonly pattern: string;
  readonly flags: string;
  readonly texts: readonly string[];
  /** The most hits in all texts together. */
  readonly limit: number;
}

/** The hits of each text, in the job's order. */
export type PatternAnswer = readonly (readonly TextHit[])[];

/** Where the worker's script is. */
export const workerAddress: string = import.meta.url;

if (typeof document === "undefined" && typeof self !== "undefined") {
  self.onmessage = ({ data }: MessageEvent<PatternJob>) => {
    const regexp = new RegExp(data.pattern, data.flags);
    let left = data.limit;
    const answer: PatternAnswer = data.texts.map((text) => {
      const hits = findIn(regexp, text, left);
      left -= hits.length;
      return hits;
    });
    self.postMessage(answer);
  };
  // Told apart from an answer, so that loading does not count against the time a pattern may take.
  self.postMessage("ready");
}
