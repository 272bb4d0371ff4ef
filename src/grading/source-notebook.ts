// Reads the teacher's notebook. One that is older than nbformat 4.5 has no cell ids; it gets the same ones each time, so
// that releasing it twice gives the same file and grading knows the cells again.
import { md5 } from "@noble/hashes/legacy.js";
import { isObject, parseNotebook, parseNotebookText } from "../nbformat/parse.ts";
import type { Notebook } from "../nbformat/types.ts";

/**
 * Reads the text of a teacher's notebook.
 * @throws NotebookFormatError when the text is not JSON or not a notebook of nbformat 4
 */
export function readSourceNotebook(text: string): Notebook {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return parseNotebookText(text).notebook; // It says what is wrong.
  }
  return parseNotebook(withStableIds(json)).notebook;
}

/** With an id on each cell that has none: eight hexadecimal digits of its place and text. */
function withStableIds(json: unknown): unknown {
  if (!isObject(json) || !Array.isArray(json.cells)) return json;
  const cells = json.cells.map((cell: unknown, index) =>
    isObject(cell) && cell.id === undefined ? { ...cell, id: idOf(cell.source, index) } : cell,
  );
  return { ...json, cells };
}

function idOf(source: unknown, index: number): string {
  const digest = md5(new TextEncoder().encode(JSON.stringify([index, source ?? ""])));
  return Array.from(digest.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
