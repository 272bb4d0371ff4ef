import { describe, expect, it } from "vitest";
import { TextHistories } from "../../../src/cells/text-histories.ts";

describe("histories of texts whose editors are gone", () => {
  it("are given away once", () => {
    const histories = new TextHistories();
    histories.keep("a", "1");
    histories.keep("a", "2");
    expect(histories.take("a")).toBe("2");
    expect(histories.take("a")).toBeUndefined();
  });

  it("are forgotten when there is nothing to undo any more", () => {
    const histories = new TextHistories();
    histories.keep("a", "1");
    histories.keep("a", undefined);
    expect(histories.take("a")).toBeUndefined();
  });

  it("stay below the limit: what was left longest ago goes first, and what is too large alone goes too", () => {
    const histories = new TextHistories(10);
    for (const id of ["a", "b", "c"]) histories.keep(id, "12345");
    expect(["a", "b", "c"].map((id) => histories.take(id))).toEqual([undefined, "12345", "12345"]);
    histories.keep("d", "12345678901");
    expect(histories.take("d")).toBeUndefined();
  });
});
