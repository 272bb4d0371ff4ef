// The pictures that a text cell carries along (nbformat's attachments): seen, added, renamed, taken out.
import { makeButton } from "../cells/parts.ts";
import { makeElement, setText } from "../elements.ts";
import {
  attach,
  attachmentsOf,
  countUses,
  removeAttachment,
  renameAttachment,
  renameProblem,
  type Attached,
  type Picture,
} from "../nbformat/attachments.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Cell } from "../nbformat/types.ts";
import { openModal } from "../notebook/modal.ts";

/** The most that one picture may weigh, in bytes; the notebook carries it in its text. */
const MOST = 10_000_000;

/** MIME types that a cell shows. An SVG can hold more than a picture and stays a file. */
const TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

export interface ReadPictures {
  readonly pictures: readonly Picture[];
  /** Why some were left out, in sentences. */
  readonly problems: readonly string[];
}

/** Reads files that were pasted, dropped or chosen. */
export async function readPictures(files: readonly File[]): Promise<ReadPictures> {
  const pictures: Picture[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const { name, type, size } = file;
    if (!TYPES.includes(type)) problems.push(`“${name}” is not a PNG, JPEG, GIF or WebP picture.`);
    else if (size > MOST)
      problems.push(
        `“${name}” is larger than 10 MB. Upload it beside the notebook and link to it.`,
      );
    else pictures.push({ name, mime: type, data: await base64Of(file) });
  }
  return { pictures, problems };
}

export interface PicturesOptions {
  readonly cell: () => Cell;
  readonly take: (change: Attached) => void;
}

/** Opens the dialog on the active cell. */
export function openPictures({ cell, take }: PicturesOptions): void {
  const status = makeElement("p", { class: "lb-modal-note", role: "status" });
  const list = makeElement("ul", { class: "lb-pictures" });
  const choose = makeElement("input", {
    type: "file",
    accept: TYPES.join(","),
    multiple: "",
    hidden: "",
  });
  choose.addEventListener("change", () => {
    void readPictures([...(choose.files ?? [])]).then(({ pictures, problems }) => {
      if (pictures.length > 0) take(attach(cell(), pictures));
      draw(
        [...problems, ...(pictures.length > 0 ? ["Added at the end of the cell."] : [])].join(" "),
      );
    });
  });
  const draw = (words: string): void => {
    const entries = Object.entries(attachmentsOf(cell()));
    list.replaceChildren(...entries.map(([name, bundle]) => row(name, bundle)));
    setText(status, words);
  };
  const row = (name: string, bundle: unknown): HTMLElement => {
    const field = makeElement("input", {
      type: "text",
      class: "lb-field",
      value: name,
      "aria-label": `Name of ${name}`,
    });
    const uses = countUses(cell().source, name);
    const form = makeElement(
      "form",
      {},
      field,
      makeElement(
        "button",
        { type: "submit", class: "lb-button", "aria-label": `Rename ${name}` },
        "Rename",
      ),
      makeButton("Remove", { class: "lb-button", "aria-label": `Remove ${name}` }, () => {
        take(removeAttachment(cell(), name));
        draw(`Removed ${name}. Undo brings it back.`);
      }),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const to = field.value.trim();
      const problem = renameProblem(cell(), name, to);
      if (problem === undefined && to !== name) take(renameAttachment(cell(), name, to));
      draw(problem ?? `It is called ${to} now, in the text too.`);
    });
    return makeElement(
      "li",
      {},
      makeElement("img", { src: addressOf(bundle), alt: name }),
      form,
      makeElement("span", { class: "lb-modal-note" }, uses === 0 ? "not shown in the text" : ""),
    );
  };
  openModal(
    "Pictures of the cell",
    "lb-pictures-dialog",
    makeElement(
      "p",
      { class: "lb-modal-note" },
      "They are kept in the notebook itself. Pictures can also be pasted into a text cell, or dropped on it.",
    ),
    status,
    list,
    choose,
    makeElement(
      "div",
      { class: "lb-dialog-actions" },
      makeButton("Add pictures", { class: "lb-button", "data-kind": "primary" }, () =>
        choose.click(),
      ),
    ),
  );
  draw(Object.keys(attachmentsOf(cell())).length === 0 ? "This cell has no pictures yet." : "");
}

/** The picture as an address; empty for what is none. */
function addressOf(bundle: unknown): string {
  if (!isObject(bundle)) return "";
  const [mime, data] = Object.entries(bundle).find(([type]) => TYPES.includes(type)) ?? [];
  return typeof data === "string" ? `data:${mime ?? ""};base64,${data.replace(/\s/g, "")}` : "";
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const url = typeof reader.result === "string" ? reader.result : "";
      resolve(url.slice(url.indexOf(",") + 1));
    });
    reader.addEventListener("error", () => reject(new Error(`${file.name} cannot be read.`)));
    reader.readAsDataURL(file);
  });
}
