// What one run prints, from two sources as one: the websocket while it holds, the server's journal after a gap. Nothing
// is given twice and nothing is left out that either of them has. Pure. Used by kernel.ts alone.
import type { ExecuteReply, KernelMessage } from "../execution/ports.ts";
import type { JournalRun } from "./journal.ts";
import { MessageIds } from "./message-ids.ts";

interface Arrived {
  readonly id: string;
  readonly message: KernelMessage | undefined;
}

/** `lost`: nobody can tell how it ended. `unsent`: it never reached the kernel. */
export type RunEnd = ExecuteReply | "lost" | "unsent";

export class RunFeed {
  readonly #onMessage: (message: KernelMessage) => void;
  /** What the websocket brings while the journal is being asked. */
  #held: Arrived[] | undefined;
  /** What was given on: itself, or as part of a journal's record. */
  readonly #given = new MessageIds();
  #known = new MessageIds();
  #executionCount: number | null = null;
  #ename: string | undefined;
  #idle = false;
  #hasGiven = false;
  readonly #endsByIdle: boolean;
  readonly #settle: (() => void)[] = [];
  #tellOver: (reply: RunEnd) => void = () => undefined;
  /** How the run ended, by what it printed and by the journal. It may never settle. */
  readonly over: Promise<RunEnd>;

  /** @param endsByIdle the reply goes elsewhere, so the kernel's "idle" is the end of the run. */
  constructor(onMessage: (message: KernelMessage) => void, endsByIdle = false) {
    this.#onMessage = onMessage;
    this.#endsByIdle = endsByIdle;
    this.over = new Promise((resolve) => {
      this.#tellOver = resolve;
    });
  }

  /** Takes a message off the websocket. */
  receive(id: string, message: KernelMessage | undefined): void {
    if (this.#held !== undefined) this.#held.push({ id, message });
    else this.#give({ id, message });
  }

  /** Holds back what the websocket brings, until `catchUp` or `carryOn`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Puts the journal's record in the place of what was given, if that lacks something; then what it has not seen yet. */
  catchUp(run: JournalRun): void {
    const { executionCount, ename, dropped, seen } = run;
    if (!seen.isWithin(this.#given, this.#known)) {
      if (run.complete && (dropped === 0 || !this.#hasGiven)) {
        this.#known = seen;
        this.#executionCount = executionCount;
        this.#ename = ename;
        this.#onMessage({ type: "clear_output", wait: false, ...(dropped > 0 && { dropped }) });
        if (executionCount !== null) this.#onMessage({ type: "execute_input", executionCount });
        if (dropped > 0) this.#onMessage(remark(`${dropped} messages dropped`));
        for (const message of run.messages) this.#onMessage(message);
      } else {
        this.#onMessage(remark("Messages may be missing here"));
      }
    }
    this.carryOn();
    if (run.state === "lost") this.#tellOver("lost");
    if (run.state === "ended") this.#tellReply();
  }

  /** Gives on what was held back: there is no journal to ask, or it has nothing. */
  carryOn(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const arrived of held) this.#give(arrived);
    for (const settle of this.#settle.splice(0)) settle();
  }

  /** The kernel has answered a later request, so the run is over, and its end was missed. */
  endUnseen(): void {
    if (this.#idle) this.#tellReply();
    else this.#tellOver("lost");
  }

  /** The kernel answers later requests and has never begun this one. */
  endUnsent(): void {
    this.#tellOver(this.#hasGiven ? "lost" : "unsent");
  }

  /** Resolves when nothing is held back. */
  async caughtUp(): Promise<void> {
    if (this.#held === undefined) return;
    await new Promise<void>((resolve) => this.#settle.push(resolve));
  }

  /** Tells how the run ended as far as the printed messages say: an error is printed before a run ends by it. */
  #tellReply(): void {
    const executionCount = this.#executionCount;
    this.#tellOver(
      this.#ename === undefined
        ? { status: "ok", executionCount }
        : { status: "error", executionCount, ename: this.#ename },
    );
  }

  #give({ id, message }: Arrived): void {
    if (this.#known.has(id)) return;
    this.#given.add(id);
    this.#hasGiven = true;
    if (message === undefined) return;
    if (message.type === "execute_input") this.#executionCount = message.executionCount;
    if (message.type === "error" && !this.#idle) this.#ename = message.ename;
    if (message.type === "status" && message.state === "idle") this.#idle = true;
    this.#onMessage(message);
    if (this.#idle && this.#endsByIdle) this.#tellReply();
  }
}

function remark(what: string): KernelMessage {
  const text = `[${what}: the server keeps only the newest output while no page listens.]\n`;
  return { type: "stream", name: "stderr", text };
}
