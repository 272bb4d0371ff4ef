// Recording what the tasks of a cell do on the event loop.
import type { Command } from "../extension.ts";
import { patchCells } from "../model/edits.ts";
import { selectedCells } from "../model/select.ts";
import { timelineWish, withTimelineWish } from "../model/timeline-wish.ts";

export const timelineCommands: readonly Command[] = [
  {
    id: "cell.record-timeline",
    label: "Record a timeline when the cell runs, or stop recording",
    enabled: ({ state }) => selectedCells(state).some(({ cell }) => cell.cell_type === "code"),
    run: ({ state, dispatch, announce }) => {
      const cells = selectedCells(state)
        .map(({ cell }) => cell)
        .filter((cell) => cell.cell_type === "code");
      const isWanted = cells.some((cell) => timelineWish(cell) === "none");
      const patches = cells.map((cell) => ({
        id: cell.id,
        metadata: withTimelineWish(cell, isWanted),
      }));
      const edit = patchCells(
        state,
        isWanted ? "Record a timeline" : "Record no timeline",
        patches,
      );
      if (edit !== undefined) dispatch(edit);
      announce(isWanted ? "The next run is recorded" : "Runs are not recorded any more");
    },
  },
];
