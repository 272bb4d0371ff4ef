// Text as a terminal shows it: colours by ANSI codes, carriage return and backspace, across chunk borders.
// Pure; stream.ts and error.ts put its runs on the page. Codes other than colours and weights are swallowed.
// Source: ECMA-48 §8.3.117 (SGR) and xterm's 256 colours.

/** Characters that look alike. */
export interface TextRun {
  readonly text: string;
  /** Space-separated class names, such as `lb-ansi-red lb-ansi-bold`; empty for plain text. */
  readonly style: string;
}

/** What one chunk did to the text. */
export interface WrittenText {
  /** Runs that stand for good, line ends included, to be put before the line. */
  readonly finished: readonly TextRun[];
  /** The line that is being written now, whole; it replaces the one of the write before. */
  readonly line: readonly TextRun[];
}

export interface TerminalText {
  /** Takes the next piece of text; a code may be cut anywhere between two pieces. */
  write(chunk: string): WrittenText;
}

/** A line longer than this many characters is finished in pieces, so that a write never costs more than its own length. */
const longestLine = 2000;
/** A code that has not ended after this many characters is taken for text. */
const longestCode = 256;

const escape = "\u001b";

/** Makes an empty terminal text. */
export function createTerminalText(): TerminalText {
  let pen = plainPen;
  let style = "";
  let line: TextRun[] = [];
  let length = 0;
  let column = 0;
  let held = "";

  return { write };

  function write(chunk: string): WrittenText {
    const finished: TextRun[] = [];
    const text = held + chunk;
    held = "";
    let at = 0;
    while (at < text.length) {
      const next = findControl(text, at);
      if (next > at) put(text.slice(at, next), finished);
      if (next === text.length) break;
      at = next + control(text, next, finished);
      if (held !== "") break;
    }
    line = joinRuns(line);
    return { finished: joinRuns(finished), line: [...line] };
  }

  /** Deals with the control character at `at`; gives the characters used up. */
  function control(text: string, at: number, finished: TextRun[]): number {
    switch (text[at]) {
      case "\n":
        finished.push(...line, { text: "\n", style: "" });
        line = [];
        length = column = 0;
        return 1;
      case "\r":
        column = 0;
        return 1;
      case "\b":
        column = Math.max(0, column - 1);
        return 1;
      case escape:
        return code(text, at);
      default:
        return 1; // bells and the like have no shape
    }
  }

  function code(text: string, at: number): number {
    const end = findCodeEnd(text, at);
    if (end === undefined) {
      if (text.length - at > longestCode) return 1;
      held = text.slice(at);
      return text.length - at;
    }
    if (text[at + 1] === "[" && text[end - 1] === "m") {
      pen = changePen(pen, text.slice(at + 2, end - 1));
      style = describePen(pen);
    } else if (text[at + 1] === "[" && text[end - 1] === "K")
      eraseLine(text.slice(at + 2, end - 1));
    return end - at;
  }

  function eraseLine(how: string): void {
    if (how === "1") return;
    line = how === "2" ? [] : cutRuns(line, 0, column);
    length = how === "2" ? 0 : Math.min(length, column);
    if (how === "2") column = 0;
  }

  function put(text: string, finished: TextRun[]): void {
    const run = { text, style };
    if (column < length) {
      const rest = cutRuns(line, column + text.length, length);
      line = joinRuns([...cutRuns(line, 0, column), run, ...rest]);
    } else line.push(run);
    column += text.length;
    length = Math.max(length, column);
    if (length > longestLine) {
      finished.push(...line);
      line = [];
      length = column = 0;
    }
  }
}

/** Runs of a text that came as a whole. */
export function readTerminalText(text: string): readonly TextRun[] {
  const { finished, line } = createTerminalText().write(text);
  return joinRuns([...finished, ...line]);
}

/** The text without colour codes and overwritten characters. */
export function plainTerminalText(text: string): string {
  return readTerminalText(text)
    .map((run) => run.text)
    .join("");
}

/** How the next characters look. Colours are palette names (`red`, `bright-red`). */
interface Pen {
  readonly colour?: string;
  readonly background?: string;
  readonly bold: boolean;
  readonly faint: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly inverse: boolean;
}

const plainPen: Pen = {
  bold: false,
  faint: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false,
};

const palette = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

const switches: ReadonlyMap<number, Partial<Pen>> = new Map([
  [1, { bold: true }],
  [2, { faint: true }],
  [3, { italic: true }],
  [4, { underline: true }],
  [7, { inverse: true }],
  [9, { strike: true }],
  [22, { bold: false, faint: false }],
  [23, { italic: false }],
  [24, { underline: false }],
  [27, { inverse: false }],
  [29, { strike: false }],
]);

function changePen(pen: Pen, parameters: string): Pen {
  const codes = parameters.split(/[;:]/).map((text) => (text === "" ? 0 : Number(text)));
  let next = pen;
  for (let at = 0; at < codes.length; at++) {
    const value = codes[at] ?? 0;
    if (value === 38 || value === 48) {
      const { colour, used } = extendedColour(codes, at + 1);
      if (colour !== undefined)
        next = value === 38 ? { ...next, colour } : { ...next, background: colour };
      at += used;
    } else next = applyCode(next, value);
  }
  return next;
}

