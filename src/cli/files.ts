// What more than one command asks of the file system.
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Whether a path is a folder; `false` when nothing is there. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** Writes a file that is never seen half written. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.next`, content);
  await rename(`${file}.next`, file);
}
