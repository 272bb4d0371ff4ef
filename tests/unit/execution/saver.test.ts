import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { saveAdvice } from "../../../src/execution/save-advice.ts";
import { Saver, startAutosave } from "../../../src/execution/saver.ts";
import { ServerError, type Contents, type FileVersion } from "../../../src/execution/ports.ts";
import { savedStatus } from "../../../src/model/select.ts";
import { createStore, type Store } from "../../../src/model/store.ts";
import type { JsonObject } from "../../../src/nbformat/types.ts";
import { code, opened } from "../../support/builders.ts";
import { defer } from "../../support/deferred.ts";

interface Written {
  readonly notebook: JsonObject;
  readonly seen: FileVersion;
  readonly overwrite: boolean;
}

/** Contents whose `save` does what the test says; the hash counts the saves. */
function fakeContents(onSave: (written: Written) => Promise<void> = () => Promise.resolve()): {
  readonly contents: Contents;
  readonly written: Written[];
} {
  const written: Written[] = [];
  const contents: Contents = {
    open: () => Promise.reject(new Error("not part of this test")),
    list: () => Promise.reject(new Error("not part of this test")),
    save: async (_path, notebook, seen, overwrite = false) => {
      const record = { notebook, seen, overwrite };
      written.push(record);
      await onSave(record);
      return { hash: `h${written.length}` };
    },
  };
  return { contents, written };
}

function setUp(onSave?: (written: Written) => Promise<void>): {
  readonly store: Store;
  readonly saver: Saver;
  readonly written: Written[];
} {
  const store = createStore(opened(code("a", { id: "a" })));
  const { contents, written } = fakeContents(onSave);
  const saver = new Saver({
    store,
    contents: () => Promise.resolve(contents),
    version: { hash: "h0" },
    advise: saveAdvice,
  });
  return { store, saver, written };
}

const type = (store: Store, source: string): void =>
  store.dispatch({ type: "source", id: "a", source });

describe("Saver", () => {
  it("hands back the version it saw last", async () => {
    const { store, saver, written } = setUp();
    type(store, "b");
    await saver.save();
    type(store, "c");
    await saver.save();
    expect(written.map(({ seen }) => seen)).toEqual([{ hash: "h0" }, { hash: "h1" }]);
    expect(savedStatus(store.state)).toBe("saved");
  });

  it("stays unsaved when something is typed while a save is on its way", async () => {
    const gate = defer();
    const { store, saver } = setUp(() => gate.promise);
    type(store, "b");
    const saving = saver.save();
    expect(savedStatus(store.state)).toBe("saving");
    type(store, "c");
    gate.resolve();
    await saving;
    expect(savedStatus(store.state)).toBe("unsaved");
  });

  it("sends one save at a time, the second with the newest text", async () => {
    const gate = defer();
    const { store, saver, written } = setUp(() => gate.promise);
    type(store, "b");
    const first = saver.save();
    type(store, "c");
    const second = saver.save();
    expect(written.length).toBeLessThan(2);
    gate.resolve();
    await Promise.all([first, second]);
    expect(JSON.stringify(written.map(({ notebook }) => notebook))).toContain('"source":"c"');
    expect(savedStatus(store.state)).toBe("saved");
  });

  it("says why a save failed and keeps the text unsaved", async () => {
    const { store, saver } = setUp(() =>
      Promise.reject(new ServerError("The disk is full.", "other", 500)),
    );
    type(store, "b");
    await saver.save();
    expect(savedStatus(store.state)).toBe("failed");
    expect(store.state.notices).toMatchObject([
      {
        id: "save",
        tone: "alert",
        actions: [
          { command: "notebook.save" },
          { command: "notebook.save-copy" },
          { command: "notebook.download" },
        ],
      },
    ]);
    expect(store.state.notices[0]?.text).toContain("The disk is full.");
  });

  it("takes its words back when a later save succeeds", async () => {
    let failing = true;
    const { store, saver } = setUp(() =>
      failing ? Promise.reject(new ServerError("No answer.", "unreachable", 0)) : Promise.resolve(),
    );
    type(store, "b");
    await saver.save();
    failing = false;
    await saver.save();
    expect(savedStatus(store.state)).toBe("saved");
    expect(store.state.notices).toEqual([]);
  });

  it("never overwrites another's version unasked", async () => {
    const { store, saver, written } = setUp(({ overwrite }) =>
      overwrite ? Promise.resolve() : Promise.reject(new ServerError("changed", "conflict", 409)),
    );
    type(store, "b");
    await saver.save();
    expect(savedStatus(store.state)).toBe("conflict");
    await saver.save({ overwrite: true });
    expect(written.map(({ overwrite }) => overwrite)).toEqual([false, true]);
    expect(savedStatus(store.state)).toBe("saved");
  });
});

describe("a file that was mended when it was opened", () => {
  it("is written over only when asked for by hand, and with a yes", async () => {
    const store = createStore(opened(code("a", { id: "a" })));
    const { contents, written } = fakeContents();
    const answers = [false, true];
    const saver = new Saver({
      store,
      contents: () => Promise.resolve(contents),
      version: { hash: "h0" },
      advise: saveAdvice,
      mayMend: () => Promise.resolve(answers.shift() === true),
    });
    type(store, "b");
    await saver.save();
    await saver.save({ byHand: true });
    expect(written).toEqual([]);
    expect(savedStatus(store.state)).toBe("unsaved");
    await saver.save({ byHand: true });
    await saver.save();
    expect(written).toHaveLength(2);
    expect(answers).toEqual([]);
  });
});

describe("a file that was deleted meanwhile", () => {
  it("is not put back unasked, and is put back when asked", async () => {
    const { store, saver } = setUp(({ overwrite }) =>
      overwrite ? Promise.resolve() : Promise.reject(new ServerError("gone", "missing", 409)),
    );
    type(store, "b");
    await saver.save();
    expect(savedStatus(store.state)).toBe("conflict");
    expect(store.state.notices[0]?.actions?.[0]).toEqual({
      label: "Put it back",
      command: "notebook.overwrite",
    });
    await saver.save({ overwrite: true });
    expect(savedStatus(store.state)).toBe("saved");
  });
});

describe("startAutosave", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("saves a little after the last change, and at the latest while changes go on", async () => {
    const { store, saver, written } = setUp();
    const stop = startAutosave(store, saver);
    type(store, "b");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(written).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(written).toHaveLength(1);
    for (let i = 0; i < 25; i++) {
      type(store, `typing ${i}`);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(written.length).toBeGreaterThan(1);
    stop();
  });

  it("does not save by itself during a conflict", async () => {
    const { store, saver, written } = setUp(() =>
      Promise.reject(new ServerError("changed", "conflict", 409)),
    );
    const stop = startAutosave(store, saver);
    type(store, "b");
    await vi.advanceTimersByTimeAsync(5_000);
    type(store, "c");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(written).toHaveLength(1);
    stop();
  });
});
