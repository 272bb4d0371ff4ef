// The key that a released practice question carries, so that the page can check it offline and without a
// kernel. Used by `release.ts` (sealing) and `score.ts` (opening). It works on @noble/hashes because
// `crypto.subtle` is missing on pages that come by plain http.
//
// What this hides: nobody reads the answer, the feedback or the explanation by looking at the file.
// What it cannot hide: anybody who tries every answer, by hand or by program, learns them all. Where one answer alone is
// right the file holds its digest; where several are (a tolerance, a pattern, an order with choices in it) it holds the
// rule, and so it does with the solution that can be shown: the program opens those without knowing an answer, and so
// can any other. A question that counts must be graded, and then no key is in the file at all.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject, JsonValue } from "../nbformat/types.ts";
import type { AnswerKey } from "./answer-key.ts";

/** `metadata.lessonbook.sealed` of a released practice question. */
export interface SealedKey extends JsonObject {
  readonly version: 1;
  /** 32 hexadecimal digits. */
  readonly salt: string;
  /** SHA-256 of the salt and the right answer, as 64 hexadecimal digits; where one answer alone is right. */
  readonly digest?: string;
  /** Base64. How right answers are told where several are right. The salt opens it. */
  readonly rule?: string;
  /** Base64, one per part of the key, all of one length. The part's own text opens it. */
  readonly parts: readonly string[];
  /** Base64. The right answer opens it, or the rule. */
  readonly explanation?: string;
  /** Base64. The right answer as Markdown, where it may be shown. The salt opens it. */
  readonly solution?: string;
}

/** What a sealed part says. */
export interface OpenedPart {
  readonly feedback?: string;
  /** Whether the part belongs to the right answer; only there where partial credit needs it. */
  readonly right?: boolean;
}

export interface SealOptions {
  /** Also seals which parts are right, for kinds that show it or count it. */
  readonly withRights: boolean;
  /** Seals the solution with the key. */
  readonly solution?: string;
}

/** Seals a key. The same key and salt give the same text. */
export function sealKey(key: AnswerKey, salt: string, options: SealOptions): SealedKey {
  const parts = key.parts.map((part) => ({
    text: part.text,
    bytes: utf8ToBytes(
      JSON.stringify({
        ...(part.feedback === undefined ? {} : { feedback: part.feedback }),
        ...(options.withRights ? { right: part.right } : {}),
      }),
    ),
  }));
  // One length for all: the part with the longest feedback is so often the right one.
  const length = Math.max(0, ...parts.map((part) => part.bytes.length));
  const open = (value: JsonValue, secret: readonly string[]): string =>
    seal(utf8ToBytes(JSON.stringify(value)), 0, secret);
  return {
    version: 1,
    salt,
    ...(key.rule === undefined
      ? { digest: digestKey(salt, key.answer ?? "") }
      : { rule: open(key.rule, [salt, "rule"]) }),
    parts: parts.map(({ text, bytes }) => seal(bytes, length, [salt, "part", text])),
    ...(key.explanation === undefined
      ? {}
      : { explanation: open(key.explanation, whySecret(salt, key)) }),
    ...(options.solution === undefined
      ? {}
      : { solution: open(options.solution, [salt, "solution"]) }),
  };
}

/** Reads a sealed key; `undefined` when the value is not one. */
export function parseSealedKey(value: JsonValue | undefined): SealedKey | undefined {
  if (!isObject(value)) return undefined;
  const { version, salt, digest, rule, parts, explanation, solution } = value;
  if (version !== 1 || typeof salt !== "string") return undefined;
  if (typeof (digest ?? rule) !== "string") return undefined;
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === "string")) return undefined;
  if (![rule, explanation, solution].every(isTextOrMissing)) return undefined;
  return {
    version,
    salt,
    parts,
    ...(typeof digest === "string" ? { digest } : {}),
    ...(typeof rule === "string" ? { rule } : {}),
    ...(typeof explanation === "string" ? { explanation } : {}),
    ...(typeof solution === "string" ? { solution } : {}),
  };
}

/** Whether this is the one right answer. */
export function isSealedAnswer(sealed: SealedKey, answer: string): boolean {
  return sealed.digest !== undefined && digestKey(sealed.salt, answer) === sealed.digest;
}

