// Which cell of a submission is which cell of the release: by grade id, else by cell id, else by text, else by place.
// Metadata gets lost, ids get changed, cells get copied; what is known by one of them is found. Used by repair.ts.
import type { Cell } from "../nbformat/types.ts";
import { readGradeInfo } from "./cell-metadata.ts";

export interface Match {
  /** Index in the submission. */
  readonly index: number;
  readonly by: "grade id" | "cell id" | "text" | "place";
}

export interface Matches {
  /** By index in the release; a cell that is not there was deleted. */
  readonly found: ReadonlyMap<number, Match>;
  /** Further cells of the submission with the grade id of a found one: index in the submission → in the release. */
  readonly copies: ReadonlyMap<number, number>;
}

/** Finds the release's cells in a submission whose metadata was upgraded. */
export function matchCells(release: readonly Cell[], submission: readonly Cell[]): Matches {
  const found = new Map<number, Match>();
  const taken = new Set<number>();
  const take = (place: number, index: number | undefined, by: Match["by"]): void => {
    if (index === undefined || found.has(place) || taken.has(index)) return;
    found.set(place, { index, by });
    taken.add(index);
  };
  const copies = new Map<number, number>();
  for (const [place, cell] of release.entries()) {
    const gradeId = gradeIdOf(cell);
    if (gradeId === "") continue;
    const same = indexesOf(submission, (other) => gradeIdOf(other) === gradeId);
    const chosen = chooseOriginal(cell, same, submission);
    take(place, chosen, "grade id");
    for (const index of same) if (index !== chosen) copies.set(index, place);
  }
  for (const index of copies.keys()) taken.add(index);
  for (const [place, cell] of release.entries()) {
    const [index] = indexesOf(submission, (other) => other.id === cell.id);
    // A cell that was split or turned into something else keeps its id and its own grade id.
    if (index !== undefined && !belongsElsewhere(submission[index], release)) {
      take(place, index, "cell id");
    }
  }
  for (const [place, cell] of release.entries()) {
    if (cell.source.trim() === "") continue;
    const same = (other: Cell): boolean =>
      other.source === cell.source && other.cell_type === cell.cell_type;
    const [index] = indexesOf(submission, same).filter((at) => !taken.has(at));
    take(place, index, "text");
  }
  for (const [place, index] of findByPlace(release, submission, found, taken)) {
    take(place, index, "place");
  }
  return { found, copies };
}

/** Of several cells with one grade id: the one with the release's cell id, else one that was worked on, the last one. */
function chooseOriginal(
  released: Cell,
  same: readonly number[],
  submission: readonly Cell[],
): number | undefined {
  const byId = same.find((index) => submission[index]?.id === released.id);
  const worked = same.filter((index) => submission[index]?.source !== released.source);
  const isOpen = readGradeInfo(released)?.solution === true;
  if (!isOpen) return byId ?? same.at(-1);
  if (byId !== undefined && worked.includes(byId)) return byId;
  return worked.at(-1) ?? byId ?? same.at(-1);
}

/** Answers between the same neighbours as in the release, where only one cell can be meant. */
function findByPlace(
  release: readonly Cell[],
  submission: readonly Cell[],
  found: ReadonlyMap<number, Match>,
  taken: ReadonlySet<number>,
): [number, number][] {
  return [...release.entries()].flatMap(([place, cell]): [number, number][] => {
    if (found.has(place) || readGradeInfo(cell)?.solution !== true) return [];
    const before = nearest(found, place, -1) ?? -1;
    const after = nearest(found, place, 1) ?? submission.length;
    const candidates = indexesOf(submission, (other) => other.cell_type === cell.cell_type).filter(
      (index) => index > before && index < after && !taken.has(index),
    );
    const rivals = [...release.entries()].filter(
      ([other, { cell_type: type }]) =>
        !found.has(other) && type === cell.cell_type && isBetween(found, other, before, after),
    );
    const [only] = candidates;
    return candidates.length === 1 && rivals.length === 1 && only !== undefined
      ? [[place, only]]
      : [];
  });
}

/** Where the nearest found neighbour of a place stands in the submission. */
function nearest(
  found: ReadonlyMap<number, Match>,
  place: number,
  step: 1 | -1,
): number | undefined {
  const last = Math.max(-1, ...found.keys());
  for (let at = place + step; at >= 0 && at <= last; at += step) {
    const match = found.get(at);
    if (match !== undefined) return match.index;
  }
  return undefined;
}

function isBetween(
  found: ReadonlyMap<number, Match>,
  place: number,
  before: number,
  after: number,
): boolean {
  const from = nearest(found, place, -1) ?? -1;
  const to = nearest(found, place, 1) ?? Infinity;
  return from >= before && (to === Infinity || to <= after);
}

function belongsElsewhere(cell: Cell | undefined, release: readonly Cell[]): boolean {
  const gradeId = cell === undefined ? "" : gradeIdOf(cell);
  return gradeId !== "" && release.some((other) => gradeIdOf(other) === gradeId);
}

function gradeIdOf(cell: Cell): string {
  return readGradeInfo(cell)?.gradeId ?? "";
}

function indexesOf(cells: readonly Cell[], test: (cell: Cell) => boolean): number[] {
  return cells.flatMap((cell, index) => (test(cell) ? [index] : []));
}
