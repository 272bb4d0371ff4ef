// Orders that look random and depend on a text alone: the same learner sees the same order each time, on every machine.
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

/** The numbers from 0 to `count` − 1 in an order that the seed gives. */
export function shuffledIndexes(count: number, seed: string): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = randomBelow(last + 1, `${seed}\n${last}`);
    const moved = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = moved;
  }
  return order;
}

/** The items in an order that the seed gives. */
export function shuffled<T>(items: readonly T[], seed: string): readonly T[] {
  return shuffledIndexes(items.length, seed).flatMap((index) => items.slice(index, index + 1));
}

/** A number from 0 to `limit` − 1. 48 bits make the bias of the remainder too small to matter. */
function randomBelow(limit: number, seed: string): number {
  const bytes = sha256(utf8ToBytes(seed)).slice(0, 6);
  return bytes.reduce((number, byte) => number * 256 + byte, 0) % limit;
}
