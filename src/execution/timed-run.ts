// Runs code in a kernel with a deadline and always comes to an end: over, stopped by the ladder, stuck, or the kernel gone.
// For runs that nobody watches; the page's runs go through run-queue.ts.
import {
  KernelDiedError,
  type ExecuteReply,
  type ExecuteRequest,
  type Kernel,
  type KernelMessage,
} from "./ports.ts";
import { stopRun } from "./stop.ts";

export type TimedRun =
  | { readonly end: "over"; readonly reply: ExecuteReply }
  /** It ran past its deadline and was stopped; the kernel lives. */
  | { readonly end: "stopped" }
  /** It ran past its deadline and does not stop: only ending the kernel helps. */
  | { readonly end: "stuck" }
  /** The kernel went away. */
  | { readonly end: "died"; readonly message: string };

export interface TimedRunOptions {
  readonly onMessage: (message: KernelMessage) => void;
  /** Milliseconds. */
  readonly deadline: number;
  /** Called when the deadline has passed and the code still runs, before it is stopped. */
  readonly onLate?: () => Promise<unknown>;
  /** Stops the run before its deadline. */
  readonly signal?: AbortSignal;
}

/** Runs code until it is over or has to be stopped. Never rejects for what the code or its kernel does. */
export async function runTimed(
  kernel: Kernel,
  request: ExecuteRequest,
  { onMessage, deadline, onLate, signal }: TimedRunOptions,
): Promise<TimedRun> {
  const over: Promise<TimedRun> = kernel.execute(request, onMessage).then(
    (reply) => ({ end: "over", reply }),
    (error: unknown) => {
      if (error instanceof KernelDiedError) return { end: "died", message: error.message };
      throw error;
    },
  );
  const first = await untilLate(over, deadline, signal);
  if (first !== undefined) return first;
  await onLate?.();
  try {
    const outcome = await stopRun(kernel, over);
    if (outcome === "stuck") return { end: "stuck" };
  } catch {
    return { end: "stuck" }; // The interrupt did not reach the kernel.
  }
  const last = await over;
  return last.end === "died" ? last : { end: "stopped" };
}

/** The run, if it is over in time. */
function untilLate(
  over: Promise<TimedRun>,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<TimedRun | undefined> {
  return new Promise((resolve, reject) => {
    const late = (): void => resolve(undefined);
    const timer = setTimeout(late, signal?.aborted === true ? 0 : deadline);
    signal?.addEventListener("abort", late, { once: true });
    over.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", late);
    });
  });
}
