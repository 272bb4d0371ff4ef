// New cell ids: eight hexadecimal digits, as Jupyter's own tools make them.

/** Makes a cell id that `taken` does not hold. */
export function makeCellId(taken?: { has(id: string): boolean }): string {
  for (;;) {
    const bytes = crypto.getRandomValues(new Uint8Array(4));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (taken?.has(id) !== true) return id;
  }
}
