// The widgets of one notebook, as data: what the kernel says of them goes to the frames that show them, what a reader does
// in a frame goes to the kernel, to the other frames and along links. Frames come and go; the state stays here.
import type { CommMessage, Kernel, KernelMessage } from "../execution/ports.ts";
import type { FromWidget } from "../frame/protocol.ts";
import type { WidgetConnection, WidgetView } from "../extension.ts";
import type { CellId } from "../model/state.ts";
import { makeCellId } from "../nbformat/ids.ts";
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject } from "../nbformat/types.ts";
import { capture, capturedFrom, outputsOf, withSoundOutputs, type Captured } from "./captured.ts";
import type { WidgetEvent } from "./feed.ts";
import { bundledName } from "./libraries.ts";
import { firstChanges, isLink, linkedChanges, linkedWidgets } from "./links.ts";
import { gather, namedIn, safeChange } from "./references.ts";
import { chooseWithin, readModel, readStateFile, writeStateFile } from "./state-file.ts";
import {
  isState,
  withBuffers,
  withoutBuffers,
  type WidgetModel,
  type WidgetState,
} from "./values.ts";

const TARGET = "jupyter.widget";
/** A comm of ipywidgets 8 that tells the states of all widgets of a kernel. */
const CONTROL = { target: "jupyter.widget.control", version: "1.0.0" } as const;

/** How long what Output widgets capture gathers before it is shown, in milliseconds. */
const GATHER = 50;

/** Characters of widgets' state that a file holds at most. */
const MOST_SAVED = 20_000_000;

export interface SavedWidgets {
  readonly widgets: JsonObject | undefined;
  /** Says to the reader that some found no room. */
  readonly remark: string | undefined;
}

export interface HubOptions {
  /** The notebook's metadata, which may hold widgets of an earlier session. */
  readonly metadata: () => JsonObject;
  /** A widget of the kernel has changed, so that the file should hold it anew. */
  readonly onChange: () => void;
  /** A widget's code in the kernel printed something; `cell` shows the widget. */
  readonly onPrint: (cell: CellId | undefined, message: KernelMessage) => void;
  /** Calls after so many milliseconds. */
  readonly later: (act: () => void, milliseconds: number) => void;
}

/** A frame that shows a widget. */
interface Shown {
  readonly id: string;
  readonly view: WidgetView;
  /** The models that the frame has. */
  readonly known: Set<string>;
}

