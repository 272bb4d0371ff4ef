// `course.json` beside the course's folders: its name, due dates, and what being late costs. A missing file is a course
// without dates.
import { isObject } from "../nbformat/parse.ts";
import type { JsonValue } from "../nbformat/types.ts";
import { roundPoints, type Lateness } from "./grades.ts";

/** What being late costs: nothing, everything, or a share of the points for each day begun. */
export type LateRule =
  | { readonly rule: "none" }
  | { readonly rule: "zero" }
  | {
      readonly rule: "percent";
      /** Percent of the points earned, for each day begun. */
      readonly perDay: number;
      /** Percent that is taken at most. */
      readonly most: number;
    };

export interface AssignmentRules {
  /** ISO 8601 with zone. */
  readonly due?: string;
  readonly late: LateRule;
  /** Minutes after the due time that cost nothing. */
  readonly grace: number;
}

export interface CourseRules {
  readonly course: string;
  readonly assignments: ReadonlyMap<string, AssignmentRules>;
  /** For the teacher, each with the way to mend it. */
  readonly problems: readonly string[];
}

export const NO_RULES: AssignmentRules = { late: { rule: "none" }, grace: 0 };

/** Reads the text of a `course.json`; an empty text is an empty course. */
export function readCourseRules(text: string): CourseRules {
  const problems: string[] = [];
  let json: unknown = {};
  try {
    if (text.trim() !== "") json = JSON.parse(text);
  } catch {
    problems.push("course.json is not JSON. Mend it, or take it away.");
  }
  const course = isObject(json) ? json : {};
  const assignments = isObject(course.assignments) ? Object.entries(course.assignments) : [];
  return {
    course: typeof course.course === "string" ? course.course : "",
    assignments: new Map(
      assignments.map(([name, value]) => [name, readRules(name, value, problems)]),
    ),
    problems,
  };
}

/** How late a submission is and what that takes from its points; `null` when it is in time, or nobody can tell. */
export function judgeLateness(
  rules: AssignmentRules,
  submittedAt: Date | undefined,
  points: number,
): Lateness | null {
  if (rules.due === undefined || submittedAt === undefined) return null;
  const seconds = Math.round((submittedAt.getTime() - Date.parse(rules.due)) / 1000);
  if (seconds <= 60 * rules.grace) return null;
  return { seconds, penalty: roundPoints(penaltyOf(rules.late, seconds, Math.max(0, points))) };
}

function penaltyOf(late: LateRule, seconds: number, points: number): number {
  switch (late.rule) {
    case "none":
      return 0;
    case "zero":
      return points;
    case "percent": {
      const days = Math.ceil(seconds / 86_400);
      return (points * Math.min(late.most, days * late.perDay)) / 100;
    }
  }
}

function readRules(
  name: string,
  value: JsonValue | undefined,
  problems: string[],
): AssignmentRules {
  const complain = (what: string): void => void problems.push(`course.json, "${name}": ${what}`);
  if (!isObject(value)) {
    complain('must be an object such as { "due": "2026-10-01T12:00:00Z" }.');
    return NO_RULES;
  }
  const { due, grace } = value;
  const hasZone = typeof due === "string" && /(?:Z|[+-]\d\d:?\d\d)$/.test(due);
  const isDate = hasZone && !Number.isNaN(Date.parse(due));
  if (due !== undefined && !isDate) {
    complain('"due" must be a time with its zone, such as "2026-10-01T12:00:00Z".');
  }
  if (grace !== undefined && !(typeof grace === "number" && grace >= 0)) {
    complain('"grace" must be a number of minutes.');
  }
  return {
    ...(isDate && { due }),
    late: readLateRule(value.late, complain),
    grace: typeof grace === "number" && grace >= 0 ? grace : 0,
  };
}

function readLateRule(value: JsonValue | undefined, complain: (what: string) => void): LateRule {
  if (value === undefined || value === "none") return { rule: "none" };
  if (value === "zero") return { rule: "zero" };
  if (isObject(value)) {
    const { percentPerDay: perDay, most = 100 } = value;
    if (typeof perDay === "number" && perDay >= 0 && typeof most === "number" && most >= 0) {
      return { rule: "percent", perDay, most: Math.min(100, most) };
    }
  }
  complain('"late" must be "none", "zero" or { "percentPerDay": 10, "most": 50 }.');
  return { rule: "none" };
}
