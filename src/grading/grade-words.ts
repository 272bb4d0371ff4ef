// Grades in words, alike in the graded notebook and on the page: a mark, a word, points.
import type { CellGrade, GradeStatus, Lateness, StudentGrade } from "./grades.ts";

/** How a cell did, as a mark and a few words; the mark alone says it too. */
export interface Verdict {
  readonly mark: string;
  readonly words: string;
  readonly tone: "right" | "wrong" | "warning" | "note";
}

const VERDICTS: Readonly<Record<GradeStatus, Verdict>> = {
  passed: { mark: "✓", words: "right", tone: "right" },
  repaired: { mark: "✓", words: "right", tone: "right" },
  failed: { mark: "✕", words: "not right", tone: "wrong" },
  partial: { mark: "◐", words: "partly right", tone: "warning" },
  timeout: { mark: "✕", words: "did not end in time", tone: "wrong" },
  error: { mark: "✕", words: "could not be run", tone: "wrong" },
  unanswered: { mark: "○", words: "no answer", tone: "wrong" },
  "needs-manual": { mark: "…", words: "not marked yet", tone: "note" },
};

export function verdictOf({
  status,
  manual,
  score,
  maxScore,
}: Pick<CellGrade, "status" | "manual" | "score" | "maxScore">): Verdict {
  if (manual === null) return VERDICTS[status];
  const tone = score >= maxScore ? "right" : score <= 0 ? "wrong" : "warning";
  return { mark: "✎", words: "marked by hand", tone };
}

/** "2 of 3 points", "1 of 1 point" */
export function pointsWords(score: number, maxScore: number): string {
  return `${score} of ${maxScore} ${maxScore === 1 ? "point" : "points"}`;
}

/** What is said about a student's whole, a sentence each. */
export function studentSentences({ status, late, notebooks }: StudentGrade): readonly string[] {
  const waiting = notebooks
    .flatMap(({ cells }) => cells)
    .filter((cell) => cell.status === "needs-manual" && cell.manual === null).length;
  return [
    ...(status === "missing" ? ["Nothing was handed in."] : []),
    ...(waiting > 0
      ? [
          `${waiting} ${waiting === 1 ? "answer is" : "answers are"} not marked yet and may add points.`,
        ]
      : []),
    ...(late === null ? [] : [lateWords(late)]),
  ];
}

function lateWords({ seconds, penalty }: Lateness): string {
  const hours = seconds / 3600;
  const time =
    hours < 1
      ? `${Math.ceil(seconds / 60)} min`
      : hours < 48
        ? `${Math.round(hours * 10) / 10} h`
        : `${Math.round((hours / 24) * 10) / 10} days`;
  return penalty === 0
    ? `Handed in ${time} late; no points were taken off.`
    : `Handed in ${time} late: ${penalty} ${penalty === 1 ? "point was" : "points were"} taken off.`;
}
