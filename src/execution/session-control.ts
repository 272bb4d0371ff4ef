// The notebook's kernel over its life: start or join, say how it is, restart, and what to tell the reader when it goes.
// Used by the page; the terminal opens its session directly.
import type { RememberedRun, RememberedRuns } from "./begun-runs.ts";
import { Aside } from "./aside.ts";
import { BesideRuns } from "./beside-runs.ts";
import { RunQueue } from "./run-queue.ts";
import {
  ServerError,
  type Kernel,
  type KernelChoice,
  type KernelChoices,
  type Server,
  type Session,
} from "./ports.ts";
import { prepareRecording } from "./timeline.ts";
import { kernelNameOf } from "../model/open.ts";
import type { KernelStatus } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import type { Output } from "../nbformat/types.ts";

const RESTART = { label: "Restart the kernel", command: "kernel.restart" } as const;

export interface SessionControlOptions {
  readonly store: Store;
  /** Resolves when the network side is loaded. */
  readonly server: () => Promise<Server>;
  readonly now: () => number;
  /** Code that makes the modules of `src/python` importable; run silently in each fresh kernel before the first question. */
  readonly setup: () => Promise<string>;
  /** What the page remembers of its runs when it is loaded again. */
  readonly memory?: RunMemory;
  /** Whether what waits is dropped when a cell fails; yes where nobody says. */
  readonly stopsAtError?: () => boolean;
  /** Called with each kernel that the notebook gets. */
  readonly onKernel?: (session: Session) => void;
}

export interface RunMemory {
  /** No earlier load of this page left anything. */
  readonly isEmpty: boolean;
  remember(run: RememberedRun): void;
  /** What an earlier load of this very page had begun; nothing after the first call. */
  take(): Promise<RememberedRuns | undefined>;
}

export class SessionControl {
  readonly queue: RunQueue;
  readonly aside: Aside;
  /** Cells that run beside those of the queue. */
  readonly beside: BesideRuns;
  readonly #options: SessionControlOptions;
  #session: Promise<Session> | undefined;
  /** The kernel whose state is shown; one that was replaced is not heard any more. */
  #current: Kernel | undefined;
  /** Kernels that have the modules already; a restarted one is taken out. */
  readonly #prepared = new WeakSet<Kernel>();

