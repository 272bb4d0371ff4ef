// A file that is no notebook, shown simply: text, Markdown, a table, a picture. What it cannot show can be downloaded. DOM.
import { makeElement } from "../elements.ts";
import type { FileInfo, Files } from "../execution/files-port.ts";
import { parseCsv } from "../grading/csv.ts";
import { lookOf } from "./icons.ts";
import { folderOf } from "../execution/paths.ts";
import { splitName } from "./names.ts";
import { plural, sizeWords } from "./words.ts";

/** The most that is fetched and shown: bytes of text, rows and columns of a table. */
const MOST = { bytes: 1_000_000, rows: 1_000, columns: 100 } as const;

export interface FileViewOptions {
  readonly files: Pick<Files, "read">;
  /** Where the server gives the file out as it is. */
  readonly rawUrl: string;
  readonly renderMarkdown: (el: HTMLElement, source: string, folder: string) => void;
  readonly makeCode: (language: string, source: string) => HTMLElement;
}

export interface FileView {
  readonly parts: readonly HTMLElement[];
  /** It is text, all of it is here, and the server takes changes. */
  readonly canEdit: boolean;
}

/** Shows a file. Rejects with `ServerError` when it cannot be read. */
export async function showFile(
  entry: FileInfo,
  { files, rawUrl, renderMarkdown, makeCode }: FileViewOptions,
): Promise<FileView> {
  const look = lookOf(entry);
  if (look === "picture") {
    const picture = makeElement("img", { src: rawUrl, alt: entry.name, class: "lb-file-picture" });
    const broken = note("This picture is damaged, or of a kind that browsers do not show.");
    picture.addEventListener("error", () => picture.replaceWith(broken));
    return { parts: [picture], canEdit: false };
  }
  if (entry.size === 0) return { parts: [note("This file is empty.")], canEdit: entry.writable };
  const { bytes, cut } = await files.read(entry.path, MOST.bytes);
  if (isBinary(bytes))
    return {
      parts: [note("This file is not text, so it is not shown here. Download it to open it.")],
      canEdit: false,
    };
  const text = new TextDecoder().decode(bytes);
  const more = cut
    ? [note(`The first ${sizeWords(MOST.bytes)} are shown. Download the file for all of it.`)]
    : [];
  const canEdit = entry.writable && !cut;
  const ending = splitName(entry.name)[1].toLowerCase();
  if (/^\.(md|markdown)$/.test(ending)) {
    const el = makeElement("article", { class: "lb-markdown lb-file-prose" });
    renderMarkdown(el, text, folderOf(entry.path));
    return { parts: [...more, el], canEdit };
  }
  if (look === "table") return { parts: [...more, ...showTable(text, ending === ".tsv")], canEdit };
  const code = makeCode(ending === ".py" ? "python" : "", text);
  return { parts: [...more, code], canEdit };
}

function showTable(text: string, isTabs: boolean): readonly HTMLElement[] {
  const rows = isTabs
    ? text.split(/\r?\n/).flatMap((line) => (line === "" ? [] : [line.split("\t")]))
    : parseCsv(text.replace(/^\uFEFF/, ""));
  const [heads = [], ...body] = rows;
  const width = Math.min(MOST.columns, Math.max(0, ...rows.map((row) => row.length)));
  const shown = body.slice(0, MOST.rows);
  const cells = (row: readonly string[], tag: "th" | "td"): readonly HTMLElement[] =>
    Array.from({ length: width }, (_, at) => {
      const value = row[at] ?? "";
      const isNumber = tag === "td" && /^\s*[-+]?\d[\d.,\s]*(e[-+]?\d+)?\s*%?$/i.test(value);
      const kind = tag === "th" ? "th" : "td";
      return makeElement(
        kind,
        {
          ...(tag === "th" && { scope: "col" }),
          ...(isNumber && { "data-number": "" }),
          dir: "auto",
        },
        value,
      );
    });
  const left = [
    ...(body.length > shown.length ? [plural(body.length - shown.length, "more row")] : []),
    ...(Math.max(0, ...rows.map((row) => row.length)) > width ? ["more columns"] : []),
  ];
  return [
    makeElement(
      "div",
      { class: "lb-file-table", tabindex: "0", role: "region", "aria-label": "Table" },
      makeElement(
        "table",
        {},
        makeElement("thead", {}, makeElement("tr", {}, ...cells(heads, "th"))),
        makeElement("tbody", {}, ...shown.map((row) => makeElement("tr", {}, ...cells(row, "td")))),
      ),
    ),
    note([plural(body.length, "row"), ...left.map((words) => `${words} not shown`)].join(" · ")),
  ];
}

/** Bytes that no text has, as `file` and `git` tell it. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8_000).includes(0);
}

function note(text: string): HTMLElement {
  return makeElement("p", { class: "lb-file-note" }, text);
}
