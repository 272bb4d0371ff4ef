import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countInOrder, isRightOrder, type OrderRule } from "../../../src/lesson/partial-order.ts";
import { shuffledIndexes } from "../../../src/lesson/shuffle.ts";

const names = ["a", "b", "c", "d", "e", "f"];

/** Items that each must come after some of those before them, and an arrangement of them with strangers among them. */
const cases = fc.integer({ min: 1, max: names.length }).chain((size) =>
  fc.record({
    rule: fc
      .tuple(
        ...Array.from({ length: size }, (_, index) =>
          fc.subarray(Array.from({ length: index }, (_one, other) => other)),
        ),
      )
      .map((after): OrderRule => ({ texts: names.slice(0, size), after })),
    given: fc.shuffledSubarray([...names.slice(0, size), "x", "y"]),
  }),
);

describe("an order with choices in it", () => {
  it("counts as many items in order as trying all subsets finds", () => {
    fc.assert(
      fc.property(cases, ({ rule, given }) => {
        expect(countInOrder(rule, given)).toBe(largestInOrder(rule, given));
      }),
      { numRuns: 300 },
    );
  });

  it("is right exactly when all its items and no others are in order", () => {
    fc.assert(
      fc.property(cases, ({ rule, given }) => {
        const isRight =
          given.length === rule.texts.length && largestInOrder(rule, given) === given.length;
        expect(isRightOrder(rule, given)).toBe(isRight);
      }),
      { numRuns: 300 },
    );
  });

  it("is not right with an item twice", () => {
    expect(isRightOrder({ texts: ["a", "b"], after: [[], [0]] }, ["a", "a"])).toBe(false);
  });
});

describe("a shuffled order", () => {
  it("holds each number once and depends on the seed alone", () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.string(), (count, seed) => {
        const order = shuffledIndexes(count, seed);
        expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(shuffledIndexes(count, seed)).toEqual(order);
      }),
    );
  });

  it("gives each arrangement about as often", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed += 1) {
      const order = shuffledIndexes(3, String(seed)).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

function largestInOrder(rule: OrderRule, given: readonly string[]): number {
  const mustPrecede = (first: number, second: number): boolean =>
    (rule.after[second] ?? []).some((one) => one === first || mustPrecede(first, one));
  const sizes = Array.from({ length: 2 ** given.length }, (_, mask) => {
    const kept = given.filter((_one, index) => (mask >> index) % 2 === 1);
    const places = kept.map((text) => rule.texts.indexOf(text));
    const isInOrder =
      !places.includes(-1) &&
      places.every((place, at) =>
        places.slice(at + 1).every((later) => !mustPrecede(later, place)),
      );
    return isInOrder ? kept.length : 0;
  });
  return Math.max(...sizes);
}
