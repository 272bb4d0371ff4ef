// `metadata.nbgrader` of a cell: which part of an exercise it is, what it is worth, and its checksum.
// Read in every schema that nbgrader has had (0 to 3), kept and written as schema 3.
// Source of the format: nbgrader's JSON schema v3, and what its `nbgrader update` makes of older ones.
import { isObject } from "../nbformat/parse.ts";
import type { Cell, JsonObject, JsonValue } from "../nbformat/types.ts";

export const SCHEMA_VERSION = 3;

/** What a cell is to the grader. A cell can be both answer and graded: then people mark it. */
export interface GradeInfo {
  /** Letters, digits, `_` and `-`; unique in the notebook. Empty where the cell has no part in an exercise. */
  readonly gradeId: string;
  readonly grade: boolean;
  readonly solution: boolean;
  /** As written; see `isLocked` for what counts. */
  readonly locked: boolean;
  readonly task: boolean;
  /** ≥ 0; 0 where none are written. */
  readonly points: number;
  readonly checksum?: string;
}

/** In words: given text, an answer that tests check, those tests, an answer that people mark, a task that they mark. */
export type GradePart = "readonly" | "answer" | "tests" | "manual" | "task";

/** The cell's `metadata.nbgrader` as it stands; `undefined` where there is none. */
export function rawGradeMetadata(cell: Cell): JsonObject | undefined {
  const value = cell.metadata.nbgrader;
  return isObject(value) ? value : undefined;
}

/** Reads a cell's metadata as nbgrader does: what is missing counts as false. Upgrade older schemas first. */
export function readGradeInfo(cell: Cell): GradeInfo | undefined {
  const raw = rawGradeMetadata(cell);
  if (raw === undefined) return undefined;
  return {
    gradeId: typeof raw.grade_id === "string" ? raw.grade_id : "",
    grade: raw.grade === true,
    solution: raw.solution === true,
    locked: raw.locked === true,
    task: raw.task === true,
    points: typeof raw.points === "number" && raw.points >= 0 ? raw.points : 0,
    ...(typeof raw.checksum === "string" && { checksum: raw.checksum }),
  };
}

/** The part that a cell plays, if any. */
export function gradePart(info: GradeInfo | undefined): GradePart | undefined {
  if (info === undefined) return undefined;
  if (info.task) return "task";
  if (info.grade) return info.solution ? "manual" : "tests";
  if (info.solution) return "answer";
  return info.locked ? "readonly" : undefined;
}

/** Whether grading takes the cell's text from the teacher: never an answer, always tests, else as it says. */
export function isLocked(info: GradeInfo): boolean {
  return !info.solution && (info.grade || info.locked);
}

/** Whether a cell earns points: tests, an answer marked by people, or a task. */
export function isWorthPoints(info: GradeInfo): boolean {
  return info.grade || info.task;
}

/** The cell with other values under `metadata.nbgrader`; `undefined` takes a key out. */
export function withGradeMetadata(cell: Cell, changes: JsonObject): Cell {
  const merged = Object.entries({ ...rawGradeMetadata(cell), ...changes });
  const nbgrader = Object.fromEntries(merged.filter(([, value]) => value !== undefined));
  return { ...cell, metadata: { ...cell.metadata, nbgrader } };
}

/** The cell without `metadata.nbgrader`. */
export function withoutGradeMetadata(cell: Cell): Cell {
  const { nbgrader, ...metadata } = cell.metadata;
  return nbgrader === undefined ? cell : { ...cell, metadata };
}

/**
 * The cell with metadata of schema 3. One that has it already, or a newer one, stays the same object.
 * Of schema 0 a cell without a part loses its metadata.
 */
export function upgradeCell(cell: Cell): Cell {
  let raw = rawGradeMetadata(cell);
  if (raw === undefined) return cell;
  const version = raw.schema_version ?? 0;
  if (typeof version !== "number" || version >= SCHEMA_VERSION) return cell;
  if (version < 1) raw = upgradeFirst(raw);
  if (raw === undefined) return withoutGradeMetadata(cell);
  if (version < 2 && "checksum" in raw && !("cell_type" in raw)) {
    raw = { ...raw, cell_type: cell.cell_type };
  }
  const known = Object.entries(raw).filter(([key]) => KNOWN_KEYS.has(key));
  const nbgrader = { ...Object.fromEntries(known), schema_version: SCHEMA_VERSION };
  return { ...cell, metadata: { ...cell.metadata, nbgrader } };
}

const KNOWN_KEYS: ReadonlySet<string> = new Set([
  "schema_version",
  "grade",
  "solution",
  "locked",
  "task",
  "grade_id",
  "points",
  "checksum",
  "cell_type",
]);

/** Schema 0 left flags out, wrote points as text, and kept both on cells without a part. */
function upgradeFirst(raw: JsonObject): JsonObject | undefined {
  const flags = {
    grade: raw.grade ?? false,
    solution: raw.solution ?? false,
    locked: raw.locked ?? false,
  };
  if (flags.grade !== true && flags.solution !== true && flags.locked !== true) return undefined;
  const { points, ...rest } = raw;
  return {
    ...rest,
    ...flags,
    ...(flags.grade === true && { points: upgradePoints(points) }),
  };
}

function upgradePoints(points: JsonValue | undefined): JsonValue {
  const value = typeof points === "string" ? Number(points) : (points ?? 0);
  // What is no number at all stays, and the check names it.
  if (typeof value !== "number" || Number.isNaN(value)) return points ?? 0;
  return Math.max(0, value);
}

/** Whether a key belongs to `metadata.nbgrader`; nbgrader refuses a cell that has others. */
export function isKnownKey(key: string): boolean {
  return KNOWN_KEYS.has(key);
}
