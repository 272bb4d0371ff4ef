// Commands that ask the kernel aside from running cells.
import type { Command } from "../extension.ts";

export const kernelHelpCommands: readonly Command[] = [
  {
    id: "help.inspector",
    label: "Show or hide the inspector",
    keys: ["Accel I"],
    run: ({ help }) => help.toggleInspector(),
  },
];
