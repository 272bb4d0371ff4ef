// How outputs are seen, as Jupyter's own programs write it into a cell's metadata.
import { describe, expect, it } from "vitest";
import { outputView, withOutputView } from "../../../src/model/output-view.ts";
import type { JsonObject } from "../../../src/nbformat/types.ts";
import { code } from "../../support/builders.ts";

const cell = (metadata: JsonObject) => code("x", { metadata });

describe("the view of outputs", () => {
  it.each([
    [{}, { hidden: false, scrolled: "auto" }],
    [{ lessonbook: { wrap: false } }, { hidden: false, scrolled: "auto", wrapped: false }],
    [{ lessonbook: "x" }, { hidden: false, scrolled: "auto" }],
    [{ collapsed: true }, { hidden: true, scrolled: "auto" }],
    [{ jupyter: { outputs_hidden: true } }, { hidden: true, scrolled: "auto" }],
    [
      { collapsed: true, jupyter: { outputs_hidden: false } },
      { hidden: false, scrolled: "auto" },
    ],
    [{ scrolled: true }, { hidden: false, scrolled: true }],
    [
      { scrolled: "auto", jupyter: "x" },
      { hidden: false, scrolled: "auto" },
    ],
  ] as const)("of %j is %j", (metadata, view) => {
    expect(outputView(cell(metadata))).toEqual({ wrapped: true, ...view });
  });

  it("is written as JupyterLab does and leaves the rest alone", () => {
    const before = { tags: ["a"], jupyter: { source_hidden: true } };
    const hidden = withOutputView(cell(before), { hidden: true });
    expect(hidden).toEqual({
      tags: ["a"],
      collapsed: true,
      jupyter: { source_hidden: true, outputs_hidden: true },
    });
    expect(withOutputView(cell(hidden), { hidden: false })).toEqual(before);
    const whole = { ...before, lessonbook: { kind: "x", wrap: false } };
    expect(withOutputView(cell(whole), { hidden: true }).lessonbook).toEqual(whole.lessonbook);
    expect(withOutputView(cell(whole), { wrapped: true }).lessonbook).toEqual({ kind: "x" });
    expect(withOutputView(cell({ lessonbook: 1 }), { wrapped: true })).toEqual({ lessonbook: 1 });
    expect(withOutputView(cell(before), { wrapped: false })).toEqual({
      ...before,
      lessonbook: { wrap: false },
    });
    expect(withOutputView(cell(before), { scrolled: false })).toEqual({
      ...before,
      scrolled: false,
    });
  });
});
