import { describe, expect, it } from "vitest";
import { findUnmetTag, runsOn } from "../../../src/lesson/version-tag.ts";

describe("version tags", () => {
  it.each([
    [["py>=3.11"], "3.11.0", true],
    [["py>=3.11"], "3.10.13", false],
    [["py>=3.9"], "3.13.1", true],
    [["py>=3.11.2"], "3.11.1", false],
    [["py>=3"], "3.10.0", true],
    [["py>=4"], "3.14.0", false],
    [["py<3.12"], "3.12.0", false],
    [["py<3.12"], "3.11.9", true],
    [["py<=3.11"], "3.11.9", true],
    [["py<=3.11"], "3.12.0", false],
    [["py==3.11"], "3.11.4", true],
    [["py==3.11"], "3.1.1", false],
    [["py!=3.11"], "3.11.4", false],
    [["py>3.11"], "3.11.4", false],
    [["py>3.11"], "3.12.0", true],
    [["py >= 3.11"], "3.10.1", false],
    [["py>=3.11", "py<3.13"], "3.12.1", true],
    [["py>=3.11", "py<3.13"], "3.13.0", false],
    [["raises-exception"], "3.10.1", true],
    [["py>=three", "py3.11", "pypy>=3.11"], "3.10.1", true],
    [["py>=3.14"], "3.14.0rc1", true],
    [["py>=3.14"], "3.14.0b2+", true],
    [["py>=3.11"], "3.11", true],
    [[], "3.10.1", true],
  ] as const)("%j on Python %s: %s", (tags, version, runs) => {
    expect(runsOn(tags, version)).toBe(runs);
  });

  it("names the tag that does not hold", () => {
    expect(findUnmetTag(["py>=3.9", "py>=3.13"], "3.12.0")).toBe("py>=3.13");
  });

  it("refuses a version that is none", () => {
    expect(() => runsOn(["py>=3.11"], "unknown")).toThrow(RangeError);
  });
});
