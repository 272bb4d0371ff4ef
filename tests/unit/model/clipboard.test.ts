import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyChange } from "../../../src/model/apply.ts";
import * as clips from "../../../src/model/clipboard.ts";
import { deleteSelected } from "../../../src/model/edits.ts";
import type { NotebookState } from "../../../src/model/state.ts";
import { code, md, opened, raw, sources, stream } from "../../support/builders.ts";

const graded = (source: string, id: string) =>
  md(source, {
    id,
    metadata: {
      nbgrader: { grade_id: "q1", grade: true },
      lessonbook: { kind: "quiz", learner: { attempts: 2 }, grade: { score: 1 } },
      mine: true,
    },
  });

function select(state: NotebookState, first: number, last = first): NotebookState {
  const id = (place: number) => state.cells[place]?.cell.id ?? "";
  return applyChange(state, {
    type: "select",
    selection: { active: id(last), anchor: id(first) },
  });
}

function cut(state: NotebookState): { readonly state: NotebookState; readonly clip: clips.Clip } {
  const { active } = state.selection;
  const cells = state.cells.map(({ cell }) => cell).filter(({ id }) => id === active);
  const edit = deleteSelected(state, "Cut");
  if (edit === undefined) throw new Error("nothing was cut");
  return { state: applyChange(state, edit), clip: { cells, cutFrom: state.path } };
}

describe("pasting", () => {
  it("puts cells above or below the selection and goes to the last of them", () => {
    const state = select(opened(code("a"), code("b"), code("c")), 0, 1);
    const clip = { cells: [code("x"), md("y")] };
    const below = applyChange(state, clips.pasteClip(state, clip, "below"));
    expect(sources(below)).toEqual(["a", "b", "x", "y", "c"]);
    expect(below.selection.active).toBe(below.cells[3]?.cell.id);
    const above = applyChange(state, clips.pasteClip(state, clip, "above"));
    expect(sources(above)).toEqual(["x", "y", "a", "b", "c"]);
    expect(applyChange(above, { type: "undo" }).cells).toEqual(state.cells);
  });

  it("gives copies new ids and takes grade, record, locks and trust off them, nothing else", () => {
    const locks = { editable: false, deletable: false, trusted: true, tags: ["x"] };
    const state = opened(graded("q", "q"), code("c", { id: "c", metadata: locks }));
    const cells = state.cells.map(({ cell }) => cell);
    const next = applyChange(
      select(state, 1),
      clips.pasteClip(select(state, 1), { cells }, "below"),
    );
    const [first, second, third, fourth] = next.cells.map(({ cell }) => cell);
    expect([first, second]).toEqual(cells);
    expect(new Set(next.cells.map(({ cell }) => cell.id)).size).toBe(4);
    expect(third?.metadata).toEqual({ lessonbook: { kind: "quiz" }, mine: true });
    expect(fourth?.metadata).toEqual({ tags: ["x"] });
  });

  it("puts a cell that was cut back as it was, and makes a copy the second time", () => {
    const cell = graded("q", "q");
    const before = select(opened(cell, code("b")), 0);
    const { state, clip } = cut(before);
    const once = applyChange(state, clips.pasteClip(state, clip, "below"));
    expect(once.cells[1]?.cell).toEqual(cell);
    const twice = applyChange(once, clips.pasteClip(once, clip, "below"));
    expect(twice.cells[2]?.cell.id).not.toBe("q");
    expect(twice.cells[2]?.cell.metadata).not.toHaveProperty("nbgrader");
  });

  it("makes a copy of a cut cell when the cut was undone, in another notebook, or when its grade id is taken", () => {
    const { state, clip } = cut(select(opened(graded("q", "q"), code("b")), 0));
    const undone = applyChange(state, { type: "undo" });
    const other = { ...state, path: "other.ipynb" };
    const taken = opened(graded("other cell", "other"));
    for (const target of [undone, other, taken]) {
      const next = applyChange(target, clips.pasteClip(target, clip, "below"));
      const pasted = next.cells.find(({ cell }) => cell.id === next.selection.active)?.cell;
      expect(pasted?.source).toBe("q");
      expect(pasted?.id).not.toBe("q");
      expect(pasted?.metadata).not.toHaveProperty("nbgrader");
    }
  });
});

describe("a clip as text", () => {
  it("comes back whole by way of the browser's storage", () => {
    const cells = [
      code("1", { outputs: [stream("1\n")], execution_count: 2 }),
      md("t", { attachments: { "a.png": { "image/png": "eA==" } } }),
      raw("r", { metadata: { deep: { unknown: [1] } } }),
    ];
    const clip = { cells, cutFrom: "a.ipynb" };
    expect(clips.parseClip(clips.serialiseClip(clip))).toEqual(clip);
  });

  it("is JupyterLab's list of cells for JupyterLab, without grades", () => {
    const text = clips.clipAsJupyterCells({ cells: [graded("q", "q")], cutFrom: "a.ipynb" });
    expect(JSON.parse(text)).toEqual([
      {
        cell_type: "markdown",
        id: "q",
        source: "q",
        metadata: { lessonbook: { kind: "quiz" }, mine: true },
      },
    ]);
  });

  it("reads what JupyterLab writes: lists of lines, missing ids, and the same as plain text", () => {
    const text = JSON.stringify([
      { cell_type: "code", metadata: {}, source: ["a\n", "b"], outputs: [], execution_count: null },
      { cell_type: "markdown", metadata: {}, source: "# T" },
    ]);
    for (const clip of [clips.parseJupyterCells(text), clips.clipOfText(text)]) {
      expect(clip?.cells.map(({ source }) => source)).toEqual(["a\nb", "# T"]);
      expect(clip?.cells[0]?.id).toMatch(/^[0-9a-f]{8}$/);
    }
  });

  it.each([
    ["print(1)\r\nprint(2)\r\n", "print(1)\nprint(2)"],
    ["[1, 2, 3]", "[1, 2, 3]"],
    ['[{"cell_type": "code"}]', '[{"cell_type": "code"}]'],
    ['{"cells": []}', '{"cells": []}'],
    ["[]", "[]"],
  ])("that is no cells becomes one code cell: %j", (text, source) => {
    const clip = clips.clipOfText(text);
    expect(clip?.cells).toMatchObject([{ cell_type: "code", source, outputs: [] }]);
  });

  it.each(["", " \n\t\r\n"])("that is blank is nothing to paste: %j", (text) => {
    expect(clips.clipOfText(text)).toBeUndefined();
  });

  it("of any form at all is read or refused, and what is read can be pasted", () => {
    const state = opened(code("a"));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.jsonValue(), (text, value) => {
        const wrapped = JSON.stringify({
          cells: [{ cell_type: "code", source: "x", metadata: value }],
        });
        for (const clip of [
          clips.parseClip(text),
          clips.parseJupyterCells(text),
          clips.clipOfText(text),
          clips.parseClip(wrapped),
        ]) {
          if (clip === undefined) continue;
          expect(clip.cells.length).toBeGreaterThan(0);
          expect(applyChange(state, clips.pasteClip(state, clip, "below")).cells.length).toBe(
            1 + clip.cells.length,
          );
        }
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
