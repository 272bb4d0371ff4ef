// `lessonbook import-quiz`: questions of jupyterquiz → a teacher's notebook, with a report of what could not be kept.
import { readFile, writeFile } from "node:fs/promises";
import { join, parse } from "node:path";
import { parseArgs } from "node:util";
import { importJupyterQuiz, QuizFormatError } from "../lesson/import/jupyterquiz.ts";
import { formatQuantity } from "../lesson/quantity.ts";
import { makeCellId } from "../nbformat/ids.ts";
import { serialiseNotebook } from "../nbformat/serialise.ts";
import type { MarkdownCell } from "../nbformat/types.ts";
import { CommandError, reasonOf, UsageError, type ExitCode, type Terminal } from "./terminal.ts";

export const importQuizHelp = `Usage: lessonbook import-quiz QUESTIONS.json [NOTEBOOK.ipynb]

Makes a teacher's notebook of a file of questions for jupyterquiz (JSON, or base64 of it). Tells, question
by question, what could not be kept and what has to be mended. Never writes over a notebook.

  NOTEBOOK.ipynb   where to write (default: beside the questions, under their name)
`;

export async function importQuiz(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const [from, to, ...more] = positionals;
  if (from === undefined || more.length > 0) {
    throw new UsageError("Name one file of questions: lessonbook import-quiz QUESTIONS.json.");
  }
  const { dir, name } = parse(from);
  const target = to ?? join(dir, `${name}.ipynb`);
  const { questions, remarks } = await readQuestions(from);
  const title = text(`# ${name}`);
  const cells = questions.map(({ source, lessonbook }) => ({
    ...text(source),
    metadata: { lessonbook },
  }));
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [title, ...cells] };
  try {
    await writeFile(target, serialiseNotebook(notebook), { flag: "wx" });
  } catch (error) {
    throw new CommandError(
      isCode(error, "EEXIST")
        ? `${target} is there already and stays as it is. Name another notebook.`
        : `${target} could not be written (${reasonOf(error)}).`,
    );
  }
  for (const { question, message } of remarks)
    terminal.say(`${from}: question ${question}: ${message}`);
  const count = formatQuantity(questions.length, "questions");
  terminal.say(
    remarks.length === 0
      ? `${count}, with all that is in them.`
      : `${count}; see above what to look at.`,
  );
  terminal.out(target);
  return remarks.length === 0 ? 0 : 1;
}

async function readQuestions(from: string) {
  try {
    return importJupyterQuiz(await readFile(from, "utf8"));
  } catch (error) {
    throw new CommandError(
      error instanceof QuizFormatError
        ? `${from}: ${error.message}`
        : `${from} could not be read (${reasonOf(error)}).`,
    );
  }
}

function text(source: string): MarkdownCell {
  return { cell_type: "markdown", id: makeCellId(), metadata: {}, source };
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
