// What is known of a cell's run in a grader's kernel: the facts that scores are made of.
import type { Output } from "../nbformat/types.ts";

export interface CellRun {
  readonly end:
    | "ok"
    | "error"
    /** Stopped, or ended with its kernel, after its time. */
    | "timeout"
    /** The kernel went away. */
    | "died"
    /** It did not get its turn. */
    | "not-run";
  /** What came until the cell was over. */
  readonly outputs: readonly Output[];
  /** Why it did not end by itself, for people; empty otherwise. */
  readonly note: string;
  /** What the kernel's guard says of a test; missing where there is none (other languages, cells that are no tests). */
  readonly guard?: GuardReport;
}

export interface GuardReport {
  /** The test ran to its end. */
  readonly ended: boolean;
  /** The line of the test that failed, from 1. */
  readonly line: number | null;
  /** What had been changed under the tests, and was put right before. */
  readonly changed: readonly string[];
  /** Names of Python that the notebook uses for something else; the test used Python's own. */
  readonly shadowed: readonly string[];
  /** What makes a passed test worth nothing until somebody has looked. */
  readonly suspicious: readonly string[];
  /** What was seen of tasks and event loop; nothing where nobody watched. */
  readonly findings: readonly LoopFinding[];
}

/** Something seen on one run of a test; see docs/timeline.md. */
export interface LoopFinding {
  /** `blocked`, `never-awaited`, `leaked-task`, `lost-task`, `concurrency`. */
  readonly kind: string;
  /** A sentence for the learner. */
  readonly text: string;
  /** Of `concurrency`: tasks that were under way at the same time; 0 for others. */
  readonly most: number;
}

export const NOT_RUN: CellRun = { end: "not-run", outputs: [], note: "" };
