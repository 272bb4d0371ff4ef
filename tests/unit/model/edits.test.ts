import { describe, expect, it } from "vitest";
import { applyChange } from "../../../src/model/apply.ts";
import type { Change } from "../../../src/model/change.ts";
import * as edits from "../../../src/model/edits.ts";
import { isRewritable, refusalWords } from "../../../src/model/locks.ts";
import type { NotebookState } from "../../../src/model/state.ts";
import { code, md, opened, sources, stream } from "../../support/builders.ts";

function apply(state: NotebookState, change: Change | undefined): NotebookState {
  return change === undefined ? state : applyChange(state, change);
}

function at(state: NotebookState, index: number, last = index): NotebookState {
  return applyChange(state, {
    type: "select",
    selection: {
      active: state.cells[index]?.cell.id ?? "",
      anchor: state.cells[last]?.cell.id ?? "",
      mode: "command",
    },
  });
}

const undo = (state: NotebookState): NotebookState => applyChange(state, { type: "undo" });
const redo = (state: NotebookState): NotebookState => applyChange(state, { type: "redo" });

describe("inserting", () => {
  it("puts an empty code cell below the selection and goes there", () => {
    const state = at(opened(code("a"), code("b")), 0);
    const next = apply(state, edits.insertBeside(state, "below"));
    expect(sources(next)).toEqual(["a", "", "b"]);
    expect(next.selection.active).toBe(next.cells[1]?.cell.id);
  });

  it("gives a pasted cell a new id when its own is taken", () => {
    const original = code("a", { id: "mine" });
    const state = opened(original);
    const next = apply(state, edits.insertCells(state, 1, [original]));
    expect(new Set(next.cells.map(({ cell }) => cell.id)).size).toBe(2);
    expect(next.cells[0]?.cell.id).toBe("mine");
  });
});

describe("deleting", () => {
  it("goes to the cell that takes the place, or the last one", () => {
    const three = opened(code("a"), code("b"), code("c"));
    const middle = apply(at(three, 1), edits.deleteSelected(at(three, 1)));
    expect(sources(middle)).toEqual(["a", "c"]);
    expect(middle.selection.active).toBe(three.cells[2]?.cell.id);
    const end = apply(at(three, 2), edits.deleteSelected(at(three, 2)));
    expect(end.selection.active).toBe(three.cells[1]?.cell.id);
  });

  it("leaves one empty cell when all are deleted", () => {
    const state = at(opened(code("a"), md("b")), 0, 1);
    const next = apply(state, edits.deleteSelected(state));
    expect(sources(next)).toEqual([""]);
    expect(sources(undo(next))).toEqual(["a", "b"]);
  });

  it("spares cells that the file protects", () => {
    const state = at(
      opened(code("a"), code("keep", { metadata: { deletable: false } }), code("c")),
      0,
      2,
    );
    expect(sources(apply(state, edits.deleteSelected(state)))).toEqual(["keep"]);
    const locked = at(opened(code("keep", { metadata: { deletable: false } })), 0);
    expect(edits.deleteSelected(locked)).toBeUndefined();
  });

  it("brings back a cell that was deleted while it ran as idle", () => {
    let state = at(opened(code("a"), code("b")), 0);
    state = applyChange(state, { type: "run-started", id: state.selection.active, at: 1 });
    state = undo(apply(state, edits.deleteSelected(state)));
    expect(state.cells[0]?.run.state).toBe("idle");
  });
});

