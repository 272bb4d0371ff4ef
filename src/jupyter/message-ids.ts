// Ids of messages: as ranges where they end in a counter, as ipykernel's do, so that those of a long run take no room.
// The server's journal writes them the same way. Pure. Used by journal.ts and run-feed.ts.

/** How ids are written in JSON. */
export interface MessageIdsJson {
  /** By what comes before the last `_`: first and last number, both included. */
  readonly ranges: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly others: readonly string[];
}

export class MessageIds {
  readonly #ranges = new Map<string, [number, number][]>();
  readonly #others = new Set<string>();

  static from(json: MessageIdsJson): MessageIds {
    const ids = new MessageIds();
    for (const [prefix, ranges] of Object.entries(json.ranges)) {
      ids.#ranges.set(
        prefix,
        ranges.map(([first, last]) => [first, last]),
      );
    }
    for (const id of json.others) ids.#others.add(id);
    return ids;
  }

  add(id: string): void {
    const counted = readCounted(id);
    if (counted === undefined) {
      this.#others.add(id);
      return;
    }
    const ranges = this.#ranges.get(counted.prefix);
    const last = ranges?.at(-1);
    if (ranges === undefined) this.#ranges.set(counted.prefix, [[counted.number, counted.number]]);
    else if (last !== undefined && last[1] + 1 === counted.number) last[1] = counted.number;
    else ranges.push([counted.number, counted.number]);
  }

  has(id: string): boolean {
    const counted = readCounted(id);
    if (counted === undefined) return this.#others.has(id);
    return this.#hasNumber(counted.prefix, counted.number);
  }

  /** Whether every id is in one of some collections. */
  isWithin(...all: readonly MessageIds[]): boolean {
    for (const id of this.#others) if (!all.some((ids) => ids.#others.has(id))) return false;
    for (const [prefix, ranges] of this.#ranges) {
      for (const [first, last] of ranges) {
        for (let number = first; number <= last; number++) {
          if (!all.some((ids) => ids.#hasNumber(prefix, number))) return false;
        }
      }
    }
    return true;
  }

  #hasNumber(prefix: string, number: number): boolean {
    const ranges = this.#ranges.get(prefix);
    return ranges?.some(([first, last]) => first <= number && number <= last) === true;
  }
}

function readCounted(id: string): { readonly prefix: string; readonly number: number } | undefined {
  const at = id.lastIndexOf("_");
  const digits = id.slice(at + 1);
  if (!/^(0|[1-9]\d{0,14})$/.test(digits)) return undefined;
  return { prefix: id.slice(0, Math.max(0, at)), number: Number(digits) };
}
