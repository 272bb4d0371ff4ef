// One submission from its folder to its grade: read, repair, run, score. Whatever is in it, there is a verdict.
import { readFile } from "node:fs/promises";
import { isWorthPoints, readGradeInfo, upgradeCell } from "../../grading/cell-metadata.ts";
import { NOT_RUN, type CellRun } from "../../grading/cell-run.ts";
import { gradeCells } from "../../grading/grade-notebook.ts";
import {
  gradeNotebook,
  type CellGrade,
  type NotebookGrade,
  type Rules,
} from "../../grading/grades.ts";
import { findPrying, withSuspicion } from "../../grading/prying.ts";
import { repairSubmission, type Finding, type Repaired } from "../../grading/repair.ts";
import { NotebookFormatError, parseNotebookText } from "../../nbformat/parse.ts";
import type { Cell, Notebook } from "../../nbformat/types.ts";
import type { Assignment, AssignmentNotebook } from "./assignment.ts";
import type { GradingPlace, WorkFile } from "./place.ts";
import { runForGrading } from "./run-notebook.ts";
import { shadowedModules } from "./shadowed-modules.ts";
import type { SubmissionFiles } from "./submissions.ts";

export interface GradeOptions {
  readonly assignment: Assignment;
  readonly rules: Rules;
  /** Seconds. */
  readonly cellTimeout: number;
  /** Seconds for a whole submission. */
  readonly submissionTimeout: number;
  readonly signal: AbortSignal;
}

export interface GradedSubmission {
  readonly notebooks: readonly NotebookGrade[];
  /** The notebooks with outputs and the teacher's cells, by name; only those that were handed in. */
  readonly executed: ReadonlyMap<string, Notebook>;
  readonly problems: readonly string[];
}

/** @throws PlaceLostError when the place is gone */
export async function gradeSubmission(
  submission: SubmissionFiles,
  place: GradingPlace,
  options: GradeOptions,
): Promise<GradedSubmission> {
  const { assignment, submissionTimeout } = options;
  const problems = [...submission.problems];
  const shadows = shadowedModules(submission.files, assignment.files);
  problems.push(...shadows.problems);
  const room = await place.open(mergeFiles(shadows.files, assignment.files));
  const until = Date.now() + submissionTimeout * 1000;
  const notebooks: NotebookGrade[] = [];
  const executed = new Map<string, Notebook>();
  try {
    for (const source of assignment.notebooks) {
      const read = await readNotebook(submission.files, source, assignment);
      if ("problem" in read) {
        problems.push(`${source.name}.ipynb: ${read.problem}`);
        notebooks.push(gradeNotebook(source.name, emptyGrades(source, read)));
        continue;
      }
      const repaired = repairSubmission(read.notebook, source);
      const run = await runForGrading({
        room,
        notebook: repaired.notebook,
        cellTimeout: options.cellTimeout * 1000,
        until,
        names: source.names,
        mend: options.rules === "fair",
        signal: options.signal,
      });
      problems.push(...describeFindings(source.name, repaired));
      problems.push(...describeRuns(source.name, repaired.notebook, run.runs));
      const prying = findPrying(repaired.notebook, source.names);
      problems.push(...prying.map((what) => `${source.name}.ipynb, ${what}.`));
      const runs = prying.length === 0 ? run.runs : withSuspicion(run.runs, prying);
      const cells = gradeCells(repaired, runs, source, options.rules);
      notebooks.push(gradeNotebook(source.name, cells));
      executed.set(source.name, run.notebook);
    }
  } finally {
    await room.close();
  }
  return { notebooks, executed, problems };
}

/** The student's files, with the teacher's in the place of those of the same name. */
function mergeFiles(own: readonly WorkFile[], teachers: readonly WorkFile[]): readonly WorkFile[] {
  const names = new Set(teachers.map(({ path }) => path));
  return [...own.filter(({ path }) => !names.has(path)), ...teachers];
}

type Read =
  { readonly notebook: Notebook } | { readonly problem: string; readonly isMissing: boolean };

async function readNotebook(
  files: readonly WorkFile[],
  source: AssignmentNotebook,
  assignment: Assignment,
): Promise<Read> {
  const file = files.find(({ path }) => path === `${source.name}.ipynb`);
  if (file === undefined) {
    const renamed = await findRenamed(files, source, assignment);
    const problem =
      renamed === undefined
        ? "the notebook was not handed in."
        : `the notebook was not handed in, but "${renamed}" looks like it. Rename it and grade this student again.`;
    return { problem, isMissing: true };
  }
  try {
    return { notebook: parseNotebookText(await readFile(file.from, "utf8")).notebook };
  } catch (error) {
    if (!(error instanceof NotebookFormatError)) throw error;
    return { problem: `cannot be read. ${error.message}`, isMissing: false };
  }
}

