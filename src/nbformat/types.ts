// The .ipynb file as the program holds it: nbformat 4's own objects and key names, frozen by type,
// with lists of lines joined to one string. Keys that nbformat does not know ride along in each object.
// Source: the nbformat 4.5 JSON schema.

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object; a missing key reads as `undefined`. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** A notebook but for its cells, unknown top-level keys included. */
export interface NotebookFrame extends JsonObject {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly metadata: JsonObject;
}

/** A notebook of nbformat 4.x. */
export interface Notebook extends NotebookFrame {
  readonly cells: readonly Cell[];
}

interface BaseCell extends JsonObject {
  /** Unique in the notebook; 1–64 letters, digits, `-`, `_` (nbformat 4.5; older files gain one when opened). */
  readonly id: string;
  /** The cell's text as one string. */
  readonly source: string;
  readonly metadata: JsonObject;
}

export interface CodeCell extends BaseCell {
  readonly cell_type: "code";
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

export interface MarkdownCell extends BaseCell {
  readonly cell_type: "markdown";
  readonly attachments?: JsonObject;
}

export interface RawCell extends BaseCell {
  readonly cell_type: "raw";
  readonly attachments?: JsonObject;
}

export type Cell = CodeCell | MarkdownCell | RawCell;
export type CellType = Cell["cell_type"];

/** MIME type → data. Text is one string; JSON types (`application/json`, `…+json`) hold a JSON value. */
export type MimeBundle = JsonObject;

export interface StreamOutput extends JsonObject {
  readonly output_type: "stream";
  /** `stdout` or `stderr`. */
  readonly name: string;
  readonly text: string;
}

export interface DisplayDataOutput extends JsonObject {
  readonly output_type: "display_data";
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
}

export interface ExecuteResultOutput extends JsonObject {
  readonly output_type: "execute_result";
  readonly execution_count: number | null;
  readonly data: MimeBundle;
  readonly metadata: JsonObject;
}

export interface ErrorOutput extends JsonObject {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
  /** Lines with ANSI colours. */
  readonly traceback: readonly string[];
}

export type Output = StreamOutput | DisplayDataOutput | ExecuteResultOutput | ErrorOutput;
