// What becomes of a code cell's outputs: streams grow together, displays are updated by id, clears wait if asked.
// Used by `applyChange` only.
import { boundOutput, boundOutputs, boundText, boundUpdate } from "./flood.ts";
import type { JsonObject, MimeBundle, Output } from "../nbformat/types.ts";
import type { CellEntry } from "./state.ts";

/** Adds an output after the others. A stream joins the one before it when both have the same name. */
export function addOutput(
  entry: CellEntry,
  output: Output,
  displayId: string | undefined,
): CellEntry {
  if (entry.cell.cell_type !== "code") return entry;
  const cleared = entry.clearPending === true ? clearOutputs(entry) : entry;
  const cell = cleared.cell.cell_type === "code" ? cleared.cell : entry.cell;
  const last = cell.outputs.at(-1);
  if (
    output.output_type === "stream" &&
    last?.output_type === "stream" &&
    last.name === output.name
  ) {
    const grown = { ...last, text: boundText(appendTerminalText(last.text, output.text)) };
    return { ...cleared, cell: { ...cell, outputs: cell.outputs.with(-1, grown) } };
  }
  const added =
    output.output_type === "stream"
      ? { ...output, text: boundText(appendTerminalText("", output.text)) }
      : boundOutput(output);
  const all = [...cell.outputs, added];
  const ids =
    displayId === undefined && cleared.displayIds === undefined
      ? undefined
      : Array.from(all, (_, i) => (i === all.length - 1 ? displayId : cleared.displayIds?.[i]));
  const { outputs, displayIds } = boundOutputs(all, ids);
  return {
    ...cleared,
    cell: { ...cell, outputs },
    ...(displayIds !== undefined && { displayIds }),
  };
}

/** Takes all outputs away; the execution count stays. */
export function clearOutputs(entry: CellEntry): CellEntry {
  if (entry.cell.cell_type !== "code") return entry;
  if (entry.cell.outputs.length === 0 && entry.clearPending !== true) return entry;
  // Left out, not set to undefined: an absent key is the resting state. What comes now is from a run, and trusted.
  const { displayIds: _ids, clearPending: _pending, untrusted: _untrusted, ...rest } = entry;
  return { ...rest, cell: { ...entry.cell, outputs: [] } };
}

/** Replaces the data of each output that was shown under `displayId`; the same object when there is none. */
export function updateDisplay(
  entry: CellEntry,
  displayId: string,
  data: MimeBundle,
  metadata: JsonObject,
): CellEntry {
  if (entry.cell.cell_type !== "code" || entry.displayIds?.includes(displayId) !== true) {
    return entry;
  }
  const changed: Output[] = [];
  const all = entry.cell.outputs.map((output, i) => {
    if (entry.displayIds?.[i] !== displayId) return output;
    if (output.output_type === "stream" || output.output_type === "error") return output;
    const next = boundUpdate({ ...output, data, metadata });
    changed.push(next);
    return next;
  });
  const { outputs, displayIds } = boundOutputs(all, entry.displayIds, changed);
  return {
    ...entry,
    cell: { ...entry.cell, outputs },
    ...(displayIds !== undefined && { displayIds }),
  };
}

/**
 * Adds text as a terminal would: a carriage return goes back to the line's start and what follows overwrites,
 * a backspace takes one character of the line. Progress bars stay one line by this.
 */
export function appendTerminalText(text: string, more: string): string {
  if (!/[\r\b]/.test(more) && !text.endsWith("\r")) return text + more;
  const lineStart = text.lastIndexOf("\n") + 1;
  const lines: string[] = [];
  const pieces = (text.slice(lineStart) + more).replace(/\r+\n/g, "\n").split("\n");
  for (const piece of pieces) lines.push(overwrite(piece));
  return text.slice(0, lineStart) + lines.join("\n");
}

function overwrite(line: string): string {
  // A return at the very end may be the first half of "\r\n" or of the next overwrite: it has to stay.
  const open = line.endsWith("\r") ? "\r" : "";
  let shown = "";
  for (const part of (open === "" ? line : line.slice(0, -1)).split("\r")) {
    const typed = applyBackspaces(part);
    shown = typed + shown.slice(typed.length);
  }
  return shown + open;
}

function applyBackspaces(text: string): string {
  let result = "";
  for (const char of text) result = char === "\b" ? result.slice(0, -1) : result + char;
  return result;
}
