// What people give: points by hand, comments, extra credit and flags. They lie in the course's folder, in
// `marks/<assignment>.json`, apart from what grading writes, so that grading again loses none. The page saves them through
// the server (server/lessonbook/marks_file.py); grading, feedback and exports put them into the grades with `withMarks`.
//
//   { "schema": 1, "assignment": "hw1",
//     "students": { "ann": { "gather": { "essay": {
//       "revision": 2, "points": 1.5, "extra": null, "comment": "Say why.", "flag": false,
//       "work": "0f3a…", "by": "teacher", "at": "2026-11-02T10:00:00Z" } } } } }
import { isObject } from "../nbformat/parse.ts";
import type { JsonValue } from "../nbformat/types.ts";
import { judgeLateness, type AssignmentRules } from "./course-rules.ts";
import {
  gradeNotebook,
  gradeStudent,
  scoreOf,
  type CellGrade,
  type StudentGrade,
} from "./grades.ts";

export interface Mark {
  /** Counts the saves of this mark, from 1. A mark that was taken back stays, with nothing in it. */
  readonly revision: number;
  /** By hand; they count in the place of the machine's. `null`: the machine's count. */
  readonly points: number | null;
  /** On top; may be below 0. */
  readonly extra: number | null;
  /** Markdown, for the student; empty for none. */
  readonly comment: string;
  /** For the teachers: to be looked at again. */
  readonly flag: boolean;
  /** What was marked; see `workDigest`. Empty where that is not known. */
  readonly work: string;
  /** Who gave it; empty where that is not known. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/** By notebook and grade id. */
export type StudentMarks = ReadonlyMap<string, ReadonlyMap<string, Mark>>;

export interface Marks {
  readonly students: ReadonlyMap<string, StudentMarks>;
  /** For the teacher: what could not be read. What is named here is not in `students`. */
  readonly problems: readonly string[];
}

export const NO_MARKS: Marks = { students: new Map(), problems: [] };

/**
 * Reads the text of a marks file; an empty text is a file without marks.
 * @param file its name, for the problems
 * @throws RangeError when nothing of it can be read: to go on would give every student less than a teacher did
 */
export function readMarks(text: string, file: string): Marks {
  if (text.trim() === "") return NO_MARKS;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RangeError(`${file} is not JSON. Mend it, or take it away: then no mark counts.`);
  }
  if (!isObject(json) || !isObject(json.students)) {
    throw new RangeError(`${file} holds no marks: there is no "students" in it.`);
  }
  if (json.schema !== 1) {
    throw new RangeError(
      `${file} is of schema ${JSON.stringify(json.schema)}; this version reads 1.`,
    );
  }
  const problems: string[] = [];
  const levels = (
    value: JsonValue | undefined,
    where: string,
  ): [string, JsonValue | undefined][] => {
    if (isObject(value)) return Object.entries(value);
    problems.push(`${file}, ${where}: must be an object.`);
    return [];
  };
  const students = Object.entries(json.students).map(([student, notebooks]) => {
    const byNotebook = levels(notebooks, student).map(([notebook, cells]) => {
      const marks = levels(cells, `${student}, ${notebook}`).flatMap(([gradeId, value]) => {
        const mark = readMark(value);
        if (mark === undefined)
          problems.push(`${file}, ${student}, ${notebook}, ${gradeId}: is no mark.`);
        return mark === undefined ? [] : [[gradeId, mark] as const];
      });
      return [notebook, new Map(marks)] as const;
    });
    return [student, new Map(byNotebook)] as const;
  });
  return { students: new Map(students), problems };
}

/** Reads one mark; `undefined` for what is none. */
export function readMark(value: unknown): Mark | undefined {
  if (!isObject(value)) return undefined;
  const { revision, points, extra, comment, flag, work, by, at } = value;
  const isPoints = (one: unknown): boolean =>
    one === undefined || one === null || Number.isFinite(one);
  if (!isPoints(points) || !isPoints(extra)) return undefined;
  return {
    revision: typeof revision === "number" ? revision : 0,
    points: typeof points === "number" ? points : null,
    extra: typeof extra === "number" ? extra : null,
    comment: typeof comment === "string" ? comment : "",
    flag: flag === true,
    work: typeof work === "string" ? work : "",
    by: typeof by === "string" ? by : "",
    at: typeof at === "string" ? at : "",
  };
}

/**
 * A student's grade with the marks in it, and no others: points, comments and what being late costs of them. What the machine
 * gave stays beside them, so doing it twice changes nothing.
 * @param rules the assignment's; without them the penalty stays what it was
 */
export function withMarks(
  grade: StudentGrade,
  marks: StudentMarks | undefined,
  rules?: AssignmentRules,
): StudentGrade {
  const notebooks = grade.notebooks.map(({ name, cells }) => {
    const own = marks?.get(name);
    return gradeNotebook(
      name,
      cells.map((cell) => withMark(cell, own?.get(cell.gradeId))),
    );
  });
  const raw = notebooks.reduce((sum, { score }) => sum + score, 0);
  const submitted = grade.submittedAt === null ? undefined : new Date(grade.submittedAt);
  const { status, ...rest } = grade;
  return gradeStudent({
    ...rest,
    late: rules === undefined ? grade.late : judgeLateness(rules, submitted, raw),
    notebooks,
    ...((status === "missing" || status === "failed") && { status }),
  });
}

/** A cell's grade with a mark in it. A mark of other work than this counts, but the cell waits to be looked at again. */
export function withMark(cell: CellGrade, mark: Mark | undefined): CellGrade {
  const { comment: _comment, flag: _flag, markedBefore: _before, ...machine } = cell;
  const points = mark?.points ?? null;
  const scores = { auto: cell.auto, manual: points, extra: mark?.extra ?? null };
  const isOld =
    points !== null &&
    mark !== undefined &&
    mark.work !== "" &&
    mark.work !== (cell.work ?? mark.work);
  return {
    ...machine,
    ...scores,
    score: scoreOf(scores),
    status:
      cell.auto !== null ? cell.status : isOld ? "needs-manual" : statusOf(points, cell.maxScore),
    ...(mark !== undefined && mark.comment !== "" && { comment: mark.comment }),
    ...(mark?.flag === true && { flag: true }),
    ...(isOld && { markedBefore: true }),
  };
}

/** The status of a cell that people mark. */
function statusOf(points: number | null, maxScore: number): CellGrade["status"] {
  if (points === null) return "needs-manual";
  return points >= maxScore ? "passed" : points > 0 ? "partial" : "failed";
}
