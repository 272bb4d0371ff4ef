// What is done to the outputs of the selected cells: hide, show at full length, copy, save.
import type { Command, CommandContext } from "../extension.ts";
import { patchCells } from "../model/edits.ts";
import { outputView, withOutputView, type OutputView } from "../model/output-view.ts";
import { wasCut } from "../model/flood.ts";
import { textOfOutputs } from "../model/output-text.ts";
import { selectedCells } from "../model/select.ts";
import type { NotebookState } from "../model/state.ts";
import type { CodeCell } from "../nbformat/types.ts";

export const outputCommands: readonly Command[] = [
  {
    id: "cell.toggle-outputs",
    label: "Hide the outputs, or show them again",
    keys: ["O"],
    when: "command",
    enabled: ({ state }) => cellsWithOutputs(state).length > 0,
    run: (context) => {
      const hidden = cellsWithOutputs(context.state).some((cell) => !outputView(cell).hidden);
      change(context, hidden ? "Hide outputs" : "Show outputs", { hidden });
    },
  },
  {
    id: "cell.toggle-output-scrolling",
    label: "Show long outputs whole, or in a box that scrolls",
    keys: ["Shift O"],
    when: "command",
    enabled: ({ state }) => cellsWithOutputs(state).length > 0,
    run: (context) => {
      const whole = cellsWithOutputs(context.state).some(
        (cell) => outputView(cell).scrolled !== false,
      );
      change(context, whole ? "Show outputs whole" : "Scroll outputs", { scrolled: !whole });
    },
  },
  {
    id: "cell.toggle-output-wrapping",
    label: "Wrap long lines of outputs, or not",
    enabled: ({ state }) => cellsWithOutputs(state).length > 0,
    run: (context) => {
      const wrapped = !cellsWithOutputs(context.state).some((cell) => outputView(cell).wrapped);
      change(context, wrapped ? "Wrap outputs" : "Keep lines of outputs whole", { wrapped });
    },
  },
  {
    id: "cell.open-outputs",
    label: "Open the outputs in a window of their own",
    enabled: ({ state }) => cellsWithOutputs(state).length > 0,
    run: ({ state, file }) => file.openOutputs(cellsWithOutputs(state).map(({ id }) => id)),
  },
  {
    id: "cell.copy-outputs",
    label: "Copy the outputs' text",
    enabled: ({ state }) => cellsWithOutputs(state).length > 0,
    run: async ({ state, text, announce }) => {
      announce((await text.copy(textOf(state))) ? "Copied" : "The browser did not allow copying");
    },
  },
  {
    id: "cell.save-outputs",
    label: "Save the outputs' text to a file",
    enabled: ({ state }) => cellsWithOutputs(state).length > 0,
    run: async ({ state, text, kernel, announce }) => {
      const cells = cellsWithOutputs(state);
      const [only] = cells;
      const isCut = cells.some(({ outputs }) => wasCut(outputs));
      // What was cut here the server may still have, on its disk.
      if (isCut && only !== undefined && cells.length === 1) {
        const address = await kernel.outputFile(only.id);
        if (address !== undefined) {
          text.fetch("output.txt", address);
          return;
        }
      }
      text.save("output.txt", textOf(state));
      if (isCut) announce("Saved without what was cut: the server did not keep it");
    },
  },
];

function cellsWithOutputs(state: NotebookState): readonly CodeCell[] {
  return selectedCells(state)
    .map(({ cell }) => cell)
    .filter((cell) => cell.cell_type === "code" && cell.outputs.length > 0)
    .filter((cell) => cell.cell_type === "code");
}

function textOf(state: NotebookState): string {
  return cellsWithOutputs(state)
    .map(({ outputs }) => textOfOutputs(outputs))
    .join("\n");
}

function change(context: CommandContext, label: string, view: Partial<OutputView>): void {
  const patches = cellsWithOutputs(context.state).map((cell) => ({
    id: cell.id,
    metadata: withOutputView(cell, view),
  }));
  const edit = patchCells(context.state, label, patches);
  if (edit !== undefined) context.dispatch(edit);
}
