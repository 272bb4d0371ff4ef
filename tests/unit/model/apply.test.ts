import { describe, expect, it } from "vitest";
import { applyChange } from "../../../src/model/apply.ts";
import { savedStatus } from "../../../src/model/select.ts";
import { createStore } from "../../../src/model/store.ts";
import { code, md, opened, stream } from "../../support/builders.ts";

describe("applyChange", () => {
  it("keeps the entries of cells that did not change", () => {
    const before = opened(code("a", { id: "a" }), code("b", { id: "b" }));
    const after = applyChange(before, { type: "source", id: "a", source: "typed" });
    expect(after.cells[0]).not.toBe(before.cells[0]);
    expect(after.cells[1]).toBe(before.cells[1]);
  });

  it("gives the same state when nothing changes", () => {
    const state = opened(code("a", { id: "a" }));
    expect(applyChange(state, { type: "source", id: "a", source: "a" })).toBe(state);
    expect(applyChange(state, { type: "output", id: "gone", output: stream("x") })).toBe(state);
    expect(applyChange(state, { type: "select", selection: { active: "a" } })).toBe(state);
    expect(applyChange(state, { type: "undo" })).toBe(state);
  });

  it("numbers waiting cells and sets those taken out back to idle", () => {
    let state = opened(code("a", { id: "a" }), code("b", { id: "b" }));
    state = applyChange(state, { type: "queue", ids: ["b", "a"] });
    expect(state.cells.map(({ run }) => run)).toEqual([
      { state: "queued", place: 2 },
      { state: "queued", place: 1 },
    ]);
    state = applyChange(state, { type: "queue", ids: ["a"] });
    expect(state.cells.map(({ run }) => run)).toEqual([
      { state: "queued", place: 1 },
      { state: "idle" },
    ]);
  });

  it("clears outputs and count when a run starts, and keeps its times when it ends", () => {
    let state = opened(code("a", { id: "a", outputs: [stream("old")], execution_count: 7 }));
    state = applyChange(state, { type: "run-started", id: "a", at: 100 });
    expect(state.cells[0]?.cell).toMatchObject({ outputs: [], execution_count: null });
    state = applyChange(state, { type: "run-ended", id: "a", state: "done", at: 350 });
    expect(state.cells[0]?.run).toEqual({ state: "done", startedAt: 100, endedAt: 350 });
  });

  it("drops a range when it goes to one cell", () => {
    let state = opened(md("a", { id: "a" }), md("b", { id: "b" }), md("c", { id: "c" }));
    state = applyChange(state, { type: "select", selection: { active: "b", anchor: "a" } });
    expect(
      applyChange(state, { type: "select", selection: { active: "c" } }).selection.anchor,
    ).toBe("c");
  });

  it("replaces a notice of the same id", () => {
    let state = opened(code(""));
    state = applyChange(state, { type: "notice", notice: { id: "n", tone: "alert", text: "one" } });
    state = applyChange(state, { type: "notice", notice: { id: "n", tone: "alert", text: "two" } });
    expect(state.notices.map(({ text }) => text)).toEqual(["two"]);
    expect(applyChange(state, { type: "dismiss", id: "n" }).notices).toEqual([]);
  });
});

describe("saved or not", () => {
  it("stays unsaved when the text changes while a save is on its way", () => {
    let state = opened(code("a", { id: "a" }));
    expect(savedStatus(state)).toBe("saved");
    state = applyChange(state, { type: "source", id: "a", source: "b" });
    expect(savedStatus(state)).toBe("unsaved");
    state = applyChange(state, {
      type: "save",
      save: { savedRevision: 0, savingRevision: state.revision },
    });
    expect(savedStatus(state)).toBe("saving");
    const { revision } = state;
    state = applyChange(state, { type: "source", id: "a", source: "c" });
    state = applyChange(state, { type: "save", save: { savedRevision: revision } });
    expect(savedStatus(state)).toBe("unsaved");
  });

  it("counts outputs as something to save, but not selection, notices or the kernel", () => {
    const state = opened(code("a", { id: "a" }), code("b", { id: "b" }));
    const quiet = [
      { type: "select", selection: { active: "b" } },
      { type: "notice", notice: { id: "n", tone: "status", text: "" } },
      { type: "kernel", kernel: { status: "busy" } },
      { type: "queue", ids: ["a"] },
    ] as const;
    for (const change of quiet) expect(applyChange(state, change).revision).toBe(state.revision);
    expect(applyChange(state, { type: "output", id: "a", output: stream("x") }).revision).toBe(
      state.revision + 1,
    );
  });
});

describe("createStore", () => {
  it("shows each listener every state once, also when a listener dispatches", () => {
    const store = createStore(opened(code("a", { id: "a" })));
    const seen: string[] = [];
    store.subscribe((next) => {
      if (next.notices.length === 0)
        store.dispatch({ type: "notice", notice: { id: "n", tone: "status", text: "x" } });
    });
    store.subscribe((next) => seen.push(`${next.cells[0]?.cell.source} ${next.notices.length}`));
    store.dispatch({ type: "source", id: "a", source: "b" });
    expect(seen).toEqual(["b 0", "b 1"]);
  });
});
