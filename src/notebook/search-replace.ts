// What replacing would do: which cells get which text, what stays and why, and the lines to look at beforehand. Pure.
import { isRewritable } from "../model/locks.ts";
import { lineOf, replaceHits, replacementOf } from "../model/search.ts";
import type { CellEntry, CellId, CellPatch } from "../model/state.ts";
import type { PlacedHit } from "./search-finder.ts";

export interface PlanLine {
  /** Such as "Cell 3, line 2". */
  readonly where: string;
  readonly before: string;
  readonly old: string;
  readonly fresh: string;
  readonly after: string;
}

export interface ReplacePlan {
  /** How many hits are replaced, in `patches.length` cells. */
  readonly hits: number;
  readonly patches: readonly CellPatch[];
  /** Hits that stay, because their cell is locked or because they are in an output. */
  readonly locked: number;
  readonly inOutputs: number;
  /** The first of them, as they will read. */
  readonly lines: readonly PlanLine[];
}

const MOST_LINES = 100;
const AROUND = 40;

/** Plans the replacement of hits; those whose cell changed since they were found are left out. */
export function planReplacement(
  cells: readonly CellEntry[],
  hits: readonly PlacedHit[],
  words: string,
  isPattern: boolean,
): ReplacePlan {
  const own = new Map<CellId, PlacedHit[]>();
  let inOutputs = 0;
  for (const hit of hits) {
    const mine = own.get(hit.id);
    if (hit.part !== "source") inOutputs++;
    else if (mine === undefined) own.set(hit.id, [hit]);
    else mine.push(hit);
  }
  const patches: CellPatch[] = [];
  const lines: PlanLine[] = [];
  let count = 0;
  let locked = 0;
  cells.forEach(({ cell }, place) => {
    const mine = own.get(cell.id)?.filter(({ text }) => text === cell.source) ?? [];
    if (mine.length === 0) return;
    if (!isRewritable(cell)) {
      locked += mine.length;
      return;
    }
    count += mine.length;
    patches.push({ id: cell.id, source: replaceHits(cell.source, mine, words, isPattern) });
    for (const hit of mine.slice(0, MOST_LINES - lines.length))
      lines.push(planLine(hit, place + 1, words, isPattern));
  });
  return { hits: count, patches, locked, inOutputs, lines };
}

/** The plan in a sentence or two. */
export function planWords({ hits, patches, locked, inOutputs }: ReplacePlan): string {
  const stays = [
    locked > 0 ? `${hitWords(locked)} in locked cells` : "",
    inOutputs > 0 ? `${hitWords(inOutputs)} in outputs` : "",
  ].filter((part) => part !== "");
  const does = hits === 0 ? "" : `Replaces ${hitWords(hits)} in ${cellWords(patches.length)}.`;
  const verb = locked + inOutputs === 1 ? "stays" : "stay";
  const rest =
    stays.length === 0
      ? ""
      : `${stays.join(" and ")} ${verb} as ${verb === "stays" ? "it is" : "they are"}.`;
  return [does, rest].filter((part) => part !== "").join(" ");
}

export function hitWords(count: number): string {
  return count === 1 ? "1 hit" : `${count.toLocaleString("en")} hits`;
}

export function cellWords(count: number): string {
  return count === 1 ? "1 cell" : `${count.toLocaleString("en")} cells`;
}

function planLine(hit: PlacedHit, place: number, words: string, isPattern: boolean): PlanLine {
  const line = lineOf(hit.text, hit);
  return {
    where: `Cell ${place}, line ${line.number}`,
    before: line.text.slice(Math.max(0, line.start - AROUND), line.start).trimStart(),
    old: hit.text.slice(hit.start, hit.end),
    fresh: replacementOf(hit, hit.text, words, isPattern),
    after: line.text.slice(line.end, line.end + AROUND),
  };
}
