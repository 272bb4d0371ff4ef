// `applyChange`: the one place where the notebook's state changes. Pure; parts that do not change stay the same objects.
import type { Change } from "./change.ts";
import { settledRun, takeSteps } from "./history.ts";
import { withTiming } from "./timing.ts";
import type { Output } from "../nbformat/types.ts";
import { addOutput, clearOutputs, updateDisplay } from "./outputs.ts";
import type {
  CellEntry,
  CellId,
  CellRun,
  EditStep,
  HistoryItem,
  NotebookState,
  RunInput,
  Selection,
} from "./state.ts";

/** The most edits that can be undone. */
const UNDO_LIMIT = 1000;

/**
 * The state after a change. A change that names a cell which is no longer there changes nothing: a kernel may
 * still print for a cell that was deleted.
 */
export function applyChange(state: NotebookState, change: Change): NotebookState {
  switch (change.type) {
    case "edit":
      return applyEdit(state, change);
    case "undo":
      return travel(state, "undo");
    case "redo":
      return travel(state, "redo");
    case "select":
      return select(state, change.selection);
    case "source":
      return touch(
        state,
        updateCell(state, change.id, (entry) =>
          entry.cell.source === change.source
            ? entry
            : { ...entry, cell: { ...entry.cell, source: change.source } },
        ),
      );
    case "cell-metadata":
      return touch(
        state,
        updateCell(state, change.id, (entry) => ({
          ...entry,
          cell: { ...entry.cell, metadata: change.metadata },
        })),
      );
    case "queue":
      return updateQueue(countQueue(state, change.ids), change.ids);
    case "run-started":
      return touch(
        state,
        updateCell(countStart(state), change.id, (entry) => ({
          ...clearOutputs(entry),
          cell: withCount(clearOutputs(entry).cell, null),
          run: { state: "running", startedAt: change.at },
        })),
      );
    case "run-counted":
      return touch(
        state,
        updateCell(state, change.id, (entry) => ({
          ...entry,
          cell: withCount(entry.cell, change.executionCount),
        })),
      );
    case "run-input":
      return updateCell(state, change.id, (entry) => ({
        ...entry,
        run: withInput(entry.run, change.input),
      }));
    case "run-tasks":
      return updateCells(state, (entry) => withTasks(entry, change.counts.get(entry.cell.id) ?? 0));
    case "run-blocked":
      return updateCell(state, change.id, (entry) => ({
        ...entry,
        run: { ...entry.run, blocked: change.blocked },
      }));
    case "run-ended": {
      const counted = countEnd(state, change);
      const next = updateCell(counted, change.id, (entry) => ({
        ...withTimes(entry, change),
        run: endRun(entry.run, change),
      }));
      // A run that was made left its times in the file; one that was not, nothing.
      return change.state === "done" || change.state === "error" ? touch(counted, next) : next;
    }
    case "output": {
      const { id, output, displayId } = change;
      const others = updateShown(state, output, displayId);
      return touch(
        state,
        updateCell(others, id, (entry) => addOutput(entry, output, displayId)),
      );
    }
    case "clear-output":
      return touch(
        state,
        updateCell(state, change.id, (entry) =>
          change.wait ? { ...entry, clearPending: true } : clearOutputs(entry),
        ),
      );
    case "update-display":
      return touch(
        state,
        updateCells(state, (entry) =>
          updateDisplay(entry, change.displayId, change.data, change.metadata),
        ),
      );
    case "display-ids":
      return updateCell(state, change.id, (entry) => ({ ...entry, displayIds: change.displayIds }));
    case "kernel":
      return { ...state, kernel: { ...state.kernel, ...change.kernel } };
    case "save":
      return { ...state, save: change.save };
    case "notice":
      return {
        ...state,
        notices: [...state.notices.filter(({ id }) => id !== change.notice.id), change.notice],
      };
    case "dismiss":
      return state.notices.some(({ id }) => id === change.id)
        ? { ...state, notices: state.notices.filter(({ id }) => id !== change.id) }
        : state;
    case "notebook-metadata":
      return touch(state, { ...state, frame: { ...state.frame, metadata: change.metadata } });
    case "trust":
      // Counted as a change: the next save makes the server sign the file.
      return touch(state, updateCells(state, trustEntry));
  }
}

function applyEdit(state: NotebookState, edit: Extract<Change, { type: "edit" }>): NotebookState {
  const { cells, inverse } = takeSteps(state.cells, edit.steps);
  if (cells.length === 0)
    throw new RangeError(`"${edit.label}" would leave a notebook without cells`);
  const item: HistoryItem = {
    label: edit.label,
    made: state.revision + 1,
    steps: inverse.map(settleRuns),
    selection: state.selection,
  };
  return {
    ...state,
    cells,
    selection: keepSelectionInside(cells, edit.selection),
    undo: [...state.undo, item].slice(-UNDO_LIMIT),
    redo: [],
    revision: state.revision + 1,
  };
}

function travel(state: NotebookState, direction: "undo" | "redo"): NotebookState {
  const item = state[direction].at(-1);
  if (item === undefined) return state;
  const { cells, inverse } = takeSteps(state.cells, item.steps);
  const back: HistoryItem = {
    label: item.label,
    made: item.made,
    steps: inverse.map(settleRuns),
    selection: state.selection,
  };
  const other = direction === "undo" ? "redo" : "undo";
  return {
    ...state,
    cells,
    selection: keepSelectionInside(cells, { ...item.selection, mode: "command" }),
    [direction]: state[direction].slice(0, -1),
    [other]: [...state[other], back],
    revision: state.revision + 1,
  };
}

