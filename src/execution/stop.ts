// The ladder that stops a run, for the Stop button and the terminal alike:
// interrupt → a message on the shell channel, which wakes an event loop that sleeps in `await` (ipykernel#881) →
// a second one for a loop that was busy at first → give up and say so.
import type { Kernel } from "./ports.ts";

/** What a cell that was stopped says. */
export const STOPPED = "Stopped by you. The cell was interrupted; variables are kept.";

/** When each step is taken, in milliseconds after the interrupt was delivered. */
export const STOP_TIMES = { secondNudge: 500, giveUp: 3000 } as const;

/**
 * Stops what the kernel runs.
 * @param over settles when the run ended, however it ended.
 * @returns `stopped`, or `stuck` when the run goes on after three seconds: then only a restart helps.
 * @throws ServerError when the interrupt could not be delivered.
 */
export async function stopRun(
  kernel: Kernel,
  over: Promise<unknown>,
): Promise<"stopped" | "stuck"> {
  const ended = over.then(
    () => "stopped" as const,
    () => "stopped" as const,
  );
  await kernel.interrupt();
  kernel.nudge();
  if ((await earlier(ended, STOP_TIMES.secondNudge)) === "stopped") return "stopped";
  kernel.nudge();
  return earlier(ended, STOP_TIMES.giveUp - STOP_TIMES.secondNudge);
}

function earlier(ended: Promise<"stopped">, milliseconds: number): Promise<"stopped" | "stuck"> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("stuck"), milliseconds);
    void ended.then((outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    });
  });
}
