// Commands that go from cell to cell and select. Cells that a folded section hides are passed over.
import type { Command, CommandContext } from "../extension.ts";
import { visibleBeside } from "../model/folding.ts";
import type { CellId, NotebookState } from "../model/state.ts";

export const selectionCommands: readonly Command[] = [
  goTo("cell.select-next", "Go to the next cell", ["J", "ArrowDown"], below),
  goTo("cell.select-previous", "Go to the cell before", ["K", "ArrowUp"], above),
  goTo("cell.select-first", "Go to the first cell", ["Home"], first),
  goTo("cell.select-last", "Go to the last cell", ["End"], last),
  extend("cell.extend-down", "Select the next cell too", ["Shift J", "Shift ArrowDown"], below),
  extend("cell.extend-up", "Select the cell before too", ["Shift K", "Shift ArrowUp"], above),
  extend("cell.extend-to-first", "Select all cells up to the first", ["Shift Home"], first),
  extend("cell.extend-to-last", "Select all cells down to the last", ["Shift End"], last),
  {
    id: "cell.select-all",
    label: "Select all cells",
    keys: ["Accel A"],
    when: "command",
    run: ({ state, dispatch, announce }) => {
      // The view stays where it is: what is selected is what matters now.
      const [anchor, active] = [state.cells[0], state.cells.at(-1)];
      if (anchor === undefined || active === undefined) return;
      dispatch({
        type: "select",
        selection: { active: active.cell.id, anchor: anchor.cell.id, mode: "command" },
      });
      announce(`${state.cells.length} cells selected`);
    },
  },
];

type Target = (state: NotebookState) => CellId | undefined;

function below(state: NotebookState): CellId | undefined {
  return visibleBeside(state, state.selection.active, 1);
}

function above(state: NotebookState): CellId | undefined {
  return visibleBeside(state, state.selection.active, -1);
}

function first(state: NotebookState): CellId | undefined {
  return state.cells[0]?.cell.id;
}

function last(state: NotebookState): CellId | undefined {
  const end = state.cells.at(-1)?.cell.id;
  return end === undefined ? undefined : (visibleBeside(state, "", -1) ?? end);
}

function goTo(id: string, label: string, keys: readonly string[], target: Target): Command {
  return { id, label, keys, when: "command", run: (context) => void go(context, target) };
}

function extend(id: string, label: string, keys: readonly string[], target: Target): Command {
  return {
    id,
    label,
    keys,
    when: "command",
    run: (context) => {
      const { anchor } = context.state.selection;
      const active = go(context, target);
      if (active !== undefined) context.dispatch({ type: "select", selection: { active, anchor } });
    },
  };
}

function go({ state, focusCell }: CommandContext, target: Target): CellId | undefined {
  const id = target(state);
  if (id !== undefined) focusCell(id, "command");
  return id;
}
