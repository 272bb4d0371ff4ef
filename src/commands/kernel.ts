// Commands on the kernel.
import type { Command, CommandContext } from "../extension.ts";

const QUESTION = "Restart the kernel? Its variables are lost. Your text and the outputs stay.";

export const kernelCommands: readonly Command[] = [
  {
    id: "kernel.interrupt",
    label: "Stop what runs",
    keys: ["I I"],
    when: "command",
    run: ({ kernel }) => kernel.interrupt(),
  },
  {
    id: "kernel.restart",
    label: "Restart the kernel",
    keys: ["0 0"],
    when: "command",
    run: async (context) => {
      if (await mayRestart(context)) await context.kernel.restart();
    },
  },
  {
    id: "kernel.restart-run-all",
    label: "Restart the kernel and run all cells",
    run: async (context) => {
      if (!(await mayRestart(context))) return;
      await context.kernel.restart();
      context.runs.enqueue(context.state.cells.map(({ cell }) => cell.id));
    },
  },
  {
    id: "kernel.reconnect",
    label: "Connect to the kernel again",
    run: ({ kernel }) => kernel.reconnect(),
  },
];

/** Asks only where variables would be lost. */
function mayRestart({ state, confirm }: CommandContext): Promise<boolean> {
  const alive = state.kernel.status === "idle" || state.kernel.status === "busy";
  const used = state.cells.some(({ run }) => run.state !== "idle");
  return alive && used ? confirm(QUESTION, "Restart") : Promise.resolve(true);
}
