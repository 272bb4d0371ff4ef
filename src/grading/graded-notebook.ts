// Writes grades into a notebook: under `metadata.lessonbook.grade` of each cell and of the notebook. What a submission
// claims there is taken out first.
import { isObject } from "../nbformat/parse.ts";
import type { Cell, JsonObject, Notebook } from "../nbformat/types.ts";
import { readGradeInfo } from "./cell-metadata.ts";
import type { CellGrade, NotebookGrade } from "./grades.ts";

/** The notebook with its grades, and none but these. */
export function withGrades(notebook: Notebook, grade: NotebookGrade): Notebook {
  const grades = new Map(grade.cells.map((cell) => [cell.gradeId, cell]));
  const { score, maxScore } = grade;
  return {
    ...notebook,
    metadata: withGrade(notebook.metadata, { score, maxScore }),
    cells: notebook.cells.map((cell) => {
      const own = grades.get(readGradeInfo(cell)?.gradeId ?? "");
      return { ...cell, metadata: withGrade(cell.metadata, own && gradeJson(own)) };
    }),
  };
}

function gradeJson(grade: CellGrade): JsonObject {
  const { score, maxScore, status, message, comment } = grade;
  return { score, maxScore, status, message, ...(comment !== undefined && { comment }) };
}

function withGrade(metadata: Cell["metadata"], grade: JsonObject | undefined): JsonObject {
  const own = isObject(metadata.lessonbook) ? metadata.lessonbook : {};
  const { grade: _claimed, ...rest } = own;
  const lessonbook = grade === undefined ? rest : { ...rest, grade };
  if (Object.keys(lessonbook).length > 0) return { ...metadata, lessonbook };
  const { lessonbook: _, ...others } = metadata;
  return others;
}
