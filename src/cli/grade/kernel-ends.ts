// The ends of a submission's kernels: they come about beside the work that goes on, and are waited for once, when the
// submission's room is closed.
import { setTimeout as delay } from "node:timers/promises";
import type { Kernel } from "../../execution/ports.ts";
import { within } from "../../execution/within.ts";

/** Milliseconds after which a kernel that cannot be ended is left to its place. */
const PATIENCE = 10_000;

export class KernelEnds {
  readonly #ends = new Set<Promise<void>>();

  /** @param first what is still to be done with the kernel, whether it works out or not */
  end(kernel: Kernel, first: () => Promise<void> = () => Promise.resolve()): void {
    const end = first()
      .then(() => within(PATIENCE, shutDown(kernel)))
      .then(() => kernel.dispose())
      .finally(() => this.#ends.delete(end));
    this.#ends.add(end);
  }

  /** Waits until all kernels whose end was begun are gone. */
  async all(): Promise<void> {
    await Promise.all(this.#ends);
  }
}

/** A server that is just starting a dead kernel anew may not be able to end it. */
async function shutDown(kernel: Kernel): Promise<void> {
  for (let tries = 3; tries > 0; tries -= 1) {
    try {
      await kernel.shutdown();
      return;
    } catch {
      await delay(500);
    }
  }
}
