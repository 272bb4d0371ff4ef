// The subshells of one kernel (Jupyter enhancement proposal 91): threads of the kernel that answer while its main shell
// runs a cell. One is kept for the program's own questions; cells that run beside others take one each. Used by kernel.ts alone.
import type { KernelInfo } from "../execution/ports.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Wire } from "./wire.ts";

/** How long a question may take before its subshell is taken to be stuck, in milliseconds. */
const PATIENCE = 10_000;

export interface SubshellsOptions {
  readonly wire: () => Wire;
  readonly info: () => Promise<KernelInfo>;
}

export class Subshells {
  readonly #options: SubshellsOptions;
  #helper: Promise<string> | undefined;
  /** Subshells whose cell has ended. They are used again and never deleted: background tasks may live in them. */
  #free: string[] = [];
  readonly #taken = new Set<string>();

  constructor(options: SubshellsOptions) {
    this.#options = options;
  }

  /** The subshell for short questions. Rejects where there are no subshells. */
  helper(): Promise<string> {
    const helper = (this.#helper ??= this.#create());
    helper.catch(() => {
      if (this.#helper === helper) this.#helper = undefined;
    });
    return helper;
  }

  /** A subshell that nobody else uses, until it is given back. */
  async take(): Promise<string> {
    const id = this.#free.pop() ?? (await this.#create());
    this.#taken.add(id);
    return id;
  }

  giveBack(id: string): void {
    // One of a process that is gone is not taken any more.
    if (this.#taken.delete(id)) this.#free.push(id);
  }

  /** Gives up a helper that does not answer, so that the next question gets another. */
  async watch<T>(answer: Promise<T>): Promise<T> {
    const helper = this.#helper;
    const timer = setTimeout(() => {
      if (this.#helper === helper) this.#helper = undefined;
    }, PATIENCE);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The kernel's process is gone, and its subshells with it. */
  forget(): void {
    this.#helper = undefined;
    this.#free = [];
    this.#taken.clear();
  }

  async #create(): Promise<string> {
    const { wire, info } = this.#options;
    if (!(await info()).supportsSubshells) {
      throw new Error("This kernel runs one thing at a time: it has no subshells.");
    }
    const reply = await wire().createSubshell();
    const id = isObject(reply) ? reply.subshell_id : undefined;
    if (typeof id !== "string") throw new Error("The kernel did not open a subshell.");
    return id;
  }
}

/** Makes requests that go to a subshell, or to the main shell (`null`). The library takes it from the connection. */
export function onShell<T>(wire: Wire, shell: string | null, request: (wire: Wire) => T): T {
  wire.subshellId = shell;
  try {
    return request(wire);
  } finally {
    wire.subshellId = null;
  }
}
