// What goes into nbgrader's grade book and comes out of it, as JSON for src/python/gradebook/nbgrader_db.py. Keys are the
// columns' names. Pure.
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject, JsonValue, Notebook } from "../nbformat/types.ts";
import { isLocked, isWorthPoints, readGradeInfo } from "./cell-metadata.ts";
import { checksumOf } from "./checksum.ts";
import type { CellGrade, Gradebook, StudentGrade } from "./grades.ts";
import type { Mark, Marks } from "./marks.ts";
import type { Student } from "./roster.ts";

/** An assignment to write: its grades, and the teacher's notebooks with hidden tests, by name. */
export interface ExportedAssignment {
  readonly book: Gradebook;
  /** ISO 8601; `undefined` where there is no due date. */
  readonly due: string | undefined;
  readonly masters: ReadonlyMap<string, Notebook>;
}

export function nbgraderExport(
  course: string,
  assignments: readonly ExportedAssignment[],
  roster: readonly Student[],
): JsonObject {
  const known = new Set(roster.map(({ id }) => id));
  const others = assignments.flatMap(({ book }) => book.students.map(({ id }) => id));
  return {
    course,
    students: [
      ...roster.map((one) => ({
        id: one.id,
        first_name: one.firstName,
        last_name: one.lastName,
        email: one.email,
        lms_user_id: one.lmsUserId,
      })),
      ...[...new Set(others)].filter((id) => !known.has(id)).map((id) => ({ id })),
    ],
    assignments: assignments.map(({ book, due, masters }) => ({
      name: book.assignment,
      due: due === undefined ? null : sqlTime(due),
      notebooks: [...masters].map(([name, master]) => exportNotebook(name, master)),
      submissions: book.students
        .filter(({ status }) => status !== "missing")
        .map((student) => exportSubmission(student, masters)),
    })),
  };
}

function exportNotebook(name: string, master: Notebook): JsonObject {
  const cells = master.cells.flatMap((cell): JsonObject[] => {
    const info = readGradeInfo(cell);
    if (info === undefined || info.gradeId === "") return [];
    const parts = [
      ...(info.grade && !info.task ? ["GradeCell"] : []),
      ...(info.solution ? ["SolutionCell"] : []),
      ...(info.task ? ["TaskCell"] : []),
    ];
    if (parts.length === 0 && !isLocked(info)) return [];
    return [
      {
        name: info.gradeId,
        parts,
        max_score: isWorthPoints(info) ? info.points : 0,
        cell_type: cell.cell_type,
        locked: isLocked(info),
        source: cell.source,
        checksum: checksumOf(cell, info),
      },
    ];
  });
  return { name, kernelspec: JSON.stringify(master.metadata.kernelspec ?? {}), cells };
}

function exportSubmission(
  { id, submittedAt, notebooks, late }: StudentGrade,
  masters: ReadonlyMap<string, Notebook>,
): JsonObject {
  const there = notebooks.filter(({ name }) => masters.has(name));
  const raw = there.reduce((sum, { score }) => sum + score, 0);
  const penalty = late?.penalty ?? 0;
  return {
    student: id,
    timestamp: submittedAt === null ? null : sqlTime(submittedAt),
    // nbgrader keeps the penalty by notebook and adds it up.
    notebooks: there.map(({ name, score, cells }) => ({
      name,
      flagged: cells.some(({ flag }) => flag === true),
      penalty: raw > 0 ? (penalty * score) / raw : 0,
      cells: cells.map(exportCell),
    })),
  };
}

function exportCell(cell: CellGrade): JsonObject {
  return {
    name: cell.gradeId,
    auto_score: cell.auto,
    manual_score: cell.manual,
    extra_credit: cell.extra,
    needs_manual_grade: cell.status === "needs-manual",
    auto_comment: cell.status === "unanswered" ? "No response." : null,
    manual_comment: cell.comment ?? null,
  };
}

export interface ImportedCourse {
  readonly students: readonly Student[];
  readonly assignments: readonly ImportedAssignment[];
}

export interface ImportedAssignment {
  readonly name: string;
  /** ISO 8601 in UTC. */
  readonly due: string | undefined;
  readonly marks: readonly ImportedMark[];
}

export interface ImportedMark {
  readonly student: string;
  readonly notebook: string;
  readonly cell: string;
  readonly points: number | null;
  readonly extra: number | null;
  readonly comment: string;
  readonly flag: boolean;
}

/** Reads what the program printed. */
export function readNbgraderImport(json: unknown): ImportedCourse {
  const { students, assignments } = isObject(json) ? json : {};
  return {
    students: listOf(students).map((row) => ({
      id: text(row.id),
      firstName: text(row.first_name),
      lastName: text(row.last_name),
      email: text(row.email),
      lmsUserId: text(row.lms_user_id),
    })),
    assignments: listOf(assignments).map((row) => ({
      name: text(row.name),
      due: typeof row.due === "string" ? isoTime(row.due) : undefined,
      marks: listOf(row.marks).map((mark) => ({
        student: text(mark.student),
        notebook: text(mark.notebook),
        cell: text(mark.cell),
        points: points(mark.points),
        extra: points(mark.extra),
        comment: text(mark.comment),
        flag: mark.flag === 1 || mark.flag === true,
      })),
    })),
  };
}

/** Marks that came from nbgrader, put to those that are there; a mark of our own that says something else stays. */
export function addImportedMarks(
  marks: Marks,
  imported: readonly ImportedMark[],
  at: string,
): { readonly students: JsonObject; readonly added: number; readonly kept: readonly string[] } {
  const students: Record<string, Record<string, Record<string, JsonValue>>> = {};
  const put = (student: string, notebook: string, cell: string, mark: Mark): void => {
    const notebooks = (students[student] ??= {});
    (notebooks[notebook] ??= {})[cell] = { ...mark };
  };
  for (const [student, notebooks] of marks.students) {
    for (const [notebook, cells] of notebooks) {
      for (const [cell, mark] of cells) put(student, notebook, cell, mark);
    }
  }
  let added = 0;
  const kept: string[] = [];
  for (const { student, notebook, cell, points: given, extra, comment, flag } of imported) {
    const own = marks.students.get(student)?.get(notebook)?.get(cell);
    const theirs = { points: given, extra: extra === 0 ? null : extra, comment, flag };
    const isEmpty =
      own === undefined || (own.points === null && own.extra === null && !own.comment);
    if (isEmpty) {
      const revision = (own?.revision ?? 0) + 1;
      put(student, notebook, cell, { revision, ...theirs, work: "", by: "nbgrader", at });
      added += 1;
    } else if (
      own.points !== theirs.points ||
      own.extra !== theirs.extra ||
      own.comment !== theirs.comment
    ) {
      kept.push(`${student}, ${notebook}, ${cell}`);
    }
  }
  return { students, added, kept };
}

/** As SQLAlchemy writes a time, in UTC without a zone: `2026-02-02 14:58:23.948000`. */
function sqlTime(iso: string): string {
  return `${new Date(iso).toISOString().replace("T", " ").slice(0, -1)}000`;
}

function isoTime(sql: string): string | undefined {
  const time = new Date(`${sql.replace(" ", "T").slice(0, 23)}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isObject) : [];
}

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function points(value: JsonValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}
