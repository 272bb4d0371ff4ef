// How far grading is, on stderr: a bar on a terminal, else a line now and then. With the time left, from what it took so far.
import type { Terminal } from "../terminal.ts";

/** Milliseconds between two lines where there is no terminal. */
const PAUSE = 10_000;

export class Progress {
  readonly #terminal: Terminal;
  readonly #total: number;
  readonly #now: () => number;
  readonly #startedAt: number;
  #done = 0;
  #saidAt: number;

  constructor(terminal: Terminal, total: number, now: () => number = Date.now) {
    this.#terminal = terminal;
    this.#total = total;
    this.#now = now;
    this.#startedAt = now();
    this.#saidAt = this.#startedAt;
    this.#terminal.show?.(this.#bar());
  }

  /** One more submission is graded. */
  add(): void {
    this.#done += 1;
    const now = this.#now();
    if (this.#terminal.show !== undefined) this.#terminal.show(this.#bar());
    else if (now - this.#saidAt >= PAUSE && this.#done < this.#total) {
      this.#terminal.say(this.#words());
      this.#saidAt = now;
    }
  }

  /** Takes the bar away. */
  end(): void {
    this.#terminal.show?.("");
  }

  #words(): string {
    const left = this.#left();
    const eta = left === undefined ? "" : `, about ${durationWords(left)} left`;
    return `${this.#done} of ${this.#total} graded${eta}`;
  }

  #bar(): string {
    const width = 24;
    const full = Math.round((width * this.#done) / Math.max(1, this.#total));
    return `[${"#".repeat(full)}${"-".repeat(width - full)}] ${this.#words()}`;
  }

  /** Milliseconds; `undefined` while nothing is known. */
  #left(): number | undefined {
    if (this.#done === 0) return undefined;
    return ((this.#now() - this.#startedAt) / this.#done) * (this.#total - this.#done);
  }
}

/** "40 s", "3 min", "2 h 5 min" */
export function durationWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
