// What a cell keeps of a flood: the beginning and the end, and a line between them that says how much was cut. The line is
// part of the output, so that the file says it too. Used by outputs.ts. Pure.
import type { JsonValue, Output, StreamOutput } from "../nbformat/types.ts";

/** UTF-16 units of one stream's text: kept from its beginning and from its end, once it is longer than `most`. */
export const STREAM = { head: 100_000, tail: 400_000, most: 2_000_000 } as const;
/** Outputs of one cell, likewise. */
export const OUTPUTS = { head: 100, tail: 200, most: 500 } as const;
/** Characters in the displays of one cell, likewise; a single display that is larger than `most` is not kept. */
export const DISPLAYS = { head: 10_000_000, tail: 20_000_000, most: 50_000_000 } as const;
/** Smaller outputs are bounded by their number alone. */
const SMALL = 10_000;

const cutText = /^\n\[([\d,]+) characters were cut here: too much was printed to keep it all\.\]\n/;
const cutOutputs = /^\[([\d,]+) outputs were cut here: there were too many to keep them all\.\]\n$/;

/** The text, without its middle where it is too long. */
export function boundText(text: string): string {
  if (text.length <= STREAM.most) return text;
  const said = cutText.exec(text.slice(STREAM.head, STREAM.head + 120));
  const from = STREAM.head + (said?.[0].length ?? 0);
  const to = lineStart(text, text.length - STREAM.tail);
  const cut = numberIn(said?.[1]) + to - from;
  return `${text.slice(0, STREAM.head)}\n[${words(cut)} characters were cut here: too much was printed to keep it all.]\n${text.slice(to)}`;
}

/** A display, or what says that it was too large to keep. */
export function boundOutput(output: Output): Output {
  const size = sizeOf(output);
  if (size <= DISPLAYS.most || output.output_type === "stream") return output;
  return {
    output_type: "stream",
    name: "stderr",
    text: `${leftOut(size)}\n`,
  };
}

/** What a display shows after an update: itself, or what says that it was too large to keep. Later updates still find it. */
export function boundUpdate<T extends Extract<Output, { data: unknown }>>(output: T): T {
  const size = sizeOf(output);
  return size <= DISPLAYS.most
    ? output
    : { ...output, data: { "text/plain": leftOut(size) }, metadata: {} };
}

function leftOut(size: number): string {
  return `[An output of ${words(size)} characters was left out here: it was too large to keep.]`;
}

/** The outputs, without their middle where there are too many or too much; `displayIds` go with them by place. `grown` are those that
 * are new or another now. */
export function boundOutputs(
  outputs: readonly Output[],
  displayIds: readonly (string | undefined)[] | undefined,
  grown: readonly Output[] = outputs.slice(-1),
): {
  readonly outputs: readonly Output[];
  readonly displayIds: readonly (string | undefined)[] | undefined;
} {
  const kept = { outputs, displayIds };
  const isMany = outputs.length > OUTPUTS.most;
  if (!isMany && grown.every((output) => sizeOf(output) <= SMALL)) return kept;
  const sizes = outputs.map(sizeOf);
  if (!isMany && sizes.reduce((sum, size) => sum + size, 0) <= DISPLAYS.most) return kept;
  const first = countWithin(sizes, OUTPUTS.head, DISPLAYS.head);
  const end = Math.max(1, countWithin(sizes.toReversed(), OUTPUTS.tail, DISPLAYS.tail));
  // What a line of before says of its own cut is added to the new one; it lies in what is cut, or right before it.
  const said = (output: Output | undefined): number =>
    output?.output_type === "stream" ? numberIn(cutOutputs.exec(output.text)?.[1]) : 0;
  const head = said(outputs[first - 1]) > 0 ? first - 1 : first;
  const middle = outputs.slice(head, outputs.length - end);
  const cut = middle.reduce((sum, output) => sum + (said(output) || 1), 0);
  const notice: StreamOutput = {
    output_type: "stream",
    name: "stderr",
    text: `[${words(cut)} outputs were cut here: there were too many to keep them all.]\n`,
  };
  const splice = <T>(list: readonly T[], between: T): readonly T[] => [
    ...list.slice(0, head),
    between,
    ...list.slice(list.length - end),
  ];
  return {
    outputs: splice<Output>(outputs, notice),
    displayIds: displayIds && splice(displayIds, undefined),
  };
}

/** Jupyter Server's own words where it sends no more of a flood, and those of our extension where a socket dropped some. */
const SERVERS_CUT = /IOPub (?:data|message) rate exceeded\.|^\[[\d,]+ messages are missing here: /m;

const cutDisplay = /^\[An output of [\d,]+ characters was left out here: /;

/** Whether something of a cell's outputs was cut, as the lines in them say. */
export function wasCut(outputs: readonly Output[]): boolean {
  return outputs.some((output) => {
    if (output.output_type === "error") return false;
    if (output.output_type !== "stream") {
      const plain = output.data["text/plain"];
      return typeof plain === "string" && cutDisplay.test(plain);
    }
    return (
      cutOutputs.test(output.text) ||
      cutText.test(output.text.slice(STREAM.head, STREAM.head + 120)) ||
      cutDisplay.test(output.text) ||
      (output.name === "stderr" && SERVERS_CUT.test(output.text))
    );
  });
}

/** How many of the first sizes stay within both limits. */
function countWithin(sizes: readonly number[], most: number, mostInAll: number): number {
  let sum = 0;
  const end = sizes.slice(0, most).findIndex((size) => (sum += size) > mostInAll);
  return end === -1 ? Math.min(most, sizes.length) : end;
}

const sizesKnown = new WeakMap<Output, number>();

/** About how many characters an output holds; streams are bounded by themselves. */
function sizeOf(output: Output): number {
  if (output.output_type === "stream" || output.output_type === "error") return 0;
  const known = sizesKnown.get(output);
  if (known !== undefined) return known;
  const size = Object.values(output.data).reduce<number>((sum, value) => sum + weigh(value), 0);
  sizesKnown.set(output, size);
  return size;
}

function weigh(value: JsonValue | undefined): number {
  if (typeof value === "string") return value.length;
  return value === undefined ? 0 : JSON.stringify(value).length;
}

/** The start of the line that holds a place; the place itself where the line is very long, never inside a character. */
function lineStart(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  if (end !== -1 && end - at < 10_000) return end + 1;
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}

function words(count: number): string {
  return count.toLocaleString("en");
}

function numberIn(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.replaceAll(",", ""));
}
