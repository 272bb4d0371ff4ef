// In which order files are listed. Pure.
import type { FileInfo } from "../execution/files-port.ts";

export type Column = "name" | "changed" | "size";

export interface Order {
  readonly by: Column;
  /** The largest, the newest, the last in the alphabet first. */
  readonly down: boolean;
}

export const FIRST_ORDER: Order = { by: "name", down: false };

/** The order after a press on a column's head: the other way round where it was that column's, else its more useful way. */
export function pressColumn(order: Order, by: Column): Order {
  return order.by === by ? { by, down: !order.down } : { by, down: by !== "name" };
}

// "lesson 2" before "lesson 10", and `é` beside `e`.
const collator = new Intl.Collator(undefined, { numeric: true });

/** Folders first, then by the column; what is equal there goes by name. */
export function sortFiles(entries: readonly FileInfo[], { by, down }: Order): readonly FileInfo[] {
  const way = down ? -1 : 1;
  return [...entries].sort(
    (a, b) =>
      Number(a.type !== "directory") - Number(b.type !== "directory") ||
      way * compare(a, b, by) ||
      collator.compare(a.name, b.name) ||
      (a.path < b.path ? -1 : Number(a.path > b.path)),
  );
}

function compare(a: FileInfo, b: FileInfo, by: Column): number {
  switch (by) {
    case "name":
      return collator.compare(a.name, b.name);
    case "changed":
      return time(a) - time(b);
    case "size":
      return (a.size ?? 0) - (b.size ?? 0);
  }
}

/** Milliseconds since the epoch; 0 where the server does not say. */
function time({ lastModified }: FileInfo): number {
  const parsed = Date.parse(lastModified ?? "");
  return Number.isNaN(parsed) ? 0 : parsed;
}
