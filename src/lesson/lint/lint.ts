// The question linter: what a question can be read and released with and still be no good question. What cannot be read
// at all is told by the parser. Used by release, and by the page for authors.
import type { Cell, Notebook } from "../../nbformat/types.ts";
import { isQuestionCell, parseQuestion, type Question } from "../question-kinds.ts";
import { lintAnswers } from "./answer-lint.ts";
import { lintChoice } from "./choice-lint.ts";
import { lintExercise } from "./exercise-lint.ts";
import type { Finding } from "./finding.ts";
import { lintLists } from "./list-lint.ts";
import { lintSettings } from "./settings-lint.ts";

export type { Finding } from "./finding.ts";

export interface CellFinding extends Finding {
  readonly cellId: string;
}

/** Looks at every question of the teacher's notebook. Released questions are not looked at: they have no key. */
export function lintNotebook(notebook: Pick<Notebook, "cells">): readonly CellFinding[] {
  return notebook.cells.flatMap((cell) =>
    lintQuestion(cell, notebook.cells).map((finding) => ({ ...finding, cellId: cell.id })),
  );
}

/** Looks at one cell; nothing is said about one that is no question, or that cannot be read. By line. */
export function lintQuestion(cell: Cell, cells: readonly Cell[]): readonly Finding[] {
  if (!isQuestionCell(cell)) return [];
  const { question, problems } = parseQuestion(cell);
  if (question === undefined || question.released || problems.length > 0) return [];
  const findings = [...lintSettings(cell, question), ...lintKind(question, cell, cells)];
  return findings.toSorted((a, b) => a.line - b.line);
}

function lintKind(question: Question, cell: Cell, cells: readonly Cell[]): readonly Finding[] {
  switch (question.kind) {
    case "single":
    case "many":
      return lintChoice(question);
    case "number":
    case "text":
    case "output":
      return lintAnswers(question);
    case "ordering":
    case "matching":
      return lintLists(question);
    case "code":
      return lintExercise(cells, cell.id);
  }
}
