// Cut, copy and paste of cells. The keys are Jupyter's; the browser's own Accel X, C and V come here too
// (`notebook/clipboard.ts`), outside text.
import type { Command, CommandContext } from "../extension.ts";
import { pasteClip } from "../model/clipboard.ts";
import { deleteSelected, type Edit } from "../model/edits.ts";
import { isDeletable } from "../model/locks.ts";
import { selectedCells } from "../model/select.ts";
import { isRefused } from "./refusal.ts";

export const clipboardCommands: readonly Command[] = [
  {
    id: "cell.cut",
    label: "Cut the cells",
    keys: ["X"],
    when: "command",
    run: (context) => {
      const { state, clipboard } = context;
      const selected = selectedCells(state);
      // Cells that are not locked go all the same.
      isRefused(context, "cut", selected);
      const edit = deleteSelected(state, "Cut");
      if (edit === undefined) return;
      const cells = selected.map(({ cell }) => cell).filter(isDeletable);
      clipboard.write({ cells, cutFrom: state.path });
      change(context, edit);
      context.announce(`${count(cells.length)} cut`);
    },
  },
  {
    id: "cell.copy",
    label: "Copy the cells",
    keys: ["C"],
    when: "command",
    run: ({ state, clipboard, announce }) => {
      const cells = selectedCells(state).map(({ cell }) => cell);
      clipboard.write({ cells });
      announce(`${count(cells.length)} copied`);
    },
  },
  paste("cell.paste", "Paste cells below", "V", "below"),
  paste("cell.paste-above", "Paste cells above", "Shift V", "above"),
];

function paste(id: string, label: string, key: string, side: "above" | "below"): Command {
  return {
    id,
    label,
    keys: [key],
    when: "command",
    run: async (context) => {
      const clip = await context.clipboard.read();
      if (clip === undefined) {
        const text = "There is nothing to paste. Select a cell and copy it first.";
        context.dispatch({ type: "notice", notice: { id: "clipboard", tone: "status", text } });
        return;
      }
      // The state as it is now: reading may have taken a while.
      change(context, pasteClip(context.state, clip, side));
      context.announce(`${count(clip.cells.length)} pasted`);
    },
  };
}

function change(context: CommandContext, edit: Edit): void {
  context.dispatch(edit);
  context.focusCell(edit.selection.active, "command");
}

function count(cells: number): string {
  return cells === 1 ? "1 cell" : `${cells} cells`;
}