/** A cell that was deleted while it ran or waited comes back as idle: its run went on without it. */
function settleRuns(step: EditStep): EditStep {
  if (step.type !== "splice") return step;
  return {
    ...step,
    insert: step.insert.map((entry) => ({ ...entry, run: settledRun(entry.run) })),
  };
}

function select(state: NotebookState, wanted: Partial<Selection>): NotebookState {
  const active = wanted.active ?? state.selection.active;
  // Going to one cell drops a range unless the range is asked for.
  const anchor = wanted.anchor ?? (wanted.active === undefined ? state.selection.anchor : active);
  const next = keepSelectionInside(state.cells, { ...state.selection, ...wanted, active, anchor });
  const same =
    next.active === state.selection.active &&
    next.anchor === state.selection.anchor &&
    next.mode === state.selection.mode;
  return same ? state : { ...state, selection: next };
}

function keepSelectionInside(cells: readonly CellEntry[], selection: Selection): Selection {
  const has = (id: CellId): boolean => cells.some(({ cell }) => cell.id === id);
  const active = has(selection.active) ? selection.active : (cells[0]?.cell.id ?? selection.active);
  return { ...selection, active, anchor: has(selection.anchor) ? selection.anchor : active };
}

/** Cells named in `ids` wait, in that order; cells that waited and are not named any more are idle again. */
function updateQueue(state: NotebookState, ids: readonly CellId[]): NotebookState {
  const places = new Map(ids.map((id, i) => [id, i + 1]));
  return updateCells(state, (entry) => {
    const place = places.get(entry.cell.id);
    if (place !== undefined) {
      return entry.run.state === "queued" && entry.run.place === place
        ? entry
        : { ...entry, run: { state: "queued", place } };
    }
    return entry.run.state === "queued" ? { ...entry, run: { state: "idle" } } : entry;
  });
}

/** Progress starts anew when cells are queued while nothing runs. */
function countQueue(state: NotebookState, ids: readonly CellId[]): NotebookState {
  const running = state.cells.filter(({ run }) => run.state === "running").length;
  const fresh = running === 0 && !state.cells.some(({ run }) => run.state === "queued");
  const ended = fresh && ids.length > 0 ? 0 : state.progress.ended;
  return { ...state, progress: { ended, total: ended + running + ids.length } };
}

/** The cell that starts has left the queue just before. */
function countStart(state: NotebookState): NotebookState {
  const { ended, total } = state.progress;
  const waiting = state.cells.filter(({ run }) => run.state === "queued").length;
  return { ...state, progress: { ended, total: Math.max(total, ended + 1 + waiting) } };
}

function countEnd(
  state: NotebookState,
  change: Extract<Change, { type: "run-ended" }>,
): NotebookState {
  if (change.state === "cancelled") return state;
  const { ended, total } = state.progress;
  return { ...state, progress: { ended: ended + 1, total: Math.max(total, ended + 1) } };
}

/** The times of a run that was really made go into the cell's metadata. */
function withTimes(entry: CellEntry, change: Extract<Change, { type: "run-ended" }>): CellEntry {
  const { cell, run } = entry;
  const ran = change.state === "done" || change.state === "error";
  if (!ran || cell.cell_type !== "code" || run.startedAt === undefined) return entry;
  return { ...entry, cell: withTiming(cell, run.startedAt, change.at) };
}

function endRun(run: CellRun, change: Extract<Change, { type: "run-ended" }>): CellRun {
  if (change.state === "idle") return { state: "idle" };
  return {
    state: change.state,
    ...(run.startedAt !== undefined && { startedAt: run.startedAt, endedAt: change.at }),
    ...(change.note !== undefined && { note: change.note }),
  };
}

function trustEntry(entry: CellEntry): CellEntry {
  const { untrusted, ...rest } = entry;
  return untrusted === undefined ? entry : rest;
}

function withTasks(entry: CellEntry, count: number): CellEntry {
  if ((entry.run.tasks ?? 0) === count) return entry;
  const { tasks: _before, ...rest } = entry.run;
  return { ...entry, run: count === 0 ? rest : { ...rest, tasks: count } };
}

function withInput(run: CellRun, wanted: RunInput | null): CellRun {
  const { input: _asked, ...rest } = run;
  return wanted === null ? rest : { ...rest, input: wanted };
}

function withCount(cell: CellEntry["cell"], executionCount: number | null): CellEntry["cell"] {
  return cell.cell_type !== "code" || cell.execution_count === executionCount
    ? cell
    : { ...cell, execution_count: executionCount };
}

function updateCell(
  state: NotebookState,
  id: CellId,
  update: (entry: CellEntry) => CellEntry,
): NotebookState {
  const index = state.cells.findIndex(({ cell }) => cell.id === id);
  const entry = state.cells[index];
  if (entry === undefined) return state;
  const next = update(entry);
  return next === entry ? state : { ...state, cells: state.cells.with(index, next) };
}

/** A display that is shown under an id of before changes what stands under it, as in Jupyter's own front ends. */
function updateShown(
  state: NotebookState,
  output: Output,
  displayId: string | undefined,
): NotebookState {
  if (displayId === undefined || output.output_type === "stream" || output.output_type === "error")
    return state;
  const { data, metadata } = output;
  return updateCells(state, (entry) => updateDisplay(entry, displayId, data, metadata));
}

function updateCells(state: NotebookState, update: (entry: CellEntry) => CellEntry): NotebookState {
  const cells = state.cells.map(update);
  return cells.every((entry, i) => entry === state.cells[i]) ? state : { ...state, cells };
}

/** Counts a change to what the file holds, if there was one. */
function touch(before: NotebookState, after: NotebookState): NotebookState {
  return after === before ? before : { ...after, revision: before.revision + 1 };
}
