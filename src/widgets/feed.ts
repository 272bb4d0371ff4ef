// What widgets do in the kernel, in the order of the messages: what their comms say, and what Output widgets capture.
// Small, since every page has it; what is heard is held until the rest is there, which comes with the first widget. Pure.
import type { CommMessage, Kernel, KernelMessage } from "../execution/ports.ts";
import type { KernelStatus } from "../model/state.ts";

export type WidgetEvent =
  /** The notebook has this kernel now; `joined`: it ran before. */
  | { readonly type: "kernel"; readonly kernel: Kernel; readonly joined: boolean }
  /** There is no kernel, or its process has ended, and all widgets in it. */
  | { readonly type: "gone" }
  | { readonly type: "comm"; readonly message: CommMessage }
  /** An Output widget, by its comm, took something that was printed. */
  | { readonly type: "captured"; readonly commId: string; readonly message: KernelMessage };

export class WidgetFeed {
  readonly #onWidget: () => void;
  readonly #held: WidgetEvent[] = [];
  #take: ((event: WidgetEvent) => void) | undefined;
  #leave: (() => void) | undefined;
  #status: KernelStatus | undefined;
  /** The ways to end what Output widgets capture, by comm. */
  readonly #captures = new Map<string, () => void>();

  /** @param onWidget called when there is a widget and nobody takes what is held. */
  constructor(onWidget: () => void) {
    this.#onWidget = onWidget;
  }

  /** Gives all that is held, and all that comes, to `take`. */
  read(take: (event: WidgetEvent) => void): void {
    this.#take = take;
    for (const event of this.#held.splice(0)) take(event);
  }

  /** Listens to this kernel from now on, and to no other. */
  follow(kernel: Kernel, joined: boolean): void {
    this.#leave?.();
    this.#captures.clear();
    const stops = [
      kernel.onComm((message) => {
        this.#capture(kernel, message);
        this.#give({ type: "comm", message });
        if (this.#take === undefined) this.#onWidget();
      }),
      kernel.onStatus((status) => {
        const before = this.#status;
        this.#status = status;
        if (before === "disconnected" && status !== "dead") {
          // What was missed is asked for.
          if (status !== "disconnected") this.#give({ type: "kernel", kernel, joined: true });
        } else if (status === "starting" || status === "dead") this.lose();
      }),
    ];
    this.#status = kernel.status;
    this.#leave = () => stops.forEach((stop) => stop());
    this.#give({ type: "kernel", kernel, joined });
  }

  /** The kernel's process is gone, or there will be none. */
  lose(): void {
    this.#captures.clear();
    this.#give({ type: "gone" });
  }

  #give(event: WidgetEvent): void {
    if (this.#take !== undefined) this.#take(event);
    else this.#held.push(event);
  }

  /** An Output widget says by its trait `msg_id` whose output it takes; empty for nobody's. */
  #capture(kernel: Kernel, { type, commId, data }: CommMessage): void {
    const { state } = data;
    const isState = typeof state === "object" && state !== null && !Array.isArray(state);
    const messageId = isState ? (state as { readonly msg_id?: unknown }).msg_id : undefined;
    // What was sent from here comes back as an echo, and tells nothing new.
    if (data.method === "echo_update") return;
    if (typeof messageId !== "string" && type !== "close") return;
    this.#captures.get(commId)?.();
    this.#captures.delete(commId);
    if (typeof messageId !== "string" || messageId === "") return;
    const end = kernel.capture(messageId, (message) =>
      this.#give({ type: "captured", commId, message }),
    );
    this.#captures.set(commId, end);
  }
}
