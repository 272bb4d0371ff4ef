// Notebook → JSON, as nbformat writes it: sorted keys, indent of one, lists of lines, final newline.
import { isJsonMime, isObject } from "./parse.ts";
import type { Cell, JsonObject, JsonValue, MimeBundle, Notebook, Output } from "./types.ts";

/** The text of the .ipynb file, the same bytes that nbformat's own writer makes of the notebook. */
export function serialiseNotebook(notebook: Notebook): string {
  const whole = { ...notebook, cells: notebook.cells.map(splitCell) };
  return JSON.stringify(sortKeys(withoutLentIds(whole)), null, 1) + "\n";
}

/** A notebook for a file: cells have ids from format 4.5 on; in an older one they were only lent. */
export function withoutLentIds(notebook: JsonObject): JsonObject {
  const { nbformat_minor: minor, cells } = notebook;
  if (typeof minor !== "number" || minor >= 5 || !Array.isArray(cells)) return notebook;
  return {
    ...notebook,
    cells: cells.map((cell: JsonValue) => (isObject(cell) ? { ...cell, id: undefined } : cell)),
  };
}

function splitCell(cell: Cell): JsonObject {
  const source = splitLines(cell.source);
  return cell.cell_type === "code"
    ? { ...cell, source, outputs: cell.outputs.map(splitOutput) }
    : { ...cell, source };
}

function splitOutput(output: Output): JsonObject {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: splitLines(output.text) };
    case "display_data":
    case "execute_result":
      return { ...output, data: splitBundle(output.data) };
    case "error":
      return output;
  }
}

function splitBundle(bundle: MimeBundle): JsonObject {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, data]) => [
      mime,
      typeof data === "string" && !isJsonMime(mime) ? splitLines(data) : data,
    ]),
  );
}

/** Splits text after each line feed; the pieces joined give the text again. */
export function splitLines(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

function sortKeys(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item: JsonValue) => sortKeys(item) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort((a, b) => compareByCodePoint(a, b))
      .map((key) => [key, sortKeys(value[key])]),
  );
}

/** Python sorts keys by code point; JavaScript's default sort goes by UTF-16 unit. */
function compareByCodePoint(a: string, b: string): number {
  const left = Array.from(a, (c) => c.codePointAt(0) ?? 0);
  const right = Array.from(b, (c) => c.codePointAt(0) ?? 0);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
