// Small pictures that tell kinds of files apart; a word beside them says it too. DOM.
import type { FileInfo } from "../execution/files-port.ts";
import { isPart, splitName } from "./names.ts";

/** What a reader may want to know of a file before it is opened. */
export type Look = "folder" | "notebook" | "text" | "table" | "picture" | "upload" | "other";

/** By type and ending; a guess for looks alone. */
export function lookOf({ type, name }: Pick<FileInfo, "type" | "name">): Look {
  if (type === "directory") return "folder";
  if (type === "notebook") return "notebook";
  if (isPart(name)) return "upload";
  const ending = splitName(name)[1].toLowerCase();
  if (/^\.(csv|tsv)$/.test(ending)) return "table";
  if (/^\.(png|jpe?g|gif|svg|webp|avif|bmp|ico)$/.test(ending)) return "picture";
  if (
    /^\.(md|markdown|txt|py|r|jl|js|ts|css|html?|json|ya?ml|toml|ini|cfg|log|rst|sh|tex)$/.test(
      ending,
    )
  )
    return "text";
  return "other";
}

/** The word for screen readers. */
export const LOOK_WORDS: Readonly<Record<Look, string>> = {
  folder: "Folder",
  notebook: "Notebook",
  text: "Text",
  table: "Table",
  picture: "Picture",
  upload: "Unfinished upload",
  other: "File",
};

const PATHS: Readonly<Record<Look, string>> = {
  folder: "M2.5 5.5v9a1 1 0 0 0 1 1h13a1 1 0 0 0 1-1v-8a1 1 0 0 0-1-1H10l-2-2H3.500a1 1 0 0 0-1 1z",
  notebook: "M5 2.500h10a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5zM5 2.500v15M8 6.500h5M8 9.500h5",
  text: "M5 2.500h7l3.500 3.500v11.500H5zM7.500 9h5.500M7.500 12h5.500M7.500 15h3",
  table: "M3 4.500h14v11H3zM3 8.200h14M3 11.800h14M8 4.500v11",
  picture: "M3 4.500h14v11H3zM3 13.500l4-4 3 3 2.500-2.500 4.500 4.500M13 7.500h.01",
  upload: "M5 2.500h10v15H5zM10 14V7M7 10l3-3 3 3",
  other: "M5 2.500h7l3.500 3.500v11.500H5zM12 2.500v3.500h3.500",
};

/** The picture; it says nothing by itself. */
export function makeIcon(look: Look): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 20 20",
    "aria-hidden": "true",
    class: "lb-file-icon",
    "data-look": look,
  }))
    svg.setAttribute(name, value);
  path.setAttribute("d", PATHS[look]);
  svg.append(path);
  return svg;
}
