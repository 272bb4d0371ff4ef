// The server's files as a page of files handles them, as a port. Notebooks are read and saved by `Contents`.
import type { FileEntry, FileVersion } from "./ports.ts";

/** A file or folder as it is listed. */
export interface FileInfo extends FileEntry {
  /** Bytes; absent for folders. */
  readonly size?: number;
  readonly writable: boolean;
}

export interface Folder {
  readonly entries: readonly FileInfo[];
  /** Whether something can be made in it. */
  readonly writable: boolean;
}

/** What was deleted and can be brought back. */
export interface Deleted {
  readonly id: string;
  /** Where it lay. */
  readonly path: string;
  readonly type: FileEntry["type"];
  /** ISO 8601. */
  readonly deletedAt: string;
}

/** Text of a file, or as much of it as was asked for. */
export interface FileText {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** There is more. */
  readonly cut: boolean;
}

/** A text file as it was opened to be edited; its line ends are the file's own. */
export interface OpenedText {
  readonly text: string;
  readonly version: FileVersion;
}

/**
 * The server's files. Paths are relative to its root, `/` between folders, not URL-encoded. Nothing here writes over a file
 * unasked: where one with the wanted name is there already, the call rejects with kind `conflict`. All reject with `ServerError`.
 */
export interface Files {
  look(path: string): Promise<FileInfo>;
  list(path: string): Promise<Folder>;
  /** The first bytes of a file, `most` of them. */
  read(path: string, most: number): Promise<FileText>;
  /** The whole of a file that is text in UTF-8; rejects with kind `other` where it is not. */
  openText(path: string): Promise<OpenedText>;
  /**
   * Writes a text if the file is still the one that was seen; `seen` is empty where there was none. Rejects with kind
   * `conflict`, or `missing` for a file that is gone, and then nothing was written, unless `overwrite` is given.
   */
  saveText(
    path: string,
    text: string,
    seen: FileVersion,
    overwrite?: boolean,
  ): Promise<FileVersion>;
  makeFolder(path: string): Promise<void>;
  /** Makes an empty file. */
  makeFile(path: string): Promise<void>;
  /** Makes a notebook with one empty cell. */
  makeNotebook(path: string): Promise<void>;
  /** Gives a file or folder another path; its kernels go with it. */
  move(from: string, to: string): Promise<void>;
  /** Copies a file or folder into a folder, under a name that the server finds. Gives its path. */
  copy(path: string, folder: string): Promise<string>;
  /** Deletes with a way back; `undefined` where the server has none, and then nothing was deleted. */
  trash(path: string): Promise<Deleted | undefined>;
  /** What was deleted, the newest first; empty where the server has no way back. */
  deleted(): Promise<readonly Deleted[]>;
  putBack(id: string): Promise<void>;
  forget(id: string): Promise<void>;
  /** Deletes without a way back of ours. */
  remove(path: string): Promise<void>;
  /**
   * Writes a part of a file that is being uploaded: the first makes the file anew, over what there is under the path; each
   * other one is added at its end. Gives the size of the file after it, in bytes; -1 when the server does not say.
   */
  addPart(path: string, part: FilePart): Promise<number>;
  /** A terminal's name, freshly started. */
  startTerminal(): Promise<string>;
}

export interface FilePart {
  /** From 1; -1 is the last one. 0 is a whole file in one part. */
  readonly number: number;
  /** The bytes in base64. */
  readonly content: string;
  readonly signal?: AbortSignal;
}
