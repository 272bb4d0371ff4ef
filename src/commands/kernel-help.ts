// Commands that ask the kernel aside from running cells.
import type { Command } from "../extension.ts";
import { selectedCells } from "../model/select.ts";

export const kernelHelpCommands: readonly Command[] = [
  {
    id: "help.inspector",
    label: "Show or hide the inspector",
    keys: ["Accel I"],
    run: ({ help }) => help.toggleInspector(),
  },
  {
    id: "cell.run-beside",
    label: "Run the cell beside the running one",
    keys: ["Ctrl Alt Enter"],
    enabled: ({ help }) => help.isConcurrent,
    run: ({ help, state }) => help.runBeside(selectedCells(state).map(({ cell }) => cell.id)),
  },
];
