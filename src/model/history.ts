// Undoable steps on the list of cells. Applying steps gives their inverse, so undo and redo are the same act.
import type { CellEntry, EditStep } from "./state.ts";

export interface Stepped {
  readonly cells: readonly CellEntry[];
  /** Steps that lead back, in the order in which to take them. */
  readonly inverse: readonly EditStep[];
}

/**
 * Takes the steps in order.
 * @throws RangeError when a step reaches outside the list.
 */
export function takeSteps(cells: readonly CellEntry[], steps: readonly EditStep[]): Stepped {
  const inverse: EditStep[] = [];
  let current = cells;
  for (const step of steps) {
    const taken = takeStep(current, step);
    current = taken.cells;
    inverse.unshift(taken.inverse);
  }
  return { cells: current, inverse };
}

function takeStep(
  cells: readonly CellEntry[],
  step: EditStep,
): { cells: readonly CellEntry[]; inverse: EditStep } {
  if (step.type === "move") {
    const { from, count, to } = step;
    checkRange(from, count, cells.length);
    checkRange(to, 0, cells.length - count);
    const moved = cells.slice(from, from + count);
    return {
      cells: cells.toSpliced(from, count).toSpliced(to, 0, ...moved),
      inverse: { type: "move", from: to, count, to: from },
    };
  }
  const { at, remove, insert, keepSource } = step;
  checkRange(at, remove, cells.length);
  const removed = cells.slice(at, at + remove);
  const inserted = keepSource === true ? insert.map((entry) => withTextOf(removed, entry)) : insert;
  return {
    cells: cells.toSpliced(at, remove, ...inserted),
    inverse: {
      type: "splice",
      at,
      remove: inserted.length,
      insert: removed,
      ...(keepSource === true && { keepSource }),
    },
  };
}

function withTextOf(removed: readonly CellEntry[], entry: CellEntry): CellEntry {
  const source = removed.find(({ cell }) => cell.id === entry.cell.id)?.cell.source;
  return source === undefined || source === entry.cell.source
    ? entry
    : { ...entry, cell: { ...entry.cell, source } };
}

function checkRange(at: number, count: number, length: number): void {
  if (at < 0 || count < 0 || at + count > length) {
    throw new RangeError(`cells ${at} to ${at + count} in a notebook of ${length} cells`);
  }
}
