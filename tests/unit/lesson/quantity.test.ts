import { describe, expect, it } from "vitest";
import {
  compareWithClaim,
  formatQuantity,
  formatRange,
  summarise,
} from "../../../src/lesson/quantity.ts";

describe("summarising runs", () => {
  it("takes the middle one of an odd number of runs", () => {
    expect(summarise([3, 1, 2])).toEqual({
      median: 2,
      min: 1,
      max: 3,
      spread: 1,
      isUnsteady: true,
    });
  });

  it("takes the mean of the two middle ones of an even number", () => {
    expect(summarise([4, 1, 2, 3]).median).toBe(2.5);
  });

  it.each([
    ["up to 30 % apart", [85, 100, 115], false],
    ["more than 30 % apart", [84, 100, 115], true],
    ["one run", [5], false],
    ["all zero", [0, 0, 0], false],
    ["around zero", [-1, 0, 1], true],
    ["negative", [-100, -101], false],
  ])("calls runs %s unsteady: %j %s", (_, values, isUnsteady) => {
    expect(summarise(values).isUnsteady).toBe(isUnsteady);
  });

  it("refuses what has no median", () => {
    expect(() => summarise([])).toThrow(RangeError);
    expect(() => summarise([1, Number.NaN])).toThrow(RangeError);
    expect(() => summarise([Infinity])).toThrow(RangeError);
  });
});

describe("quantities in words", () => {
  it.each([
    [201, "B", "201 B"],
    [0, "B", "0 B"],
    [0.5, "B", "0.5 B"],
    [1434, "B", "1.4 KB"],
    [1023, "B", "1,023 B"],
    [1024, "B", "1.0 KB"],
    [12 * 1024, "B", "12 KB"],
    [8 * 1024 * 1024, "B", "8.0 MB"],
    [9.96 * 1024 * 1024, "B", "10 MB"],
    [1.48 * 2 ** 30, "B", "1.5 GB"],
    [-2048, "B", "-2.0 KB"],
    [0, "s", "0 s"],
    [1.3e-6, "s", "1.3 µs"],
    [3e-10, "s", "0.3 ns"],
    [0.12, "s", "120 ms"],
    [0.0009996, "s", "1.0 ms"],
    [1.25, "s", "1.3 s"],
    [90, "s", "90 s"],
    [100000, "tasks", "100,000 tasks"],
    [1, "tasks", "1 task"],
    [1, "s of work", "1 s of work"],
    [0, "beats", "0 beats"],
    [18.5, "beats", "18.5 beats"],
    [1.0345, "", "1.03"],
    [22392, "", "22,392"],
  ])("%d %s is %s", (value, unit, words) => {
    expect(formatQuantity(value, unit)).toBe(words);
  });

  it("give a range, or one value where both ends read the same", () => {
    expect(formatRange(summarise([1300, 1434, 1536]), "B")).toBe("1.3 KB to 1.5 KB");
    expect(formatRange(summarise([1434, 1435]), "B")).toBe("1.4 KB");
  });
});

describe("comparing with a claim", () => {
  it.each([
    [1, 1, "same", "about as claimed"],
    [1.5, 1, "same", "about as claimed"],
    [2, 3, "same", "about as claimed"],
    [1.6, 1, "more", "about 1.6 times more than claimed"],
    [1, 2, "less", "about 2 times less than claimed"],
    [0.3, 0.1, "more", "about 3 times more than claimed"],
    [16_384, 8_388_608, "less", "about 510 times less than claimed"],
    [5_170, 1, "more", "about 5,200 times more than claimed"],
    [0, 1, "less", "nothing of what is claimed"],
    [-1, 1, "less", "nothing of what is claimed"],
  ] as const)("%d where %d is claimed: %s, %s", (median, claim, verdict, words) => {
    expect(compareWithClaim(median, claim)).toEqual({ verdict, words });
  });
});
