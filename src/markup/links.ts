// Finds the web addresses in plain text, which become links in streams, errors and plain results. Pure.

/** A piece of text; `href` where it is an address. */
export interface LinkedText {
  readonly text: string;
  readonly href?: string;
}

/** Finds addresses with http and https only; closing punctuation stays outside them. */
export function findLinks(text: string): readonly LinkedText[] {
  if (!text.includes("://")) return text === "" ? [] : [{ text }];
  const pieces: LinkedText[] = [];
  let at = 0;
  // The length is bounded so that a megabyte without a blank stays cheap.
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"'`\\^{|}]{1,2000}/gi)) {
    const address = trimEnd(match[0]);
    if (!URL.canParse(address)) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: address, href: address });
    at = match.index + address.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

/** Drops punctuation that ends the sentence rather than the address; a bracket stays when it was opened inside. */
function trimEnd(address: string): string {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? "";
    const kept = address.slice(0, end);
    if (".,;:!?".includes(last)) end--;
    else if (last === ")" && count(kept, "(") < count(kept, ")")) end--;
    else if (last === "]" && count(kept, "[") < count(kept, "]")) end--;
    else return kept;
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
