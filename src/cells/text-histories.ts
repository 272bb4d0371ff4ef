// Keeps what can be undone in the text of cells whose editors are gone: deleted cells, cells that changed their type.
// One memory per page, bounded: the cells that were left longest ago are forgotten first.
import type { CellHost } from "../extension.ts";
import type { CellId } from "../model/state.ts";

/** The most that is kept, in UTF-16 units over all cells. */
const LIMIT = 4_000_000;

export class TextHistories {
  readonly #limit: number;
  readonly #kept = new Map<CellId, string>();
  #size = 0;

  constructor(limit = LIMIT) {
    this.#limit = limit;
  }

  /** Keeps a cell's history in place of the one before; `undefined` forgets it. */
  keep(id: CellId, saved: string | undefined): void {
    this.take(id);
    if (saved === undefined) return;
    this.#kept.set(id, saved);
    this.#size += saved.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= this.#limit) break;
      this.take(oldest);
    }
  }

  /** Gives a cell's history away. */
  take(id: CellId): string | undefined {
    const saved = this.#kept.get(id);
    if (saved === undefined) return undefined;
    this.#kept.delete(id);
    this.#size -= saved.length;
    return saved;
  }
}

const byHost = new WeakMap<CellHost, TextHistories>();

/** The memory of the page that a host stands for. */
export function historiesOf(host: CellHost): TextHistories {
  const present = byHost.get(host);
  if (present !== undefined) return present;
  const fresh = new TextHistories();
  byHost.set(host, fresh);
  return fresh;
}
