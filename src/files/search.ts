// Looks for files by name in a folder and all below it, one folder after the other, the near ones first. No DOM.
import type { FileInfo, Files } from "../execution/files-port.ts";
import { plural } from "./words.ts";

/** Where a search ends, so that a huge tree holds up nothing. */
export const MOST = { folders: 2_000, found: 500, atOnce: 4 } as const;

export interface SearchProgress {
  readonly found: readonly FileInfo[];
  /** Folders that were looked into. */
  readonly folders: number;
  /** Folders that could not be listed. */
  readonly closed: number;
  readonly state: "searching" | "done" | "cut";
}

/** Whether a name matches: it holds each of the words, whatever their case, in any order. */
export function matchesName(name: string, query: string): boolean {
  const text = fold(name);
  return fold(query)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Searches; tells after each folder. Resolves when it is over or given up; never rejects. */
export async function searchFiles(
  files: Pick<Files, "list">,
  options: {
    readonly folder: string;
    readonly query: string;
    readonly onProgress: (progress: SearchProgress) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { folder, query, onProgress, signal } = options;
  const waiting = [folder];
  const found: FileInfo[] = [];
  let folders = 0;
  let closed = 0;
  const isFull = (): boolean => folders >= MOST.folders || found.length >= MOST.found;
  const tell = (state: SearchProgress["state"]): void => {
    if (!signal.aborted) onProgress({ found: [...found], folders, closed, state });
  };
  const look = async (path: string): Promise<void> => {
    try {
      for (const entry of (await files.list(path)).entries) {
        if (matchesName(entry.name, query)) found.push(entry);
        if (entry.type === "directory") waiting.push(entry.path);
      }
    } catch {
      closed += 1;
    }
    folders += 1;
    tell("searching");
  };
  while (waiting.length > 0 && !isFull() && !signal.aborted)
    await Promise.all(waiting.splice(0, MOST.atOnce).map(look));
  tell(waiting.length > 0 ? "cut" : "done");
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** How a search stands. */
export function searchWords({ found, folders, closed, state }: SearchProgress): string {
  const count = found.length === 0 ? "Nothing found" : `${found.length.toLocaleString()} found`;
  const where = `in ${plural(folders, "folder")}`;
  const shut = closed === 0 ? "" : ` ${plural(closed, "folder")} could not be read.`;
  switch (state) {
    case "searching":
      return `${count} ${where} so far.`;
    case "done":
      return `${count} ${where}.${shut}`;
    case "cut":
      return `${count} ${where}; there are more. Search in a folder further down.${shut}`;
  }
}
