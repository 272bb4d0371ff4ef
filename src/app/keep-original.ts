// Keeps a file byte for byte under another name beside itself, before something else is written in its place.
import type { Files } from "../execution/files-port.ts";
import { ServerError } from "../execution/ports.ts";
import { folderOf, joinPath, nameOf } from "../execution/paths.ts";
import { keyOf, markedName, partName } from "../files/names.ts";
import { encodeBase64 } from "../files/pick.ts";

/** The largest file that is kept, in bytes. */
const MOST = 200_000_000;

/** Copies a file; `mark` goes into the copy's name. Gives the copy's path. Rejects when the copy is not whole. */
export async function keepOriginal(
  files: Pick<Files, "read" | "addPart" | "move" | "remove">,
  path: string,
  mark: string,
): Promise<string> {
  const { bytes, cut } = await files.read(path, MOST);
  if (cut) throw new Error("It is too large.");
  const part = joinPath(folderOf(path), partName(nameOf(path), keyOf(`${path}${mark}`)));
  const content = await encodeBase64(new Blob([bytes]));
  try {
    const size = await files.addPart(part, { number: 0, content });
    if (size !== bytes.length) throw new Error("Its copy did not arrive whole.");
    return await nameCopy(files, part, path, mark);
  } catch (error) {
    await files.remove(part).catch(() => undefined);
    throw error;
  }
}

/** Gives the copy the first name that is free. */
async function nameCopy(
  files: Pick<Files, "move">,
  part: string,
  path: string,
  mark: string,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = markedName(nameOf(path), number === 1 ? mark : `${mark} (${number})`);
    const copy = joinPath(folderOf(path), name);
    try {
      await files.move(part, copy);
      return copy;
    } catch (error) {
      if (!(error instanceof ServerError) || error.kind !== "conflict") throw error;
    }
  }
}
