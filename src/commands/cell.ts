// Commands on the selected cells. Palette, menu, keys and buttons read this table.
import type { Command, CommandContext } from "../extension.ts";
import type { Change } from "../model/change.ts";
import {
  changeType,
  clearOutputs,
  deleteSelected,
  insertBeside,
  insertCells,
  mergedCells,
  mergeSelected,
  placeInSight,
} from "../model/edits.ts";
import { moveInSight } from "../model/folding.ts";
import { emptyCodeCell } from "../model/open.ts";
import { findCell, selectedCells, selectedRange } from "../model/select.ts";
import type { Mode } from "../model/state.ts";
import { makeCellId } from "../nbformat/ids.ts";
import type { CellType } from "../nbformat/types.ts";
import { isRefused } from "./refusal.ts";

export const cellCommands: readonly Command[] = [
  {
    id: "cell.run",
    label: "Run the cell",
    keys: ["Accel Enter"],
    run: (context) => {
      runSelected(context);
      context.focusCell(context.state.selection.active, "command");
    },
  },
  {
    id: "cell.run-advance",
    label: "Run the cell and go to the next",
    keys: ["Shift Enter"],
    run: (context) => {
      runSelected(context);
      advance(context);
    },
  },
  {
    id: "cell.run-insert",
    label: "Run the cell and insert one below",
    keys: ["Alt Enter"],
    run: (context) => {
      runSelected(context);
      change(context, insertBeside(context.state, "below", "edit"), "edit");
    },
  },
  {
    id: "cell.cancel",
    label: "Take the cell out of the queue",
    enabled: ({ state }) => selectedCells(state).some(({ run }) => run.state === "queued"),
    run: ({ state, runs }) => runs.cancel(selectedCells(state).map(({ cell }) => cell.id)),
  },
  {
    id: "cell.edit",
    label: "Edit the cell",
    keys: ["Enter"],
    when: "command",
    run: (context) => {
      const { active } = context.state.selection;
      const entry = findCell(context.state, active);
      if (entry !== undefined && isRefused(context, "edit", [entry])) return;
      context.focusCell(active, "edit");
    },
  },
  {
    id: "cell.command-mode",
    label: "Stop editing the cell",
    keys: ["Escape", "Ctrl M"],
    when: "edit",
    run: (context) => context.focusCell(context.state.selection.active, "command"),
  },
  {
    id: "cell.insert-above",
    label: "Insert a cell above",
    keys: ["A"],
    when: "command",
    run: (context) => change(context, insertBeside(context.state, "above")),
  },
  {
    id: "cell.insert-below",
    label: "Insert a cell below",
    keys: ["B"],
    when: "command",
    run: (context) => change(context, insertBeside(context.state, "below")),
  },
  {
    id: "cell.insert-text-below",
    label: "Insert a text cell below",
    run: (context) => {
      const cell = { cell_type: "markdown", id: makeCellId(), metadata: {}, source: "" } as const;
      const { last } = selectedRange(context.state);
      const at = placeInSight(context.state, last + 1);
      change(context, insertCells(context.state, at, [cell], "edit"), "edit");
    },
  },
  {
    id: "cell.delete",
    label: "Delete the cells",
    keys: ["D D"],
    when: "command",
    run: (context) => {
      // Cells that are not locked go all the same.
      isRefused(context, "delete", selectedCells(context.state));
      change(context, deleteSelected(context.state));
    },
  },
  {
    id: "cell.move-up",
    label: "Move the cells up",
    keys: ["Ctrl Shift ArrowUp"],
    when: "command",
    run: (context) => change(context, moveInSight(context.state, "up")),
  },
  {
    id: "cell.move-down",
    label: "Move the cells down",
    keys: ["Ctrl Shift ArrowDown"],
    when: "command",
    run: (context) => change(context, moveInSight(context.state, "down")),
  },
  {
    id: "cell.move",
    label: "Move the cells to another place",
    run: ({ moveCells }) => moveCells(),
  },
  {
    id: "cell.merge",
    label: "Merge the cells",
    keys: ["Shift M"],
    when: "command",
    run: (context) => {
      if (isRefused(context, "reshape", mergedCells(context.state))) return;
      change(context, mergeSelected(context.state));
    },
  },
  setType("cell.to-code", "Make it a code cell", "Y", "code"),
  setType("cell.to-markdown", "Make it a text cell", "M", "markdown"),
  setType("cell.to-raw", "Make it a raw cell", "R", "raw"),
  {
    id: "cell.clear-output",
    label: "Clear the outputs",
    run: ({ state, dispatch }) => {
      const edit = clearOutputs(
        state,
        selectedCells(state).map(({ cell }) => cell.id),
      );
      if (edit !== undefined) dispatch(edit);
    },
  },
];

function runSelected({ state, runs }: CommandContext): void {
  runs.enqueue(selectedCells(state).map(({ cell }) => cell.id));
}

/** Goes to the cell after the selection; after the last one a new code cell is made, as in Jupyter. */
function advance(context: CommandContext): void {
  const { state } = context;
  const next = state.cells[selectedRange(state).last + 1];
  if (next === undefined) {
    change(context, insertCells(state, state.cells.length, [emptyCodeCell()], "edit"), "edit");
  } else {
    context.focusCell(next.cell.id, "command");
  }
}

function setType(id: string, label: string, key: string, type: CellType): Command {
  return {
    id,
    label,
    keys: [key],
    when: "command",
    run: (context) => {
      const { state } = context;
      isRefused(
        context,
        "reshape",
        selectedCells(state).filter(({ cell }) => cell.cell_type !== type),
      );
      change(context, changeType(state, type));
    },
  };
}

/** Dispatches an edit, if there is one, and takes the keyboard along. */
function change(context: CommandContext, edit: Change | undefined, mode: Mode = "command"): void {
  if (edit?.type !== "edit") return;
  context.dispatch(edit);
  context.focusCell(edit.selection.active, mode);
}
