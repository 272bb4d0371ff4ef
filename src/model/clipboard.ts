// Cells on the clipboard: what is copied, what a paste makes of it, and how both are written down. Pure.
// `notebook/clipboard.ts` carries it between tabs and programs.
import { makeCellId } from "../nbformat/ids.ts";
import { isObject, NotebookFormatError, parseNotebook } from "../nbformat/parse.ts";
import type { Cell, JsonObject } from "../nbformat/types.ts";
import { insertCells, placeInSight, withoutGrading, type Edit } from "./edits.ts";
import { emptyCodeCell } from "./open.ts";
import { selectedRange } from "./select.ts";
import type { NotebookState } from "./state.ts";

/** Cells that were copied or cut. */
export interface Clip {
  /** Never empty; in the notebook's order. */
  readonly cells: readonly Cell[];
  /** The path of the notebook that they were cut from; `undefined` for a copy. */
  readonly cutFrom?: string;
}

/** What other programs get: the cells' texts with an empty line between them. */
export function clipText(clip: Clip): string {
  return clip.cells.map(({ source }) => source).join("\n\n");
}

/** JupyterLab's flavour, `application/vnd.jupyter.cells`: a list of nbformat cells. They are copies, so no grade goes along. */
export function clipAsJupyterCells(clip: Clip): string {
  return JSON.stringify(clip.cells.map(asCopy));
}

/** The clip as JSON, everything kept; `parseClip` reads it. */
export function serialiseClip(clip: Clip): string {
  return JSON.stringify(clip);
}

/** Reads what `serialiseClip` wrote; `undefined` for anything else, as the text may come from any page. */
export function parseClip(text: string): Clip | undefined {
  const value = parseJson(text);
  if (!isObject(value)) return undefined;
  const cells = parseCells(value.cells);
  if (cells === undefined) return undefined;
  return typeof value.cutFrom === "string" ? { cells, cutFrom: value.cutFrom } : { cells };
}

/** Reads a list of nbformat cells, as JupyterLab puts it on the clipboard; `undefined` for anything else. */
export function parseJupyterCells(text: string): Clip | undefined {
  if (!text.trimStart().startsWith("[")) return undefined;
  const cells = parseCells(parseJson(text));
  return cells === undefined ? undefined : { cells };
}

/**
 * A clip of plain text: JupyterLab's cells (from 4.5 on it writes them as text where that is switched on), or one
 * code cell that holds the text. `undefined` for blank text.
 */
export function clipOfText(text: string): Clip | undefined {
  const cells = parseJupyterCells(text);
  if (cells !== undefined) return cells;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  return source.trim() === "" ? undefined : { cells: [emptyCodeCell(source)] };
}

/**
 * Puts a clip's cells above or below the selection. A cell that was cut here and is gone keeps id and grade;
 * every other one is a copy with a new id.
 */
export function pasteClip(state: NotebookState, clip: Clip, side: "above" | "below"): Edit {
  const ids = new Set(state.cells.map(({ cell }) => cell.id));
  const grades = new Set(state.cells.map(({ cell }) => gradeIdOf(cell)));
  const cells = clip.cells.map((cell) => {
    const grade = gradeIdOf(cell);
    const isBack =
      clip.cutFrom === state.path &&
      !ids.has(cell.id) &&
      (grade === undefined || !grades.has(grade));
    const pasted = isBack ? cell : { ...asCopy(cell), id: makeCellId(ids) };
    ids.add(pasted.id);
    if (isBack) grades.add(grade);
    return pasted;
  });
  const { first, last } = selectedRange(state);
  const at = side === "above" ? first : placeInSight(state, last + 1);
  return insertCells(state, at, cells, "command", "Paste");
}

/** A copy is whoever makes it's own: no grade, no locks, and no word of trust for what it shows. */
function asCopy(cell: Cell): Cell {
  const {
    editable: _editable,
    deletable: _deletable,
    trusted: _trusted,
    ...metadata
  } = withoutGrading(cell.metadata);
  return { ...cell, metadata };
}

function gradeIdOf({ metadata }: Cell): string | undefined {
  const { nbgrader } = metadata;
  const id = isObject(nbgrader) ? nbgrader.grade_id : undefined;
  return typeof id === "string" ? id : undefined;
}

function parseCells(value: unknown): readonly Cell[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every(looksLikeCell)) return undefined;
  try {
    const { notebook } = parseNotebook({ nbformat: 4, cells: value });
    return notebook.cells.length === 0 ? undefined : notebook.cells;
  } catch (error) {
    if (error instanceof NotebookFormatError) return undefined;
    throw error;
  }
}

function looksLikeCell(value: unknown): value is JsonObject {
  return (
    isObject(value) &&
    ["code", "markdown", "raw"].some((type) => type === value.cell_type) &&
    (typeof value.source === "string" || Array.isArray(value.source))
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
