// How a class did, question by question: what was hard, and what most of those answered who were not right. Read off the
// grades; nothing is kept.
import { roundPoints, type CellGrade, type GradeKind, type StudentGrade } from "./grades.ts";

export interface QuestionView {
  readonly notebook: string;
  readonly gradeId: string;
  readonly kind: GradeKind;
  readonly maxScore: number;
  /** Students who handed the assignment in. */
  readonly students: number;
  /** Of these, how many gave no answer, and how many wait for a person. */
  readonly unanswered: number;
  readonly waiting: number;
  /** Of those whose points are known, how many have all of them. */
  readonly full: number;
  /** Mean share of the points, 0 to 1, among those whose points are known; `undefined` when there are none. */
  readonly mean?: number;
  /** What most of those with less than all points said, or failed by, where two or more did; the commonest first, three at most. */
  readonly mistakes: readonly Mistake[];
}

export interface Mistake {
  readonly text: string;
  readonly count: number;
}

/** The questions in the assignment's order, over all students who handed in. */
export function viewQuestions(students: readonly StudentGrade[]): readonly QuestionView[] {
  const there = students.filter(({ status }) => status !== "missing");
  const all = new Map<string, { notebook: string; cells: CellGrade[] }>();
  for (const { notebooks } of there) {
    for (const { name, cells } of notebooks) {
      for (const cell of cells) {
        const key = JSON.stringify([name, cell.gradeId]);
        const found = all.get(key) ?? { notebook: name, cells: [] };
        found.cells.push(cell);
        all.set(key, found);
      }
    }
  }
  return [...all.values()].flatMap(({ notebook, cells }) => {
    const [first] = cells;
    return first === undefined ? [] : [viewQuestion(notebook, first, cells)];
  });
}

function viewQuestion(
  notebook: string,
  { gradeId, kind, maxScore }: CellGrade,
  cells: readonly CellGrade[],
): QuestionView {
  const known = cells.filter(({ status }) => status !== "needs-manual");
  const points = known.map(pointsOf);
  const share = points.reduce((sum, one) => sum + one, 0) / (maxScore * known.length);
  return {
    notebook,
    gradeId,
    kind,
    maxScore,
    students: cells.length,
    unanswered: cells.filter(({ status }) => status === "unanswered").length,
    waiting: cells.length - known.length,
    full: points.filter((one) => one >= maxScore).length,
    ...(Number.isFinite(share) && { mean: roundPoints(Math.min(1, Math.max(0, share))) }),
    mistakes: commonMistakes(known.filter((cell) => pointsOf(cell) < maxScore)),
  };
}

/** Without extra credit, which says nothing of how hard a question is. */
function pointsOf({ manual, auto }: CellGrade): number {
  return manual ?? auto ?? 0;
}

function commonMistakes(cells: readonly CellGrade[]): readonly Mistake[] {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const text = mistakeOf(cell);
    if (text !== "") counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([text, count]) => ({ text, count }));
}

/** A question's answer, a test's first line of what went wrong. */
function mistakeOf({ kind, status, answer, message }: CellGrade): string {
  if (status === "unanswered") return "";
  if (kind === "quiz") return answer ?? "";
  return kind === "tests" ? (message.split("\n", 1)[0] ?? "").trim().slice(0, 200) : "";
}