/** Another notebook that has half of the missing one's exercise cells. */
async function findRenamed(
  files: readonly WorkFile[],
  source: AssignmentNotebook,
  { notebooks }: Assignment,
): Promise<string | undefined> {
  const own = gradeIdsOf(source.master.cells);
  const known = new Set(notebooks.map(({ name }) => `${name}.ipynb`));
  for (const { path, from } of files) {
    if (!path.endsWith(".ipynb") || known.has(path)) continue;
    try {
      const { notebook } = parseNotebookText(await readFile(from, "utf8"));
      const others = gradeIdsOf(notebook.cells.map(upgradeCell));
      const shared = [...own].filter((id) => others.has(id));
      if (own.size > 0 && 2 * shared.length >= own.size) return path;
    } catch {
      // Not a notebook; then it is not this one either.
    }
  }
  return undefined;
}

function gradeIdsOf(cells: readonly Cell[]): ReadonlySet<string> {
  return new Set(
    cells.flatMap((cell) => readGradeInfo(cell)?.gradeId ?? []).filter((id) => id !== ""),
  );
}

/** The grades of a student of whom there is nothing. */
export function gradesOfNothing(
  { notebooks }: Assignment,
  problem: string,
): readonly NotebookGrade[] {
  return notebooks.map((source) =>
    gradeNotebook(source.name, emptyGrades(source, { isMissing: true, problem })),
  );
}

/** Grades of a notebook that is not there or cannot be read. */
function emptyGrades(
  source: AssignmentNotebook,
  { isMissing, problem }: { readonly isMissing: boolean; readonly problem: string },
): readonly CellGrade[] {
  const empty: Repaired = {
    notebook: { ...source.released, cells: [] },
    findings: [],
    restored: new Set(),
  };
  return gradeCells(empty, new Map(), source, "fair").map((grade) => ({
    ...grade,
    auto: 0,
    score: 0,
    status: isMissing ? "unanswered" : "error",
    message: `The notebook ${problem.replace(/^the notebook /, "")}`,
  }));
}

/** One line per finding; what happened to many cells alike is one line. */
function describeFindings(
  name: string,
  { findings, notebook }: Pick<Repaired, "findings" | "notebook">,
): string[] {
  const many = new Map<string, Finding[]>();
  for (const finding of findings) {
    many.set(finding.message, [...(many.get(finding.message) ?? []), finding]);
  }
  return [...many].flatMap(([message, alike]) => {
    const words = alike.map((finding) => cellWords(finding, notebook));
    return words.length > 3
      ? [`${name}.ipynb, ${words.length} cells, first ${words[0] ?? ""}: each ${message}.`]
      : words.map((word) => `${name}.ipynb, ${word}: ${message}.`);
  });
}

function cellWords({ gradeId, cellId }: Finding, { cells }: Notebook): string {
  const number = cells.findIndex(({ id }) => id === cellId) + 1;
  const label = gradeId === "" ? cellId : gradeId;
  return number === 0 ? `cell "${label}"` : `cell ${number} "${label}"`;
}

/** What went wrong with a run that the student's teacher has to know: no end, no proof, tampering. */
function describeRuns(
  name: string,
  notebook: Notebook,
  runs: ReadonlyMap<string, CellRun>,
): string[] {
  return notebook.cells.flatMap((cell, index) => {
    const { note, guard, end } = runs.get(cell.id) ?? NOT_RUN;
    const info = readGradeInfo(cell);
    const label = info === undefined || info.gradeId === "" ? "" : ` "${info.gradeId}"`;
    const said = [
      ...(note === "" ? [] : [note]),
      ...(guard?.changed ?? []).map((what) => `before the test, ${what}.`),
      ...(guard?.suspicious ?? []).map((what) => `after the test, ${what}.`),
      ...(end === "ok" && guard?.ended === false
        ? ["the test gave no proof that it ran to its end."]
        : []),
      ...((guard?.shadowed.length ?? 0) > 0 && info !== undefined && isWorthPoints(info)
        ? [`Python's own ${guard?.shadowed.join(", ") ?? ""} had been given another meaning.`]
        : []),
    ];
    return said.map((what) => `${name}.ipynb, cell ${index + 1}${label}: ${what}`);
  });
}
