// The notebook in other forms: files for the reader, paper, and what the server can make of it. A lazy chunk.
import { strToU8, zipSync } from "fflate";
import {
  exportNotebook,
  type ExportedFile,
  type ExportFormat,
  type ExportOptions,
} from "../export/export.ts";
import type { Files } from "../execution/files-port.ts";
import { folderOf, nameOf as fileOf } from "../execution/paths.ts";
import { connectFiles } from "../jupyter/files.ts";
import { listServerFormats } from "../jupyter/server-formats.ts";
import { toNotebook } from "../model/open.ts";
import type { CellId, NotebookState } from "../model/state.ts";
import { openServerFormats } from "../notebook/formats-dialog.ts";
import { collectPictures, type Pictures } from "../export/pictures.ts";
import { fillFrame, fillWindow } from "../trusted/exported.ts";
import type { OpenFileOptions } from "./open-file.ts";
import { readXsrf, type PageConfig } from "./page-config.ts";
import { saveFile } from "./text-control.ts";

/** Times in an archive are all this one, so that the same notebook gives the same bytes. */
const NO_TIME = new Date(1980, 0, 1);

/** Gives the notebook as a file; Markdown with pictures comes with their folder, in an archive. */
export async function saveNotebookAs(
  state: NotebookState,
  server: Files,
  format: ExportFormat,
  options: Pick<ExportOptions, "withoutOutputs"> = {},
): Promise<void> {
  const name = nameOf(state);
  const pictures = await picturesOf(state, server);
  const files = exportNotebook(toNotebook(state), format, { ...options, name, pictures });
  const [only, ...others] = files;
  if (only === undefined) return;
  if (others.length > 0) saveFile(`${name}.zip`, archive(files));
  else saveFile(only.path, only.content);
}

function archive(files: readonly ExportedFile[]): Uint8Array {
  const entries = files.map(({ path, content }) => [
    path,
    typeof content === "string" ? strToU8(content) : content,
  ]);
  return zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>, { mtime: NO_TIME });
}

/** Prints the whole notebook as its web page is: without the controls around it, cells far from the screen too. */
export async function printNotebook(state: NotebookState, server: Files): Promise<void> {
  const [page] = exportNotebook(toNotebook(state), "html", {
    name: nameOf(state),
    pictures: await picturesOf(state, server),
  });
  const frame = document.createElement("iframe");
  frame.className = "lb-print-frame";
  frame.title = "For printing";
  frame.setAttribute("aria-hidden", "true");
  // Nothing in it runs; it has the page's origin so that it can be told to print.
  frame.setAttribute("sandbox", "allow-same-origin allow-modals");
  fillFrame(frame, typeof page?.content === "string" ? page.content : "");
  document.querySelector(".lb-print-frame")?.remove();
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  const printed = frame.contentWindow;
  // Not before the dialog is closed: some browsers print what is there then.
  printed?.addEventListener("afterprint", () => setTimeout(() => frame.remove()));
  printed?.focus();
  printed?.print();
}

/** Shows the outputs of cells in an empty window: the page of a file, in which nothing runs and which has no address. */
export function showOutputsIn(place: Window, state: NotebookState, ids: readonly CellId[]): void {
  const cells = state.cells
    .map(({ cell }) => cell)
    .filter((cell) => cell.cell_type === "code" && ids.includes(cell.id))
    .map((cell) => ({ ...cell, source: "" }));
  const numbers = cells.flatMap((cell) =>
    cell.cell_type === "code" && cell.execution_count !== null ? [`[${cell.execution_count}]`] : [],
  );
  const name = ["Output", ...numbers].join(" ");
  const [page] = exportNotebook({ ...toNotebook(state), cells }, "html", { name });
  place.opener = null;
  fillWindow(place, typeof page?.content === "string" ? page.content : "");
}

/** Lists what the server's nbconvert makes. */
export async function showServerFormats(state: NotebookState, config: PageConfig): Promise<void> {
  openServerFormats(await listServerFormats({ ...config, readXsrf }, state.path));
}

/** The files of the notebook's server. */
export function filesOf({ config, contents }: Pick<OpenFileOptions, "config" | "contents">): Files {
  return connectFiles({ ...config, readXsrf }, contents);
}

function picturesOf(state: NotebookState, server: Files): Promise<Pictures> {
  const folder = folderOf(state.path);
  return collectPictures(toNotebook(state), async (path, most) => {
    const { bytes, cut } = await server.read(folder === "" ? path : `${folder}/${path}`, most);
    return cut ? undefined : bytes;
  });
}

function nameOf({ path }: NotebookState): string {
  return fileOf(path).replace(/\.ipynb$/, "");
}