describe("moving to a place", () => {
  const letters = () => opened(code("a"), code("b"), code("c"), code("d"));

  it.each([
    [0, ["b", "c", "a", "d"]],
    [4, ["a", "d", "b", "c"]],
  ])("puts the selection before place %i", (gap, order) => {
    const state = at(letters(), 2, 1);
    const next = apply(state, edits.moveSelectedTo(state, gap));
    expect(sources(next)).toEqual(order);
    expect(next.selection.active).toBe(state.selection.active);
    expect(next.selection.anchor).toBe(state.selection.anchor);
  });

  it("takes a folded section along, and goes behind one", () => {
    const folded = md("# f", { metadata: { "jp-MarkdownHeadingCollapsed": true } });
    const state = at(opened(folded, code("in it"), md("# b"), code("c")), 0);
    expect(sources(apply(state, edits.moveSelectedTo(state, 3)))).toEqual([
      "# b",
      "# f",
      "in it",
      "c",
    ]);
    const last = at(state, 3);
    expect(sources(apply(last, edits.moveSelectedTo(last, 1)))).toEqual([
      "# f",
      "in it",
      "c",
      "# b",
    ]);
    expect(sources(apply(state, edits.insertBeside(state, "below")))[2]).toBe("");
  });

  it("keeps what was typed after the move when the move is undone", () => {
    let state = at(opened(code("a"), code("b")), 0);
    state = apply(state, edits.moveSelectedTo(state, 2));
    state = applyChange(state, { type: "source", id: state.selection.active, source: "typed" });
    expect(sources(undo(state))).toEqual(["typed", "b"]);
  });

  it.each([-1, 1, 2, 3, 5])("has nothing to do at place %i, where it stands or outside", (gap) => {
    expect(edits.moveSelectedTo(at(letters(), 1, 2), gap)).toBeUndefined();
  });
});

describe("changing type", () => {
  it("drops outputs with the code and brings them back by undo, with the text as it is now", () => {
    let state = at(opened(code("a", { outputs: [stream("1")], execution_count: 1 })), 0);
    state = apply(state, edits.changeType(state, "markdown"));
    expect(state.cells[0]?.cell).not.toHaveProperty("outputs");
    state = applyChange(state, { type: "source", id: state.selection.active, source: "typed" });
    const back = undo(state).cells[0]?.cell;
    expect(back).toMatchObject({
      cell_type: "code",
      source: "typed",
      execution_count: 1,
      outputs: [stream("1")],
    });
  });

  it("leaves locked cells alone", () => {
    const state = at(opened(code("a", { metadata: { editable: false } })), 0);
    expect(edits.changeType(state, "markdown")).toBeUndefined();
  });
});

describe("clearing outputs", () => {
  const ran = (id: string) => code("1", { id, outputs: [stream("1")], execution_count: 3 });

  it("is undone with outputs and counts, and redone", () => {
    const state = opened(ran("a"), md("b"), ran("c"));
    const cleared = apply(state, edits.clearOutputs(state, ["a", "c"]));
    expect(cleared.cells[2]?.cell).toMatchObject({ outputs: [], execution_count: null });
    expect(undo(cleared).cells.map(({ cell }) => cell)).toEqual(
      state.cells.map(({ cell }) => cell),
    );
    expect(redo(undo(cleared)).cells).toEqual(cleared.cells);
  });

  it("is nothing to undo where there is nothing to clear", () => {
    const state = opened(code("a", { id: "a" }), md("b", { id: "b" }));
    expect(edits.clearOutputs(state, ["a", "b", "gone"])).toBeUndefined();
  });

  it("does not put old outputs among those of a cell that runs by now", () => {
    let state = opened(ran("a"));
    state = apply(state, edits.clearOutputs(state, ["a"]));
    state = applyChange(state, { type: "run-started", id: "a", at: 1 });
    state = applyChange(state, { type: "output", id: "a", output: stream("new") });
    const undone = undo(state);
    expect(undone.cells[0]?.cell).toMatchObject({ outputs: [stream("new")] });
    expect(undone.cells[0]?.run.state).toBe("running");
    expect(redo(undone).cells).toEqual(undone.cells);
  });
});

describe("setting text and metadata", () => {
  it("is one step for many cells, and leaves out what is not there", () => {
    const state = opened(code("a", { id: "a" }), md("b", { id: "b", metadata: { x: 1 } }));
    const next = apply(
      state,
      edits.patchCells(state, "Replace", [
        { id: "a", source: "A" },
        { id: "b", metadata: { x: 2 } },
        { id: "gone", source: "?" },
      ]),
    );
    expect(sources(next)).toEqual(["A", "b"]);
    expect(next.cells[1]?.cell.metadata).toEqual({ x: 2 });
    expect(undo(next).cells).toEqual(state.cells);
  });
});

