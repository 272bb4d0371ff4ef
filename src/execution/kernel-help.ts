// Help with code: proposals and explanations from the kernel. The newest question counts; an older one gives nothing.
// Where the kernel has no subshells, a question waits until no cell runs.
import type { CodePlace, Completions, Kernel } from "./ports.ts";
import type { MimeBundle } from "../nbformat/types.ts";

export interface KernelHelpOptions {
  /** The kernel that is there; help starts none. */
  readonly kernel: () => Promise<Kernel> | undefined;
}

export interface HelpOptions {
  /** Told when the answer has to wait for the running cell; without it there is no answer then. */
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
}

export class KernelHelp {
  readonly #options: KernelHelpOptions;
  /** Whether a kernel answers while it runs a cell; absent until it has said so. */
  readonly #answersWhileBusy = new WeakMap<Kernel, boolean>();
  #completion = new AbortController();
  #inspection = new AbortController();

  constructor(options: KernelHelpOptions) {
    this.#options = options;
  }

  /** Ways to go on; null when there is no kernel, or a newer question came. */
  complete(place: CodePlace, options: HelpOptions = {}): Promise<Completions | null> {
    this.#completion.abort();
    this.#completion = new AbortController();
    const signals = withSignal(this.#completion.signal, options.signal);
    return this.#ask((kernel) => kernel.complete(place), signals, options.onWait);
  }

  /** What a name is; null when the kernel does not know, there is none, or a newer question came. */
  inspect(place: CodePlace, more: boolean, options: HelpOptions = {}): Promise<MimeBundle | null> {
    this.#inspection.abort();
    this.#inspection = new AbortController();
    const signals = withSignal(this.#inspection.signal, options.signal);
    return this.#ask((kernel) => kernel.inspect(place, more), signals, options.onWait);
  }

  /** The sources that the kernel has run, the newest at the end; null when there is no kernel. */
  history(options: HelpOptions = {}): Promise<readonly string[] | null> {
    const signal = options.signal ?? new AbortController().signal;
    return this.#ask((kernel) => kernel.history(), signal, options.onWait);
  }

  async #ask<T>(
    question: (kernel: Kernel) => Promise<T | null>,
    signal: AbortSignal,
    onWait: (() => void) | undefined,
  ): Promise<T | null> {
    const isStale = (): boolean => signal.aborted;
    try {
      const kernel = await this.#options.kernel();
      if (kernel === undefined || isStale()) return null;
      if (kernel.status === "busy" && !(await this.#isConcurrent(kernel))) {
        if (onWait === undefined) return null;
        onWait();
        await whenIdle(kernel, signal);
      }
      if (isStale()) return null;
      const answer = await question(kernel);
      return isStale() ? null : answer;
    } catch {
      // Without a kernel there is no help; that there is none is said elsewhere.
      return null;
    }
  }

  /** Whether a kernel answers while it runs a cell. One that is too busy to say so does not. */
  async #isConcurrent(kernel: Kernel): Promise<boolean> {
    if (!this.#answersWhileBusy.has(kernel)) {
      const known = kernel.info().then(
        ({ supportsSubshells }) => this.#answersWhileBusy.set(kernel, supportsSubshells),
        () => undefined,
      );
      await Promise.race([known, new Promise((resolve) => setTimeout(resolve, 50))]);
    }
    return this.#answersWhileBusy.get(kernel) ?? false;
  }
}

function withSignal(own: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? own : AbortSignal.any([own, other]);
}

function whenIdle(kernel: Kernel, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const stop = kernel.onStatus((status) => {
      if (status !== "busy") end();
    });
    signal.addEventListener("abort", end);
    if (signal.aborted || kernel.status !== "busy") end();
  });
}
