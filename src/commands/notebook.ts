// Commands on the whole notebook: run, undo, save.
import type { Command, CommandContext } from "../extension.ts";
import { clearOutputs } from "../model/edits.ts";
import { hasUnsavedChanges, selectedRange } from "../model/select.ts";
import { isTrusted } from "../model/trust.ts";
import type { NotebookState } from "../model/state.ts";

export const notebookCommands: readonly Command[] = [
  {
    id: "notebook.run-all",
    label: "Run all cells",
    run: ({ state, runs }) => runs.enqueue(idsBetween(state, 0, state.cells.length)),
  },
  {
    id: "notebook.run-above",
    label: "Run all cells above",
    run: ({ state, runs }) => runs.enqueue(idsBetween(state, 0, selectedRange(state).first)),
  },
  {
    id: "notebook.run-below",
    label: "Run this cell and all below",
    run: ({ state, runs }) =>
      runs.enqueue(idsBetween(state, selectedRange(state).first, state.cells.length)),
  },
  {
    id: "notebook.clear-outputs",
    label: "Clear all outputs",
    run: ({ state, dispatch }) => {
      const edit = clearOutputs(state, idsBetween(state, 0, state.cells.length));
      if (edit !== undefined) dispatch(edit);
    },
  },
  {
    id: "notebook.undo",
    label: "Undo the last change of cells",
    keys: ["Z"],
    when: "command",
    enabled: ({ state }) => state.undo.length > 0,
    run: (context) => travel(context, "undo"),
  },
  {
    id: "notebook.redo",
    label: "Redo the change of cells",
    keys: ["Shift Z"],
    when: "command",
    enabled: ({ state }) => state.redo.length > 0,
    run: (context) => travel(context, "redo"),
  },
  {
    id: "notebook.save",
    label: "Save",
    keys: ["Accel S"],
    run: ({ file }) => file.save({ byHand: true }),
  },
  {
    id: "notebook.trust",
    label: "Trust this notebook",
    enabled: ({ state }) => !isTrusted(state),
    // Saved at once, since it is the server that remembers: it signs what is trusted whole.
    run: async ({ state, dispatch, file, announce }) => {
      dispatch({ type: "trust" });
      dispatch({ type: "dismiss", id: "trust" });
      announce("Trusted");
      if (state.writable) await file.save();
    },
  },
  {
    id: "notebook.overwrite",
    label: "Save over the other version",
    enabled: ({ state }) => state.save.failure?.kind === "conflict",
    run: ({ file }) => file.save({ overwrite: true }),
  },
  {
    id: "notebook.reload",
    label: "Load the file again",
    run: async ({ state, file, confirm }) => {
      const question =
        "Load the file from the server again? What you changed here and did not save is lost.";
      if (!hasUnsavedChanges(state) || (await confirm(question, "Load again"))) await file.reload();
    },
  },
];

function travel(context: CommandContext, type: "undo" | "redo"): void {
  context.dispatch({ type });
}

function idsBetween(state: NotebookState, first: number, end: number): readonly string[] {
  return state.cells.slice(first, end).map(({ cell }) => cell.id);
}