  constructor(options: SessionControlOptions) {
    this.#options = options;
    const { store, now, setup, memory } = options;
    const remembering = memory !== undefined && {
      onSent: (run: RememberedRun) => memory.remember(run),
    };
    this.queue = new RunQueue({
      store,
      now,
      answersInput: true,
      ...(options.stopsAtError !== undefined && { stopsAtError: options.stopsAtError }),
      ...remembering,
      kernel: async () => (await this.connect()).kernel,
      prepare: (cell, kernel) =>
        prepareRecording(cell, kernel, async () => {
          if (this.#prepared.has(kernel)) return "";
          this.#prepared.add(kernel);
          return options.setup();
        }),
    });
    this.aside = new Aside({ store, setup, kernel: () => this.kernel() });
    this.beside = new BesideRuns({ store, now, aside: this.aside, ...remembering });
  }

  /**
   * Connects, and goes on with what was begun before the page was loaded again, once the page shows the notebook as it was:
   * `isWhole`.
   */
  async open(isWhole: Promise<void> = Promise.resolve()): Promise<void> {
    const { store, memory, now } = this.#options;
    // Fetched while the kernel is being connected to: what it prints then must not wait.
    const recovery = memory?.isEmpty === false ? import("./recovery.ts") : undefined;
    void recovery?.catch(() => undefined); // Said below, where it is needed.
    const session = await this.connect();
    await isWhole;
    const remembered = await memory?.take();
    if (remembered !== undefined && recovery !== undefined) {
      const { recoverRuns } = await recovery;
      const { queue, beside } = this;
      recoverRuns({ store, queue, beside, session, remembered, now });
    }
  }

  /** Starts a kernel for the notebook, or joins the one that runs for it. Rejects with words; the page has said them by then. */
  connect(): Promise<Session> {
    this.#session ??= this.#open().catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return this.#session;
  }

  /** The kernel that is there or on its way; starts none. */
  kernel(): Promise<Kernel> | undefined {
    return this.#session?.then(({ kernel }) => kernel);
  }

  /** Stops what runs. Says so, with the way out, when the cell does not let itself be stopped. */
  async interrupt(): Promise<void> {
    const { store } = this.#options;
    try {
      const [main, beside] = await Promise.all([this.queue.stop(), this.beside.stop()]);
      if (main !== "stuck" && beside.length === 0) return;
      store.dispatch({
        type: "notice",
        notice: {
          id: "stuck",
          tone: "alert",
          text: "The cell does not stop: it is busy in code that cannot be interrupted. A restart ends it; variables are lost, your text and outputs stay.",
          actions: [RESTART],
        },
      });
    } catch (error) {
      this.#tell("stuck", error, "Could not stop the cell");
    }
  }

  /** Restarts the kernel; starts one where there is none. */
  async restart(): Promise<void> {
    const { store } = this.#options;
    try {
      const running = this.#session;
      if (running === undefined) {
        await this.connect();
      } else {
        const { kernel } = await running;
        this.#prepared.delete(kernel);
        store.dispatch({ type: "kernel", kernel: { status: "starting" } });
        await kernel.restart();
        const restartedAt = this.#options.now();
        store.dispatch({ type: "kernel", kernel: { joined: false, restartedAt } });
      }
      for (const id of ["stuck", "kernel"]) store.dispatch({ type: "dismiss", id });
    } catch (error) {
      this.#tell("kernel", error, "Could not restart the kernel");
    }
  }

  /** Gives the notebook another kernel, a new one or one that runs; what runs now ends with its variables. */
  async changeKernel(choice: KernelChoice): Promise<void> {
    const { store } = this.#options;
    const before = this.#session;
    try {
      const server = await this.#options.server();
      this.queue.cancel(store.state.cells.map(({ cell }) => cell.id));
      this.#current = undefined;
      store.dispatch({ type: "kernel", kernel: { status: "starting" } });
      this.#session = server.changeKernel(store.state.path, choice).then((session) => {
        this.#adopt(session);
        const restartedAt = this.#options.now();
        if (!session.joined) store.dispatch({ type: "kernel", kernel: { restartedAt } });
        return session;
      });
      await this.#session;
      void before?.then(
        (session) => session.dispose(),
        () => undefined,
      );
      await this.#writeKernelspec();
    } catch (error) {
      this.#session = before;
      this.#current = (await before)?.kernel;
      store.dispatch({ type: "kernel", kernel: { status: this.#current?.status ?? "none" } });
      this.#tell("kernel", error, "Could not change the kernel");
    }
  }

  /** Where the server gives all that a cell's last run printed; `undefined` where nobody kept it. */
  async outputFile(cell: string): Promise<string | undefined> {
    return (await this.kernel())?.outputFile(cell);
  }

  /** What the notebook can run on: kernelspecs, the default first, and kernels that run now. */
  async choices(): Promise<KernelChoices> {
    const server = await this.#options.server();
    const [specs, running] = await Promise.all([server.kernelSpecs(), server.runningKernels()]);
    return { specs, running };
  }

  /** Ends the kernel. The next run starts a new one. */
  async shutdown(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return;
    try {
      await (await session).shutdown();
      this.#session = undefined;
      this.#current = undefined;
      (await session).dispose();
      this.#options.store.dispatch({ type: "kernel", kernel: { status: "none" } });
      this.#options.store.dispatch({ type: "dismiss", id: "kernel" });
    } catch (error) {
      this.#tell("kernel", error, "Could not shut the kernel down");
    }
  }

  /** Connects to the kernel again after the server was out of reach. */
  async reconnect(): Promise<void> {
    try {
      await (await this.connect()).kernel.reconnect();
    } catch (error) {
      this.#tell("kernel", error, "Could not connect to the kernel");
    }
  }

  /** Runs code of the program's own, with the modules of `src/python` in place. */
  async evaluate(code: string): Promise<readonly Output[]> {
    const { kernel } = await this.connect();
    if (!this.#prepared.has(kernel)) {
      this.#prepared.add(kernel);
      await this.queue.evaluate(await this.#options.setup());
    }
    return this.queue.evaluate(code);
  }

  dispose(): void {
    void this.#session?.then(
      (session) => session.dispose(),
      () => undefined,
    );
  }

  async #open(): Promise<Session> {
    const { store } = this.#options;
    store.dispatch({ type: "kernel", kernel: { status: "starting" } });
    try {
      const server = await this.#options.server();
      const kernelName = kernelNameOf(store.state);
      const session = await server.openSession({
        path: store.state.path,
        ...(kernelName !== undefined && { kernelName }),
      });
      this.#adopt(session);
      if (kernelName !== undefined && session.kernel.name !== kernelName) {
        store.dispatch({
          type: "notice",
          notice: {
            id: "kernelspec",
            tone: "status",
            text: `This notebook asks for the kernel "${kernelName}", which this server does not have. It runs on ${session.displayName} now.`,
            actions: [{ label: "Choose a kernel", command: "kernel.choose" }],
          },
        });
      }
      return session;
    } catch (error) {
      store.dispatch({ type: "kernel", kernel: { status: "none" } });
      this.#tell("kernel", error, "No kernel is running for this notebook");
      throw error;
    }
  }

  /** Says what kernel the notebook has now, and goes on saying it. */
  #adopt(session: Session): void {
    const { store } = this.#options;
    const { kernel, displayName, joined } = session;
    const { name, status } = kernel;
    this.#current = kernel;
    this.#options.onKernel?.(session);
    store.dispatch({ type: "kernel", kernel: { status, name, displayName, joined } });
    store.dispatch({ type: "dismiss", id: "kernel" });
    kernel.onStatus((next) => {
      if (this.#current !== kernel) return;
      // A restarted kernel has forgotten the modules that were put into it.
      if (next === "starting" || next === "dead") this.#prepared.delete(kernel);
      this.#onStatus(next);
    });
  }

  /** The file says which kernel it was made with, so that the next reader gets the same. */
  async #writeKernelspec(): Promise<void> {
    const { store } = this.#options;
    const { kernel, displayName } = await this.connect();
    const { language, languageVersion } = await kernel.info();
    const metadata = {
      ...store.state.frame.metadata,
      kernelspec: { name: kernel.name, display_name: displayName, language },
      language_info: { name: language, version: languageVersion },
    };
    store.dispatch({ type: "notebook-metadata", metadata });
  }

