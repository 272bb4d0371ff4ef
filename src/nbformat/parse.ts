// JSON → Notebook. Tolerant where nothing is lost by it (lines as lists, missing ids, missing keys),
// clear where it cannot go on. Used by the page and the terminal; it reads no file itself.
import { lendCellId } from "./ids.ts";
import type { Cell, JsonObject, JsonValue, MimeBundle, Notebook, Output } from "./types.ts";

/** The text is not a notebook that can be opened; the message says what is wrong and what to do. */
export class NotebookFormatError extends Error {
  override readonly name = "NotebookFormatError";
}

/** What parsing had to mend, in words for the reader; empty when the file was sound. */
export interface ParsedNotebook {
  readonly notebook: Notebook;
  readonly repairs: readonly string[];
}

/**
 * Reads the text of an .ipynb file.
 * @throws NotebookFormatError when the text is not JSON or not a notebook of nbformat 4.
 */
export function parseNotebookText(text: string): ParsedNotebook {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new NotebookFormatError(
      text.trim() === ""
        ? "The file is empty, so it is not a notebook. Make a new notebook, or put back an earlier copy."
        : "The file is not JSON, so it is not a notebook. It may have been cut short or saved by another program. Put back an earlier copy.",
      { cause: error },
    );
  }
  return parseNotebook(json);
}

/**
 * Makes a notebook of parsed JSON: joins lists of lines, gives ids to cells that lack one or repeat one.
 * Unknown keys stay in place.
 * @throws NotebookFormatError when the value is not a notebook of nbformat 4.
 */
export function parseNotebook(json: unknown): ParsedNotebook {
  if (!isObject(json)) {
    throw new NotebookFormatError(
      "The file holds JSON, but not a notebook. Open it as a text file instead.",
    );
  }
  const major = json.nbformat;
  if (typeof major !== "number") {
    throw new NotebookFormatError(
      "The file does not say which notebook format it has (`nbformat`), so it is not a notebook.",
    );
  }
  if (major !== 4) {
    throw new NotebookFormatError(
      major < 4
        ? `This notebook has the old format ${major}. Convert it once with "jupyter nbconvert --to notebook" and open the result.`
        : `This notebook has format ${major}, which is newer than this program (4). Update Lessonbook.`,
    );
  }
  if (!Array.isArray(json.cells)) {
    throw new NotebookFormatError("The notebook has no list of cells, so it cannot be shown.");
  }
  const repairs: string[] = [];
  const seen = new Set<string>();
  const cells = json.cells.flatMap((value: unknown, index) => {
    const cell = parseCell(value, index, repairs);
    return cell === undefined ? [] : [withOwnId(cell, seen, repairs)];
  });
  const minor = typeof json.nbformat_minor === "number" ? json.nbformat_minor : 0;
  const notebook: Notebook = {
    ...json,
    nbformat: 4,
    nbformat_minor: minor,
    metadata: isObject(json.metadata) ? json.metadata : {},
    cells,
  };
  return { notebook, repairs };
}

function parseCell(value: unknown, index: number, repairs: string[]): Cell | undefined {
  if (!isObject(value)) {
    repairs.push(`Entry ${index + 1} in the list of cells is not a cell and was left out.`);
    return undefined;
  }
  const base = {
    ...value,
    id: typeof value.id === "string" ? value.id : "",
    source: joinLines(value.source) ?? "",
    metadata: isObject(value.metadata) ? value.metadata : {},
  };
  switch (value.cell_type) {
    case "code": {
      const count = value.execution_count;
      const outputs = Array.isArray(value.outputs) ? value.outputs : [];
      return {
        ...base,
        cell_type: "code",
        execution_count: typeof count === "number" ? count : null,
        outputs: outputs.flatMap((output: unknown) => parseOutput(output, index, repairs)),
      };
    }
    case "markdown":
      return { ...base, cell_type: "markdown" };
    case "raw":
      return { ...base, cell_type: "raw" };
    default:
      repairs.push(`Cell ${index + 1} has an unknown type and is shown as raw text.`);
      return { ...base, cell_type: "raw" };
  }
}

/** Reads one output as it stands in a file; several or none where it had to be mended. */
function parseOutput(value: unknown, index: number, repairs: string[]): Output[] {
  if (isObject(value)) {
    const metadata = isObject(value.metadata) ? value.metadata : {};
    switch (value.output_type) {
      case "stream":
        return [
          {
            ...value,
            output_type: "stream",
            name: value.name === "stderr" ? "stderr" : "stdout",
            text: joinLines(value.text) ?? "",
          },
        ];
      case "display_data":
        return [{ ...value, output_type: "display_data", data: parseBundle(value.data), metadata }];
      case "execute_result": {
        const count = value.execution_count;
        return [
          {
            ...value,
            output_type: "execute_result",
            execution_count: typeof count === "number" ? count : null,
            data: parseBundle(value.data),
            metadata,
          },
        ];
      }
      case "error":
        return [
          {
            ...value,
            output_type: "error",
            ename: asString(value.ename),
            evalue: asString(value.evalue),
            traceback: Array.isArray(value.traceback) ? value.traceback.map(asString) : [],
          },
        ];
    }
  }
  repairs.push(`An output of cell ${index + 1} has an unknown form and was left out.`);
  return [];
}

/** Joins the text entries of a MIME bundle; JSON entries stay as they are. */
export function parseBundle(value: unknown): MimeBundle {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([mime, data]) => [
      mime,
      isJsonMime(mime) ? data : (joinLines(data) ?? data),
    ]),
  );
}

/** Whether a MIME type's data is a JSON value rather than text. */
export function isJsonMime(mime: string): boolean {
  return mime === "application/json" || mime.endsWith("+json");
}

/** Whether a value is a JSON object (not null, not a list). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withOwnId(cell: Cell, seen: Set<string>, repairs: string[]): Cell {
  let id = cell.id;
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(id)) id = lendCellId(cell.source, seen);
  else if (seen.has(id)) {
    repairs.push(`Two cells had the id ${id}; the second one has a new id now.`);
    id = lendCellId(cell.source, seen);
  }
  seen.add(id);
  return id === cell.id ? cell : { ...cell, id };
}

function joinLines(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((line) => typeof line === "string"))
    return value.join("");
  return undefined;
}

function asString(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
