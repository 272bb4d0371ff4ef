// Pictures that a text cell carries along: nbformat's `attachments`, name → MIME bundle, shown by `attachment:NAME` in the
// cell's Markdown. Names as JupyterLab and classic Notebook write them. Pure.
import { isObject } from "./parse.ts";
import type { Cell, JsonObject } from "./types.ts";

export interface Picture {
  readonly name: string;
  /** `image/png`, … */
  readonly mime: string;
  /** Base64, without line breaks. */
  readonly data: string;
}

/** What a change makes of a cell. */
export interface Attached {
  readonly source: string;
  readonly attachments: JsonObject;
}

const REFERENCE = /(attachment:)([^\s)"'<>]+)/gi;

export function attachmentsOf(cell: Cell): JsonObject {
  return cell.cell_type !== "code" && isObject(cell.attachments) ? cell.attachments : {};
}

/** Adds pictures under names that are free, and the Markdown that shows them at place `at` of the source (UTF-16 units). */
export function attach(
  cell: Cell,
  pictures: readonly Picture[],
  at: number = cell.source.length,
): Attached & { readonly end: number } {
  const attachments = { ...attachmentsOf(cell) };
  const lines = pictures.map(({ name, mime, data }) => {
    const free = freeName(name, attachments);
    attachments[free] = { [mime]: data };
    return `![${free}](attachment:${free})`;
  });
  const before = cell.source.slice(0, at);
  const after = cell.source.slice(at);
  // At the end of a text a picture starts a paragraph of its own; inside it stands where the cursor is.
  const gap = after === "" && before.trim() !== "" ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
  const text = gap + lines.join("\n");
  return { source: before + text + after, attachments, end: at + text.length };
}

/** What is wrong with a new name, in words; `undefined` when nothing is. */
export function renameProblem(cell: Cell, from: string, to: string): string | undefined {
  if (to === "") return "Type a name.";
  if (to !== from && Object.hasOwn(attachmentsOf(cell), to))
    return `There is a “${to}” in this cell already. Choose another name.`;
  return undefined;
}

/** Gives a picture another name, also where the text shows it. */
export function renameAttachment(cell: Cell, from: string, to: string): Attached {
  const attachments = Object.fromEntries(
    Object.entries(attachmentsOf(cell)).map(([name, bundle]) => [
      name === from ? to : name,
      bundle,
    ]),
  );
  const source = cell.source.replace(REFERENCE, (whole, scheme: string, name: string) =>
    decode(name) === from ? scheme + encode(to) : whole,
  );
  return { source, attachments };
}

/** Takes a picture out. The text keeps what stands there, which then says that the picture is missing. */
export function removeAttachment(cell: Cell, name: string): Attached {
  const { [name]: _gone, ...attachments } = attachmentsOf(cell);
  return { source: cell.source, attachments };
}

/** How often the text shows a picture. */
export function countUses(source: string, name: string): number {
  return [...source.matchAll(REFERENCE)].filter(([, , used = ""]) => decode(used) === name).length;
}

/** A name that needs no coding in an address and is not taken: `plot-1.png`. */
function freeName(name: string, taken: JsonObject): string {
  const plain = name.replace(/[\s()<>"'[\]\\%]+/g, "-").replace(/^-+|-+$/g, "") || "picture";
  const dot = plain.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, ""];
  let free = plain;
  for (let number = 1; Object.hasOwn(taken, free); number += 1) free = `${stem}-${number}${ending}`;
  return free;
}

function encode(name: string): string {
  return encodeURI(name).replace(/[()'"]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
