import { describe, expect, it } from "vitest";
import type { Assignment } from "../../../src/execution/exchange-port.ts";
import { dueWords, readTimestamp, stateWords } from "../../../src/learning/words.ts";

const one: Assignment = {
  course: "async",
  assignment: "hw1",
  rules: "",
  folder: "hw1",
  updated: false,
  notebooks: ["hw1/first.ipynb"],
  submissions: [],
};
const handedIn = {
  timestamp: "2026-03-01 10:00:00.5 UTC",
  receipt: "",
  feedback: [],
  pages: [],
};
const rules = (own: object): string => JSON.stringify({ assignments: { hw1: own } });

describe("an assignment in words", () => {
  it.each([
    [{ ...one, folder: undefined }, /^Not fetched yet\.$/],
    [one, /^Not handed in yet\.$/],
    [{ ...one, submissions: [handedIn] }, /^Handed in .*2026.*\d\.?\d*(?: [AP]M)?\.$/],
    [{ ...one, submissions: [handedIn, handedIn] }, /the last of 2 times\.$/],
    [{ ...one, updated: true }, /^Not handed in yet\. Your teacher has changed it/],
  ])("says where it stands", (assignment, words) => {
    const { folder, ...rest } = assignment;
    expect(stateWords(folder === undefined ? rest : { ...rest, folder })).toMatch(words);
  });

  it("says when it is due, and what being late costs", () => {
    const own = { due: "2026-12-01T12:00:00Z", late: { percentPerDay: 10, most: 50 }, grace: 5 };
    const due = dueWords({ ...one, rules: rules(own) }, new Date("2026-11-01"));
    expect(due[0]).toMatch(/^Due .*2026.*\.$/);
    expect(due.at(-1)).toBe("Late work loses 10 % of its points for each day begun, 50 % at most.");
    expect(dueWords({ ...one, rules: rules(own) }, new Date("2027-01-01"))[0]).toMatch(
      /^It was due/,
    );
  });

  it.each(["", "no JSON", rules({}), JSON.stringify({ assignments: { other: { due: "2026" } } })])(
    "says nothing where nothing is known: %s",
    (text) => {
      expect(dueWords({ ...one, rules: text }, new Date())).toEqual([]);
    },
  );

  it.each([
    ["2026-10-01 12:00:00.123456 UTC", "2026-10-01T12:00:00.123Z"],
    ["2026-10-01 12:00:00 UTC", "2026-10-01T12:00:00.000Z"],
    ["2026-10-01 12:00:00.5 +0000", "2026-10-01T12:00:00.500Z"],
    ["2026-10-01 12:00:00 Europe/Vienna", undefined],
    ["yesterday", undefined],
  ])("reads nbgrader's time %s", (text, iso) => {
    expect(readTimestamp(text)?.toISOString()).toBe(iso);
  });
});
