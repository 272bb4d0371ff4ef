// Two versions of a notebook that both grew out of a third: what one of them changed, as a patch by cell id, and how such a
// patch goes onto the other. A draft is such a patch too: onto the file it was made from it goes without a question. Pure.
import { makeCellId } from "../nbformat/ids.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Cell, JsonObject, JsonValue, NotebookFrame } from "../nbformat/types.ts";
import type { CellId } from "./state.ts";

/** What a person changed in a notebook. Cells that are in none of the lists but the orders stayed as they were. */
export interface NotebookPatch {
  /** The cells' ids before, in order. */
  readonly before: readonly CellId[];
  /** The cells' ids after, in order. */
  readonly after: readonly CellId[];
  /** Cells that were changed or added, as they are now. */
  readonly mine: readonly Cell[];
  /** Cells that were changed or taken out, as they were. */
  readonly base: readonly Cell[];
  /** The notebook's metadata before and after. */
  readonly metadata: { readonly before: JsonObject; readonly after: JsonObject };
}

/** A cell that both sides changed, each in its own way; a side that took it out has none. */
export interface MergeConflict {
  readonly id: CellId;
  readonly base?: Cell;
  readonly mine?: Cell;
  readonly theirs?: Cell;
}

/** Which side a cell is taken from; `both` puts theirs after mine. */
export type MergeChoice = "mine" | "theirs" | "both";

interface Version {
  readonly cells: readonly Cell[];
  readonly frame: NotebookFrame;
}

/** What changed from one version to the next. Cells that are the same object are not looked at. */
export function diffNotebooks(before: Version, after: Version): NotebookPatch {
  const old = byId(before.cells);
  const now = byId(after.cells);
  const isChanged = (a: Cell | undefined, b: Cell | undefined): boolean =>
    a === undefined || b === undefined || !isSame(a, b);
  return {
    before: before.cells.map(({ id }) => id),
    after: after.cells.map(({ id }) => id),
    mine: after.cells.filter((cell) => isChanged(old.get(cell.id), cell)),
    base: before.cells.filter((cell) => isChanged(cell, now.get(cell.id))),
    metadata: { before: before.frame.metadata, after: after.frame.metadata },
  };
}

/** Whether a patch changes nothing. */
export function isEmptyPatch(patch: NotebookPatch): boolean {
  const { before, after, mine, base, metadata } = patch;
  return (
    mine.length === 0 &&
    base.length === 0 &&
    before.join() === after.join() &&
    isSame(metadata.before, metadata.after)
  );
}

/** The cells that cannot be taken from both sides, in the order of their version or the patch's. */
export function findConflicts(
  patch: NotebookPatch,
  theirs: readonly Cell[],
): readonly MergeConflict[] {
  const sides = sidesOf(patch, theirs);
  return [...new Set([...patch.after, ...patch.before])].flatMap((id) => {
    const conflict = conflictOf(id, sides);
    return conflict === undefined ? [] : [conflict];
  });
}

/** Whether a person made the change; else it is only what runs have left behind. */
export function isTyped({ before, after, mine, base, metadata }: NotebookPatch): boolean {
  const old = byId(base);
  return (
    before.join() !== after.join() ||
    mine.some((cell) => !isSameText(cell, old.get(cell.id))) ||
    !isSame(withoutWidgets(metadata.before), withoutWidgets(metadata.after))
  );
}

/**
 * Puts a patch onto another version. Where both sides changed a cell, `choose` says which to take; without it both are kept.
 * Onto the version that the patch was made from it gives the version that it leads to.
 */
export function mergeCells(
  patch: NotebookPatch,
  theirs: readonly Cell[],
  choose: (conflict: MergeConflict) => MergeChoice = () => "both",
): readonly Cell[] {
  const sides = sidesOf(patch, theirs);
  const taken = new Set([...patch.before, ...patch.after, ...sides.theirs.keys()]);
  return mergedOrder(patch, theirs).flatMap((id): readonly Cell[] => {
    const mine = sides.mine.get(id);
    const other = sides.theirs.get(id);
    const conflict = conflictOf(id, sides);
    if (conflict !== undefined) return resolve(conflict, choose(conflict), taken);
    // What was only run here is theirs to change; what is the same text on both sides keeps what was seen here.
    const base = sides.base.get(id);
    if (mine !== undefined && (isSameText(base, other) || isSameText(mine, other))) return [mine];
    if (other === undefined || (mine === undefined && base !== undefined)) return [];
    return [other];
  });
}

