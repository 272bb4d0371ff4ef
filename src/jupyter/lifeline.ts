// Notices that the websocket is dead although nobody has said so: after a suspended machine or a change of network it looks open
// and carries nothing, for as long as TCP likes to wait. Pure but for the clock. Used by kernel.ts alone.
import type { Recovery } from "./connection.ts";

/** Milliseconds. */
export const LIFELINE_TIMES = {
  /** How often one looks. A look that comes much later tells that the machine slept. */
  look: 5_000,
  /** How long a kernel that owes an answer may be silent before it is asked for a sign. */
  silence: 15_000,
  /** How long a sign may take. */
  answer: 5_000,
  /** The longest that one try to connect may take, and the age at which a page that wakes begins a new one. */
  try: 30_000,
  fresh: 2_000,
} as const;

export interface LifelineOptions {
  readonly recovery: Recovery;
  readonly state: () => "open" | "opening" | "ended";
  /** The kernel owes an answer. Otherwise it is left alone: a page that asks on and on keeps a server from ending idle kernels. */
  readonly isOwed: () => boolean;
  /** Asks for a sign of life. */
  readonly knock: () => void;
  /** Connects anew. */
  readonly renew: () => void;
  /** Milliseconds, by a clock that counts while the machine sleeps. */
  readonly now: () => number;
}

export class Lifeline {
  readonly #options: LifelineOptions;
  readonly #stopWaking: () => void;
  readonly #looking: ReturnType<typeof setInterval>;
  #lookedAt: number;
  /** When anything came over the line, or it was opened, or a try to open it began. */
  #aliveAt: number;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** Rises when signs do not come though the line can be opened: some kernels give none while they run a cell. */
  #patience: number = LIFELINE_TIMES.silence;

  constructor(options: LifelineOptions) {
    this.#options = options;
    this.#lookedAt = this.#aliveAt = options.now();
    this.#stopWaking = options.recovery.onWake(() => this.#onWake());
    this.#looking = setInterval(() => this.#look(), LIFELINE_TIMES.look);
  }

  /** Something came over the line. */
  heard(): void {
    this.#aliveAt = this.#options.now();
    if (this.#waiting === undefined) return;
    this.#stopWaiting();
    this.#patience = LIFELINE_TIMES.silence;
  }

  /** The line was opened, or a try to open it began. */
  changed(): void {
    this.#aliveAt = this.#options.now();
    this.#stopWaiting();
  }

  dispose(): void {
    this.#stopWaking();
    clearInterval(this.#looking);
    this.#stopWaiting();
  }

  #look(): void {
    const { now, state, isOwed } = this.#options;
    const slept = now() - this.#lookedAt > 3 * LIFELINE_TIMES.look;
    this.#lookedAt = now();
    if (slept) {
      this.#onWake();
      return;
    }
    const silent = now() - this.#aliveAt;
    if (state() === "opening" && silent > LIFELINE_TIMES.try) this.#renew();
    if (state() === "open" && isOwed() && silent > this.#patience) this.#knock();
  }

  #onWake(): void {
    const { now, state } = this.#options;
    // Several signs of waking come at once, and a busy line has just proved itself.
    if (now() - this.#aliveAt < LIFELINE_TIMES.fresh) return;
    if (state() === "opening") this.#renew();
    if (state() === "open") this.#knock();
  }

  #knock(): void {
    if (this.#waiting !== undefined) return;
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#patience = Math.min(2 * this.#patience, 20 * LIFELINE_TIMES.silence);
      if (this.#options.state() === "open") this.#renew();
    }, LIFELINE_TIMES.answer);
    this.#options.knock();
  }

  #renew(): void {
    this.changed();
    this.#options.renew();
  }

  #stopWaiting(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
  }
}
