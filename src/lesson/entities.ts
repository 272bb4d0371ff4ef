// Characters that HTML writes as words or numbers, for texts that are read without a browser.
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** `closed`: only what ends in a semicolon. HTML itself also takes `&lt` for a character. */
export function decodeEntities(text: string, { closed }: { readonly closed: boolean }): string {
  const pattern = /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+))(;?)/gi;
  return text.replace(
    pattern,
    (whole, hex?: string, decimal?: string, name?: string, semicolon?: string) => {
      if (closed && semicolon === "") return whole;
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      return fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16));
    },
  );
}

/** Empty for a number that is no character's. */
export function fromCodePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