/** Puts a patch's change of the notebook's metadata onto another version's, key by key; where both changed a key, mine counts. */
export function mergeMetadata(patch: NotebookPatch, theirs: JsonObject): JsonObject {
  const { before, after } = patch.metadata;
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !isSame(before[key], after[key]),
  );
  return Object.fromEntries(
    Object.entries({
      ...theirs,
      ...Object.fromEntries(changed.map((key) => [key, after[key]])),
    }).filter(([, value]) => value !== undefined),
  );
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function isSame(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return (
      a.length === b.length && a.every((item: JsonValue, i) => isSame(item, b[i] as JsonValue))
    );
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  return (
    keys.length === Object.keys(b).filter((key) => b[key] !== undefined).length &&
    keys.every((key) => isSame(a[key], b[key]))
  );
}

interface Sides {
  readonly mine: ReadonlyMap<CellId, Cell>;
  readonly base: ReadonlyMap<CellId, Cell>;
  readonly theirs: ReadonlyMap<CellId, Cell>;
}

function sidesOf(patch: NotebookPatch, theirs: readonly Cell[]): Sides {
  return { mine: byId(patch.mine), base: byId(patch.base), theirs: byId(theirs) };
}

function conflictOf(id: CellId, sides: Sides): MergeConflict | undefined {
  const mine = sides.mine.get(id);
  const base = sides.base.get(id);
  const theirs = sides.theirs.get(id);
  if (mine === undefined && base === undefined) return undefined;
  // One side left the text as it was, or both made it the same.
  if (isSameText(base, theirs) || isSameText(mine, theirs) || isSameText(mine, base))
    return undefined;
  return {
    id,
    ...(base !== undefined && { base }),
    ...(mine !== undefined && { mine }),
    ...(theirs !== undefined && { theirs }),
  };
}

/** Whether two cells differ in nothing that a person wrote: what a run put there can be made again. */
function isSameText(a: Cell | undefined, b: Cell | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || isSame(written(a), written(b));
}

/** The state of widgets is left behind by runs too. */
function withoutWidgets({ widgets: _widgets, ...rest }: JsonObject): JsonObject {
  return rest;
}

function written(cell: Cell): JsonObject {
  const { outputs: _outputs, execution_count: _count, ...rest } = cell as JsonObject;
  return rest;
}

function resolve(
  { mine, theirs }: MergeConflict,
  choice: MergeChoice,
  taken: Set<CellId>,
): readonly Cell[] {
  if (choice !== "both")
    return [choice === "mine" ? mine : theirs].filter((cell) => cell !== undefined);
  if (mine === undefined || theirs === undefined)
    return [mine ?? theirs].filter((cell) => cell !== undefined);
  const id = makeCellId(taken);
  taken.add(id);
  return [mine, { ...theirs, id }];
}

/** All ids of both sides: in the order of the side that moved cells, each addition of the other after the cell it stood behind. */
function mergedOrder(patch: NotebookPatch, theirs: readonly Cell[]): readonly CellId[] {
  const their = theirs.map(({ id }) => id);
  const theyMoved = !isInOrder(their, patch.before);
  const weave = theyMoved ? [their, patch.after] : [patch.after, their];
  // What both sides know stands where the first has it; what one side took out may be asked about, so it has a place too.
  return [...weave, patch.before].reduce<readonly CellId[]>(weaveIn, []);
}

function weaveIn(order: readonly CellId[], more: readonly CellId[]): readonly CellId[] {
  const known = new Set(order);
  const behind = new Map<CellId | undefined, CellId[]>();
  let anchor: CellId | undefined;
  for (const id of more) {
    if (known.has(id)) anchor = id;
    else behind.set(anchor, [...(behind.get(anchor) ?? []), id]);
  }
  return [
    ...(behind.get(undefined) ?? []),
    ...order.flatMap((id) => [id, ...(behind.get(id) ?? [])]),
  ];
}

/** Whether the ids that both lists hold come in one order. */
function isInOrder(a: readonly CellId[], b: readonly CellId[]): boolean {
  const inA = new Set(a);
  const inB = new Set(b);
  const common = b.filter((id) => inA.has(id));
  return a.filter((id) => inB.has(id)).every((id, i) => id === common[i]);
}

function byId(cells: readonly Cell[]): ReadonlyMap<CellId, Cell> {
  return new Map(cells.map((cell) => [cell.id, cell]));
}
