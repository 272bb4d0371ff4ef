// The ways in which one text can be hidden in another: escapes, entities, percent signs, hexadecimal, base64.
// Used by the leak scan. It finds what slips through by accident, not what somebody encrypts.
import { decodeEntities, fromCodePoint } from "./entities.ts";

/** A text and everything it decodes to, up to three codes deep. */
export function readingsOf(text: string): readonly string[] {
  const readings = new Set<string>([text]);
  let latest = [text];
  for (let depth = 0; depth < 3 && latest.length > 0; depth += 1) {
    latest = latest.flatMap(decodeOnce).filter((reading) => !readings.has(reading));
    for (const reading of latest) readings.add(reading);
  }
  return [...readings];
}

/** Letters and digits alone, lower case: equal for texts that differ in marks, line breaks or quotes only. */
export function skeletonOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

function decodeOnce(text: string): string[] {
  const compact = text.replace(/\s+/g, "");
  return [
    ...(text.includes("\\") ? [decodeEscapes(text)] : []),
    ...(/&(?:#|[a-z]+;)/i.test(text) ? [decodeEntities(text, { closed: true })] : []),
    ...(/%[0-9a-f]{2}/i.test(text) ? [decodePercent(text)] : []),
    ...matchesOf(compact, /(?:[0-9a-f]{2}){8,}/gi).flatMap(decodeHex),
    ...matchesOf(compact, /[A-Za-z0-9+/_-]{12,}/g).flatMap(decodeBase64),
  ];
}

function decodeEscapes(text: string): string {
  const named: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
  return text.replace(
    /\\(?:u\{?([0-9a-f]{4,6})\}?|x([0-9a-f]{2})|(.))/gi,
    (_, long?: string, short?: string, one?: string) =>
      one === undefined ? fromCodePoint(parseInt(long ?? short ?? "", 16)) : (named[one] ?? one),
  );
}

function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => hexToText(run.replaceAll("%", "")));
}

/** The run may start in the middle of a pair, after a digit that belongs to something else. */
function decodeHex(run: string): string[] {
  return [hexToText(run), hexToText(run.slice(1))];
}

/** The run may start with up to three characters that belong to something else. */
function decodeBase64(run: string): string[] {
  const standard = run.replaceAll("-", "+").replaceAll("_", "/");
  return [0, 1, 2, 3].flatMap((offset) => {
    const rest = standard.slice(offset);
    // A single character left over holds no whole byte.
    const usable = rest.length % 4 === 1 ? rest.slice(0, -1) : rest;
    return usable === "" ? [] : [bytesToText(Array.from(atob(usable), (c) => c.charCodeAt(0)))];
  });
}

function hexToText(digits: string): string {
  return bytesToText(matchesOf(digits, /../g).map((pair) => parseInt(pair, 16)));
}

function bytesToText(bytes: readonly number[]): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function matchesOf(text: string, pattern: RegExp): string[] {
  return text.match(pattern) ?? [];
}
