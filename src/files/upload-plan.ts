// What an upload has to do, before it does anything: which folders to make, which files to send, which names to ask about. Pure.
import { folderOf, joinPath } from "../execution/paths.ts";
import { nameProblem } from "./names.ts";

/** What is sent: bytes of a known length. A browser's `File` is one. */
export interface Source {
  readonly size: number;
  readonly lastModified: number;
  slice(start: number, end: number): Blob;
}

/** What was chosen or dropped; paths are relative to the folder that it goes into. */
export interface Picked {
  readonly files: readonly { readonly path: string; readonly source: Source }[];
  /** Folders, so that empty ones come along; those that files name need not be here. */
  readonly folders: readonly string[];
}

export interface UploadPlan {
  /** Folders to make where they are not there, each before those in it. */
  readonly folders: readonly string[];
  readonly files: readonly { readonly path: string; readonly source: Source }[];
  /** What is left out, with the reason. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/** Plans an upload into a folder. */
export function planUpload(folder: string, picked: Picked): UploadPlan {
  const refused: { path: string; reason: string }[] = [];
  const isFine = (path: string): boolean => {
    const problem = path
      .split("/")
      .map(nameProblem)
      .find((found) => found !== undefined);
    if (problem !== undefined) refused.push({ path, reason: problem });
    return problem === undefined;
  };
  const files = picked.files.filter(({ path }) => isFine(path));
  const folders = new Set<string>();
  const addFolder = (path: string): void => {
    if (path === "" || folders.has(path)) return;
    addFolder(folderOf(path));
    folders.add(path);
  };
  picked.folders.filter(isFine).forEach(addFolder);
  for (const { path } of files) addFolder(folderOf(path));
  return {
    folders: [...folders].map((path) => joinPath(folder, path)),
    files: files.map(({ path, source }) => ({ path: joinPath(folder, path), source })),
    refused,
  };
}
