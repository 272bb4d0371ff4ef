// Who is in the course: `students.csv`, with nbgrader's own column names. Only `id` is needed.
import { parseCsv } from "./csv.ts";

export interface Student {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** The id in the learning management system. */
  readonly lmsUserId: string;
}

/** Reads the text of a `students.csv`; rows without an id are left out. */
export function readRoster(text: string): readonly Student[] {
  const [header = [], ...rows] = parseCsv(text.replace(/^\uFEFF/, ""));
  const names = header.map((name) => name.trim().toLowerCase());
  const valueOf = (row: readonly string[], name: string): string =>
    row[names.indexOf(name)]?.trim() ?? "";
  return rows
    .map((row) => ({
      id: valueOf(row, "id"),
      firstName: valueOf(row, "first_name"),
      lastName: valueOf(row, "last_name"),
      email: valueOf(row, "email"),
      lmsUserId: valueOf(row, "lms_user_id"),
    }))
    .filter(({ id }) => id !== "");
}