describe("locked cells", () => {
  const released = { lessonbook: { kind: "quiz", released: true } };

  it.each([
    ["editable: false", { editable: false }],
    ["deletable: false", { deletable: false }],
    ["nbgrader's locked", { nbgrader: { locked: true } }],
    ["a released question", released],
  ])("keep their type and are neither split nor merged: %s", (_name, metadata) => {
    const state = at(opened(md("one two", { id: "a", metadata }), md("b")), 0);
    expect(edits.changeType(state, "raw")).toBeUndefined();
    expect(edits.splitCell(state, "a", 3)).toBeUndefined();
    expect(edits.mergeSelected(state)).toBeUndefined();
    expect(refusalWords("reshape", [md("x", { metadata })])).toMatch(/locked|question/);
  });

  it("stay when nbgrader has locked them, but for those that say themselves that they are open", () => {
    const locked = at(opened(md("a", { metadata: { nbgrader: { locked: true } } }), md("b")), 0, 1);
    expect(sources(apply(locked, edits.deleteSelected(locked)))).toEqual(["a"]);
    const open = { nbgrader: { locked: true }, editable: true, deletable: true };
    const state = at(opened(md("a", { metadata: open }), md("b")), 0);
    expect(sources(apply(state, edits.deleteSelected(state)))).toEqual(["b"]);
  });

  it("are not rewritten from outside, and neither is a released question", () => {
    expect(isRewritable(md("a", { metadata: { editable: false } }))).toBe(false);
    expect(isRewritable(md("- [ ] a", { metadata: released }))).toBe(false);
    expect(isRewritable(md("- [x] a", { metadata: { lessonbook: { kind: "quiz" } } }))).toBe(true);
  });

  it("say how many of several were refused", () => {
    const locked = code("", { metadata: { deletable: false } });
    expect(refusalWords("delete", [code(""), code("")])).toBeUndefined();
    expect(refusalWords("delete", [locked])).toBe(
      "This cell belongs to the lesson and cannot be deleted.",
    );
    expect(refusalWords("cut", [locked, code(""), locked])).toBe(
      "2 cells belong to the lesson and cannot be cut. The others were cut.",
    );
  });
});

describe("splitting and merging", () => {
  it("splits at the cursor; the lower cell is new and carries no grade id", () => {
    const state = opened(
      code("a = 1\nb = 2", { id: "x", metadata: { nbgrader: { grade_id: "q" } } }),
    );
    const next = apply(state, edits.splitCell(state, "x", 6));
    expect(sources(next)).toEqual(["a = 1", "b = 2"]);
    expect(next.cells[0]?.cell.metadata).toHaveProperty("nbgrader");
    expect(next.cells[1]?.cell.metadata).not.toHaveProperty("nbgrader");
  });

  it("merges the selection into the first cell", () => {
    const state = at(opened(md("a"), md("b"), code("c")), 0, 1);
    const next = apply(state, edits.mergeSelected(state));
    expect(sources(next)).toEqual(["a\n\nb", "c"]);
    expect(sources(undo(next))).toEqual(["a", "b", "c"]);
  });
});

describe("history", () => {
  it("restores the selection with the cells", () => {
    const state = at(opened(code("a"), code("b")), 1);
    const next = apply(state, edits.insertBeside(state, "above"));
    expect(undo(next).selection).toEqual(state.selection);
    expect(redo(undo(next)).cells).toEqual(next.cells);
  });

  it("forgets what could be redone when something new is done", () => {
    const state = at(opened(code("a")), 0);
    const undone = undo(apply(state, edits.insertBeside(state, "below")));
    expect(apply(undone, edits.insertBeside(undone, "above")).redo).toEqual([]);
  });
});
