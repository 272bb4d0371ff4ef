// Writes what a student gets back: `feedback/<student>/<assignment>/`, with the graded notebooks, one page for all of it, and,
// for `nbgrader release_feedback`, a page for each notebook of a submission that came through nbgrader's exchange.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { feedbackPage, type PageHead } from "../../feedback/page.ts";
import { feedbackNotebook } from "../../grading/feedback-notebook.ts";
import { giveBack } from "../../grading/given-back.ts";
import type { StudentGrade } from "../../grading/grades.ts";
import { NotebookFormatError, parseNotebookText } from "../../nbformat/parse.ts";
import { serialiseNotebook } from "../../nbformat/serialise.ts";
import type { Notebook } from "../../nbformat/types.ts";
import type { Assignment } from "./assignment.ts";

/** The page with all of a student's notebooks. */
const PAGE = "feedback.html";
/** By these nbgrader's exchange knows whose feedback it is. */
const EXCHANGE = ["timestamp.txt", "submission_secret.txt"];

export interface FeedbackOptions {
  /** The course's folder. */
  readonly folder: string;
  readonly assignment: Assignment;
  readonly showHidden: boolean;
  readonly head: Pick<PageHead, "course" | "gradedAt" | "isolation">;
}

/** Writes a student's feedback from the notebooks in `autograded/`, in the place of what was there. */
export async function writeFeedback(grade: StudentGrade, options: FeedbackOptions): Promise<void> {
  const { folder, assignment, showHidden } = options;
  const [graded, target] = ["autograded", "feedback"].map((stage) =>
    join(folder, stage, grade.id, assignment.name),
  ) as [string, string];
  await rm(target, { recursive: true, force: true });
  if (grade.status === "missing") return;
  await mkdir(target, { recursive: true });
  const head: PageHead = { ...options.head, assignment: assignment.name, student: grade };
  const given = await Promise.all(
    grade.notebooks.flatMap((notebook) => {
      const source = assignment.notebooks.find(({ name }) => name === notebook.name);
      if (source === undefined) return [];
      const words = { words: assignment.words, showHidden };
      return [
        readNotebook(join(graded, `${notebook.name}.ipynb`)).then((run) =>
          giveBack(run, source, notebook, words),
        ),
      ];
    }),
  );
  await writeFile(join(target, PAGE), feedbackPage(given, head));
  const forExchange = await copyFiles(graded, target, EXCHANGE);
  for (const one of given) {
    const notebook = feedbackNotebook(one, head);
    const file = join(target, one.name);
    await mkdir(dirname(file), { recursive: true });
    if (notebook !== undefined) await writeFile(`${file}.ipynb`, serialiseNotebook(notebook));
    if (forExchange) await writeFile(`${file}.html`, feedbackPage([one], head));
  }
}

async function readNotebook(file: string): Promise<Notebook | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return parseNotebookText(text).notebook;
  } catch (error) {
    if (error instanceof NotebookFormatError) return undefined;
    throw error;
  }
}

/** Copies files; whether all of them were there. */
async function copyFiles(from: string, to: string, names: readonly string[]): Promise<boolean> {
  const copied = await Promise.all(
    names.map((name) =>
      cp(join(from, name), join(to, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return copied.every(Boolean);
}
