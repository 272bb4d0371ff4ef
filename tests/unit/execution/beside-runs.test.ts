// A cell that ran beside the others when the page went away: how its end is learnt.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Aside } from "../../../src/execution/aside.ts";
import { BesideRuns } from "../../../src/execution/beside-runs.ts";
import type { ExecuteReply, FollowOptions, Kernel } from "../../../src/execution/ports.ts";
import { findCell } from "../../../src/model/select.ts";
import { createStore } from "../../../src/model/store.ts";
import { code, opened } from "../../support/builders.ts";
import { defer } from "../../support/deferred.ts";

const run = { cell: "a", messageId: "m", startedAt: 0, over: false, beside: true };

/** A page that comes back to the run when the kernel says that nothing runs beside. */
function comeBack() {
  const store = createStore(opened(code("work()", { id: "a" })));
  const end = defer<ExecuteReply>();
  let caughtUp = (): void => undefined;
  const kernel = {
    follow: (_id: string, _onMessage: unknown, { onCaughtUp }: FollowOptions) => {
      caughtUp = () => onCaughtUp?.();
      return end.promise;
    },
  } as unknown as Kernel;
  const aside = {
    kernel,
    whenReady: () => Promise.resolve(),
    ask: () => Promise.resolve("[]"),
  } as unknown as Aside;
  const runs = new BesideRuns({ store, aside, now: () => 0 });
  runs.resume(kernel, run);
  return {
    end,
    caughtUp: () => caughtUp(),
    state: () => findCell(store.state, "a")?.run,
  };
}

describe("a run beside the others, after a reload", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is not given up while the server still tells what it printed", async () => {
    const { end, caughtUp, state } = comeBack();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state()).toMatchObject({ state: "running" });
    end.resolve({ status: "ok", executionCount: 3 });
    caughtUp();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state()).toMatchObject({ state: "done" });
  });

  it("says that its end is not known when nobody has told it by then", async () => {
    const { caughtUp, state } = comeBack();
    caughtUp();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state()).toMatchObject({ state: "error" });
    expect(state()?.note).toContain("how it ended is not known");
  });
});
