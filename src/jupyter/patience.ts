// How long to wait before the server is tried again: longer and longer up to half a minute, never in step with others,
// and not at all when the page wakes. Used by kernel.ts and wire.ts.
import type { Recovery } from "./connection.ts";

/** Milliseconds. */
const LIMITS = { first: 1_000, longest: 30_000 } as const;

/** The number of a try that is waited for as long as any. */
export const LAST_TRY = 6;

/** Waits after try number `tries`, from 0; ends at once when the page wakes. */
export function pause(tries: number, recovery: Recovery): Promise<void> {
  const longest = Math.min(LIMITS.longest, LIMITS.first * 2 ** tries);
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(finish, longest * (0.5 + 0.5 * Math.random()));
    const stop = recovery.onWake(finish);
  });
}
