// Writing questions, tables and exercises in the page: what is new, what is edited, what is imported. A part that is fetched
// when an author first asks for it.
import { readForm } from "../lesson/draft/read.ts";
import { isLessonCell } from "../lesson/lesson-metadata.ts";
import { parseTable } from "../lesson/table.ts";
import type { Cell } from "../nbformat/types.ts";
import { openImport } from "./import-dialog.ts";
import type { Mount } from "./preview.ts";
import { newCells, type NewKind } from "./new-cells.ts";
import { makeKindChoice, makeQuestionForm } from "./question-form.ts";
import { makeTableForm } from "./table-form.ts";
import { openWorkbench } from "./workbench.ts";

export interface AuthoringOptions {
  readonly mount: Mount;
  /** Takes over new cells, or the cell that was edited. */
  readonly onDone: (cells: readonly Cell[]) => void;
}

/** Opens the form for a new question, table or exercise. */
export function writeNew(kind: NewKind, options: AuthoringOptions): void {
  const titles = { question: "New question", table: "New table", exercise: "New exercise" };
  openCells(titles[kind], "Insert", newCells(kind), options);
}

/** Opens the form for a question or table of the teacher's. */
export function editCell(cell: Cell, options: AuthoringOptions): void {
  const title = isLessonCell(cell, "table") ? "Edit the table" : "Edit the question";
  openCells(title, "Keep", [cell], options);
}

/** Opens the import of another program's questions. */
export function importQuestions({ onDone }: Pick<AuthoringOptions, "onDone">): void {
  openImport(onDone);
}

/** Opens the tags of a cell. */
export { openTags as editTags } from "./tags-dialog.ts";

/** The pictures of a text cell. */
export { attach } from "../nbformat/attachments.ts";
export { openPictures as editPictures, readPictures } from "./pictures-dialog.ts";

function openCells(
  title: string,
  action: string,
  cells: readonly Cell[],
  { mount, onDone }: AuthoringOptions,
): void {
  const isTable = cells[0] !== undefined && isLessonCell(cells[0], "table");
  openWorkbench({
    title,
    action,
    mount,
    cells,
    onDone,
    makeHead: isTable ? () => undefined : makeKindChoice,
    makeForm: isTable ? makeTableForm : makeQuestionForm,
    problemsOf: (cell) => (isTable ? parseTable(cell.source) : readForm(cell)).problems,
  });
}
