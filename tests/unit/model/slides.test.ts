// Slides by the metadata that RISE, JupyterLab and nbconvert share.
import { describe, expect, it } from "vitest";
import { slideTypeOf, withSlideType } from "../../../src/model/slide-type.ts";
import { nextPlace, placeOf, slidesOf } from "../../../src/model/slides.ts";
import type { CellEntry } from "../../../src/model/state.ts";
import { code, md } from "../../support/builders.ts";

const entry = (id: string, type?: string, source = "x"): CellEntry => ({
  cell: md(source, {
    id,
    ...(type !== undefined && { metadata: { slideshow: { slide_type: type } } }),
  }),
  run: { state: "idle" },
});

const show = [
  entry("n0", "notes"),
  entry("skipped", "skip"),
  entry("a", "slide"),
  entry("a2"),
  entry("f1", "fragment"),
  entry("f1-on", "-"),
  entry("f2", "fragment"),
  entry("na", "notes"),
  entry("b", "subslide"),
  entry("odd", "unheard-of"),
];

describe("slidesOf", () => {
  it("goes by slide, subslide, fragment, skip and notes", () => {
    expect(slidesOf(show)).toEqual([
      {
        cells: [
          { id: "a", step: 0 },
          { id: "a2", step: 0 },
          { id: "f1", step: 1 },
          { id: "f1-on", step: 1 },
          { id: "f2", step: 2 },
        ],
        notes: ["na"],
        steps: 2,
      },
      {
        cells: [
          { id: "b", step: 0 },
          { id: "odd", step: 0 },
        ],
        notes: [],
        steps: 0,
      },
    ]);
  });

  it("makes a slide of each section where the file says nothing", () => {
    const plain = [
      entry("t", undefined, "# T"),
      entry("p"),
      entry("s", undefined, "## S"),
      entry("u", undefined, "### U"),
    ];
    expect(slidesOf(plain).map(({ cells }) => cells.map(({ id }) => id))).toEqual([
      ["t", "p"],
      ["s", "u"],
    ]);
    expect(slidesOf([])).toEqual([]);
    expect(slidesOf([entry("only", "skip")])).toEqual([]);
  });
});

it("steps go through fragments, and back from a slide to the whole of the one before", () => {
  const slides = slidesOf(show);
  const walk = (by: 1 | -1, from: { slide: number; step: number }): unknown[] => {
    const next = nextPlace(slides, from, by);
    return next === undefined ? [] : [next, ...walk(by, next)];
  };
  const on = [
    { slide: 0, step: 1 },
    { slide: 0, step: 2 },
    { slide: 1, step: 0 },
  ];
  expect(walk(1, { slide: 0, step: 0 })).toEqual(on);
  expect(walk(-1, { slide: 1, step: 0 })).toEqual([
    { slide: 0, step: 2 },
    { slide: 0, step: 1 },
    { slide: 0, step: 0 },
  ]);
  expect(placeOf(slides, "f1-on")).toEqual({ slide: 0, step: 1 });
  expect(placeOf(slides, "na")).toBeUndefined();
});

it("a cell's place is written as others write it, and leaves no trace when it is taken away", () => {
  const cell = code("1", {
    metadata: { tags: ["x"], slideshow: { slide_type: "slide", other: 1 } },
  });
  expect(slideTypeOf(cell)).toBe("slide");
  expect(withSlideType(cell, "notes")).toEqual({
    tags: ["x"],
    slideshow: { slide_type: "notes", other: 1 },
  });
  expect(withSlideType(cell, "-")).toEqual({ tags: ["x"], slideshow: { other: 1 } });
  expect(
    withSlideType(code("1", { metadata: { slideshow: { slide_type: "skip" } } }), "-"),
  ).toEqual({});
});
