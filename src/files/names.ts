// Names and paths of files: what a name may be, and the names that are made here. Pure.

/** The most bytes of UTF-8 that a file system takes for a name. */
const LONGEST = 255;

/** Jupyter Server writes a file beside its place first, under a name that is two bytes longer. */
const LONGEST_WRITTEN = LONGEST - 2;

/** What is wrong with a name for a new file or folder, in words; `undefined` when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name === "") return "Type a name.";
  if (name === "." || name === "..") return "This name means a folder. Choose another one.";
  if (/[/\0]/.test(name)) return "A name has no “/” in it.";
  if (name.startsWith("."))
    return "A name that starts with a dot is hidden, and the server does not show it.";
  const bytes = byteLength(name);
  if (bytes > LONGEST)
    return `The name is too long: ${bytes} bytes, and ${LONGEST} are the most. Letters beyond a–z count two to four.`;
  if (/\p{Surrogate}/u.test(name)) return "The name holds half a character. Type it anew.";
  return undefined;
}

/** The length of a text in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A name and its ending, such as `["notes.tar", ".gz"]`; a name that only begins with a dot has none. */
export function splitName(name: string): readonly [stem: string, ending: string] {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
}

/** A name with a mark before its ending: `a (2).txt`. */
export function markedName(name: string, mark: string): string {
  const [stem, ending] = splitName(name);
  return `${shorten(stem, LONGEST_WRITTEN - byteLength(mark + ending))}${mark}${ending}`;
}

/** A name like this one that is not taken. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let number = 2; ; number += 1) {
    const free = markedName(name, ` (${number})`);
    if (!isTaken(free)) return free;
  }
}

/**
 * The name under which a file lies while it is uploaded. The same for the same file, so that an upload that was left can
 * be gone on with; `key` tells files of one name apart.
 */
export function partName(name: string, key: string): string {
  const ending = `.${key}.upload`;
  return shorten(name, LONGEST_WRITTEN - byteLength(ending)) + ending;
}

/** Whether a file is an upload that was not finished. */
export function isPart(name: string): boolean {
  return /\.[0-9a-f]{8}\.upload$/.test(name);
}

/** Eight hexadecimal digits that differ for different texts, most likely (FNV-1a). */
export function keyOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** The start of a text, at most so many bytes of UTF-8, no character cut. */
function shorten(text: string, most: number): string {
  let length = 0;
  let kept = "";
  for (const character of text) {
    length += byteLength(character);
    if (length > most) break;
    kept += character;
  }
  return kept;
}
