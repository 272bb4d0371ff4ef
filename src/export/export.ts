// A notebook in other forms. The terminal and the page both call this, so that they give the same bytes. Pure.
import { serialiseNotebook } from "../nbformat/serialise.ts";
import type { Cell, Notebook } from "../nbformat/types.ts";
import { markdownFiles } from "./markdown.ts";
import { notebookPage } from "./page.ts";
import { pictureAddress, type Pictures } from "./pictures.ts";
import { scriptOf } from "./script.ts";

export const EXPORT_FORMATS = ["html", "md", "py", "ipynb"] as const;

/** `py`: a script in the notebook's own language. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportedFile {
  /** Relative, with `/` between folders. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

export interface ExportOptions {
  /** The notebook's name without its ending. */
  readonly name: string;
  /** Leaves out what code gave: outputs, counts, times, widgets' state. */
  readonly withoutOutputs?: boolean;
  /** Pictures that lie beside the notebook, of those that it names (`collectPictures`). */
  readonly pictures?: Pictures;
}

/** The files of a notebook in a form, the main one first; only Markdown has others, its pictures. */
export function exportNotebook(
  notebook: Notebook,
  format: ExportFormat,
  { name, withoutOutputs: isBare = false, pictures = new Map() }: ExportOptions,
): readonly ExportedFile[] {
  const given = isBare ? withoutOutputs(notebook) : notebook;
  const page = (): string => notebookPage(given, name, (path) => pictureAddress(pictures, path));
  switch (format) {
    case "html":
      return [{ path: `${name}.html`, content: page() }];
    case "md":
      return withPictures(markdownFiles(given, name), pictures);
    case "py": {
      const { text, extension } = scriptOf(given);
      return [{ path: `${name}${extension}`, content: text }];
    }
    case "ipynb":
      return [{ path: `${name}.ipynb`, content: serialiseNotebook(given) }];
  }
}

/** Pictures keep their places beside the text, which names them. */
function withPictures(files: readonly ExportedFile[], pictures: Pictures): readonly ExportedFile[] {
  const taken = new Set(files.map(({ path }) => path));
  const beside = [...pictures].map(([path, content]) => ({ path, content }));
  return [...files, ...beside.filter(({ path }) => !taken.has(path))];
}

/** The notebook as it was before anything ran. */
export function withoutOutputs(notebook: Notebook): Notebook {
  const { widgets: _state, ...metadata } = notebook.metadata;
  return { ...notebook, metadata, cells: notebook.cells.map(bareCell) };
}

function bareCell(cell: Cell): Cell {
  if (cell.cell_type !== "code") return cell;
  const { execution: _times, ...metadata } = cell.metadata;
  return { ...cell, metadata, execution_count: null, outputs: [] };
}
