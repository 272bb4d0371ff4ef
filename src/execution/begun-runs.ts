// Runs that began in a page before this one: what is remembered of them, and how one that goes on is followed.
import type { ExecuteReply, FollowOptions, InputRequest, Kernel, KernelMessage } from "./ports.ts";
import type { CellId } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import type { Output } from "../nbformat/types.ts";

/** The newest run of a cell, as a page remembers it. */
export interface RememberedRun {
  readonly cell: CellId;
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** It had ended; tasks that it started may print still. */
  readonly over: boolean;
  /** It runs beside the others, in a subshell. */
  readonly beside?: boolean;
  /** What it had printed, where the page could say so. */
  readonly outputs?: readonly Output[];
  /** What its outputs are called as displays, by place, and the number of the run that showed them. */
  readonly displays?: {
    readonly executionCount: number | null;
    readonly ids: readonly (string | null)[];
  };
  /** What it had asked and nobody had answered. */
  readonly asked?: InputRequest;
}

export interface RememberedRuns {
  readonly runs: readonly RememberedRun[];
  /** Cells that waited for their turn, the next one first. */
  readonly waiting: readonly CellId[];
}

const UNKEPT =
  "[The page was loaded again here. This server keeps no output, so lines may be missing.]\n";

/**
 * Follows a run that began before the page was loaded again: what it had printed stands there until the server tells all of
 * it, or cannot.
 */
export function followBegun(
  options: {
    readonly store: Store;
    readonly kernel: Kernel;
    readonly begun: RememberedRun;
    readonly onMessage: (message: KernelMessage) => void;
  },
  how: FollowOptions,
): Promise<ExecuteReply> {
  const { store, kernel, begun, onMessage } = options;
  const { cell: id, asked } = begun;
  for (const [at, output] of (begun.outputs ?? []).entries()) {
    const displayId = begun.displays?.ids[at] ?? undefined;
    store.dispatch({ type: "output", id, output, ...(displayId !== undefined && { displayId }) });
  }
  let isFirst = true;
  const follow = (message: KernelMessage): void => {
    if (isFirst && message.type !== "clear_output") {
      onMessage({ type: "stream", name: "stderr", text: UNKEPT });
    }
    isFirst = false;
    onMessage(message);
  };
  return kernel.follow(begun.messageId, follow, {
    ...how,
    cellId: id,
    ...(asked !== undefined && { asked }),
  });
}
