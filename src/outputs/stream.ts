// What a program prints: text that grows, with colours and links. Each chunk costs its own length, not the text's.
// The registry uses it for stdout and stderr, the renderers for tracebacks and plain results.
import { appendLinked } from "./linked-text.ts";
import { createTerminalText, type TextRun } from "../markup/terminal-text.ts";
import { makeNotice } from "./sanitise.ts";

export interface StreamView {
  /** Adds text that was printed since. */
  append(text: string): void;
}

/** Characters in one part of the text; parts are dropped whole. A coloured piece or a link weighs as much as `weightOfNode`. */
const partLength = 10_000;
const pieceLength = 1_000;
const weightOfNode = 40;
/** The page keeps the first part and this many of the last, so that an endless print cannot fill it up. */
const mostParts = 60;

/** Makes the growing text of one stream inside `el`. */
export function createStreamView(el: HTMLElement): StreamView {
  const terminal = createTerminalText();
  const text = document.createElement("pre");
  text.className = "lb-output-text";
  const line = document.createElement("span");
  text.append(line);
  el.append(text);
  let first: HTMLElement | undefined;
  const parts: HTMLElement[] = [];
  let filled = partLength;
  let dropped = 0;
  const notice = makeNotice("");

  return { append };

  function append(chunk: string): void {
    const most = partLength * mostParts;
    if (chunk.length <= most + partLength) {
      add(chunk);
      return;
    }
    // What would be dropped at once is not laid out first.
    add(chunk.slice(0, partLength));
    dropped += chunk.length - partLength - most;
    add(chunk.slice(-most));
  }

  function add(chunk: string): void {
    const written = terminal.write(chunk);
    for (const run of written.finished) addRun(run);
    dropOld();
    line.replaceChildren();
    appendRuns(line, written.line);
  }

  /** Long runs are divided, so that no part grows past its length. */
  function addRun({ text: whole, style }: TextRun): void {
    for (let at = 0; at < whole.length;) {
      if (filled >= partLength) addPart();
      const piece = whole.slice(at, cutAt(whole, at, pieceLength));
      const part = parts.at(-1) ?? text;
      const before = part.childNodes.length;
      appendRuns(part, [{ text: piece, style }]);
      filled += piece.length + weightOfNode * (part.childNodes.length - before);
      at += piece.length;
    }
  }

  function addPart(): void {
    closePart(parts.at(-1));
    const part = document.createElement("span");
    line.before(part);
    parts.push(part);
    filled = 0;
  }

  function dropOld(): void {
    if (parts.length <= mostParts && dropped === 0) return;
    first ??= parts.shift();
    if (parts.length === 0) filled = partLength; // the first part is closed
    for (const part of parts.splice(0, Math.max(0, parts.length - mostParts))) {
      dropped += part.textContent.length;
      part.remove();
    }
    notice.textContent = `${dropped.toLocaleString("en")} characters in between are not shown; the file keeps them.`;
    first?.after(notice);
  }
}

/** A part that ends with its line is laid out by itself, once: a print without end costs what is new. */
function closePart(part: HTMLElement | undefined): void {
  const text = part?.textContent ?? "";
  if (part === undefined || !text.endsWith("\n")) return;
  const lines = text.split("\n").length - 1;
  part.className = "lb-output-part";
  part.style.containIntrinsicBlockSize = `auto ${lines}lh`;
}

function appendRuns(parent: Element, runs: readonly TextRun[]): void {
  for (const { text, style } of runs) {
    if (style === "") {
      appendLinked(parent, text);
      continue;
    }
    const span = document.createElement("span");
    span.className = style;
    appendLinked(span, text);
    parent.append(span);
  }
}

/** Where to divide a long run: after a line end when one is near, never inside a surrogate pair. */
function cutAt(text: string, start: number, length: number): number {
  const end = start + length;
  if (end >= text.length) return text.length;
  const lineEnd = text.lastIndexOf("\n", end - 1) + 1;
  if (lineEnd > start) return lineEnd;
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end + 1 : end;
}
