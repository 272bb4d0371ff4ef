// What the main shell of a kernel does: by what it says itself, and while it is silent by what the server says of it.
// Used by kernel.ts alone.
import { isObject } from "../nbformat/parse.ts";
import { callUntilAnswered, type Connection } from "./connection.ts";
import { kernelPath, type Wire } from "./wire.ts";

/** Milliseconds until the server is asked for a silent kernel, and the longest pause between two questions. */
const [SOON, SELDOM] = [1_000, 16_000];

export interface MainShellOptions {
  readonly connection: Connection;
  /** The kernel's connection as it is now. */
  readonly wire: () => Wire;
  /** Called when the shell's state became known, or changed. */
  readonly onState: () => void;
  /** The server has no such kernel any more. */
  readonly onGone: () => void;
}

export class MainShell {
  readonly #options: MainShellOptions;
  /** What it said last since the socket opened; the library mixes in what subshells say. */
  #said: "idle" | "busy" | undefined;
  /** It has said nothing since the socket opened, not even when it was asked, so it runs something. */
  #isHeldUp = false;
  #isAsked = false;
  #asking: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MainShellOptions) {
    this.#options = options;
  }

  /** What it does; `undefined` while nobody knows. */
  get state(): "idle" | "busy" | undefined {
    const { status } = this.#options.wire();
    const isSilent = status !== "idle" && status !== "busy";
    return (isSilent ? undefined : this.#said) ?? (this.#isHeldUp ? "busy" : undefined);
  }

  /** Takes the content of a status message, and the header of the request that it belongs to. */
  hear(parent: object, content: unknown): void {
    const state = isObject(content) ? content.execution_state : undefined;
    if (state !== "idle" && state !== "busy") return;
    if (this.#options.wire().isAside(parent)) return;
    this.forget();
    this.#said = state;
    this.#options.onState();
  }

  /** Nothing said so far counts: the socket opened or closed, or the kernel is another. */
  forget(): void {
    this.#said = undefined;
    this.#isHeldUp = false;
    this.#isAsked = false;
  }

  /**
   * The library asks a kernel for its state once, when the socket opens. The answer gets lost when the kernel is still
   * starting, and a busy kernel gives none until it is done; so the server is asked, ever more rarely.
   */
  askWhileSilent(delay = SOON): void {
    clearTimeout(this.#asking);
    const { wire } = this.#options;
    const asked = wire();
    this.#asking = setTimeout(() => {
      void this.#askServer(asked).then((isKnown) => {
        if (!isKnown && asked === wire()) this.askWhileSilent(Math.min(2 * delay, SELDOM));
      });
    }, delay);
  }

  dispose(): void {
    clearTimeout(this.#asking);
  }

  /** Returns whether the kernel's state is known, or not to be asked for any more. */
  async #askServer(wire: Wire): Promise<boolean> {
    const { connection, onState, onGone } = this.#options;
    const isSilent = (): boolean =>
      wire === this.#options.wire() &&
      wire.connectionStatus === "connected" &&
      this.#said === undefined;
    if (!isSilent()) return true;
    let answer;
    try {
      answer = await callUntilAnswered(connection, {
        to: "ask for the kernel",
        path: kernelPath(wire.id),
        expect: [404],
      });
    } catch {
      return false; // The socket will tell when the server is gone.
    }
    if (!isSilent()) return true;
    const state = isObject(answer.json) ? answer.json.execution_state : undefined;
    if (answer.status === 404 || state === "dead") {
      onGone();
      return true;
    }
    if (state !== "idle" && state !== "busy") return false;
    // The server's "idle" may be a subshell's.
    this.#isHeldUp = state === "busy" || this.#isAsked;
    if (!this.#isAsked) void wire.requestKernelInfo();
    this.#isAsked = true;
    if (this.#isHeldUp) onState();
    return this.#isHeldUp;
  }
}
