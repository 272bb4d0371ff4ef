import { describe, expect, it } from "vitest";
import { isSame, withBuffers, withoutBuffers } from "../../../src/widgets/values.ts";

const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

describe("buffers of a state", () => {
  it("are put where their paths lead, in objects and lists", () => {
    const one = bytes(1);
    const two = bytes(2);
    const state = { image: null, data: { list: [{ shape: [1] }, null] } };
    const paths = [["image"], ["data", "list", 1], ["data", "list", 0, "buffer"]];
    expect(withBuffers(state, paths, [one, two, one])).toEqual({
      image: one,
      data: { list: [{ shape: [1], buffer: one }, two] },
    });
    expect(state).toEqual({ image: null, data: { list: [{ shape: [1] }, null] } });
  });

  it.each([
    ["no list of paths", "image"],
    ["a path that is none", [5]],
    ["an empty path", [[]]],
    ["a path through nothing", [["missing", "deeper"]]],
    ["a path through text", [["text", 0]]],
    ["a place beyond a list", [["list", 7]]],
    ["a key for a list", [["list", "length"]]],
    ["a key that is no key", [[{}]]],
  ])("are passed over with %s", (_name, paths) => {
    const state = { text: "words", list: [1] };
    expect(withBuffers(state, paths, [bytes(1)])).toEqual(state);
  });

  it("change no prototype by a key __proto__", () => {
    const whole = withBuffers({}, [["__proto__", "polluted"]], [bytes(1)]);
    expect(Object.getPrototypeOf(whole)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("come out as they went in", () => {
    const whole = { image: bytes(1, 2), data: { list: [bytes(3), "x"] }, none: null };
    const { state, buffers } = withoutBuffers(whole);
    expect(state).toEqual({ data: { list: [null, "x"] }, none: null });
    expect(
      withBuffers(
        state,
        buffers.map(({ path }) => [...path]),
        buffers.map(({ buffer }) => buffer),
      ),
    ).toEqual(whole);
  });
});

describe("isSame", () => {
  it.each([
    [1, 1, true],
    [Number.NaN, Number.NaN, true],
    [[1, [2]], [1, [2]], true],
    [{ a: [1] }, { a: [1] }, true],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: undefined }, { b: undefined }, false],
    [[1], [1, 2], false],
    [1, "1", false],
    [null, {}, false],
  ])("%j and %j: %s", (a, b, same) => {
    expect(isSame(a, b)).toBe(same);
  });
});
