import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  DraftKeeper,
  forgetOldDrafts,
  restoreDraft,
  type Draft,
  type DraftStore,
} from "../../../src/execution/drafts.ts";
import type { Contents } from "../../../src/execution/ports.ts";
import { saveAdvice } from "../../../src/execution/save-advice.ts";
import { Saver } from "../../../src/execution/saver.ts";
import type { Output } from "../../../src/nbformat/types.ts";
import { createStore, type Store } from "../../../src/model/store.ts";
import { code, opened, sources } from "../../support/builders.ts";

class MemoryDrafts implements DraftStore {
  readonly kept = new Map<string, Draft>();
  isFull = false;
  write(draft: Draft): Promise<void> {
    if (this.isFull) return Promise.reject(new Error("full"));
    // What a browser's database does to a value.
    this.kept.set(draft.id, structuredClone(draft));
    return Promise.resolve();
  }
  drop(id: string): Promise<void> {
    this.kept.delete(id);
    return Promise.resolve();
  }
  all(): Promise<readonly Draft[]> {
    return Promise.resolve([...this.kept.values()]);
  }
  abandoned(): Promise<readonly Draft[]> {
    return Promise.resolve([...this.kept.values()]);
  }
}

const fresh = (): Store =>
  createStore(opened(code("a", { id: "a" }), code("b", { id: "b" }), code("c", { id: "c" })));

function page(): {
  readonly store: Store;
  readonly saver: Saver;
  readonly drafts: MemoryDrafts;
  readonly keeper: DraftKeeper;
} {
  const store = fresh();
  const never = (): Promise<never> => Promise.reject(new Error("not part of this test"));
  const contents: Contents = {
    open: never,
    list: never,
    save: () => Promise.resolve({ hash: "h1" }),
  };
  const saver = new Saver({
    store,
    contents: () => Promise.resolve(contents),
    version: { hash: "h0" },
    advise: saveAdvice,
  });
  const drafts = new MemoryDrafts();
  const keeper = new DraftKeeper({ store, saver, drafts, id: "page" });
  keeper.watch();
  return { store, saver, drafts, keeper };
}

const type = (store: Store, id: string, source: string): void =>
  store.dispatch({ type: "source", id, source });

describe("a draft", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("is written within a second of a keystroke, while the typing goes on", async () => {
    const { store, drafts } = page();
    for (let typed = 1; typed <= 10; typed++) {
      type(store, "a", "x".repeat(typed));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(drafts.kept.get("page")?.patch.mine[0]?.source.length).toBeGreaterThanOrEqual(5);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(drafts.kept.get("page")?.patch.mine[0]?.source).toBe("xxxxxxxxxx");
  });

  it("holds only the cells that were changed", async () => {
    const { store, drafts, keeper } = page();
    type(store, "b", "new");
    await keeper.flush();
    expect(drafts.kept.get("page")?.patch.mine.map(({ id }) => id)).toEqual(["b"]);
  });

  it("goes when the server has it, and stays for what was typed meanwhile", async () => {
    const { store, saver, drafts, keeper } = page();
    type(store, "a", "first");
    await keeper.flush();
    const saving = saver.save();
    type(store, "b", "second");
    await saving;
    await keeper.flush();
    expect(drafts.kept.get("page")?.patch.mine.map(({ source }) => source)).toEqual(["second"]);
    expect(drafts.kept.get("page")?.version).toEqual({ hash: "h1" });
    await saver.save();
    await keeper.flush();
    expect(drafts.kept.size).toBe(0);
  });

  it("brings everything back to a page that opened the same file, as one step to undo", async () => {
    const { store, drafts, keeper } = page();
    type(store, "a", "typed");
    await keeper.flush();
    const [draft] = await drafts.abandoned();
    const later = fresh();
    if (draft === undefined) throw new Error("no draft was written");
    expect(restoreDraft(later, draft, { hash: "h0" })).toBe(true);
    expect(sources(later.state)).toEqual(["typed", "b", "c"]);
    later.dispatch({ type: "undo" });
    expect(sources(later.state)).toEqual(["a", "b", "c"]);
  });

  it("brings outputs back as trusted, or not, as they were", async () => {
    const { store, drafts, keeper } = page();
    const shown = { output_type: "display_data", data: { "text/html": "<b>x</b>" }, metadata: {} };
    for (const id of ["a", "b"]) {
      store.dispatch({ type: "run-started", id, at: 1 });
      store.dispatch({ type: "output", id, output: shown as Output });
      store.dispatch({ type: "run-ended", id, state: "done", at: 2 });
    }
    await keeper.flush();
    const [draft] = await drafts.abandoned();
    if (draft === undefined) throw new Error("no draft was written");
    expect(draft.trusted).toEqual(["a", "b"]);
    const later = fresh();
    restoreDraft(later, { ...draft, trusted: ["b"] }, { hash: "h0" });
    expect(later.state.cells.map(({ untrusted }) => untrusted)).toEqual([
      true,
      undefined,
      undefined,
    ]);
  });

  it("is not put into another version of the file unasked", async () => {
    const { store, drafts, keeper } = page();
    type(store, "a", "typed");
    await keeper.flush();
    const [draft] = await drafts.abandoned();
    const later = fresh();
    if (draft === undefined) throw new Error("no draft was written");
    expect(restoreDraft(later, draft, { hash: "other" })).toBe(false);
    expect(sources(later.state)).toEqual(["a", "b", "c"]);
  });

  it("that cannot be kept is said", async () => {
    const { store, drafts, keeper } = page();
    drafts.isFull = true;
    type(store, "a", "typed");
    await keeper.flush();
    expect(store.state.notices.map(({ id }) => id)).toEqual(["draft"]);
  });
});

describe("old drafts", () => {
  it("are forgotten after thirty days, where their file is gone", async () => {
    const drafts = new MemoryDrafts();
    const now = Date.UTC(2026, 10, 27);
    const day = 24 * 60 * 60 * 1000;
    const patch = {
      base: [],
      mine: [],
      before: [],
      after: [],
      metadata: {},
    } as unknown as Draft["patch"];
    for (const [id, path, days] of [
      ["old, gone", "gone.ipynb", 31],
      ["young, gone", "gone.ipynb", 29],
      ["old, there", "there.ipynb", 31],
    ] as const)
      await drafts.write({ id, path, version: {}, patch, at: now - days * day });
    await forgetOldDrafts(drafts, (path) => Promise.resolve(path === "gone.ipynb"), now);
    expect([...drafts.kept.keys()]).toEqual(["young, gone", "old, there"]);
  });

  it("stay when the server cannot say whether their file is there", async () => {
    const drafts = new MemoryDrafts();
    const patch = {} as Draft["patch"];
    await drafts.write({ id: "a", path: "a", version: {}, patch, at: 0 });
    await forgetOldDrafts(drafts, () => Promise.reject(new Error("no answer")), Date.now());
    expect(drafts.kept.size).toBe(1);
  });
});
