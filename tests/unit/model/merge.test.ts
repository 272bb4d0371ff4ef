import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  diffNotebooks,
  findConflicts,
  isEmptyPatch,
  isSame,
  isTyped,
  mergeCells,
  mergeMetadata,
} from "../../../src/model/merge.ts";
import type { Cell, JsonObject } from "../../../src/nbformat/types.ts";
import { code, md, nb, stream } from "../../support/builders.ts";

const version = (cells: readonly Cell[], metadata: JsonObject = {}) => ({
  cells,
  frame: { nbformat: 4, nbformat_minor: 5, metadata },
});
const diff = (before: readonly Cell[], after: readonly Cell[]) =>
  diffNotebooks(version(before), version(after));
const texts = (cells: readonly Cell[]): readonly string[] => cells.map(({ source }) => source);

/** Versions of up to six cells: ids from a small stock, texts from three, so that sides often meet. */
const cells = fc
  .uniqueArray(
    fc.record({
      id: fc.constantFrom("a", "b", "c", "d", "e", "f"),
      source: fc.constantFrom("1", "2", "3"),
    }),
    { selector: ({ id }) => id, maxLength: 6 },
  )
  .map((list) => list.map(({ id, source }) => code(source, { id })));

describe("a patch", () => {
  it("leads from the version it was made from to the version it was made for", () => {
    fc.assert(
      fc.property(cells, cells, (before, after) => {
        const patch = diff(before, after);
        expect(findConflicts(patch, before)).toEqual([]);
        expect(mergeCells(patch, before)).toEqual(after);
      }),
    );
  });

  it("that changes nothing leaves the other version as it is", () => {
    fc.assert(
      fc.property(cells, cells, (before, theirs) => {
        const patch = diff(before, [...before]);
        expect(isEmptyPatch(patch)).toBe(true);
        expect(mergeCells(patch, theirs)).toEqual(theirs);
      }),
    );
  });

  it("tells what a person changed from what a run left behind", () => {
    const before = code("a", { id: "a" });
    const run = code("a", { id: "a", execution_count: 1, outputs: [stream("printed\n")] });
    expect(isTyped(diff([before], [run]))).toBe(false);
    expect(isTyped(diff([before], [{ ...run, source: "b" }]))).toBe(true);
    expect(isTyped(diff([before], [run, code("b", { id: "b" })]))).toBe(true);
    expect(isTyped(diff([before, run], [run]))).toBe(true);
    expect(isTyped(diffNotebooks(version([before]), version([before], { title: "New" })))).toBe(
      true,
    );
    const widgets = version([before], { widgets: { state: {} } });
    expect(isTyped(diffNotebooks(version([before]), widgets))).toBe(false);
  });

  it("of the same change on both sides asks nothing and gives that change", () => {
    fc.assert(
      fc.property(cells, cells, (before, after) => {
        const patch = diff(before, after);
        expect(findConflicts(patch, after)).toEqual([]);
        expect(mergeCells(patch, after).map(({ id, source }) => [id, source])).toEqual(
          after.map(({ id, source }) => [id, source]),
        );
      }),
    );
  });

  it("loses no text that either side wrote, unless the reader says so", () => {
    fc.assert(
      fc.property(cells, cells, cells, (before, mine, theirs) => {
        const old = new Map(before.map((cell) => [cell.id, cell.source]));
        const merged = texts(mergeCells(diff(before, mine), theirs));
        const wrote = [...mine, ...theirs].filter(({ id, source }) => old.get(id) !== source);
        for (const { source } of wrote) expect(merged).toContain(source);
      }),
    );
  });

  it("gives each cell an id of its own", () => {
    fc.assert(
      fc.property(cells, cells, cells, (before, mine, theirs) => {
        const ids = mergeCells(diff(before, mine), theirs).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});

describe("two people", () => {
  const a = md("Title", { id: "a" });
  const b = code("b", { id: "b" });
  const c = code("c", { id: "c" });

  it("who change different cells are merged without a question", () => {
    const patch = diff([a, b, c], [{ ...a, source: "My title" }, b, c]);
    const theirs = [a, b, { ...c, source: "their c" }];
    expect(findConflicts(patch, theirs)).toEqual([]);
    expect(texts(mergeCells(patch, theirs))).toEqual(["My title", "b", "their c"]);
  });

  it("who each add a cell at one place keep both", () => {
    const patch = diff([a, b], [a, code("mine", { id: "m" }), b]);
    expect(texts(mergeCells(patch, [a, code("theirs", { id: "t" }), b]))).toEqual([
      "Title",
      "theirs",
      "mine",
      "b",
    ]);
  });

  it("of whom one moved a cell that the other changed get the change at the new place", () => {
    const patch = diff([a, b, c], [a, { ...b, source: "my b" }, c]);
    expect(texts(mergeCells(patch, [c, a, b]))).toEqual(["c", "Title", "my b"]);
  });

  it("who change one cell are asked, and can take one side or both", () => {
    const patch = diff([a, b], [a, { ...b, source: "mine" }]);
    const theirs = [a, { ...b, source: "theirs" }];
    expect(findConflicts(patch, theirs).map(({ id }) => id)).toEqual(["b"]);
    const merged = (choice: "mine" | "theirs" | "both"): readonly string[] =>
      texts(mergeCells(patch, theirs, () => choice));
    expect(merged("mine")).toEqual(["Title", "mine"]);
    expect(merged("theirs")).toEqual(["Title", "theirs"]);
    expect(merged("both")).toEqual(["Title", "mine", "theirs"]);
  });

  it("of whom one took out what the other changed are asked", () => {
    const conflicts = findConflicts(diff([a, b], [a]), [a, { ...b, source: "theirs" }]);
    expect(conflicts).toMatchObject([{ id: "b", theirs: { source: "theirs" } }]);
    expect(conflicts[0]?.mine).toBeUndefined();
  });

  it("who both ran a cell are not asked about what it printed", () => {
    const ran = (text: string): Cell => ({ ...c, outputs: [stream(text)], execution_count: 1 });
    const patch = diff([c], [ran("here")]);
    expect(findConflicts(patch, [ran("there")])).toEqual([]);
    expect(mergeCells(patch, [ran("there")])).toEqual([ran("here")]);
  });

  it("of whom one ran a cell that the other changed keep the change", () => {
    const patch = diff([c], [{ ...c, outputs: [stream("here")] }]);
    expect(texts(mergeCells(patch, [{ ...c, source: "theirs" }]))).toEqual(["theirs"]);
    expect(mergeCells(patch, [])).toEqual([]);
  });

  it("who change different keys of the notebook's metadata keep both", () => {
    const { cells: none } = nb();
    const patch = diffNotebooks(version(none, { x: 1, y: 1 }), version(none, { x: 2 }));
    expect(mergeMetadata(patch, { x: 1, y: 1, z: 3 })).toEqual({ x: 2, z: 3 });
  });
});

describe("isSame", () => {
  it("goes by value, not by the order of keys, and takes a missing key for undefined", () => {
    expect(isSame({ a: [1, { b: null }], c: undefined }, { a: [1, { b: null }] })).toBe(true);
    expect(isSame({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(isSame({ a: 1 }, { a: 1, b: null })).toBe(false);
    expect(isSame([1, 2], [1])).toBe(false);
  });
});
