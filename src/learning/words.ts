// What the class page says to a learner of an assignment: when it is due, where it stands. Pure.
import { readCourseRules, type AssignmentRules } from "../grading/course-rules.ts";
import { readReceipt } from "../grading/receipt.ts";
import type { Assignment } from "../execution/exchange-port.ts";

/** How much of the last submission was answered, as its receipt says; `undefined` without one, or without questions. */
export function answeredWords({ submissions }: Assignment): string | undefined {
  const questions = readReceipt(submissions.at(-1)?.receipt ?? "")?.questions ?? [];
  if (questions.length === 0) return undefined;
  const answered = questions.filter((one) => one.answered).length;
  return `${answered} of ${questions.length} questions answered.`;
}

/** When it is due and what being late costs, in sentences; none where the teacher did not say. */
export function dueWords({ assignment, rules }: Assignment, now: Date): readonly string[] {
  const own = readCourseRules(rules).assignments.get(assignment);
  if (own?.due === undefined) return [];
  const due = new Date(own.due);
  const verb = due < now ? "It was due" : "Due";
  const grace = own.grace === 0 ? [] : [`${own.grace} minutes more cost nothing.`];
  return [`${verb} ${whenWords(due)}.`, ...grace, lateWords(own)];
}

/** That it is late, in a sentence; `undefined` while it is not, or nobody can tell. */
export function lateBy({ assignment, rules }: Assignment, now: Date): string | undefined {
  const own = readCourseRules(rules).assignments.get(assignment);
  if (own?.due === undefined) return undefined;
  const due = new Date(own.due);
  if (now.getTime() <= due.getTime() + 60_000 * own.grace) return undefined;
  return `It is late: it was due ${whenWords(due)}. ${lateWords(own)}`;
}

/** Where it stands. */
export function stateWords({ folder, submissions, updated }: Assignment): string {
  if (folder === undefined) return "Not fetched yet.";
  const last = submissions.at(-1);
  const handedIn =
    last === undefined
      ? "Not handed in yet."
      : `Handed in ${whenWords(readTimestamp(last.timestamp))}${submissions.length > 1 ? `, the last of ${submissions.length} times` : ""}.`;
  return updated ? `${handedIn} Your teacher has changed it since you fetched it.` : handedIn;
}

/** A time as people here write it. */
export function whenWords(time: Date | undefined): string {
  if (time === undefined || Number.isNaN(time.getTime())) return "at a time that is not known";
  return time.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** Reads the time of a submission, `2026-10-01 12:00:00.123456 UTC`; `undefined` for another zone or form. */
export function readTimestamp(text: string): Date | undefined {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))? (?:UTC|\+0000)$/.exec(text);
  if (parts === null) return undefined;
  const [, day = "", time = "", fraction = ""] = parts;
  return new Date(`${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`);
}

function lateWords({ late }: AssignmentRules): string {
  switch (late.rule) {
    case "none":
      return "Late work counts in full.";
    case "zero":
      return "Late work counts nothing.";
    case "percent":
      return `Late work loses ${late.perDay} % of its points for each day begun, ${late.most} % at most.`;
  }
}
