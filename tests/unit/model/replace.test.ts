import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replaceNotebook } from "../../../src/model/replace.ts";
import { createStore } from "../../../src/model/store.ts";
import { code, opened, sources, stream } from "../../support/builders.ts";

const texts = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1 });
const cellsOf = (ids: readonly string[]) => ids.map((id) => code(`text ${id}`, { id }));

describe("replaceNotebook", () => {
  it("gives the page exactly these cells, leaves those that stay untouched, and can be undone", () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const store = createStore(opened(...cellsOf(before)));
        const first = store.state;
        for (const change of replaceNotebook(store.state, cellsOf(after), {}))
          store.dispatch(change);
        expect(store.state.cells.map(({ cell }) => cell)).toEqual(cellsOf(after));
        const kept = store.state.cells.filter((entry) => first.cells.includes(entry));
        expect(kept.map(({ cell }) => cell.id).sort()).toEqual(
          after.filter((id) => before.includes(id)).sort(),
        );
        if (store.state !== first) store.dispatch({ type: "undo" });
        expect(sources(store.state)).toEqual(sources(first));
      }),
    );
  });

  it("keeps one cell where nothing is left", () => {
    const store = createStore(opened(code("a", { id: "a" })));
    for (const change of replaceNotebook(store.state, [], {})) store.dispatch(change);
    expect(sources(store.state)).toEqual([""]);
  });

  it("lets a cell that runs or waits go on, with its new text and what it has printed here", () => {
    const store = createStore(
      opened(code("one", { id: "a" }), code("two", { id: "b" }), code("three", { id: "c" })),
    );
    const input = { prompt: "Name?", password: false };
    store.dispatch({ type: "run-started", id: "a", at: 5 });
    store.dispatch({ type: "queue", ids: ["b"] });
    store.dispatch({ type: "output", id: "a", output: stream("now\n") });
    store.dispatch({ type: "run-input", id: "a", input });
    const typed = ["a", "b", "c"].map((id) =>
      code(`typed ${id}`, { id, outputs: [stream("before\n")] }),
    );
    for (const change of replaceNotebook(store.state, typed, {})) store.dispatch(change);
    expect(sources(store.state)).toEqual(["typed a", "typed b", "typed c"]);
    const runs = store.state.cells.map(({ run }) => run);
    expect(runs).toMatchObject([
      { state: "running", input },
      { state: "queued" },
      { state: "idle" },
    ]);
    const printed = store.state.cells.map(({ cell }) => cell.cell_type === "code" && cell.outputs);
    expect(printed).toEqual([[stream("now\n")], [stream("before\n")], [stream("before\n")]]);
  });

  it("sets the notebook's metadata when it differs", () => {
    const { state } = createStore(opened(code("a", { id: "a" })));
    expect(replaceNotebook(state, [state.cells[0]?.cell ?? code("")], { x: 1 })).toEqual([
      { type: "notebook-metadata", metadata: { x: 1 } },
    ]);
    expect(
      replaceNotebook(
        state,
        state.cells.map(({ cell }) => cell),
        {},
      ),
    ).toEqual([]);
  });
});
