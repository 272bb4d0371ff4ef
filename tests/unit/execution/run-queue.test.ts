import { describe, expect, it } from "vitest";
import { RunQueue } from "../../../src/execution/run-queue.ts";
import type { Kernel } from "../../../src/execution/ports.ts";
import { createStore, type Store } from "../../../src/model/store.ts";
import type { Cell } from "../../../src/nbformat/types.ts";
import { code, md, opened, stream } from "../../support/builders.ts";
import { defer } from "../../support/deferred.ts";
import { FakeKernel, PythonError, type FakeProgram } from "../../support/fake-kernel.ts";

interface Setup {
  readonly store: Store;
  readonly kernel: FakeKernel;
  readonly queue: RunQueue;
  readonly ids: readonly string[];
}

function setUp(
  cells: readonly Cell[],
  programs: Readonly<Record<string, FakeProgram>> = {},
): Setup {
  const store = createStore(opened(...cells));
  const kernel = new FakeKernel({ programs });
  let clock = 0;
  const queue = new RunQueue({
    store,
    kernel: () => Promise.resolve<Kernel>(kernel),
    now: () => ++clock,
  });
  return { store, kernel, queue, ids: cells.map(({ id }) => id) };
}

const states = (store: Store): readonly string[] => store.state.cells.map(({ run }) => run.state);
const notes = (store: Store): readonly (string | undefined)[] =>
  store.state.cells.map(({ run }) => run.note);
const outputsOf = (store: Store, index: number): unknown => {
  const cell = store.state.cells[index]?.cell;
  return cell?.cell_type === "code" ? cell.outputs : undefined;
};

/** Resolves when a cell runs. */
function running(store: Store): Promise<void> {
  return new Promise((resolve) => {
    store.subscribe((next) => {
      if (next.cells.some(({ run }) => run.state === "running")) resolve();
    });
  });
}

