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
    id: "help.tasks",
    label: "Show or hide what the event loop does",
    run: ({ help }) => help.toggleTasks(),
  },
  {
    id: "tasks.cancel",
    label: "Cancel the chosen task",
    offered: ({ help }) => help.isConcurrent,
    run: ({ help }) => help.cancelTasks("chosen"),
  },
  {
    id: "tasks.cancel-all",
    label: "Cancel all tasks that still run",
    offered: ({ help }) => help.isConcurrent,
    run: ({ help }) => help.cancelTasks("all"),
  },
  {
    id: "cell.run-beside",
    label: "Run the cell beside the running one",
    keys: ["Ctrl Alt Enter"],
    offered: ({ help }) => help.isConcurrent,
    run: ({ help, state }) => help.runBeside(selectedCells(state).map(({ cell }) => cell.id)),
  },
];
