// What was chosen in the browser's dialog or dropped on the page, folders with all that is in them. DOM.
import { joinPath } from "../execution/paths.ts";
import type { Picked } from "./upload-plan.ts";

/** Opens the browser's dialog; resolves to nothing when it is left. */
export function pickFiles(what: "files" | "folder"): Promise<Picked> {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.webkitdirectory = what === "folder";
  return new Promise((resolve) => {
    input.addEventListener("cancel", () => resolve({ files: [], folders: [] }));
    input.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      resolve({
        files: files.map((file) => ({
          path: file.webkitRelativePath === "" ? file.name : file.webkitRelativePath,
          source: file,
        })),
        folders: [],
      });
    });
    input.click();
  });
}

/** Reads what was dropped. To be called while the drop is handled; what is read after that comes as it can. */
export async function readDrop(data: DataTransfer): Promise<Picked> {
  const files: { path: string; source: File }[] = [];
  const entries = [...data.items].flatMap((item) => {
    const entry = item.webkitGetAsEntry();
    // What comes from another program's memory is a file without a place.
    const file = entry === null ? item.getAsFile() : null;
    if (file !== null) files.push({ path: file.name, source: file });
    return entry ?? [];
  });
  const folders: string[] = [];
  const walk = async (entry: FileSystemEntry, folder: string): Promise<void> => {
    const path = joinPath(folder, entry.name);
    if (isFile(entry)) files.push({ path, source: await openEntry(entry) });
    else if (isFolder(entry)) {
      folders.push(path);
      for (const inner of await listEntry(entry)) await walk(inner, path);
    }
  };
  for (const entry of entries) await walk(entry, "");
  return { files, folders };
}

/** Bytes as base64, by the browser's own reader. Rejects when the file has changed or is gone. */
export function encodeBase64(bytes: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const url = typeof reader.result === "string" ? reader.result : "";
      resolve(url.slice(url.indexOf(",") + 1));
    });
    reader.addEventListener("error", () =>
      reject(new Error("The file cannot be read: it was changed, moved or is not yours to read.")),
    );
    reader.readAsDataURL(bytes);
  });
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

function openEntry(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** All that is in a folder; the browser gives it in pieces, an empty one at the end. */
async function listEntry(entry: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (piece.length === 0) return all;
    all.push(...piece);
  }
}