describe("RunQueue", () => {
  it("runs cells one after the other, in the order in which they were queued", async () => {
    const { store, kernel, queue, ids } = setUp([code("a"), code("b"), code("c")]);
    queue.enqueue(ids.toReversed());
    await queue.whenIdle();
    expect(kernel.calls).toEqual(["execute c", "execute b", "execute a"]);
    expect(states(store)).toEqual(["done", "done", "done"]);
    expect(store.state.cells.map(({ cell }) => cell.execution_count)).toEqual([3, 2, 1]);
  });

  it("does what has to be done in the kernel before a cell, and runs the cell all the same", async () => {
    const store = createStore(opened(code("a"), code("b")));
    const kernel = new FakeKernel({ programs: {} });
    const queue = new RunQueue({
      store,
      kernel: () => Promise.resolve<Kernel>(kernel),
      now: () => 0,
      prepare: (cell, on) =>
        cell.source === "b"
          ? on.execute({ code: "ready for b", silent: true }, () => undefined)
          : undefined,
    });
    queue.enqueue(store.state.cells.map(({ cell }) => cell.id));
    await queue.whenIdle();
    expect(kernel.calls).toEqual(["execute a", "execute ready for b", "execute b"]);
    expect(states(store)).toEqual(["done", "done"]);
  });

  it("sends the next request when the kernel has answered, before the last output of the one before is here", async () => {
    const last = defer();
    const { store, kernel, queue, ids } = setUp([code("a"), code("b")], {
      a: (run) => {
        run.linger(last.promise.then(() => run.print("last words")));
      },
      b: () => {
        expect(states(store)).toEqual(["running", "running"]);
        last.resolve();
      },
    });
    queue.enqueue(ids);
    await queue.whenIdle();
    expect(kernel.calls).toEqual(["execute a", "execute b"]);
    expect(states(store)).toEqual(["done", "done"]);
    expect(outputsOf(store, 0)).toEqual([stream("last words")]);
  });

  it("waits for the last output of the last cell", async () => {
    const last = defer();
    const { store, queue, ids } = setUp([code("a")], { a: (run) => run.linger(last.promise) });
    queue.enqueue(ids);
    const idle = queue.whenIdle().then(() => states(store));
    await Promise.resolve();
    last.resolve();
    expect(await idle).toEqual(["done"]);
  });

  it("sends the next request only when the kernel has answered the one before", async () => {
    const gate = defer();
    const { store, kernel, queue, ids } = setUp([code("slow"), code("b")], {
      slow: () => gate.promise,
    });
    queue.enqueue(ids);
    await running(store);
    expect(kernel.calls).toEqual(["execute slow"]);
    expect(states(store)).toEqual(["running", "queued"]);
    gate.resolve();
    await queue.whenIdle();
    expect(kernel.calls).toEqual(["execute slow", "execute b"]);
  });

  it("reads a cell's text when its turn comes", async () => {
    const gate = defer();
    const { store, kernel, queue, ids } = setUp([code("slow"), code("old")], {
      slow: () => gate.promise,
    });
    queue.enqueue(ids);
    store.dispatch({ type: "source", id: ids[1] ?? "", source: "new" });
    gate.resolve();
    await queue.whenIdle();
    expect(kernel.calls).toEqual(["execute slow", "execute new"]);
  });

  it("passes over text cells, empty cells and cells that are queued already", async () => {
    const { store, kernel, queue, ids } = setUp([md("# T"), code("  \n"), code("a")]);
    queue.enqueue([...ids, ...ids]);
    await queue.whenIdle();
    expect(kernel.calls).toEqual(["execute a"]);
    expect(states(store)).toEqual(["idle", "idle", "done"]);
  });

  it("takes a waiting cell out", async () => {
    const gate = defer();
    const { store, kernel, queue, ids } = setUp([code("slow"), code("b"), code("c")], {
      slow: () => gate.promise,
    });
    queue.enqueue(ids);
    await running(store);
    queue.cancel([ids[1] ?? ""]);
    expect(store.state.cells[2]?.run).toEqual({ state: "queued", place: 1 });
    gate.resolve();
    await queue.whenIdle();
    expect(kernel.calls).toEqual(["execute slow", "execute c"]);
    expect(states(store)).toEqual(["done", "idle", "done"]);
  });

  it("skips a waiting cell that was deleted", async () => {
    const gate = defer();
    const { store, kernel, queue, ids } = setUp([code("slow"), code("b")], {
      slow: () => gate.promise,
    });
    queue.enqueue(ids);
    const { selection } = store.state;
    store.dispatch({
      type: "edit",
      label: "Delete",
      steps: [{ type: "splice", at: 1, remove: 1, insert: [] }],
      selection,
    });
    gate.resolve();
    await queue.whenIdle();
    expect(kernel.calls).toEqual(["execute slow"]);
  });

  it("stops at the first error and says of the rest why they did not run", async () => {
    const fails: FakeProgram = () => {
      throw new PythonError("NameError", "x");
    };
    const { store, kernel, queue, ids } = setUp([code("fails"), code("b")], { fails });
    queue.enqueue(ids);
    await queue.whenIdle();
    expect(kernel.calls).toEqual(["execute fails"]);
    expect(states(store)).toEqual(["error", "cancelled"]);
    expect(notes(store)).toEqual([undefined, "Not run: a cell before this one failed."]);
    expect(outputsOf(store, 0)).toMatchObject([{ output_type: "error", ename: "NameError" }]);
  });

  it("goes on after a cell that is tagged to fail", async () => {
    const fails: FakeProgram = () => {
      throw new PythonError("RuntimeError");
    };
    const tagged = code("fails", { metadata: { tags: ["raises-exception"] } });
    const { store, queue, ids } = setUp([tagged, code("b")], { fails });
    queue.enqueue(ids);
    await queue.whenIdle();
    expect(states(store)).toEqual(["error", "done"]);
  });

  it.each(["solution", "grade"])(
    "goes on after an exercise that is not solved: %s",
    async (key) => {
      const fails: FakeProgram = () => {
        throw new PythonError("CheckFailed");
      };
      const exercise = code("fails", { metadata: { nbgrader: { [key]: true } } });
      const { store, queue, ids } = setUp([exercise, code("b")], { fails });
      queue.enqueue(ids);
      await queue.whenIdle();
      expect(states(store)).toEqual(["error", "done"]);
    },
  );

  it("stops an await with an interrupt and a nudge, and cancels what waits", async () => {
    const started = defer();
    const { store, kernel, queue, ids } = setUp([code("sleeps"), code("b")], {
      sleeps: (run) => {
        started.resolve();
        return run.sleepForever();
      },
    });
    queue.enqueue(ids);
    await started.promise;
    expect(await queue.stop()).toBe("stopped");
    expect(kernel.calls).toEqual(["execute sleeps", "interrupt", "nudge"]);
    expect(states(store)).toEqual(["error", "cancelled"]);
    expect(notes(store)).toEqual([
      "Stopped by you. The cell was interrupted; variables are kept.",
      "Not run: the notebook was stopped.",
    ]);
  });

  it("has nothing to stop when nothing runs", async () => {
    const { kernel, queue } = setUp([code("a")]);
    expect(await queue.stop()).toBe("idle");
    expect(kernel.calls).toEqual([]);
  });

  it("ends the running cell with a reason when the kernel dies, and cancels the rest", async () => {
    const { store, queue, ids } = setUp([code("dies"), code("b")], { dies: (run) => run.die() });
    queue.enqueue(ids);
    await queue.whenIdle();
    expect(states(store)).toEqual(["error", "cancelled"]);
    expect(notes(store)[0]).toBe("The kernel ended.");
  });

  it("cancels what waits when no kernel can be had", async () => {
    const store = createStore(opened(code("a", { id: "a" })));
    const queue = new RunQueue({
      store,
      kernel: () => Promise.reject(new Error("no server")),
      now: () => 0,
    });
    queue.enqueue(["a"]);
    await queue.whenIdle();
    expect(states(store)).toEqual(["cancelled"]);
    expect(notes(store)).toEqual(["Not run: no server"]);
  });

  it("puts what a background task prints later into its cell", async () => {
    const printed = defer();
    const { store, queue, ids } = setUp([code("starts"), code("b")], {
      starts: (run) =>
        run.afterwards(() => {
          run.print("late");
          printed.resolve();
        }),
    });
    queue.enqueue(ids);
    await queue.whenIdle();
    await printed.promise;
    expect(outputsOf(store, 0)).toEqual([stream("late")]);
  });

  it("answers a question of the program's own, in its turn and without touching a cell", async () => {
    const { store, kernel, queue, ids } = setUp([code("a")]);
    queue.enqueue(ids);
    const outputs = await queue.evaluate("question");
    expect(kernel.calls).toEqual(["execute a", "execute question"]);
    expect(outputs).toEqual([stream("question")]);
    expect(store.state.cells).toHaveLength(1);
  });

  it("rejects a question with words when the notebook is stopped before its turn", async () => {
    const started = defer();
    const { queue, ids } = setUp([code("sleeps")], {
      sleeps: (run) => {
        started.resolve();
        return run.sleepForever();
      },
    });
    queue.enqueue(ids);
    await started.promise;
    const answer = expect(queue.evaluate("question")).rejects.toThrow("stopped");
    await queue.stop();
    await answer;
  });
});
