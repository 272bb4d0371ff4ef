// Cell tags that name the Pythons a cell is for, such as `py>=3.11`. Used by `lessonbook check`, by the tests
// and by the page. All of a cell's version tags must hold.

type Version = readonly number[];

/** Whether a cell with these tags runs on a kernel of this Python version, such as `3.10.13`. */
export function runsOn(tags: readonly string[], version: string): boolean {
  return findUnmetTag(tags, version) === undefined;
}

/**
 * The first version tag that a Python version does not meet. A tag counts as far as it is written:
 * `py<=3.11` and `py==3.11` hold for every 3.11.x. Tags of any other form are not version tags.
 * @param version the numbers count, what follows them does not: `3.14.0rc1` is 3.14.0
 * @throws RangeError when the version has no number in front
 */
export function findUnmetTag(tags: readonly string[], version: string): string | undefined {
  const actual = /^\d+(?:\.\d+)*/.exec(version.trim())?.[0];
  if (actual === undefined)
    throw new RangeError(`"${version}" is not a Python version like 3.12.1`);
  const numbers = actual.split(".").map(Number);
  return tags.find((tag) => {
    const match = /^py(>=|<=|==|!=|>|<)(\d+(?:\.\d+)*)$/.exec(tag.replace(/\s+/g, ""));
    if (match === null) return false;
    const [, operator = "", wanted = ""] = match;
    return !holds(operator, compare(numbers, wanted.split(".").map(Number)));
  });
}

function holds(operator: string, order: number): boolean {
  switch (operator) {
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case ">":
      return order > 0;
    default:
      return order < 0;
  }
}

/** Negative, zero or positive; only the places that `wanted` has are compared. */
function compare(actual: Version, wanted: Version): number {
  for (const [index, number] of wanted.entries()) {
    const difference = (actual[index] ?? 0) - number;
    if (difference !== 0) return difference;
  }
  return 0;
}
