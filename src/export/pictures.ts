// Pictures that lie beside the notebook and that its text names: they come along into what is exported. Pure.
import type { Notebook } from "../nbformat/types.ts";
import { base64Of } from "../widgets/state-file.ts";
import { notebookPage } from "./page.ts";

/** Their bytes, by their paths from the notebook's folder. */
export type Pictures = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Bytes of one picture, and of all, at most. */
const MOST = { each: 20_000_000, all: 50_000_000 } as const;

const TYPES: Readonly<Record<string, string>> = {
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  svg: "image/svg+xml",
  webp: "image/webp",
};

/**
 * Reads the pictures that a notebook names and that lie in its folder or below. What cannot be read stays away, and so does
 * what is too large.
 * @param read gives a file's bytes, undefined where there are none or more than `most`
 */
export async function collectPictures(
  notebook: Notebook,
  read: (path: string, most: number) => Promise<Uint8Array<ArrayBuffer> | undefined>,
): Promise<Pictures> {
  const named = new Set<string>();
  notebookPage(notebook, "", (path) => {
    if (typeOf(path) !== undefined) named.add(path);
    return undefined;
  });
  const pictures = new Map<string, Uint8Array<ArrayBuffer>>();
  let left: number = MOST.all;
  for (const path of named) {
    const bytes = await read(path, Math.min(left, MOST.each)).catch(() => undefined);
    if (bytes === undefined) continue;
    left -= bytes.length;
    pictures.set(path, bytes);
  }
  return pictures;
}

/** Gives a picture as a `data:` address. */
export function pictureAddress(pictures: Pictures, path: string): string | undefined {
  const bytes = pictures.get(path);
  const type = typeOf(path);
  if (bytes === undefined || type === undefined) return undefined;
  return `data:${type};base64,${base64Of(bytes.slice().buffer)}`;
}

function typeOf(path: string): string | undefined {
  const ending = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(TYPES, ending) ? TYPES[ending] : undefined;
}
