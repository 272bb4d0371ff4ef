// Commands that split and merge cells.
import type { Command } from "../extension.ts";
import { mergedCells, mergeSelected, splitCell } from "../model/edits.ts";
import { selectedCells, selectedRange } from "../model/select.ts";
import type { NotebookState } from "../model/state.ts";
import { isRefused } from "./refusal.ts";

export const shapeCommands: readonly Command[] = [
  {
    id: "cell.split",
    label: "Split the cell at the cursor",
    keys: ["Ctrl Shift -"],
    when: "edit",
    enabled: ({ cursor }) => cursor() !== undefined,
    run: (context) => {
      const { state, dispatch, focusCell, cursor } = context;
      const { active } = state.selection;
      if (isRefused(context, "reshape", selectedCells(state))) return;
      const edit = splitCell(state, active, cursor() ?? 0);
      if (edit === undefined) return;
      dispatch(edit);
      focusCell(edit.selection.active, "edit", 0);
    },
  },
  mergeBeside("cell.merge-above", "Merge with the cell above", ["Ctrl Backspace"], "above"),
  mergeBeside("cell.merge-below", "Merge with the cell below", ["Ctrl Shift M"], "below"),
];

function mergeBeside(
  id: string,
  label: string,
  keys: readonly string[],
  side: "above" | "below",
): Command {
  return {
    id,
    label,
    keys,
    when: "command",
    enabled: ({ state }) => withNeighbour(state, side) !== undefined,
    run: (context) => {
      const wider = withNeighbour(context.state, side);
      if (wider === undefined || isRefused(context, "reshape", mergedCells(wider))) return;
      const edit = mergeSelected(wider);
      if (edit === undefined) return;
      context.dispatch(edit);
      context.focusCell(edit.selection.active, "command");
    },
  };
}

/** The selection's cells and its neighbour that way, as a selection; undefined where there is no neighbour. */
function withNeighbour(state: NotebookState, side: "above" | "below"): NotebookState | undefined {
  const { first, last } = selectedRange(state);
  const other = state.cells[side === "above" ? first - 1 : last + 1];
  const end = state.cells[side === "above" ? last : first];
  if (other === undefined || end === undefined) return undefined;
  const selection = { active: end.cell.id, anchor: other.cell.id, mode: state.selection.mode };
  return { ...state, selection };
}