  #onStatus(status: KernelStatus): void {
    const { store } = this.#options;
    store.dispatch({ type: "kernel", kernel: { status } });
    switch (status) {
      case "dead":
        store.dispatch({
          type: "notice",
          notice: {
            id: "kernel",
            tone: "alert",
            text: "The kernel ended: the program called exit, the machine had no memory left, or the server was started anew. Variables are lost; your text and outputs are here.",
            actions: [RESTART],
          },
        });
        return;
      case "disconnected":
        store.dispatch({
          type: "notice",
          notice: {
            id: "kernel",
            tone: "alert",
            text: "The server is not answering, so cells cannot run now. Your text is safe in this page, which goes on trying. Check that the server runs.",
            actions: [{ label: "Try again", command: "kernel.reconnect" }],
          },
        });
        return;
      case "idle":
      case "busy":
        store.dispatch({ type: "dismiss", id: "kernel" });
        return;
      case "starting":
      case "none":
        return;
    }
  }

  #tell(id: string, error: unknown, what: string): void {
    const reason =
      error instanceof ServerError || error instanceof Error ? error.message : String(error);
    this.#options.store.dispatch({
      type: "notice",
      notice: {
        id,
        tone: "alert",
        text: `${what}: ${reason}`,
        actions: [{ label: "Try again", command: "kernel.restart" }],
      },
    });
  }
}
