// Undoable steps on the list of cells. Applying steps gives their inverse, so undo and redo are the same act.
import type { Cell, JsonObject } from "../nbformat/types.ts";
import type { CellEntry, CellPatch, CellRun, EditStep } from "./state.ts";

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
  if (step.type === "set") return setCells(cells, step.cells);
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

/** A patch for a cell that is not there changes nothing, and neither does its inverse. */
function setCells(
  cells: readonly CellEntry[],
  patches: readonly CellPatch[],
): { cells: readonly CellEntry[]; inverse: EditStep } {
  const wanted = new Map(patches.map((patch) => [patch.id, patch]));
  const inverse: CellPatch[] = [];
  const next = cells.map((entry) => {
    const patch = wanted.get(entry.cell.id);
    if (patch === undefined) return entry;
    const set = setCell(entry, patch);
    inverse.push(set.inverse);
    return set.entry;
  });
  return { cells: next, inverse: { type: "set", cells: inverse } };
}

function setCell(entry: CellEntry, patch: CellPatch): { entry: CellEntry; inverse: CellPatch } {
  const { source, metadata, attachments, outputsOf } = patch;
  const from = outputsOf !== undefined && takesOutputs(entry, outputsOf) ? outputsOf : undefined;
  const changed: CellEntry = {
    ...entry,
    cell: withAttachments(
      {
        ...entry.cell,
        ...(source !== undefined && { source }),
        ...(metadata !== undefined && { metadata }),
      },
      attachments,
    ),
  };
  return {
    entry: from === undefined ? changed : withOutputsOf(from, changed),
    inverse: {
      id: patch.id,
      ...(source !== undefined && { source: entry.cell.source }),
      ...(metadata !== undefined && { metadata: entry.cell.metadata }),
      ...(attachments !== undefined && { attachments: attachmentsNow(entry.cell) }),
      ...(from !== undefined && { outputsOf: entry }),
    },
  };
}

function attachmentsNow(cell: Cell): JsonObject | null {
  return cell.cell_type === "code" ? null : (cell.attachments ?? null);
}

/** nbformat has no such key where there are none, nor in a code cell. */
function withAttachments(cell: Cell, attachments: JsonObject | null | undefined): Cell {
  if (attachments === undefined || cell.cell_type === "code") return cell;
  const { attachments: _before, ...rest } = cell;
  return attachments === null ? rest : { ...rest, attachments };
}

/** What a cell prints while it runs is not mixed with outputs of before; taking them away is no harm. */
function takesOutputs({ run }: CellEntry, { cell }: CellEntry): boolean {
  const isActive = run.state === "running" || run.state === "queued";
  return cell.cell_type === "code" && (!isActive || cell.outputs.length === 0);
}

function withOutputsOf(from: CellEntry, entry: CellEntry): CellEntry {
  if (entry.cell.cell_type !== "code" || from.cell.cell_type !== "code") return entry;
  const { outputs, execution_count } = from.cell;
  const { displayIds: _ids, clearPending: _pending, untrusted: _untrusted, ...rest } = entry;
  const isActive = entry.run.state === "running" || entry.run.state === "queued";
  return {
    ...rest,
    ...(from.displayIds !== undefined && { displayIds: from.displayIds }),
    ...(from.untrusted === true && { untrusted: true }),
    cell: { ...entry.cell, outputs, execution_count },
    run: isActive ? entry.run : settledRun(from.run),
  };
}

/** How a run stands when its cell comes back: one that was going on went on without it. */
export function settledRun(run: CellRun): CellRun {
  return run.state === "running" || run.state === "queued" ? { state: "idle" } : run;
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
