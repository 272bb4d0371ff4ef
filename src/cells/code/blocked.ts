// What is said under a cell that held the event loop and was not recorded. Pure.
import type { BlockedLine, CellId } from "../../model/state.ts";

/** A sentence on the line that held the loop longest; code stands between backquotes. Empty for none. */
export function blockedWords(blocked: readonly BlockedLine[], cell: CellId): string {
  const [worst] = blocked.toSorted((a, b) => b.seconds - a.seconds);
  if (worst === undefined) return "";
  const place = worst.cell === cell ? "" : worst.cell === null ? " of a file" : " of another cell";
  const source = worst.source === "" ? "" : ` (\`${worst.source.replaceAll("`", "'")}\`)`;
  return `Line ${worst.line}${place}${source} held the event loop for ${worst.seconds.toFixed(1)} s, so no other task could run. Its async form, or \`await asyncio.to_thread(…)\`, lets them go on.`;
}

/** Milliseconds for which each line of the cell itself held the loop, by the line's number. */
export function blockedLines(
  blocked: readonly BlockedLine[],
  cell: CellId,
): ReadonlyMap<number, number> {
  return new Map(
    blocked.filter((item) => item.cell === cell).map(({ line, seconds }) => [line, seconds * 1000]),
  );
}
