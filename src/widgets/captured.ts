// What an Output widget shows: outputs as a cell has them, by the same rules for streams, updates, clearing and floods. Pure.
import { changeOf } from "../execution/messages.ts";
import type { KernelMessage } from "../execution/ports.ts";
import { addOutput, clearOutputs, updateDisplay } from "../model/outputs.ts";
import type { CellEntry } from "../model/state.ts";
import { parseNotebook } from "../nbformat/parse.ts";
import type { JsonObject, Output } from "../nbformat/types.ts";
import type { WidgetState, WidgetValue } from "./values.ts";

/** The outputs of one Output widget, kept as those of a cell. */
export type Captured = CellEntry;

/** Outputs as a widget's state has them, read as those of a file. */
export function capturedFrom(outputs: WidgetValue | undefined): Captured {
  const cell = { cell_type: "code", source: "", metadata: {}, outputs } as JsonObject;
  const { notebook } = parseNotebook({
    nbformat: 4,
    nbformat_minor: 4,
    metadata: {},
    cells: [cell],
  });
  const [parsed] = notebook.cells;
  if (parsed === undefined) throw new Error("a notebook of one cell has one");
  return { cell: parsed, run: { state: "idle" } };
}

/** The outputs after a message; the same object where it changes nothing. */
export function capture(captured: Captured, message: KernelMessage): Captured {
  const change = changeOf(message, "");
  switch (change?.type) {
    case "output":
      return addOutput(captured, change.output, change.displayId);
    case "clear-output":
      return change.wait ? { ...captured, clearPending: true } : clearOutputs(captured);
    case "update-display":
      return updateDisplay(captured, change.displayId, change.data, change.metadata);
    default:
      return captured;
  }
}

/** A widget's state with its outputs in the form of a parsed file, if it is an Output widget; what is no output goes. */
export function withSoundOutputs(name: string, state: WidgetState): WidgetState {
  if (name !== "OutputModel" || !Object.hasOwn(state, "outputs")) return state;
  return { ...state, outputs: outputsOf(capturedFrom(state.outputs)) };
}

export function outputsOf({ cell }: Captured): readonly Output[] {
  return cell.cell_type === "code" ? cell.outputs : [];
}
