// The runs of a repaired notebook → the grade of each cell that is worth points.
import { isQuestionCell, parseQuestion, type Question } from "../lesson/question-kinds.ts";
import { answerWords, scoreAnswer } from "../lesson/score.ts";
import type { Cell, Notebook } from "../nbformat/types.ts";
import { gradePart, isWorthPoints, readGradeInfo, type GradeInfo } from "./cell-metadata.ts";
import { NOT_RUN, type CellRun } from "./cell-run.ts";
import { checksumOf } from "./checksum.ts";
import { roundPoints, scoreOf, type CellGrade, type Rules } from "./grades.ts";
import type { Repaired } from "./repair.ts";
import { scoreTest, scoreTestAsNbgrader } from "./score-test.ts";
import { workDigest } from "./work.ts";

/** The teacher's notebook, for grading. */
export interface GradingSource {
  readonly released: Notebook;
  readonly master: Notebook;
  /** The teacher's questions with their answers, by cell id. */
  readonly questions: ReadonlyMap<string, Question>;
  /** Texts of an earlier release, by grade id. */
  readonly earlier?: ReadonlyMap<string, string>;
}

/** The questions of the teacher's notebook, by cell id. */
export function readQuestions({ cells }: Notebook): ReadonlyMap<string, Question> {
  const entries = cells.flatMap((cell) => {
    const { question } = isQuestionCell(cell) ? parseQuestion(cell) : {};
    return question === undefined ? [] : [[cell.id, question] as const];
  });
  return new Map(entries);
}

/**
 * Grades a notebook that was repaired and run.
 * @param runs by cell id
 */
export function gradeCells(
  { notebook, restored, findings }: Repaired,
  runs: ReadonlyMap<string, CellRun>,
  source: GradingSource,
  rules: Rules,
): readonly CellGrade[] {
  return source.master.cells.flatMap((master): CellGrade[] => {
    const info = readGradeInfo(master);
    if (info === undefined || !isWorthPoints(info)) return [];
    const cell = notebook.cells.find(({ id }) => id === master.id) ?? master;
    const grade = gradeCell({ cell, info, run: runs.get(cell.id) ?? NOT_RUN, source, rules });
    const isBack = restored.has(cell.id) && grade.status === "passed";
    const said = findings.filter(({ gradeId }) => gradeId === info.gradeId);
    const messages = [grade.message, ...said.map(({ message }) => `The cell ${message}.`)];
    return [
      {
        ...grade,
        status: isBack ? "repaired" : grade.status,
        message: messages.filter((message) => message !== "").join(" "),
        work: workDigest(notebook.cells, info.gradeId),
        ...(cell !== master && answerIn(cell, source)),
      },
    ];
  });
}

interface Graded {
  readonly cell: Cell;
  readonly info: GradeInfo;
  readonly run: CellRun;
  readonly source: GradingSource;
  readonly rules: Rules;
}

/** What a question was answered with, for the class view: the same answer gives the same words. */
function answerIn(cell: Cell, source: GradingSource): Pick<CellGrade, "answer"> {
  const question = source.questions.get(cell.id);
  if (question === undefined) return {};
  return { answer: plainWords(answerWords(question, cell.source)).slice(0, 200) };
}

/** Kinds that choose several texts write them as JSON. */
function plainWords(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.flat(2).join("; ") : text;
  } catch {
    return text;
  }
}

function gradeCell(graded: Graded): CellGrade {
  const { cell, info, source } = graded;
  const question = source.questions.get(cell.id);
  switch (gradePart(info)) {
    case "tests":
      return gradeTests(graded);
    case "manual":
      return question === undefined ? gradeAnswer(graded) : gradeQuestion(graded, question);
    default:
      return makeGrade(info, "task", { auto: null, status: "needs-manual", message: "" });
  }
}

function gradeTests({ cell, info, run, rules }: Graded): CellGrade {
  if (cell.cell_type !== "code") {
    return makeGrade(info, "tests", { auto: null, status: "needs-manual", message: "" });
  }
  const fair = scoreTest(run, info.points);
  const theirs = scoreTestAsNbgrader(run, info.points);
  const byTheirs = rules === "nbgrader" && theirs !== undefined;
  const auto = byTheirs ? theirs : fair.points;
  const differs = !byTheirs && theirs !== undefined && theirs !== fair.points;
  const status = !byTheirs || theirs === fair.points ? fair.status : statusOf(theirs, info.points);
  const advice = adviceOf(run);
  const notes = [
    fair.message,
    byTheirs && theirs !== fair.points ? differenceWords(fair.points, theirs) : "",
    ...shadowWords(run),
  ];
  return {
    ...makeGrade(info, "tests", { auto, status, message: notes.filter(Boolean).join(" ") }),
    ...(differs && { nbgrader: theirs }),
    ...(typeof run.guard?.line === "number" && { line: run.guard.line }),
    ...(advice.length > 0 && { advice }),
  };
}

/**
 * What was seen of the event loop, in sentences. It is told and never costs a point. That nothing was concurrent is told only
 * where the test itself says that something is not as it should be.
 */
function adviceOf({ guard, outputs }: CellRun): readonly string[] {
  const isDenied = outputs.some(
    (output) =>
      output.output_type === "error" && /^(?:AssertionError|CheckFailed)$/.test(output.ename),
  );
  return (guard?.findings ?? [])
    .filter(({ kind, most }) => kind !== "concurrency" || most > 1 || isDenied)
    .map(({ text }) => text);
}

function differenceWords(fair: number | null, theirs: number): string {
  return fair === null
    ? ""
    : `nbgrader's rules give ${theirs}; without text on stderr it would be ${fair}.`;
}

function shadowWords({ guard }: CellRun): string[] {
  const names = guard?.shadowed ?? [];
  return names.length === 0
    ? []
    : [
        `The notebook uses the name ${names.join(", ")} for something else; the test used Python's own.`,
      ];
}

function statusOf(points: number, maxPoints: number): "passed" | "failed" | "partial" {
  return points === maxPoints ? "passed" : points === 0 ? "failed" : "partial";
}

function gradeAnswer({ cell, info }: Graded): CellGrade {
  if (info.checksum === checksumOf(cell, info)) {
    return makeGrade(info, "answer", { auto: 0, status: "unanswered", message: "No response." });
  }
  return makeGrade(info, "answer", { auto: null, status: "needs-manual", message: "" });
}

function gradeQuestion({ cell, info }: Graded, question: Question): CellGrade {
  const { verdict, points, changed } = scoreAnswer(question, cell.source);
  const message = changed ? "The question's text had been changed; only what it asks counts." : "";
  const auto = roundPoints(points);
  switch (verdict) {
    case "unanswered":
      return makeGrade(info, "quiz", { auto: 0, status: "unanswered", message: "No response." });
    case "right":
      return makeGrade(info, "quiz", { auto, status: "passed", message });
    case "partial":
      return makeGrade(info, "quiz", { auto, status: "partial", message });
    case "wrong":
      return makeGrade(info, "quiz", { auto, status: "failed", message });
  }
}

function makeGrade(
  info: GradeInfo,
  kind: CellGrade["kind"],
  result: Pick<CellGrade, "auto" | "status" | "message">,
): CellGrade {
  const points = { auto: result.auto, manual: null, extra: null };
  return {
    gradeId: info.gradeId,
    kind,
    ...points,
    score: scoreOf(points),
    maxScore: info.points,
    status: result.status,
    message: result.message,
  };
}
