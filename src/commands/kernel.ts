// Commands on the kernel.
import type { Command, CommandContext } from "../extension.ts";

const QUESTION = "Restart the kernel? Its variables are lost. Your text and the outputs stay.";

const SHUTDOWN = "Shut the kernel down? Its variables are lost. Your text and the outputs stay.";

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
    id: "kernel.shutdown",
    label: "Shut the kernel down",
    enabled: ({ state }) => state.kernel.status === "idle" || state.kernel.status === "busy",
    run: async (context) => {
      const { kernel, confirm } = context;
      if (!isUsed(context) || (await confirm(SHUTDOWN, "Shut down"))) await kernel.shutdown();
    },
  },
  {
    id: "kernel.choose",
    label: "Choose another kernel",
    run: async ({ kernel, chooseKernel }) => {
      const choice = await chooseKernel(await kernel.choices());
      if (choice !== undefined) await kernel.changeKernel(choice);
    },
  },
  {
    id: "kernel.reconnect",
    label: "Connect to the kernel again",
    run: ({ kernel }) => kernel.reconnect(),
  },
];

/** Asks only where variables would be lost. */
function mayRestart(context: CommandContext): Promise<boolean> {
  return isUsed(context) ? context.confirm(QUESTION, "Restart") : Promise.resolve(true);
}

/** Whether the kernel may hold variables: made here, or before this page came to it. */
function isUsed({ state: { kernel, cells } }: CommandContext): boolean {
  const alive = kernel.status === "idle" || kernel.status === "busy";
  const { joined = false, restartedAt = 0 } = kernel;
  return alive && (joined || cells.some(({ run: { startedAt = -1 } }) => startedAt >= restartedAt));
}