function applyCode(pen: Pen, value: number): Pen {
  if (value === 0) return plainPen;
  const change = switches.get(value);
  if (change !== undefined) return { ...pen, ...change };
  if (value === 39) return without(pen, "colour");
  if (value === 49) return without(pen, "background");
  const colour = paletteColour(value % 10, value >= 90);
  if (colour === undefined) return pen;
  if ((value >= 30 && value <= 37) || (value >= 90 && value <= 97)) return { ...pen, colour };
  if ((value >= 40 && value <= 47) || (value >= 100 && value <= 107))
    return { ...pen, background: colour };
  return pen;
}

function without(pen: Pen, key: "colour" | "background"): Pen {
  const { [key]: _dropped, ...rest } = pen;
  return rest;
}

function paletteColour(index: number, bright: boolean): string | undefined {
  const name = palette[index];
  return name === undefined ? undefined : bright ? `bright-${name}` : name;
}

/** Reads `5;n` or `2;r;g;b`. The page has sixteen colours that are readable in both themes, so the nearest is taken. */
function extendedColour(
  codes: readonly number[],
  at: number,
): { readonly colour: string | undefined; readonly used: number } {
  if (codes[at] === 5) return { colour: indexedColour(codes[at + 1] ?? -1), used: 2 };
  if (codes[at] === 2) {
    const [red = 0, green = 0, blue = 0] = codes.slice(at + 1, at + 4);
    return { colour: nearestColour(red, green, blue), used: 4 };
  }
  // An unknown kind of colour: what follows cannot be told apart from its numbers.
  return { colour: undefined, used: codes.length };
}

function indexedColour(index: number): string | undefined {
  if (!(index >= 0 && index <= 255)) return undefined;
  if (index < 16) return paletteColour(index % 8, index >= 8);
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return nearestColour(grey, grey, grey);
  }
  const cube = index - 16;
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  return nearestColour(
    level(Math.floor(cube / 36)),
    level(Math.floor(cube / 6) % 6),
    level(cube % 6),
  );
}

/** The palette's colour of the same hue; levels are 0–255. */
function nearestColour(red: number, green: number, blue: number): string {
  const strongest = Math.max(red, green, blue);
  const weakest = Math.min(red, green, blue);
  const bright = strongest > 192 ? "bright-" : "";
  if (strongest - weakest < 40)
    return strongest < 64 ? "black" : strongest < 160 ? "bright-black" : `${bright}white`;
  const middle = (strongest + weakest) / 2;
  const index = (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0);
  return `${bright}${palette[index] ?? "white"}`;
}

function describePen(pen: Pen): string {
  const flags = (["bold", "faint", "italic", "underline", "strike", "inverse"] as const).filter(
    (flag) => pen[flag],
  );
  return [
    ...(pen.colour === undefined ? [] : [pen.colour]),
    ...(pen.background === undefined ? [] : [`on-${pen.background}`]),
    ...flags,
  ]
    .map((name) => `lb-ansi-${name}`)
    .join(" ");
}

/** Index of the next control character other than a tab, or the text's length. */
function findControl(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const value = text.charCodeAt(at);
    if ((value < 32 && value !== 9) || value === 127) return at;
  }
  return text.length;
}

/** Index after the escape code that begins at `at`; undefined when its end has not come yet. */
function findCodeEnd(text: string, at: number): number | undefined {
  const kind = text[at + 1];
  if (kind === undefined) return undefined;
  if (kind === "[") {
    for (let end = at + 2; end < text.length; end++) {
      const value = text.charCodeAt(end);
      if (value >= 0x40 && value <= 0x7e) return end + 1;
      // Not part of a code: drop what came so far, show the rest.
      if (value < 0x20 || value > 0x7e) return end;
    }
    return undefined;
  }
  if (kind === "]") {
    for (let end = at + 2; end < text.length; end++) {
      if (text[end] === "\u0007") return end + 1;
      if (text[end] === escape) {
        if (end + 1 === text.length) return undefined;
        return text[end + 1] === "\\" ? end + 2 : end;
      }
      if (text[end] === "\n") return end;
    }
    return undefined;
  }
  return kind >= " " ? at + 2 : at + 1;
}

/** The characters from `start` up to `end`. */
function cutRuns(runs: readonly TextRun[], start: number, end: number): TextRun[] {
  const cut: TextRun[] = [];
  let at = 0;
  for (const run of runs) {
    const text = run.text.slice(Math.max(0, start - at), Math.max(0, end - at));
    if (text !== "") cut.push({ text, style: run.style });
    at += run.text.length;
  }
  return cut;
}

/** Neighbours of the same look become one run. */
function joinRuns(runs: readonly TextRun[]): TextRun[] {
  const joined: TextRun[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last?.style === run.style)
      joined[joined.length - 1] = { text: last.text + run.text, style: run.style };
    else joined.push(run);
  }
  return joined;
}