export class WidgetHub {
  readonly #options: HubOptions;
  readonly #models = new Map<string, WidgetModel>();
  readonly #shown = new Set<Shown>();
  readonly #captured = new Map<string, Captured>();
  /** Output widgets whose outputs have changed since they were last told. */
  readonly #unsaid = new Set<string>();
  #kernel: { readonly kernel: Kernel; readonly joined: boolean } | undefined;
  #restoring: Promise<void> | undefined;
  #control: { readonly commId: string; states?: CommMessage } | undefined;
  #metadata: JsonObject | undefined;
  /** Resolved once it is known whether there is a kernel. */
  readonly #whenKnown: Promise<void>;
  #tellKnown: () => void = () => undefined;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#whenKnown = new Promise((resolve) => {
      this.#tellKnown = resolve;
    });
  }

  /** Takes what happened in the kernel. */
  take(event: WidgetEvent): void {
    switch (event.type) {
      case "kernel":
        this.#lose();
        this.#kernel = event;
        this.#tellKnown();
        // What the file showed so far may be alive.
        if (event.joined && this.#shown.size > 0) void this.#restore();
        return;
      case "gone":
        this.#lose();
        this.#tellKnown();
        return;
      case "comm":
        this.#hear(event.message);
        return;
      case "captured":
        this.#capture(event.commId, event.message);
    }
  }

  /**
   * Finds a widget for a frame: in the kernel, or else in the file.
   * @throws Error (as a rejection) with words for the reader where it is in neither, or its library is not here.
   */
  async connect(id: string, view: WidgetView): Promise<WidgetConnection> {
    this.#readFile();
    if (this.#models.get(id)?.isLive !== true) {
      const restored = this.#whenKnown.then(() => this.#restore());
      if (!this.#models.has(id)) await restored;
    }
    const model = this.#models.get(id);
    if (model === undefined)
      throw new Error(
        "This widget is not in the file, and the kernel that made it is gone. Run the cell to make it anew.",
      );
    if (bundledName(model.module) === undefined)
      throw new Error(
        `This widget is from the library ${model.module} (${model.name.replace(/Model$/, "")}), which is not part of Lessonbook. What it says as text is below.`,
      );
    const shown: Shown = { id, view, known: new Set() };
    this.#shown.add(shown);
    view.signal.addEventListener("abort", () => this.#shown.delete(shown));
    view.tell(model.isLive ? "live" : "saved");
    return {
      title: titleOf(model),
      content: () => this.#contentFor(shown),
      receive: (message) => this.#receive(shown, message),
    };
  }

  /**
   * The widgets that the file is to hold, as its metadata's `widgets`: what these widgets need, and the links between them.
   * `widgets` is undefined when none of them is known; `remark` says that there was no room for some.
   * @param most characters that they may take in the file
   */
  save(ids: readonly string[], most = MOST_SAVED): SavedWidgets {
    this.#readFile();
    const { kept, leftOut } = chooseWithin(this.#models, ids, most);
    const { models } = gather(this.#models, kept);
    const remark = leftOut === 0 ? undefined : wordsOnLeftOut(leftOut);
    if (models.length === 0) return { widgets: undefined, remark };
    const held = new Set(models.map(({ id }) => id));
    const links = [...this.#models.values()].filter((model) => {
      const ends = linkedWidgets(model);
      return ends.length > 0 && ends.every((end) => held.has(end));
    });
    const others = links.filter(({ id }) => !held.has(id));
    return { widgets: writeStateFile([...models, ...others]), remark };
  }

  #readFile(): void {
    const metadata = this.#options.metadata();
    if (metadata === this.#metadata) return;
    this.#metadata = metadata;
    for (const [id, model] of readStateFile(metadata))
      if (!this.#models.has(id)) this.#models.set(id, model);
  }

  #contentFor(shown: Shown): ReturnType<WidgetConnection["content"]> {
    const { models, missing, loops } = gather(this.#models, [shown.id]);
    shown.known.clear();
    for (const { id } of models) shown.known.add(id);
    if (missing.size > 0)
      shown.view.say("Parts of this widget are missing, so it does not show all that it should.");
    if (loops.size > 0)
      shown.view.say("This widget holds itself. It is shown once, without itself inside.");
    return { id: shown.id, models };
  }

  #hear(message: CommMessage): void {
    const { type, commId, target, data, buffers = [] } = message;
    if (commId === this.#control?.commId) {
      if (data.method === "update_states") this.#control.states = message;
      return;
    }
    if (type === "open") {
      if (target === TARGET) this.#open(message);
      return;
    }
    if (!this.#models.has(commId)) return;
    if (type === "close") {
      this.#close(commId);
      return;
    }
    switch (data.method) {
      case "update":
      case "echo_update":
        // What this page has sent comes back as an echo, and tells nothing new.
        if (data.method === "echo_update" && message.isAnswer === true) return;
        if (isObject(data.state))
          this.#change(commId, withBuffers(data.state, data.buffer_paths, buffers));
        return;
      case "custom":
        for (const { view, known } of this.#shown)
          if (known.has(commId)) view.send({ type: "comm", id: commId, data, buffers });
    }
  }

  #open({ commId, data, buffers }: CommMessage): void {
    const state = isObject(data.state) ? data.state : {};
    const model = readModel(commId, {
      model_name: state._model_name,
      model_module: state._model_module,
      model_module_version: state._model_module_version,
    });
    if (model === undefined) return;
    const whole = withBuffers(state, data.buffer_paths, buffers);
    this.#adopt([{ ...model, state: withSoundOutputs(model.name, whole), isLive: true }]);
  }

  /** Takes models of the kernel, and shows them where widgets of the file stood for them. */
  #adopt(models: readonly WidgetModel[]): void {
    for (const model of models) {
      this.#models.set(model.id, model);
      this.#captured.delete(model.id);
    }
    for (const shown of this.#shown) {
      const own = models.filter(({ id }) => shown.known.has(id)).map(({ id }) => id);
      if (own.length > 0) this.#send(shown, own);
      if (models.some(({ id }) => id === shown.id)) shown.view.tell("live");
    }
    for (const model of models) {
      if (!isLink(model)) continue;
      for (const { id, change } of firstChanges(this.#models, model)) this.#lead(id, change);
    }
    this.#options.onChange();
  }

  #close(id: string): void {
    this.#models.delete(id);
    this.#captured.delete(id);
    for (const { view, known, id: root } of this.#shown) {
      if (known.delete(id)) view.send({ type: "closed", id });
      if (root === id) view.tell("closed");
    }
    this.#options.onChange();
  }

  /** Sends a frame the widgets of these names, with what they hold and it does not know. */
  #send(shown: Shown, ids: readonly string[]): void {
    const asked = new Set(ids);
    const { models } = gather(this.#models, ids, (id) => shown.known.has(id) && !asked.has(id));
    if (models.length === 0) return;
    for (const { id } of models) shown.known.add(id);
    shown.view.send({ type: "models", models });
  }

  /** Changes a widget, wherever the change comes from, and what is linked to it; `from` knows already. */
  #change(id: string, change: WidgetState, from?: Shown): void {
    const model = this.#models.get(id);
    if (model === undefined) return;
    const safe = safeChange(this.#models, id, withSoundOutputs(model.name, change));
    this.#models.set(id, { ...model, state: { ...model.state, ...safe } });
    if ("outputs" in safe) this.#captured.delete(id);
    for (const shown of this.#shown) {
      if (shown === from || !shown.known.has(id)) continue;
      const unknown = namedIn(safe).filter((other) => !shown.known.has(other));
      this.#send(shown, unknown);
      const data = { method: "update", state: safe };
      shown.view.send({ type: "comm", id, data, buffers: [] });
    }
    for (const linked of linkedChanges(this.#models, id, Object.keys(safe)))
      this.#lead(linked.id, linked.change);
    if (model.isLive) this.#options.onChange();
  }

  /** Changes a widget from here: the kernel is told, too. */
  #lead(id: string, change: WidgetState): void {
    this.#change(id, change);
    const { state, buffers } = withoutBuffers(change);
    const paths = buffers.map(({ path }) => path);
    const data = { method: "update", state, buffer_paths: paths };
    void this.#tell(id, { data, buffers: buffers.map(({ buffer }) => buffer) });
  }

  #receive(shown: Shown, { id, data, buffers }: FromWidget): void {
    // A frame speaks for what it shows, and for nothing else.
    if (!shown.known.has(id)) return;
    if (data.method === "update" && isState(data.state))
      this.#change(id, withBuffers(data.state, data.buffer_paths, buffers), shown);
    void this.#tell(id, { data: data as JsonObject, buffers }, shown.view.cell()).then(() =>
      shown.view.send({ type: "handled", id }),
    );
  }

  /** Sends a message to a widget's other half, if it has one. Resolves when it was handled, or never will be. */
  async #tell(
    id: string,
    message: Pick<CommMessage, "data" | "buffers">,
    cell?: CellId,
  ): Promise<void> {
    if (this.#kernel === undefined || this.#models.get(id)?.isLive !== true) return;
    await this.#kernel.kernel
      .sendComm({ type: "msg", commId: id, ...message }, (printed) =>
        this.#options.onPrint(cell, printed),
      )
      .catch(() => undefined); // The kernel is gone, which is told elsewhere.
  }

  #capture(id: string, message: KernelMessage): void {
    // A display that is updated may stand in a cell as well.
    if (message.type === "update_display_data") this.#options.onPrint(undefined, message);
    const model = this.#models.get(id);
    if (model === undefined) return;
    const before = this.#captured.get(id) ?? capturedFrom(model.state.outputs);
    const after = capture(before, message);
    this.#captured.set(id, after);
    if (this.#unsaid.has(id) || outputsOf(after) === outputsOf(before)) return;
    this.#unsaid.add(id);
    this.#options.later(() => {
      this.#unsaid.delete(id);
      const captured = this.#captured.get(id);
      if (captured === undefined) return; // The kernel has set others since.
      this.#lead(id, { outputs: outputsOf(captured) });
      this.#captured.set(id, captured);
    }, GATHER);
  }

  /** Widgets of the kernel that was stay as they were last, without their other halves. */
  #lose(): void {
    if (this.#kernel !== undefined) this.#kernel = { ...this.#kernel, joined: false };
    this.#restoring = undefined;
    for (const [id, model] of this.#models)
      if (model.isLive) this.#models.set(id, { ...model, isLive: false });
    for (const { view, id } of this.#shown) if (this.#models.has(id)) view.tell("saved");
  }

  /** Asks a kernel that ran before for its widgets, once. */
  #restore(): Promise<void> {
    if (this.#kernel?.joined !== true) return Promise.resolve();
    const { kernel } = this.#kernel;
    this.#restoring ??= this.#askForStates(kernel).catch(() => undefined);
    return this.#restoring;
  }

  async #askForStates(kernel: Kernel): Promise<void> {
    const open = new Set(await kernel.comms(TARGET));
    if (open.size === 0) return;
    const control: { readonly commId: string; states?: CommMessage } = { commId: makeCellId() };
    this.#control = control;
    const { commId } = control;
    const metadata = { version: CONTROL.version };
    await kernel.sendComm({ type: "open", commId, target: CONTROL.target, data: {}, metadata });
    await kernel.sendComm({ type: "msg", commId, data: { method: "request_states" } });
    void kernel.sendComm({ type: "close", commId, data: {} }).catch(() => undefined);
    this.#control = undefined;
    if (control.states === undefined || kernel !== this.#kernel?.kernel) return;
    // What opened or changed since the answer was written is newer, but the answer came in its place among all that.
    this.#adopt(readStates(control.states).filter(({ id }) => open.has(id)));
  }
}

/** Reads the control comm's answer: `states` by id, and buffers by paths that begin with the id and `state`. */
function readStates({ data, buffers = [] }: CommMessage): readonly WidgetModel[] {
  if (!isObject(data.states)) return [];
  const states = withBuffers(data.states, data.buffer_paths, buffers);
  return Object.entries(states).flatMap(([id, entry]) => {
    const model = isState(entry) ? readModel(id, entry) : undefined;
    return model === undefined ? [] : [{ ...model, isLive: true }];
  });
}

function titleOf({ name, state }: WidgetModel): string {
  const words = [state.description, state.tooltip].find(
    (word) => typeof word === "string" && word !== "",
  );
  return `Widget: ${typeof words === "string" ? words : name.replace(/Model$/, "")}`;
}

function wordsOnLeftOut(count: number): string {
  const [what, them] = count === 1 ? ["A widget holds", "it"] : [`${count} widgets hold`, "them"];
  return `${what} more than a notebook file keeps, so the file does not have ${them}. Run the cell to see ${them} again after the kernel has ended.`;
}
