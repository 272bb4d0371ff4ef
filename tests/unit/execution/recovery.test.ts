// What a page shows of runs that were over before it was loaded again.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Kernel, KernelMessage, Session } from "../../../src/execution/ports.ts";
import type { RememberedRun } from "../../../src/execution/begun-runs.ts";
import { recoverRuns } from "../../../src/execution/recovery.ts";
import { createStore, type Store } from "../../../src/model/store.ts";
import type { CodeCell, Output } from "../../../src/nbformat/types.ts";
import { code, opened, stream } from "../../support/builders.ts";

type Recovered = Parameters<typeof recoverRuns>[0];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const print = (text: string): KernelMessage => ({ type: "stream", name: "stdout", text });
const shown = (text: string): Output => ({
  output_type: "display_data",
  data: { "text/plain": text },
  metadata: {},
});
const show = (text: string, displayId = "d"): KernelMessage => ({
  type: "display_data",
  data: { "text/plain": text },
  metadata: {},
  displayId,
});
const update = (text: string, displayId = "d"): KernelMessage => ({
  type: "update_display_data",
  data: { "text/plain": text },
  metadata: {},
  displayId,
});
/** As the server tells of a run from its start. */
const begun = (executionCount: number, dropped?: number): readonly KernelMessage[] => [
  { type: "clear_output", wait: false, ...(dropped !== undefined && { dropped }) },
  { type: "execute_input", executionCount },
];
const over = (cell: string, more: Partial<RememberedRun> = {}): RememberedRun => ({
  cell,
  messageId: `run-${cell}`,
  startedAt: 0,
  over: true,
  ...more,
});

/** A page that shows these cells, whose server tells this of the runs that it remembers. */
async function loadedAgain(
  cells: readonly CodeCell[],
  runs: readonly RememberedRun[],
  told: Readonly<Record<string, readonly KernelMessage[]>> = {},
): Promise<Store> {
  const store = createStore(opened(...cells));
  const kernel = {
    follow: (id: string, take: (message: KernelMessage) => void) => {
      for (const message of told[id] ?? []) take(message);
      return Promise.resolve({ status: "ok", executionCount: 1 });
    },
  } as unknown as Kernel;
  const session = { kernel, joined: true } as Session;
  // No run is under way.
  const queue = { resume: () => undefined };
  recoverRuns({
    ...({ queue, session } as unknown as Pick<Recovered, "queue" | "session" | "beside">),
    store,
    remembered: { runs, waiting: [] },
    now: () => 0,
  });
  await vi.runAllTimersAsync();
  return store;
}

function outputsOf(store: Store, at = 0): readonly Output[] {
  const cell = store.state.cells[at]?.cell;
  return cell?.cell_type === "code" ? cell.outputs : [];
}

const cell = (id: string, executionCount: number, ...outputs: readonly Output[]): CodeCell =>
  code("x", { id, execution_count: executionCount, outputs });

describe("runs that were over when the page was loaded again", () => {
  it("show what the file does not have yet", async () => {
    const store = await loadedAgain([cell("a", 3, stream("one\n"))], [over("a")], {
      "run-a": [...begun(3), print("one\n"), print("two\n")],
    });
    expect(outputsOf(store)).toEqual([stream("one\ntwo\n")]);
  });

  it("show a newer run than the file, and not an older one", async () => {
    const cells = [cell("a", 3, stream("old")), cell("b", 9, stream("newest"))];
    const store = await loadedAgain(cells, [over("a"), over("b")], {
      "run-a": [...begun(5), print("new")],
      "run-b": [...begun(8), print("older")],
    });
    expect(outputsOf(store)).toEqual([stream("new")]);
    expect(store.state.cells[0]?.cell).toMatchObject({ execution_count: 5 });
    expect(outputsOf(store, 1)).toEqual([stream("newest")]);
  });

  it("leave alone what the server has only the end of", async () => {
    const store = await loadedAgain([cell("a", 3, stream("all of it"))], [over("a")], {
      "run-a": [...begun(3, 7), print("it")],
    });
    expect(outputsOf(store)).toEqual([stream("all of it")]);
  });

  it("keep what later runs made of their displays", async () => {
    const cells = [cell("a", 1, shown("second")), cell("b", 2)];
    const store = await loadedAgain(cells, [over("a"), over("b")], {
      "run-a": [...begun(1), show("first")],
      "run-b": [...begun(2), update("second")],
    });
    expect(outputsOf(store)).toEqual([shown("second")]);
    store.dispatch({
      type: "update-display",
      displayId: "d",
      data: { "text/plain": "third" },
      metadata: {},
    });
    expect(outputsOf(store)).toEqual([shown("third")]);
  });

  it("keep the names of their displays where the server keeps nothing", async () => {
    const displays = { executionCount: 1, ids: [null, "d"] };
    const cells = [cell("a", 1, stream("x"), shown("first")), cell("b", 2, shown("other"))];
    const store = await loadedAgain(cells, [
      over("a", { displays }),
      // Of a run that the file does not show.
      over("b", { displays: { executionCount: 7, ids: ["d"] } }),
    ]);
    store.dispatch({
      type: "update-display",
      displayId: "d",
      data: { "text/plain": "new" },
      metadata: {},
    });
    expect(outputsOf(store)).toEqual([stream("x"), shown("new")]);
    expect(outputsOf(store, 1)).toEqual([shown("other")]);
  });
});
