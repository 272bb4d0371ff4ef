// Orders in which several arrangements are right: each item names those it must come after, as in PrairieLearn's
// `dag` ordering. Used by the ordering question.
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject } from "../nbformat/types.ts";

export interface OrderRule extends JsonObject {
  /** The items that belong, each once. */
  readonly texts: readonly string[];
  /** For each item the indexes of those that it must come after; all are smaller than its own. */
  readonly after: readonly (readonly number[])[];
}

/** Reads a rule out of a key; whatever is not one reads as an order of nothing. */
export function parseOrderRule(value: JsonObject | undefined): OrderRule {
  const { texts, after } = isObject(value) ? value : {};
  if (!Array.isArray(texts) || !Array.isArray(after)) return { texts: [], after: [] };
  return {
    texts: texts.filter((text) => typeof text === "string"),
    after: after.map((places) =>
      Array.isArray(places) ? places.filter((place) => typeof place === "number") : [],
    ),
  };
}

/** Whether the items given are those that belong, each once and after what it must come after. */
export function isRightOrder(rule: OrderRule, given: readonly string[]): boolean {
  return (
    given.length === rule.texts.length &&
    new Set(given).size === given.length &&
    given.every((text) => rule.texts.includes(text) && !isOutOfPlace(rule, given, text))
  );
}

/** Whether something that an item must come after stands behind it, or is missing. */
export function isOutOfPlace(rule: OrderRule, given: readonly string[], text: string): boolean {
  const place = given.indexOf(text);
  return (rule.after[rule.texts.indexOf(text)] ?? []).some((index) => {
    const other = given.indexOf(rule.texts[index] ?? "");
    return other === -1 || other > place;
  });
}

/**
 * The most items that belong and can stay as they are, when all others are taken out: the length of the answer minus
 * the fewest items to move. For an order without choices it is the longest rising run.
 */
export function countInOrder(rule: OrderRule, given: readonly string[]): number {
  const before = closure(rule);
  const places = [...new Set(given)]
    .map((text) => rule.texts.indexOf(text))
    .filter((at) => at >= 0);
  // An item conflicts with an earlier one that must come after it. What conflicts is again an order, so the largest
  // set without a conflict has as many items as the fewest chains that cover all (Dilworth): items minus matched pairs.
  const conflicts = places.map((item, at) =>
    places.flatMap((other, later) => (later > at && before[item]?.has(other) ? [later] : [])),
  );
  return places.length - countMatched(conflicts);
}

/** For each item everything that must come before it, directly or by way of others. */
function closure(rule: OrderRule): readonly ReadonlySet<number>[] {
  const before: Set<number>[] = [];
  for (const [index] of rule.texts.entries()) {
    const all = new Set<number>();
    for (const other of rule.after[index] ?? []) {
      all.add(other);
      for (const earlier of before[other] ?? []) all.add(earlier);
    }
    before.push(all);
  }
  return before;
}

/** The size of the largest matching between the items and those that they list (Kuhn's algorithm). */
function countMatched(lists: readonly (readonly number[])[]): number {
  const owner = new Map<number, number>();
  const assign = (item: number, tried: Set<number>): boolean =>
    (lists[item] ?? []).some((target) => {
      if (tried.has(target)) return false;
      tried.add(target);
      const holder = owner.get(target);
      if (holder !== undefined && !assign(holder, tried)) return false;
      owner.set(target, item);
      return true;
    });
  return lists.filter((_, item) => assign(item, new Set())).length;
}
