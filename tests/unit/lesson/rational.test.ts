import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compare,
  formatRational,
  parseRational,
  roundToDigits,
  subtract,
} from "../../../src/lesson/rational.ts";

describe("an exact number", () => {
  it("is read from every number that the language writes, and compares as it does", () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, finite, (left, right) => {
        const [a, b] = [read(String(left)), read(String(right))];
        expect(Math.sign(compare(a, b))).toBe(Math.sign(left < right ? -1 : left > right ? 1 : 0));
      }),
    );
  });

  it("has no rounding errors", () => {
    expect(formatRational(subtract(read("0.3"), read("0.1")))).toBe("1/5");
    expect(formatRational(read("6/-4"))).toBe("-3/2");
    expect(formatRational(read("0/5"))).toBe("0");
    expect(formatRational(read("1e2/1e-1"))).toBe("1000");
  });

  it("rounds as the language does where that is exact", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999, max: 999_999 }),
        fc.integer({ min: 1, max: 9 }),
        (number, digits) => {
          expect(
            compare(roundToDigits(read(String(number)), digits), read(number.toPrecision(digits))),
          ).toBe(0);
        },
      ),
    );
  });

  it.each([
    "",
    " ",
    ".",
    "-",
    "1/",
    "/2",
    "1/2/3",
    "1e",
    "e5",
    "1,5",
    "1 2",
    "١",
    "½",
    "1e401",
    "9".repeat(81),
    "1_000",
    "Infinity",
    "0x10",
    "1n",
  ])("is not read from %j", (text) => {
    expect(parseRational(text)).toBeUndefined();
  });
});

function read(text: string) {
  const number = parseRational(text);
  if (number === undefined) throw new Error(`${text} is no number`);
  return number;
}
