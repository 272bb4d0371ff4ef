// The notebook's kernel over its life: start or join, say how it is, restart, and what to tell the reader when it goes.
// Used by the page; the terminal opens its session directly.
import { RunQueue } from "./run-queue.ts";
import { ServerError, type Kernel, type Server, type Session } from "./ports.ts";
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
  readonly setup: string;
}

export class SessionControl {
  readonly queue: RunQueue;
  readonly #options: SessionControlOptions;
  #session: Promise<Session> | undefined;
  /** Kernels that have the modules already; a restarted one is taken out. */
  readonly #prepared = new WeakSet<Kernel>();

  constructor(options: SessionControlOptions) {
    this.#options = options;
    this.queue = new RunQueue({
      store: options.store,
      now: options.now,
      answersInput: true,
      kernel: async () => (await this.connect()).kernel,
    });
  }

  /** Starts a kernel for the notebook, or joins the one that runs for it. Rejects with words; the page has said them by then. */
  connect(): Promise<Session> {
    this.#session ??= this.#open().catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return this.#session;
  }

  /** Stops what runs. Says so, with the way out, when the cell does not let itself be stopped. */
  async interrupt(): Promise<void> {
    const { store } = this.#options;
    try {
      if ((await this.queue.stop()) !== "stuck") return;
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
      }
      for (const id of ["stuck", "kernel"]) store.dispatch({ type: "dismiss", id });
    } catch (error) {
      this.#tell("kernel", error, "Could not restart the kernel");
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
      await this.queue.evaluate(this.#options.setup);
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
      const { kernel, displayName } = session;
      store.dispatch({
        type: "kernel",
        kernel: { status: kernel.status, name: kernel.name, displayName },
      });
      store.dispatch({ type: "dismiss", id: "kernel" });
      kernel.onStatus((status) => this.#onStatus(status));
      return session;
    } catch (error) {
      store.dispatch({ type: "kernel", kernel: { status: "none" } });
      this.#tell("kernel", error, "No kernel is running for this notebook");
      throw error;
    }
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
            text: "The kernel ended: the program called exit, or the machine had no memory left. Variables are lost; your text and outputs are here.",
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
            text: "The server is not answering, so cells cannot run now. Your text is safe in this page. Check that the server runs, then try again.",
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
