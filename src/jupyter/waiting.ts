// What waits for a kernel, and the words with which it stops waiting when the kernel goes away. Used by kernel.ts alone.
import { KernelDiedError, type ExecuteReply } from "../execution/ports.ts";
import type { RunFeed } from "./run-feed.ts";

export const ENDED = {
  dead: "The kernel ended while the cell ran: the program called exit, the machine had no memory left, or the server was started anew. Restart the kernel to go on; variables are lost.",
  restarted: "The kernel was restarted, so the run ended. Variables are lost.",
  crashed:
    "The kernel stopped by itself and was started again, so the run ended. Variables are lost; run the cells from the top.",
  unreachable: "The kernel cannot be reached any more. Check that the server runs, then restart.",
  lost: "The connection was lost while this cell ran, and how the run ended is not known. Run it again to be sure.",
  unsent:
    "The kernel did not get this cell: the connection was lost already when it was sent. Run it again.",
  released: "The run is no longer followed here.",
} as const;

export class Waiting {
  readonly #rejects = new Set<(error: KernelDiedError) => void>();

  get isEmpty(): boolean {
    return this.#rejects.size === 0;
  }

  /** Gives the promise's value, or rejects when the kernel goes away first. */
  unlessEnded<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#rejects.add(reject);
      promise
        .then(resolve, (error: unknown) =>
          reject(
            error instanceof KernelDiedError
              ? error
              : // The library cancels a run before it says why.
                new KernelDiedError(ENDED.dead, { cause: error }),
          ),
        )
        .finally(() => this.#rejects.delete(reject));
    });
  }

  /** The kernel is gone: everything that waits is told why. */
  end(why: string): void {
    const rejects = [...this.#rejects];
    this.#rejects.clear();
    for (const reject of rejects) reject(new KernelDiedError(why));
  }
}

/** How a run ended as its feed tells. */
export async function endOf(feed: RunFeed): Promise<ExecuteReply> {
  const end = await feed.over;
  if (end === "lost" || end === "unsent") throw new KernelDiedError(ENDED[end]);
  return end;
}
