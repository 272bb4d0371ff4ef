// Talking to the kernel aside from the cells: a Python kernel gets the modules of `src/python` once, and one with subshells
// then answers the program's own questions also while a cell runs. Elsewhere there is no such talk, and what needs it is absent.
import { outputOf } from "./messages.ts";
import type { Kernel } from "./ports.ts";
import type { Store } from "../model/store.ts";

export interface AsideOptions {
  readonly store: Store;
  /** The kernel that is there; this starts none. */
  readonly kernel: () => Promise<Kernel> | undefined;
  /** Code that makes the modules of `src/python` importable. */
  readonly setup: () => Promise<string>;
}

const READY = `__import__("lessonbook.beside", fromlist=["x"]).install()
__import__("lessonbook.tasks", fromlist=["x"]).watch()
`;

/** Prints "ready" where an earlier load of the page, or another page, has made the kernel ready. */
const IS_READY = `import sys
if "lessonbook.beside" in sys.modules and sys.modules["lessonbook.beside"].is_installed(): print("ready")
`;

export class Aside {
  readonly #options: AsideOptions;
  readonly #onReady = new Set<() => void>();
  /** The kernel that is ready; a restarted one is not any more. */
  #ready: Kernel | undefined;
  #process = 0;
  #isAsking = false;

  constructor(options: AsideOptions) {
    this.#options = options;
    options.store.subscribe((next, previous) => {
      if (next.kernel === previous.kernel) return;
      const { status } = next.kernel;
      if (status === "idle" || status === "busy") void this.#prepare();
      else if (status !== "disconnected") this.#forget();
    });
  }

  /** Whether there is a kernel that answers aside. */
  get isThere(): boolean {
    return this.#ready !== undefined;
  }

  /** The kernel that is ready. @throws Error when there is none. */
  get kernel(): Kernel {
    if (this.#ready === undefined) throw new Error("This kernel runs one cell at a time.");
    return this.#ready;
  }

  /** Resolves when there is a kernel that answers aside. */
  async whenReady(): Promise<void> {
    if (!this.isThere) await new Promise<void>((resolve) => this.#onReady.add(resolve));
  }

  /** Runs code of the program's own in a subshell, and gives what it printed. */
  ask(code: string): Promise<string> {
    return askBeside(this.kernel, code);
  }

  #forget(): void {
    this.#process += 1;
    this.#ready = undefined;
    this.#isAsking = false;
  }

  async #prepare(): Promise<void> {
    if (this.#ready !== undefined || this.#isAsking) return;
    const process = this.#process;
    this.#isAsking = true;
    try {
      const kernel = await this.#options.kernel();
      const info = await kernel?.info();
      if (kernel === undefined || info?.language !== "python") return;
      const answers = info.supportsSubshells;
      // What goes to the main shell waits for the cell that it runs.
      const isReady =
        answers && kernel.status === "busy" && (await askBeside(kernel, IS_READY)) !== "";
      if (!isReady) {
        const code = (await this.#options.setup()) + (answers ? READY : "");
        const reply = await kernel.execute({ code, silent: true }, () => undefined);
        if (reply.status !== "ok") return;
      }
      if (!answers || process !== this.#process) return;
      this.#ready = kernel;
      for (const resolve of this.#onReady) resolve();
      this.#onReady.clear();
    } catch {
      // The kernel went away; the next one is asked anew.
    }
  }
}

async function askBeside(kernel: Kernel, code: string): Promise<string> {
  let text = "";
  const reply = await kernel.execute({ code, silent: true, beside: true }, (message) => {
    const output = outputOf(message);
    if (output?.output_type === "stream" && output.name === "stdout") text += output.text;
  });
  if (reply.status !== "ok") throw new Error(`The kernel could not answer (${reply.ename ?? ""}).`);
  return text;
}
