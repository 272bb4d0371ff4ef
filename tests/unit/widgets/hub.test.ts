// The hub between a kernel and frames: what each hears of the others. The kernel is the fake that the contract suite holds
// to ipykernel's ways.
import { beforeEach, describe, expect, it } from "vitest";
import type { KernelMessage } from "../../../src/execution/ports.ts";
import type { WidgetConnection, WidgetView } from "../../../src/extension.ts";
import type { ToWidget } from "../../../src/frame/protocol.ts";
import type { JsonObject } from "../../../src/nbformat/types.ts";
import { WidgetFeed } from "../../../src/widgets/feed.ts";
import { WidgetHub } from "../../../src/widgets/hub.ts";
import { STATE_TYPE } from "../../../src/widgets/state-file.ts";
import { FakeKernel, type FakeComm, type FakeProgram } from "../../support/fake-kernel.ts";

const CONTROLS = "@jupyter-widgets/controls";

/** Opens a widget in the kernel. */
const opens =
  (commId: string, state: JsonObject, answer?: FakeComm): FakeProgram =>
  ({ comm }) =>
    comm(
      {
        type: "open",
        commId,
        target: "jupyter.widget",
        data: {
          state: {
            _model_name: "IntSliderModel",
            _model_module: CONTROLS,
            _model_module_version: "2.0.0",
            ...state,
          },
          buffer_paths: [],
        },
      },
      answer,
    );

class Frame implements WidgetView {
  readonly #end = new AbortController();
  readonly signal = this.#end.signal;
  readonly heard: ToWidget[] = [];
  readonly told: string[] = [];
  readonly said: string[] = [];
  connection: WidgetConnection | undefined;

  cell(): string {
    return "cell";
  }
  send(message: ToWidget): void {
    this.heard.push(message);
  }
  tell(state: string): void {
    this.told.push(state);
  }
  say(words: string): void {
    this.said.push(words);
  }
  leave(): void {
    this.#end.abort();
  }

  /** The state of a model as the frame gets it anew. */
  stateOf(id: string): unknown {
    return this.connection?.content().models.find((model) => model.id === id)?.state;
  }

  /** What a reader does to a model. */
  update(id: string, state: JsonObject): void {
    const data = { method: "update", state, buffer_paths: [] };
    this.connection?.receive({ type: "comm", id, data, buffers: [] });
  }
}

