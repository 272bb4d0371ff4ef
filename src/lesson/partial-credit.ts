// How a partly right choice counts. The four rules, their names and formulas are those of PrairieLearn's
// checkbox question, so that teachers can look up what they mean.
import type { PartialMode } from "./question.ts";

export interface ChoiceCounts {
  readonly all: readonly string[];
  readonly right: readonly string[];
  readonly chosen: readonly string[];
}

/**
 * The share of the points, 0 to 1. Nothing chosen is no answer and earns 0 under every rule.
 * - `off`: 1 for exactly the right options, otherwise 0.
 * - `each-answer`: each option rightly ticked or rightly left counts 1/n.
 * - `net-correct`: (right ones chosen − wrong ones chosen) / right ones, not below 0.
 * - `coverage`: (right ones chosen / right ones) × (right ones chosen / all chosen).
 */
export function fractionOfChoice(mode: PartialMode, counts: ChoiceCounts): number {
  const right = new Set(counts.right);
  const chosen = new Set(counts.chosen);
  if (chosen.size === 0 || right.size === 0) return 0;
  const hits = [...chosen].filter((text) => right.has(text)).length;
  const extras = chosen.size - hits;
  const missed = right.size - hits;
  switch (mode) {
    case "off":
      return extras + missed === 0 ? 1 : 0;
    case "each-answer":
      return Math.max(0, 1 - (extras + missed) / counts.all.length);
    case "net-correct":
      return Math.max(0, (hits - extras) / right.size);
    case "coverage":
      return (hits / right.size) * (hits / chosen.size);
  }
}
