// Looks through what learners would get for anything that release took out of the exercises: solutions, hidden tests,
// mark schemes; in text, metadata, attachments and other files, also encoded. It trusts nothing that release did.
import type { Leak } from "../lesson/leak-scan.ts";
import { placesOf } from "../lesson/places.ts";
import { readingsOf, skeletonOf } from "../lesson/readings.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Cell, Notebook } from "../nbformat/types.ts";
import { rawGradeMetadata } from "./cell-metadata.ts";
import type { ReleaseWords } from "./exercise-steps.ts";

export type SecretKind = "solution" | "hidden tests" | "mark scheme";

/** A text that was taken out of a cell. */
export interface Secret {
  readonly cellId: string;
  readonly kind: SecretKind;
  readonly text: string;
}

/** The pieces of a secret by which it is known again. */
interface Pieces {
  readonly what: string;
  /** In a text that learners read: the whole, three lines in a row, or one line that says a result. */
  readonly inSight: readonly string[];
  /** In places that nobody looks at: any line. Skeletons. */
  readonly outOfSight: readonly string[];
}

/** Shorter pieces turn up anywhere, in characters. */
const LEAST = 12;
const RUN_OF_LINES = 3;

/** Finds what of the secrets is left in the released notebook. */
export function findExerciseLeaks(
  released: Notebook,
  secrets: readonly Secret[],
  words: ReleaseWords,
): readonly Leak[] {
  const pieces = readPieces(secrets, words);
  const { cells, ...frame } = released;
  return [
    ...cells.flatMap((cell) => [
      ...findMarkers(cell, words),
      ...findAttachments(cell, secrets),
      ...findTellingKeys(cell),
      ...findOutputs(cell),
      ...findTexts(cell.id, cell, pieces),
    ]),
    ...findTexts("", frame, pieces),
  ];
}

/** What of the secrets a file beside the notebook holds, in words; `undefined` when nothing. */
export function findLeakInText(
  text: string,
  secrets: readonly Secret[],
  words: ReleaseWords,
): string | undefined {
  const compact = compactOf(text);
  return readPieces(secrets, words).find(({ inSight }) =>
    inSight.some((piece) => compact.includes(piece)),
  )?.what;
}

function findTexts(
  cellId: string,
  value: Parameters<typeof placesOf>[0],
  pieces: readonly Pieces[],
): Leak[] {
  return placesOf(value, "").flatMap(({ where, text }) => {
    const compacts = where === "source" ? [compactOf(text)] : [];
    const skeletons = where === "source" ? [] : readingsOf(text).map(skeletonOf);
    return pieces
      .filter(
        ({ inSight, outOfSight }) =>
          inSight.some((piece) => compacts.some((compact) => compact.includes(piece))) ||
          outOfSight.some((piece) => skeletons.some((skeleton) => skeleton.includes(piece))),
      )
      .map(({ what }) => ({ cellId, where, what }));
  });
}

function readPieces(secrets: readonly Secret[], words: ReleaseWords): readonly Pieces[] {
  const stubs = compactOf([...Object.values(words.codeStubs), words.textStub].join("\n"));
  return secrets.map(({ cellId, kind, text }) => {
    const lines = text.split("\n").filter((line) => !isCommon(line));
    const runs = lines
      .slice(0, Math.max(0, lines.length - RUN_OF_LINES + 1))
      .map((_, index) => lines.slice(index, index + RUN_OF_LINES).join("\n"));
    const singles = kind === "solution" ? [] : lines.filter((line) => tellsResult(line, kind));
    const inSight = [lines.join("\n"), ...runs, ...singles]
      .map(compactOf)
      .filter((piece) => piece.length >= LEAST && !stubs.includes(piece));
    const outOfSight = lines
      .filter((line) => !stubs.includes(compactOf(line)))
      .map(skeletonOf)
      .filter((piece) => piece.length >= LEAST);
    const what = kind === "hidden tests" ? "hidden tests" : `the ${kind}`;
    return { what: `${what} of cell ${cellId}`, inSight, outOfSight };
  });
}

/** Lines that many programs have. */
function isCommon(line: string): boolean {
  return line.trim() === "" || /^\s*(?:import\s|from\s+\S+\s+import\s)/.test(line);
}

function tellsResult(line: string, kind: SecretKind): boolean {
  return kind === "mark scheme" || /^\s*assert\b/.test(line);
}

/** Without blanks: equal for code that was only laid out differently. */
function compactOf(text: string): string {
  return text.normalize("NFKC").replace(/\s+/g, "");
}

function findMarkers(cell: Cell, words: ReleaseWords): Leak[] {
  const markers = [words.solution, words.hiddenTests, words.markScheme].flatMap((one) => [
    one.begin,
    one.end,
  ]);
  return markers
    .filter((marker) => cell.source.includes(marker))
    .map((marker) => ({ cellId: cell.id, where: "source", what: `the marker "${marker}"` }));
}

/** Pictures that only a removed text showed stay in the cell unless somebody takes them out. */
function findAttachments(cell: Cell, secrets: readonly Secret[]): Leak[] {
  const attachments = isObject(cell.attachments) ? Object.keys(cell.attachments) : [];
  const removed = secrets.filter(({ cellId }) => cellId === cell.id).map(({ text }) => text);
  const shows = (text: string, name: string): boolean => text.includes(`attachment:${name}`);
  return attachments
    .filter((name) => removed.length > 0 && !shows(cell.source, name))
    .map((name) => ({
      cellId: cell.id,
      where: `attachments.${name}`,
      what: removed.some((text) => shows(text, name))
        ? "a picture of the part that was taken out"
        : "a picture that the text does not show",
    }));
}

/** Metadata of an exercise whose name says that it holds what learners must not get. */
function findTellingKeys(cell: Cell): Leak[] {
  if (rawGradeMetadata(cell) === undefined) return [];
  return Object.entries(cell.metadata)
    .filter(
      ([key, value]) =>
        key !== "nbgrader" &&
        key !== "lessonbook" &&
        /answer|solution|hidden.?test|mark.?scheme/i.test(key) &&
        value !== null &&
        typeof value !== "boolean",
    )
    .map(([key]) => ({
      cellId: cell.id,
      where: `metadata.${key}`,
      what: "metadata that may tell the answer",
    }));
}

function findOutputs(cell: Cell): Leak[] {
  return cell.cell_type === "code" && cell.outputs.length > 0
    ? [{ cellId: cell.id, where: "outputs", what: "outputs" }]
    : [];
}
