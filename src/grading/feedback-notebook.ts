// The graded notebook that a student gets back: every Jupyter shows it. A summary stands on top and points, message and
// comment under each cell, as Markdown; the same stands in the metadata (see graded-notebook.ts).
import type { Cell, MarkdownCell, Notebook } from "../nbformat/types.ts";
import { withGrades } from "./graded-notebook.ts";
import { pointsWords, studentSentences, verdictOf } from "./grade-words.ts";
import type { GivenBack, GivenBackCell } from "./given-back.ts";
import type { CellGrade, StudentGrade } from "./grades.ts";

/** Which work it is. */
export interface FeedbackHead {
  readonly assignment: string;
  readonly student: StudentGrade;
}

/** The notebook to be written; `undefined` when there was none that could be read. */
export function feedbackNotebook(given: GivenBack, head: FeedbackHead): Notebook | undefined {
  const { notebook, name, score, maxScore, grades } = given;
  if (notebook === undefined) return undefined;
  const graded = withGrades(
    { ...notebook, cells: given.cells.map(({ cell }) => cell) },
    { name, score, maxScore, cells: grades },
  );
  const taken = new Set(graded.cells.map(({ id }) => id));
  const cells = graded.cells.flatMap((cell, index): Cell[] => {
    const own = given.cells[index];
    return own?.grade === undefined
      ? [cell]
      : [cell, makeCell(`grade-${cell.id}`, cellText(own, own.grade), taken)];
  });
  return {
    ...graded,
    cells: [makeCell("grade-summary", summaryText(given, head), taken), ...cells],
  };
}

function summaryText(given: GivenBack, { assignment, student }: FeedbackHead): string {
  const { name, score, maxScore, grades } = given;
  const whole =
    student.notebooks.length > 1 || student.late !== null
      ? [`All of ${plain(assignment)}: **${pointsWords(student.score, student.maxScore)}**.`]
      : [];
  return [
    `# ${plain(name)}: ${pointsWords(score, maxScore)}`,
    "",
    ...[...whole, ...studentSentences(student)].flatMap((text) => [text, ""]),
    "| Part | Points | |",
    "|---|---|---|",
    ...grades.map((grade) => {
      const { mark, words } = verdictOf(grade);
      return `| ${plain(grade.gradeId)} | ${grade.score} of ${grade.maxScore} | ${mark} ${words} |`;
    }),
  ].join("\n");
}

function cellText({ notes }: GivenBackCell, grade: CellGrade): string {
  const { mark, words } = verdictOf(grade);
  const { extra, message, advice = [], comment } = grade;
  const points = pointsWords(grade.score, grade.maxScore);
  const extras = extra === null || extra === 0 ? "" : ` (${extra > 0 ? "+" : ""}${extra} extra)`;
  const parts = [
    `**${mark} ${plain(grade.gradeId)}: ${points}**${extras}, ${words}`,
    ...(message === "" ? [] : [plain(message)]),
    ...notes,
    ...advice.map((text) => `Noticed: ${plain(text)}`),
    ...(comment === undefined || comment === "" ? [] : [`**Comment:** ${harmless(comment)}`]),
  ];
  return parts.join("\n\n").replaceAll(/^/gm, "> ");
}

function makeCell(id: string, source: string, taken: Set<string>): MarkdownCell {
  let free = id.slice(0, 60);
  for (let n = 2; taken.has(free); n += 1) free = `${id.slice(0, 56)}-${n}`;
  taken.add(free);
  return {
    cell_type: "markdown",
    id: free,
    metadata: { lessonbook: { kind: "grade" }, deletable: true, editable: true },
    source,
  };
}

/** A text that Markdown shows as it is. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>&#~$|!]/g, "\\$&").replace(/\s*\n\s*/g, "  \n");
}

/** Markdown without HTML, links and pictures: of a person, but put into somebody else's file. */
function harmless(markdown: string): string {
  return markdown
    .replace(/</g, "\\<")
    .replace(/\](?=[([:])/g, "\\]")
    .replace(/\r\n?/g, "\n");
}
