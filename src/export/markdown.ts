// A notebook as Markdown, for readers that show GitHub's: text as it stands, code in fences, pictures in a folder beside it.
import { isObject } from "../nbformat/parse.ts";
import type { Cell, JsonObject, Notebook, Output } from "../nbformat/types.ts";
import { plainTerminalText } from "../markup/terminal-text.ts";
import type { ExportedFile } from "./export.ts";
import { languageOf } from "./language.ts";
import { safeHtml } from "./safe-html.ts";
import { textOf } from "./text.ts";

const ENDINGS: Readonly<Record<string, string>> = {
  "image/svg+xml": "svg",
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/webp": "webp",
};

/** The files, the text first. @param name the notebook's, without its ending */
export function markdownFiles(notebook: Notebook, name: string): readonly ExportedFile[] {
  const folder = `${name}_files`;
  const pictures: ExportedFile[] = [];
  const language = languageOf(notebook.metadata).name;
  const keep = (file: string, mime: string, data: string): string => {
    const path = `${folder}/${file}`;
    pictures.push({ path, content: pictureBytes(mime, data) });
    return path.split("/").map(encodeURIComponent).join("/");
  };
  const parts = notebook.cells.flatMap((cell, at) => {
    const number = at + 1;
    if (cell.cell_type !== "code") return [textCell(cell, number, keep)];
    const code = cell.source.trim() === "" ? [] : [fence(cell.source, language)];
    const outputs = cell.outputs.map((output, place) =>
      outputText(output, (mime, data) =>
        keep(`cell-${number}-${place + 1}.${ENDINGS[mime] ?? "bin"}`, mime, data),
      ),
    );
    return [...code, ...outputs];
  });
  const text = parts.filter((part) => part.trim() !== "").join("\n\n");
  return [{ path: `${name}.md`, content: `${text.trimEnd()}\n` }, ...pictures];
}

type Keep = (file: string, mime: string, data: string) => string;

function textCell(cell: Exclude<Cell, { cell_type: "code" }>, number: number, keep: Keep): string {
  if (cell.cell_type === "raw") {
    const mime = cell.metadata.raw_mimetype ?? cell.metadata.format;
    return mime === undefined || mime === "" || mime === "text/markdown"
      ? cell.source.trimEnd()
      : fence(cell.source, "");
  }
  const attachments = isObject(cell.attachments) ? cell.attachments : {};
  const written = new Map<string, string>();
  return cell.source.trimEnd().replace(/\battachment:([^\s)>"']+)/g, (whole, coded: string) => {
    const file = decode(coded);
    const known = written.get(file);
    if (known !== undefined) return known;
    const bundle = Object.hasOwn(attachments, file) ? attachments[file] : undefined;
    const found = isObject(bundle) ? findPicture(bundle) : undefined;
    if (found === undefined) return whole;
    const safeName = file.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^\.+/, "") || "picture";
    const path = keep(`cell-${number}-${safeName}`, found.mime, found.data);
    written.set(file, path);
    return path;
  });
}

function outputText(output: Output, keepPicture: (mime: string, data: string) => string): string {
  if (output.output_type === "stream") return fence(plainTerminalText(output.text), "text");
  if (output.output_type === "error") {
    const traceback = output.traceback.join("\n");
    return fence(
      plainTerminalText(traceback === "" ? `${output.ename}: ${output.evalue}` : traceback),
      "text",
    );
  }
  const { data } = output;
  const plain = textOf(data["text/plain"]);
  const markup = safeHtml(textOf(data["text/html"]), { isBare: true });
  // A blank line in it would end the piece of HTML for readers of Markdown.
  if (!markup.isEmpty) return markup.html.text.trim().replace(/\n\s*\n/g, "\n");
  const own = textOf(data["text/markdown"]);
  if (own !== "") return own.trimEnd();
  const latex = textOf(data["text/latex"]).trim();
  if (latex !== "")
    return latex.includes("$") || latex.startsWith("\\begin") ? latex : `$$\n${latex}\n$$`;
  const found = findPicture(data);
  if (found !== undefined) {
    const alt = (plain.split("\n")[0] ?? "").replace(/[[\]\\<>]/g, "");
    return `![${alt === "" ? "Picture" : alt}](${keepPicture(found.mime, found.data)})`;
  }
  const json = data["application/json"];
  if (json !== undefined) return fence(JSON.stringify(json, null, 2), "json");
  if (plain !== "") return fence(plainTerminalText(plain), "text");
  return `*This output cannot be shown in Markdown: ${Object.keys(data).join(", ")}.*`;
}

function findPicture(
  bundle: JsonObject,
): { readonly mime: string; readonly data: string } | undefined {
  for (const mime of Object.keys(ENDINGS)) {
    const data = textOf(bundle[mime]);
    if (data !== "") return { mime, data };
  }
  return undefined;
}

/** A fence that nothing in the text closes. */
function fence(text: string, info: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${info}\n${text.replace(/\n+$/, "")}\n${marks}`;
}

function pictureBytes(mime: string, data: string): string | Uint8Array {
  if (mime === "image/svg+xml" && data.includes("<")) return data;
  const text = atob(
    data
      .replace(/[^\w+/=-]/g, "")
      .replace(/-/g, "+")
      .replace(/_/g, "/")
      .replace(/=+$/, ""),
  );
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign: the text as it stands is the name
  }
}