describe("the hub", () => {
  let hub: WidgetHub;
  let feed: WidgetFeed;
  let metadata: JsonObject;
  let printed: (readonly [string | undefined, KernelMessage])[];
  let waiting: (() => void)[];

  beforeEach(() => {
    metadata = {};
    printed = [];
    waiting = [];
    hub = new WidgetHub({
      metadata: () => metadata,
      onChange: () => undefined,
      onPrint: (cell, message) => printed.push([cell, message]),
      later: (act) => waiting.push(act),
    });
    feed = new WidgetFeed(() => feed.read((event) => hub.take(event)));
  });

  function follow(
    programs: Readonly<Record<string, FakeProgram>>,
    { joined = false, targets = {} } = {},
  ): FakeKernel {
    const kernel = new FakeKernel({ programs, targets });
    feed.follow(kernel, joined);
    return kernel;
  }

  async function run(kernel: FakeKernel, code: string): Promise<readonly KernelMessage[]> {
    const messages: KernelMessage[] = [];
    await kernel.execute({ code }, (message) => messages.push(message));
    return messages;
  }

  async function show(id: string): Promise<Frame> {
    const frame = new Frame();
    frame.connection = await hub.connect(id, frame);
    frame.connection.content();
    return frame;
  }

  it("carries a reader's change to the kernel and to every other frame, not back", async () => {
    const got: unknown[] = [];
    const kernel = follow({ make: opens("a", { value: 1 }, ({ data }) => got.push(data.state)) });
    await run(kernel, "make");
    const [one, two] = [await show("a"), await show("a")];
    one.update("a", { value: 2 });
    expect(two.heard).toEqual([
      { type: "comm", id: "a", data: { method: "update", state: { value: 2 } }, buffers: [] },
    ]);
    expect(two.stateOf("a")).toMatchObject({ value: 2 });
    await Promise.resolve();
    await Promise.resolve();
    expect(got).toEqual([{ value: 2 }]);
    await expect.poll(() => one.heard).toEqual([{ type: "handled", id: "a" }]);
  });

  it("takes no word from a frame for a widget that it does not show", async () => {
    const got: unknown[] = [];
    const kernel = follow({
      make: (given) => {
        void opens("a", {})(given);
        void opens("b", { value: 1 }, ({ data }) => got.push(data))(given);
      },
    });
    await run(kernel, "make");
    const one = await show("a");
    one.update("b", { value: 9 });
    expect((await show("b")).stateOf("b")).toMatchObject({ value: 1 });
    expect(got).toEqual([]);
    expect(one.heard).toEqual([]);
  });

  it("drops its own echoes, and takes those of other pages", async () => {
    const echo = (isAnswer: boolean, value: number): FakeProgram => {
      const data = { method: "echo_update", state: { value } };
      return ({ comm }) => comm({ type: "msg", commId: "a", data, isAnswer });
    };
    const kernel = follow({ make: opens("a", { value: 1 }), own: echo(true, 5) });
    await run(kernel, "make");
    const frame = await show("a");
    await run(kernel, "own");
    expect(frame.heard).toEqual([]);
    const data = { method: "echo_update", state: { value: 7 } };
    hub.take({ type: "comm", message: { type: "msg", commId: "a", data, isAnswer: false } });
    expect(frame.stateOf("a")).toMatchObject({ value: 7 });
    expect(frame.heard).toHaveLength(1);
  });

  it("sends a frame new parts before the change that names them", async () => {
    const kernel = follow({
      make: opens("box", { children: [] }),
      grow: (given) => {
        void opens("late", { value: 1 })(given);
        const data = { method: "update", state: { children: ["IPY_MODEL_late"] } };
        given.comm({ type: "msg", commId: "box", data });
      },
    });
    await run(kernel, "make");
    const frame = await show("box");
    await run(kernel, "grow");
    expect(frame.heard.map(({ type }) => type)).toEqual(["models", "comm"]);
    expect(frame.heard[0]).toMatchObject({ models: [{ id: "late" }] });
  });

  it("leads linked widgets, in frames and in the kernel", async () => {
    const got: unknown[] = [];
    const kernel = follow({
      make: (given) => {
        void opens("a", { value: 3 })(given);
        void opens("b", { value: 0 }, ({ data }) => got.push(data.state))(given);
        const ends = { source: ["IPY_MODEL_a", "value"], target: ["IPY_MODEL_b", "value"] };
        void opens("link", { _model_name: "LinkModel", ...ends })(given);
      },
    });
    await run(kernel, "make");
    const [a, b] = [await show("a"), await show("b")];
    expect(b.stateOf("b")).toMatchObject({ value: 3 });
    b.update("b", { value: 8 });
    expect(a.stateOf("a")).toMatchObject({ value: 8 });
    a.update("a", { value: 9 });
    expect(got).toEqual([{ value: 3 }, { value: 8 }, { value: 9 }]);
    const saved = hub.save(["a", "b"]).widgets?.[STATE_TYPE] as { state: object };
    expect(Object.keys(saved.state).toSorted()).toEqual(["a", "b", "link"]);
    const alone = hub.save(["a"]).widgets?.[STATE_TYPE] as { state: object };
    expect(Object.keys(alone.state)).toEqual(["a"]);
  });

  it("leaves widgets out of a file where there is no room for them, and counts them", async () => {
    const kernel = follow({
      make: (given) => {
        void opens("a", {})(given);
        void opens("b", { value: "x".repeat(5_000) })(given);
        void opens("c", {})(given);
      },
    });
    await run(kernel, "make");
    const { widgets, remark } = hub.save(["a", "b", "c"], 3_000);
    const saved = widgets?.[STATE_TYPE] as { state: object };
    expect(Object.keys(saved.state)).toEqual(["a", "c"]);
    expect(remark).toMatch(/^A widget holds more /);
    expect(hub.save(["b"], 10).widgets).toBeUndefined();
    expect(hub.save(["a", "b", "c"]).remark).toBeUndefined();
  });

  it("gives what an Output widget captures to it, in its place, and nothing to the cell", async () => {
    const kernel = follow({
      make: opens("out", { _model_name: "OutputModel", msg_id: "", outputs: [] }),
      prints: ({ comm, print, send }) => {
        const set = (msg_id: string): void =>
          comm({ type: "msg", commId: "out", data: { method: "update", state: { msg_id } } });
        print("before\n");
        set("run-1");
        print("one\n");
        print("two\n");
        set("");
        print("after\n");
        set("run-1");
        send({ type: "clear_output", wait: true });
        print("three\n");
        set("");
      },
    });
    await run(kernel, "make");
    const frame = await show("out");
    const given = await run(kernel, "prints");
    expect(given.flatMap((message) => (message.type === "stream" ? [message.text] : []))).toEqual([
      "before\n",
      "after\n",
    ]);
    for (const act of waiting) act();
    expect(frame.stateOf("out")).toMatchObject({
      outputs: [{ output_type: "stream", name: "stdout", text: "three\n" }],
    });
    expect(frame.heard.at(-1)).toMatchObject({ type: "comm", id: "out" });
  });

  it("says in which cell a handler printed", async () => {
    const kernel = follow({ make: opens("a", {}, (_message, { print }) => print("pressed\n")) });
    await run(kernel, "make");
    (await show("a")).update("a", {});
    await expect
      .poll(() => printed)
      .toEqual([["cell", { type: "stream", name: "stdout", text: "pressed\n" }]]);
  });

  it("keeps what its widgets show when the kernel ends, and says that nobody hears them", async () => {
    const got: unknown[] = [];
    const kernel = follow({ make: opens("a", { value: 1 }, (message) => got.push(message)) });
    await run(kernel, "make");
    const frame = await show("a");
    await kernel.restart();
    expect(frame.told).toEqual(["live", "saved"]);
    frame.update("a", { value: 4 });
    expect(frame.stateOf("a")).toMatchObject({ value: 4 });
    await expect.poll(() => frame.heard).toEqual([{ type: "handled", id: "a" }]);
    expect(got).toEqual([]);
  });

  it("shows what the file holds at once, and goes over to the kernel that answers", async () => {
    const model = (value: number): JsonObject => ({
      model_name: "IntSliderModel",
      model_module: CONTROLS,
      model_module_version: "2.0.0",
      state: { value },
    });
    metadata = {
      widgets: { [STATE_TYPE]: { version_major: 2, version_minor: 0, state: { a: model(1) } } },
    };
    // No kernel has been heard of yet.
    const frame = await show("a");
    expect(frame.told).toEqual(["saved"]);
    expect(frame.stateOf("a")).toEqual({ value: 1 });
    const control: FakeComm = ({ type, commId }, { send }) => {
      if (type !== "msg") return;
      const data = {
        method: "update_states",
        states: { a: model(2), gone: model(3) },
        buffer_paths: [["a", "state", "bytes"]],
      };
      send({ type: "msg", commId, data, buffers: [new Uint8Array([1]).buffer] });
    };
    const kernel = new FakeKernel({
      programs: { make: opens("a", { value: 2 }) },
      targets: { "jupyter.widget.control": control },
    });
    await run(kernel, "make");
    feed.read((event) => hub.take(event));
    feed.follow(kernel, true);
    await expect.poll(() => frame.told.at(-1)).toBe("live");
    expect(frame.stateOf("a")).toMatchObject({ value: 2, bytes: new Uint8Array([1]).buffer });
    // What is not open in the kernel any more is no widget.
    await expect(show("gone")).rejects.toThrow("the kernel that made it is gone");
  });

  it("says what it cannot show", async () => {
    const kernel = follow({ make: opens("map", { _model_module: "jupyter-leaflet" }) });
    await run(kernel, "make");
    await expect(show("map")).rejects.toThrow("library jupyter-leaflet (IntSlider)");
    await expect(show("nobody")).rejects.toThrow("Run the cell to make it anew");
  });

  it.each<[string, JsonObject]>([
    ["no state", {}],
    ["a state that is text", { state: "x" }],
    ["a state without a name", { state: { value: 1 } }],
    ["a state with a name that is none", { state: { _model_name: 4, _model_module: CONTROLS } }],
  ])("takes no widget with %s", async (_name, data) => {
    const kernel = follow({
      make: ({ comm }) => comm({ type: "open", commId: "bad", target: "jupyter.widget", data }),
    });
    await run(kernel, "make");
    await expect(show("bad")).rejects.toThrow();
  });

  it("tells its frames when a widget is closed, and forgets it", async () => {
    const kernel = follow({
      make: opens("a", {}),
      close: ({ comm }) => comm({ type: "close", commId: "a", data: {} }),
    });
    await run(kernel, "make");
    const frame = await show("a");
    await run(kernel, "close");
    expect(frame.heard).toEqual([{ type: "closed", id: "a" }]);
    expect(frame.told).toEqual(["live", "closed"]);
    expect(hub.save(["a"]).widgets).toBeUndefined();
    frame.leave();
  });
});
