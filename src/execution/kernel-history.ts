// Going back through what the kernel has run: sources that begin with what was typed, the newest first; and forward again, to
// what was typed. Pure but for the question to the kernel.

import type { CellId } from "../model/state.ts";

export interface HistoryWalkOptions {
  /** The sources that were run, the newest at the end; `null` when nobody can say. */
  readonly history: () => Promise<readonly string[] | null>;
  /** The cell that is being edited, with its text. */
  readonly cell: () => { readonly id: CellId; readonly source: string } | undefined;
  readonly show: (id: CellId, source: string) => void;
}

export class HistoryWalk {
  readonly #options: HistoryWalkOptions;
  /** What the walk began with, and what it showed last. */
  #typed = "";
  #shown: string | undefined;
  /** What there is to see, the oldest first; what was typed stands behind the last. */
  #found: readonly string[] = [];
  #at = 0;

  constructor(options: HistoryWalkOptions) {
    this.#options = options;
  }

  /** Shows the next source one step back (-1) or forward; a text that the walk did not show begins a new walk. */
  async go(by: 1 | -1): Promise<void> {
    const { cell, show } = this.#options;
    const before = cell();
    if (before === undefined) return;
    const { id, source } = before;
    if (source !== this.#shown) await this.#begin(source);
    // Somebody may have gone on while the kernel was asked.
    const now = cell();
    if (now?.id !== id || now.source !== source) return;
    const at = this.#at + by;
    if (at < 0 || at > this.#found.length) return;
    this.#at = at;
    this.#shown = this.#found[at] ?? this.#typed;
    show(id, this.#shown);
  }

  async #begin(text: string): Promise<void> {
    const sources = (await this.#options.history()) ?? [];
    this.#typed = this.#shown = text;
    this.#found = fitting(sources, text);
    this.#at = this.#found.length;
  }
}

/** Each source once, where it was run last. */
function fitting(sources: readonly string[], begin: string): readonly string[] {
  const fits = sources.filter((source) => source.startsWith(begin) && source !== begin);
  return [...new Set(fits.toReversed())].toReversed();
}
