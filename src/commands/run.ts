// Commands on runs beyond a single cell: a section, the order of what waits, where it runs now.
import type { Command, CommandContext } from "../extension.ts";
import { selectedCells, selectedRange } from "../model/select.ts";
import { sectionAround } from "../model/sections.ts";

export const runCommands: readonly Command[] = [
  {
    id: "notebook.run-section",
    label: "Run this section",
    run: ({ state, runs }) => {
      const { first, end } = sectionAround(state, selectedRange(state).first);
      runs.enqueue(state.cells.slice(first, end).map(({ cell }) => cell.id));
    },
  },
  {
    id: "notebook.go-to-running",
    label: "Go to the running cell",
    enabled: ({ state }) => state.cells.some(({ run }) => run.state === "running"),
    run: ({ state, focusCell }) => {
      const running = state.cells.find(({ run }) => run.state === "running");
      if (running !== undefined) focusCell(running.cell.id, "command");
    },
  },
  {
    id: "cell.stop",
    label: "Stop the running cell",
    enabled: ({ state }) => selectedCells(state).some(({ run }) => run.state === "running"),
    run: ({ kernel }) => kernel.interrupt(),
  },
  moveInQueue("cell.run-next", "Run the waiting cell next", "next"),
  moveInQueue("cell.run-earlier", "Run the waiting cell earlier", -1),
  moveInQueue("cell.run-later", "Run the waiting cell later", 1),
];

function moveInQueue(id: string, label: string, by: number | "next"): Command {
  return {
    id,
    label,
    enabled: waits,
    run: ({ state, runs }) => {
      for (const { cell } of selectedCells(state)) runs.move(cell.id, by);
    },
  };
}

function waits({ state }: CommandContext): boolean {
  return selectedCells(state).some(({ run }) => run.state === "queued");
}
