// Questions to the file system that more than one command asks.
import { stat } from "node:fs/promises";

/** Whether a path is a folder; `false` when nothing is there. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
