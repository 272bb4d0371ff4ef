// How a partly right answer counts. The rules, their names and formulas are those of PrairieLearn's checkbox
// question, so that teachers can look up what they mean; each kind says what it counts.
import type { PartialMode } from "./question.ts";

export interface PartialCounts {
  /** Parts of the right answer. */
  readonly right: number;
  /** Parts of the answer given. */
  readonly given: number;
  /** Parts of the answer given that are right. */
  readonly hits: number;
  /** Decisions that were to be made, such as ticking an option or leaving it, and those that were made rightly. */
  readonly decisions: number;
  readonly made: number;
}

/**
 * The share of the points, 0 to 1. Nothing given is no answer and earns 0 under every rule.
 * - `off`: 1 when all of the right parts and nothing else are given, otherwise 0.
 * - `each-answer`: decisions made rightly / all decisions.
 * - `net-correct`: (right parts given − wrong parts given) / right parts, not below 0.
 * - `coverage`: (right parts given / right parts) × (right parts given / all given).
 */
export function fractionOfParts(mode: PartialMode, counts: PartialCounts): number {
  const { right, given, hits, decisions, made } = counts;
  if (given === 0 || right === 0) return 0;
  const isRight = hits === right && given === right;
  switch (mode) {
    case "off":
      return isRight ? 1 : 0;
    case "each-answer":
      return made / decisions;
    case "net-correct":
      return Math.max(0, (hits - (given - hits)) / right);
    case "coverage":
      return (hits / right) * (hits / given);
  }
}