/** The rule by which answers are right; `undefined` where the digest decides or the key is damaged. */
export function openSealedRule(sealed: SealedKey): JsonObject | undefined {
  if (sealed.rule === undefined) return undefined;
  const opened = openJson(sealed.rule, [sealed.salt, "rule"]);
  return isObject(opened) ? opened : undefined;
}

/** The solution to show; `undefined` when the author keeps it. */
export function openSealedSolution(sealed: SealedKey): string | undefined {
  if (sealed.solution === undefined) return undefined;
  const opened = openJson(sealed.solution, [sealed.salt, "solution"]);
  return typeof opened === "string" ? opened : undefined;
}

/** What the key says about one part of an answer; `undefined` when it does not know the part. */
export function openSealedPart(sealed: SealedKey, text: string): OpenedPart | undefined {
  for (const part of sealed.parts) {
    const opened = openJson(part, [sealed.salt, "part", text]);
    if (!isObject(opened)) continue;
    const { feedback, right } = opened;
    return {
      ...(typeof feedback === "string" ? { feedback } : {}),
      ...(typeof right === "boolean" ? { right } : {}),
    };
  }
  return undefined;
}

/**
 * The explanation; `undefined` when there is none or it stays closed.
 * @param key what opens it: the one right answer, or the rule
 */
export function openSealedExplanation(
  sealed: SealedKey,
  key: Pick<AnswerKey, "answer" | "rule">,
): string | undefined {
  if (sealed.explanation === undefined) return undefined;
  const opened = openJson(sealed.explanation, whySecret(sealed.salt, key));
  return typeof opened === "string" ? opened : undefined;
}

/** A salt that depends on nothing but the question, so that releasing twice gives the same bytes. */
export function deriveSalt(cellId: string, releasedSource: string): string {
  return bytesToHex(hashTexts(["salt", cellId, releasedSource])).slice(0, 32);
}

/** The mark of what stood in a question when it was released and is no answer, such as items in a shuffled order. */
export function digestStart(answer: string): string {
  return bytesToHex(hashTexts(["start", answer])).slice(0, 32);
}

/** The mark of an answer that was checked or recorded: 32 hexadecimal digits. It holds no secret. */
export function digestAnswer(cellId: string, answer: string): string {
  return bytesToHex(hashTexts(["answer", cellId, answer])).slice(0, 32);
}

function whySecret(salt: string, { answer, rule }: Pick<AnswerKey, "answer" | "rule">): string[] {
  return [salt, "why", rule === undefined ? (answer ?? "") : JSON.stringify(rule)];
}

function isTextOrMissing(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function digestKey(salt: string, answer: string): string {
  return bytesToHex(hashTexts(["key", salt, answer]));
}

/** SHA-256 over texts with their lengths, so that no two lists of texts give the same bytes. */
function hashTexts(texts: readonly string[]): Uint8Array {
  return sha256(utf8ToBytes(texts.map((text) => `${text.length}:${text}`).join("")));
}

/** XOR with a stream of SHA-256 blocks; applied twice it gives the bytes again. */
function applyStream(bytes: Uint8Array, secret: readonly string[]): Uint8Array {
  const seed = hashTexts(secret);
  const result = new Uint8Array(bytes.length);
  for (let start = 0; start < bytes.length; start += 32) {
    const block = sha256(concatBytes(seed, utf8ToBytes(String(start))));
    for (let index = start; index < Math.min(start + 32, bytes.length); index += 1) {
      result[index] = (bytes[index] ?? 0) ^ (block[index - start] ?? 0);
    }
  }
  return result;
}

/** Pads with blanks, which JSON may end in, to at least `length` and a multiple of 64 bytes; then seals. */
function seal(bytes: Uint8Array, length: number, secret: readonly string[]): string {
  const padded = new Uint8Array(Math.ceil(Math.max(length, bytes.length) / 64) * 64).fill(0x20);
  padded.set(bytes);
  return toBase64(applyStream(padded, secret));
}

/** Opens a sealed JSON text. A wrong secret gives bytes that are no UTF-8 or no JSON. */
function openJson(base64: string, secret: readonly string[]): unknown {
  try {
    const bytes = applyStream(fromBase64(base64), secret);
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
