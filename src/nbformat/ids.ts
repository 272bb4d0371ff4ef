// New cell ids: eight hexadecimal digits, as Jupyter's own tools make them.

/** Makes a cell id that `taken` does not hold. */
export function makeCellId(taken?: { has(id: string): boolean }): string {
  for (;;) {
    const bytes = crypto.getRandomValues(new Uint8Array(4));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (taken?.has(id) !== true) return id;
  }
}

/**
 * Lends an id to a cell whose file has none for it: the same each time the file is opened, as long as the text is the same, so
 * that what is remembered of the cell is found again. Eight hexadecimal digits that `taken` does not hold.
 */
export function lendCellId(source: string, taken: { has(id: string): boolean }): string {
  // FNV-1a, 32 bits.
  let hash = 0x811c9dc5;
  for (let i = 0; i < source.length; i++) {
    hash = Math.imul(hash ^ source.charCodeAt(i), 0x01000193);
  }
  for (;;) {
    const id = (hash >>> 0).toString(16).padStart(8, "0");
    if (!taken.has(id)) return id;
    hash += 1;
  }
}
