// What the kernel says of its loop, and the cell that it is about.
import { describe, expect, it } from "vitest";
import type { Aside } from "../../../src/execution/aside.ts";
import { BackgroundTasks } from "../../../src/execution/background-tasks.ts";
import { findCell } from "../../../src/model/select.ts";
import { createStore } from "../../../src/model/store.ts";
import { code, opened } from "../../support/builders.ts";
import { defer } from "../../support/deferred.ts";

const blocked = [{ ran: "a", cell: "a", line: 5, source: "time.sleep(1)", seconds: 1 }];

function ask() {
  const store = createStore(opened(code("import asyncio", { id: "a" })));
  const answer = defer<string>();
  const aside = { isThere: true, ask: () => answer.promise } as unknown as Aside;
  const tasks = new BackgroundTasks({ store, aside });
  const run = (at: number): void => {
    store.dispatch({ type: "run-started", id: "a", at });
    store.dispatch({ type: "run-ended", id: "a", state: "done", at: at + 1 });
  };
  run(0);
  const looked = tasks.look();
  return {
    run,
    tell: async () => {
      answer.resolve(JSON.stringify({ tasks: [], cell: null, held: null, blocked }));
      await looked;
      return findCell(store.state, "a")?.run.blocked;
    },
  };
}

describe("what held the loop", () => {
  it("is said in the cell whose run it was", async () => {
    expect(await ask().tell()).toMatchObject([{ line: 5 }]);
  });

  it("is not said of a run that began after the kernel was asked", async () => {
    const { run, tell } = ask();
    run(10);
    expect(await tell()).toBeUndefined();
  });
});
