// What `check` found, as data (`--json`) and as lines for people.
import type { Notebook } from "../nbformat/types.ts";
import type { QuestionResult, QuestionStatus } from "./check-questions.ts";
import type { CellResult, CellStatus, NotebookRun } from "../check/run.ts";
import type { Terminal } from "./terminal.ts";

export interface CheckReport {
  readonly schema: 1;
  readonly notebook: string;
  readonly language: string;
  readonly languageVersion: string;
  /** `number`: place among all cells, from 1. */
  readonly cells: readonly (CellResult & { readonly number: number; readonly firstLine: string })[];
  readonly questions: readonly (QuestionResult & {
    readonly number: number;
    readonly firstLine: string;
  })[];
}

const GOOD_CELLS: readonly CellStatus[] = ["ok", "failed-as-meant", "skipped", "empty"];
const BAD_QUESTIONS: readonly QuestionStatus[] = ["wrong", "partial", "malformed"];

const CELL_WORDS: Readonly<Record<CellStatus, string>> = {
  ok: "ok",
  failed: "FAILED",
  "failed-as-meant": "failed as it should",
  "did-not-fail": "DID NOT FAIL",
  "output-differs": "OUTPUT DIFFERS",
  timeout: "TOO LONG",
  skipped: "skipped",
  "not-run": "NOT RUN",
  empty: "empty",
};

const QUESTION_WORDS: Readonly<Record<QuestionStatus, string>> = {
  right: "right",
  partial: "PARTLY RIGHT",
  wrong: "WRONG",
  unanswered: "not answered",
  recorded: "recorded",
  key: "teacher's source",
  malformed: "MALFORMED",
};

export function makeReport(found: {
  readonly notebook: Notebook;
  readonly name: string;
  readonly run: NotebookRun;
  readonly questions: readonly QuestionResult[];
}): CheckReport {
  const { cells } = found.notebook;
  const place = <T extends { readonly id: string }>(result: T) => {
    const index = cells.findIndex(({ id }) => id === result.id);
    const source = cells[index]?.source ?? "";
    const firstLine = source.split("\n").find((line) => line.trim() !== "") ?? "";
    return { number: index + 1, ...result, firstLine: firstLine.trim().slice(0, 60) };
  };
  return {
    schema: 1,
    notebook: found.name,
    language: found.run.language,
    languageVersion: found.run.version,
    cells: found.run.cells.map(place),
    questions: found.questions.map(place),
  };
}

/** Whether nothing is wrong. A question that nobody has answered yet is nothing wrong. */
export function isGood(report: CheckReport): boolean {
  return (
    report.cells.every(({ status }) => GOOD_CELLS.includes(status)) &&
    !report.questions.some(({ status }) => BAD_QUESTIONS.includes(status))
  );
}

export function printReport(report: CheckReport, terminal: Terminal): void {
  const { cells, questions } = report;
  terminal.out(`${report.notebook} on ${report.language} ${report.languageVersion}`);
  for (const { number, status, firstLine, seconds, message, advice = [] } of cells) {
    const time = `${seconds.toFixed(1)} s`;
    terminal.out(line(`cell ${number}`, CELL_WORDS[status], time, firstLine));
    if (message !== "") terminal.out(`${" ".repeat(15)}${message}`);
    // What a cell is meant to show needs no advice.
    if (status === "failed-as-meant") continue;
    for (const text of advice) terminal.out(`${" ".repeat(15)}→ ${text}`);
  }
  for (const { number, status, firstLine, message, points, maxPoints } of questions) {
    const score = points === undefined ? "" : `${points} of ${maxPoints}`;
    terminal.out(line(`question ${number}`, QUESTION_WORDS[status], score, firstLine));
    if (message !== "") terminal.out(`${" ".repeat(15)}${message}`);
  }
  const bad = cells.filter(({ status }) => !GOOD_CELLS.includes(status)).length;
  const wrong = questions.filter(({ status }) => BAD_QUESTIONS.includes(status)).length;
  terminal.out(
    `${count(cells.length, "code cell")}, ${bad === 0 ? "none" : bad} bad; ` +
      `${count(questions.length, "question")}, ${wrong === 0 ? "none" : wrong} wrong or malformed`,
  );
}

function line(where: string, status: string, detail: string, text: string): string {
  return `  ${where.padEnd(12)} ${status.padEnd(20)} ${detail.padStart(7)}  ${text}`.trimEnd();
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
