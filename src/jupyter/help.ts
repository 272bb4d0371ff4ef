// Completion and inspection as they go over the wire. The protocol counts code points, the program UTF-16 units.
// Pure; the kernel is not believed. Used by kernel.ts alone.
import type { CodePlace, Completion, Completions } from "../execution/ports.ts";
import { isObject, parseBundle } from "../nbformat/parse.ts";
import type { MimeBundle } from "../nbformat/types.ts";

/** The most proposals that are taken; nobody reads more. */
const MOST = 2000;

/** The content of a `complete_request` or `inspect_request`. */
export function completeContent({ code, offset }: CodePlace): {
  readonly code: string;
  readonly cursor_pos: number;
} {
  return { code, cursor_pos: toCodePoints(code, offset) };
}

/** Reads a `complete_reply`; nothing is proposed where it makes no sense. */
export function readCompletions(content: unknown, { code, offset }: CodePlace): Completions {
  const reply = isObject(content) ? content : {};
  const end = readPlace(reply.cursor_end, code, offset);
  const start = Math.min(readPlace(reply.cursor_start, code, end), end);
  const matches = Array.isArray(reply.matches) ? reply.matches.slice(0, MOST) : [];
  const metadata = isObject(reply.metadata) ? reply.metadata : {};
  const typed = metadata._jupyter_types_experimental;
  const kinds = new Map<string, Completion>();
  for (const item of Array.isArray(typed) ? typed : []) {
    const kind = readTyped(item);
    if (kind !== undefined) kinds.set(kind.text, kind);
  }
  return {
    start,
    end,
    matches: matches
      .filter((text: unknown) => typeof text === "string")
      .map((text) => kinds.get(text) ?? { text }),
  };
}

/** Reads an `inspect_reply`; `null` when nothing was found. */
export function readInspection(content: unknown): MimeBundle | null {
  if (!isObject(content) || content.found !== true) return null;
  const data = parseBundle(content.data);
  return Object.keys(data).length === 0 ? null : data;
}

/** Reads the sources of a `history_reply`, in its order; entries are `[session, line, source or [source, output]]`. */
export function readHistory(content: unknown): readonly string[] {
  const entries: unknown = isObject(content) ? content.history : undefined;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => {
    const source: unknown = Array.isArray(entry) ? entry[2] : undefined;
    const text: unknown = Array.isArray(source) ? source[0] : source;
    return typeof text === "string" ? [text] : [];
  });
}

/** Code points before UTF-16 offset `offset`; a place inside a pair counts as before it. */
export function toCodePoints(text: string, offset: number): number {
  let points = 0;
  for (let at = 0; at < offset && at < text.length; points++) {
    const width = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    if (at + width > offset) break;
    at += width;
  }
  return points;
}

/** The UTF-16 offset after `points` code points; at most the text's length. */
export function toUtf16(text: string, points: number): number {
  let at = 0;
  for (let left = points; left > 0 && at < text.length; left--) {
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return at;
}

function readPlace(value: unknown, code: string, otherwise: number): number {
  return typeof value === "number" && value >= 0 ? toUtf16(code, value) : otherwise;
}

function readTyped(item: unknown): Completion | undefined {
  if (!isObject(item) || typeof item.text !== "string") return undefined;
  const { text, type, signature } = item;
  return {
    text,
    ...(typeof type === "string" && type !== "" && type !== "<unknown>" ? { type } : {}),
    ...(typeof signature === "string" && signature !== "" ? { signature } : {}),
  };
}
