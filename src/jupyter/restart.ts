// A restart of the kernel while it is under way: who asked for it, and when the new process can be spoken to.
// Used by kernel.ts alone.

/** Milliseconds until a kernel that was restarted elsewhere is spoken to, and the longest pause between two tries. */
const [SOON, SELDOM] = [250, 5_000];

export class Restart {
  /**
   * A socket that closes is part of it. `asked`: from here, and the old kernel may still speak. `going`: the new one is on its way.
   * `elsewhere`: by another page; what is sent before the new kernel speaks is lost in the old one.
   */
  #state: "no" | "asked" | "going" | "elsewhere" = "no";
  /** While `elsewhere`: the old kernel's own session, by which its last words are told from the new one's first. */
  #oldSession = "";
  readonly #heldBack = new Set<() => void>();
  #knocking: ReturnType<typeof setTimeout> | undefined;

  get state(): "no" | "asked" | "going" | "elsewhere" {
    return this.#state;
  }

  ask(): void {
    this.#state = "asked";
  }

  go(): void {
    this.#state = "going";
  }

  /** Another page has restarted the kernel; it is knocked at, ever more rarely, until it answers. */
  beginElsewhere(oldSession: string, knock: () => void): void {
    this.#state = "elsewhere";
    this.#oldSession = oldSession;
    const again = (delay: number): void => {
      this.#knocking = setTimeout(() => {
        if (this.#state !== "elsewhere") return;
        knock();
        again(Math.min(1.5 * delay, SELDOM));
      }, delay);
    };
    again(SOON);
  }

  /** A kernel's process with this session has said how it is; returns whether that ends a restart elsewhere. */
  hear(session: string): boolean {
    if (this.#state !== "elsewhere" || session === this.#oldSession) return false;
    this.end();
    return true;
  }

  /** The kernel that is going up has said how it is. */
  arrive(): void {
    if (this.#state === "going") this.#state = "no";
  }

  end(): void {
    this.#state = "no";
    this.letGo();
  }

  /** Resolves when what is sent reaches the new kernel, or when there will be none. */
  async whenOver(): Promise<void> {
    await new Promise<void>((resolve) => this.#heldBack.add(resolve));
  }

  /** Nobody needs to wait any more. */
  letGo(): void {
    for (const resolve of this.#heldBack) resolve();
    this.#heldBack.clear();
  }

  dispose(): void {
    clearTimeout(this.#knocking);
    this.letGo();
  }
}
