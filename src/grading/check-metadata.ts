// What makes a teacher's exercise cells unusable: nbgrader's own refusals, all of them at once and with their cells.
import { isQuestionCell } from "../lesson/question-kinds.ts";
import type { ReleaseProblem } from "../lesson/release.ts";
import type { Cell, JsonObject, JsonValue } from "../nbformat/types.ts";
import {
  isKnownKey,
  rawGradeMetadata,
  readGradeInfo,
  SCHEMA_VERSION,
  type GradeInfo,
} from "./cell-metadata.ts";

/** Problems of the metadata of cells that were upgraded, in the order of the cells. */
export function checkGradeMetadata(cells: readonly Cell[]): readonly ReleaseProblem[] {
  const seen = new Map<string, number>();
  return cells.flatMap((cell, index) => {
    const problems = [...checkCell(cell), ...checkRepeat(cell, index, seen)];
    return problems.map((message) => ({ cellId: cell.id, line: 1, message }));
  });
}

function checkCell(cell: Cell): string[] {
  if (!("nbgrader" in cell.metadata)) return [];
  const raw = rawGradeMetadata(cell);
  const info = readGradeInfo(cell);
  if (raw === undefined || info === undefined) {
    return ['The metadata "nbgrader" is not an object. Take it out, or make the cell anew.'];
  }
  const version = raw.schema_version;
  if (typeof version !== "number" || version !== SCHEMA_VERSION) {
    return [
      typeof version === "number" && version > SCHEMA_VERSION
        ? `The exercise's metadata has schema ${version}, and ${SCHEMA_VERSION} is the newest known here. Update Lessonbook.`
        : `The exercise's metadata has schema ${show(version)}, which does not exist. Set "schema_version" to ${SCHEMA_VERSION}.`,
    ];
  }
  return [...checkValues(raw), ...checkPart(cell, info, raw)];
}

/** The JSON schema's part. */
function checkValues(raw: JsonObject): string[] {
  const problems: string[] = [];
  for (const key of ["grade", "solution", "locked"]) {
    if (typeof raw[key] !== "boolean") {
      problems.push(`"${key}" is ${show(raw[key])}. Set it to true or false.`);
    }
  }
  if (raw.task !== undefined && typeof raw.task !== "boolean") {
    problems.push(`"task" is ${show(raw.task)}. Set it to true or false.`);
  }
  const { grade_id: id, points, checksum, cell_type: type } = raw;
  if (id !== undefined && (typeof id !== "string" || !/^[a-zA-Z0-9_-]*$/.test(id))) {
    problems.push(`The id ${show(id)} may hold only letters, digits, "_" and "-". Rename it.`);
  }
  if (points !== undefined && !(typeof points === "number" && points >= 0)) {
    problems.push(`"points" is ${show(points)}. Set it to a number from 0 up.`);
  }
  if (checksum !== undefined && !(typeof checksum === "string" && checksum.length === 32)) {
    problems.push('"checksum" is not one. Take it out; release makes a new one.');
  }
  if (type !== undefined && type !== "code" && type !== "markdown" && type !== "raw") {
    problems.push(`"cell_type" is ${show(type)}. Take it out; release writes it.`);
  }
  for (const key of Object.keys(raw).filter((name) => !isKnownKey(name))) {
    problems.push(
      `The exercise's metadata has a key ${show(key)} that nbgrader does not know and refuses. Take it out.`,
    );
  }
  return problems;
}

/** What a part needs. */
function checkPart(cell: Cell, info: GradeInfo, raw: JsonObject): string[] {
  const problems: string[] = [];
  const hasPart = info.grade || info.solution || info.locked || info.task;
  if (hasPart && info.gradeId === "" && (raw.grade_id === undefined || raw.grade_id === "")) {
    problems.push("The exercise cell has no id. Give it one of its own.");
  }
  if ((info.grade || info.task) && raw.points === undefined) {
    problems.push("The cell is graded and has no points. Say how many it is worth.");
  }
  if (hasPart && cell.cell_type === "raw") {
    problems.push("A raw cell can have no part in an exercise. Make it code or Markdown.");
  } else if (info.task && cell.cell_type !== "markdown") {
    problems.push("A task must be a Markdown cell. Change its type.");
  }
  if (!info.task && cell.cell_type === "markdown" && info.grade !== info.solution) {
    problems.push(
      info.grade
        ? "Tests must be in a code cell. Change the type, or make it an answer that people mark."
        : "A Markdown answer is marked by people, so it needs points. Make it a manually graded answer.",
    );
  }
  if (isQuestionCell(cell) && !(info.grade && info.solution)) {
    problems.push(
      'A question that is also an nbgrader cell must have "grade" and "solution" true, so that nbgrader keeps its points.',
    );
  }
  return problems;
}

function checkRepeat(cell: Cell, index: number, seen: Map<string, number>): string[] {
  const info = readGradeInfo(cell);
  if (info === undefined || info.gradeId === "") return [];
  if (!info.grade && !info.solution && !info.locked) return [];
  const before = seen.get(info.gradeId);
  if (before === undefined) {
    seen.set(info.gradeId, index + 1);
    return [];
  }
  return [`The id "${info.gradeId}" is also that of cell ${before}. Give each its own.`];
}

function show(value: JsonValue | undefined): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
