// What a student gets back of a graded notebook: the cells as they ran, with points and words to each, and without what is
// hidden from students (hidden tests, mark schemes), unless the teacher asks for it. Written out by feedback-notebook.ts
// and by src/feedback.
import { explainAnswer } from "../lesson/score.ts";
import type { Cell, Notebook, Output } from "../nbformat/types.ts";
import { isLocked, readGradeInfo } from "./cell-metadata.ts";
import type { ReleaseWords } from "./exercise-steps.ts";
import type { GradingSource } from "./grade-notebook.ts";
import type { CellGrade, NotebookGrade } from "./grades.ts";
import { linesInRegions } from "./regions.ts";

export interface GiveBackOptions {
  /** The course's markers. */
  readonly words: ReleaseWords;
  /** Hidden tests and mark schemes are shown as well. */
  readonly showHidden: boolean;
}

export interface GivenBackCell {
  readonly cell: Cell;
  /** Missing for a cell that is worth no points. Its message is the one for students. */
  readonly grade?: CellGrade;
  /** What the teacher's question says to this answer, in Markdown: feedback to its parts, then why. */
  readonly notes: readonly string[];
}

export interface GivenBack extends Pick<NotebookGrade, "name" | "score" | "maxScore"> {
  /** The notebook's own data; its cells are those of `cells`. Missing when none could be read. */
  readonly notebook?: Notebook;
  readonly cells: readonly GivenBackCell[];
  /** Grades in the order of the teacher's cells, also of cells that are not there. */
  readonly grades: readonly CellGrade[];
}

/**
 * Makes what a student gets back.
 * @param run the repaired notebook with its outputs; `undefined` when there was nothing to run
 */
export function giveBack(
  run: Notebook | undefined,
  source: GradingSource,
  grade: NotebookGrade,
  options: GiveBackOptions,
): GivenBack {
  const secrets = readSecrets(source, options);
  const texts = [...secrets.values()].flatMap((secret) => secret.texts);
  const grades = grade.cells.map(({ advice, ...one }): CellGrade => {
    const harmless = advice?.filter(
      (text) => !texts.some((secret) => compact(text).includes(secret)),
    );
    return {
      ...one,
      message: messageForStudents(one, secrets.get(one.gradeId)),
      ...(harmless !== undefined && { advice: harmless }),
    };
  });
  const byId = new Map(grades.map((one) => [one.gradeId, one]));
  const cells = (run?.cells ?? []).map((cell): GivenBackCell => {
    const gradeId = readGradeInfo(cell)?.gradeId ?? "";
    const own = byId.get(gradeId);
    const question = source.questions.get(cell.id);
    return {
      cell: withoutSecrets(cell, secrets.get(gradeId), texts),
      ...(own !== undefined && { grade: own }),
      notes: question === undefined || own === undefined ? [] : notesOf(question, cell.source),
    };
  });
  const { name, score, maxScore } = grade;
  return { name, score, maxScore, ...(run !== undefined && { notebook: run }), cells, grades };
}

/** What of a teacher's cell students do not see. */
interface Secret {
  /** Lines of the teacher's text, from 1. */
  readonly lines: ReadonlySet<number>;
  /** Those lines without blanks, but for short ones. */
  readonly texts: readonly string[];
  /** All of them, to know the teacher's own words by. */
  readonly whole: string;
  /** The cell as learners know it. */
  readonly released: Cell;
}

/** Shorter lines turn up anywhere, in characters. */
const LEAST = 10;

function readSecrets(
  { master, released }: GradingSource,
  { words, showHidden }: GiveBackOptions,
): ReadonlyMap<string, Secret> {
  const found = new Map<string, Secret>();
  for (const [place, cell] of showHidden ? [] : master.cells.entries()) {
    const info = readGradeInfo(cell);
    const shown = released.cells[place];
    if (info === undefined || shown === undefined || !(isLocked(info) || info.task)) continue;
    const markers = info.task ? words.markScheme : words.hiddenTests;
    const lines = linesInRegions(cell.source, markers);
    if (lines.size === 0) continue;
    const hidden = cell.source.split("\n").filter((_, index) => lines.has(index + 1));
    const texts = hidden
      .filter((line) => !line.includes(markers.begin) && !line.includes(markers.end))
      .map(compact)
      .filter((line) => line.length >= LEAST);
    found.set(info.gradeId, { lines, texts, whole: hidden.join("\n"), released: shown });
  }
  return found;
}

/** The cell as learners know it, with no output that could tell what is hidden. */
function withoutSecrets(cell: Cell, secret: Secret | undefined, texts: readonly string[]): Cell {
  const shown =
    secret === undefined
      ? cell
      : { ...cell, source: secret.released.source, metadata: secret.released.metadata };
  if (shown.cell_type !== "code") return shown;
  // What a test prints and where it fails tells what it is.
  if (secret !== undefined) return { ...shown, outputs: [] };
  return { ...shown, outputs: shown.outputs.filter((output) => !tells(output, texts)) };
}

function tells(output: Output, texts: readonly string[]): boolean {
  if (texts.length === 0) return false;
  const said = compact(plain(JSON.stringify(output)));
  return texts.some((text) => said.includes(compact(JSON.stringify(text).slice(1, -1))));
}

/**
 * A message that tells nothing of hidden tests but what their author says in them: a failed `assert` may give its reason,
 * an error of another kind may not even give its text.
 */
function messageForStudents(grade: CellGrade, secret: Secret | undefined): string {
  const { message, line, status } = grade;
  if (secret === undefined || message === "") return message;
  const isHidden = line !== undefined && secret.lines.has(line);
  const said = compact(message);
  if (!isHidden && !secret.texts.some((text) => said.includes(text))) return message;
  if (status === "timeout") return "Stopped in a hidden test: it did not end in time.";
  return isQuoted(message, secret.whole)
    ? `A hidden test: ${message}`
    : "A hidden test is not passed.";
}

/** Whether a text stands in quotes in another one. */
function isQuoted(text: string, source: string): boolean {
  return ['"', "'"].some((quote) => source.includes(`${quote}${text}${quote}`));
}

function notesOf(question: Parameters<typeof explainAnswer>[0], answer: string): readonly string[] {
  const { feedback, explanation } = explainAnswer(question, answer);
  const told = feedback.map((part) => part.feedback);
  return explanation === undefined ? told : [...told, explanation];
}

function compact(text: string): string {
  return text.replace(/\s+/g, "");
}

/** Without the codes of a terminal's colours. */
function plain(json: string): string {
  return json.replace(/\\u001b\[[0-9;]*m/g, "");
}
