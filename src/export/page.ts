// A notebook as one web page to be read, printed and handed on: light and dark as the reader's system is, nothing in it runs.
import { pointsWords, verdictOf } from "../grading/grade-words.ts";
import type { CellGrade } from "../grading/grades.ts";
import { readKeptMeasurements, type KeptMeasurement } from "../lesson/measured-cell.ts";
import { formatQuantity, formatRange, summarise } from "../lesson/quantity.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Cell, JsonObject, Notebook } from "../nbformat/types.ts";
import { readStateFile } from "../widgets/state-file.ts";
import { cellPage, makeAnchors, markdown, type CellPageOptions } from "./cell-page.ts";
import { documentPage } from "./document.ts";
import { html, type Html } from "./html.ts";
import { languageOf } from "./language.ts";

/** Most characters of one output: more is for a file of its own. */
const MOST_TEXT = 2_000_000;

/**
 * The page's text.
 * @param name the notebook's, without its ending: the title where it has no heading
 * @param beside gives pictures that lie beside the notebook, as `data:` addresses
 */
export function notebookPage(
  notebook: Notebook,
  name: string,
  beside: (path: string) => string | undefined = () => undefined,
): string {
  const { metadata, cells } = notebook;
  const options: CellPageOptions = {
    language: languageOf(metadata).name,
    mostText: MOST_TEXT,
    widgets: readStateFile(metadata),
    anchorOf: makeAnchors(),
    beside,
  };
  const heading = cells.find(
    (cell) => cell.cell_type === "markdown" && /^#\s+\S/m.test(cell.source),
  );
  const title =
    /^#\s+(.+)$/m
      .exec(heading?.source ?? "")?.[1]
      ?.replace(/[*_`]/g, "")
      .trim() ?? name;
  const grade = gradeOf(metadata);
  // A graded notebook that a student got back says its grades in cells of its own.
  const saysGrades = cells.some(
    ({ metadata: { lessonbook: own } }) => isObject(own) && own.kind === "grade",
  );
  return documentPage({
    title,
    body: html`<body class="lb-given lb-given-notebook">
      <main>
        ${heading === undefined && html`<h1>${name}</h1>`}
        ${
          grade !== undefined &&
          !saysGrades &&
          html`<p class="lb-given-total">
            <strong>${pointsWords(grade.score, grade.maxScore)}</strong>
          </p>`
        }
        ${cells.map((cell) => givenCell(cell, options, saysGrades))}
      </main>
    </body>`,
  });
}

function givenCell(cell: Cell, options: CellPageOptions, saysGrades: boolean): Html {
  const grade = saysGrades ? undefined : gradeOf(cell.metadata);
  const own = isObject(cell.metadata.lessonbook) ? cell.metadata.lessonbook : {};
  const measured = readKeptMeasurements(own);
  return html`<div class="lb-given-cell" data-cell-type="${cell.cell_type}">
    ${cellPage(cell, options)}
    ${
      measured.length > 0 &&
      html`<ul class="lb-given-measured">
        ${measured.map((kept) => html`<li>${kept.row}, ${kept.column}: ${measuredWords(kept)}</li>`)}
      </ul>`
    }
    ${grade !== undefined && gradePage(grade)}
  </div>`;
}

function gradePage(grade: Grade): Html {
  const { mark, words, tone } = verdictOf(grade);
  return html`<div class="lb-given-grade" data-tone="${tone}">
    <p class="lb-given-verdict">
      <strong>${pointsWords(grade.score, grade.maxScore)}</strong> ·
      <span class="lb-given-mark" data-tone="${tone}"
        ><span aria-hidden="true">${mark}</span> ${words}</span
      >
    </p>
    ${grade.message !== "" && html`<p class="lb-given-message">${grade.message}</p>`}
    ${
      grade.comment !== "" &&
      html`<div class="lb-given-comment"><strong>Comment</strong>${markdown(grade.comment)}</div>`
    }
  </div>`;
}

function measuredWords({ values, unit, note }: KeptMeasurement): string {
  const summary = summarise(values);
  const words = [
    `measured ${formatQuantity(summary.median, unit)}`,
    values.length === 1 ? "1 run" : `${formatRange(summary, unit)} in ${values.length} runs`,
    ...(note === undefined ? [] : [note]),
  ];
  return words.join(" · ");
}

type Grade = Pick<CellGrade, "score" | "maxScore" | "manual" | "status"> & {
  readonly message: string;
  readonly comment: string;
};

const STATUSES: readonly string[] = [
  ...["passed", "failed", "partial", "timeout", "error", "repaired", "unanswered", "needs-manual"],
];

/** What `lessonbook grade` wrote into a cell's metadata, or the notebook's, where there are points alone. */
function gradeOf({ lessonbook: own }: JsonObject): Grade | undefined {
  const grade = isObject(own) ? own.grade : undefined;
  if (!isObject(grade)) return undefined;
  const { score, maxScore, status, message, comment } = grade;
  if (typeof score !== "number" || typeof maxScore !== "number") return undefined;
  return {
    score,
    maxScore,
    // The file keeps no word of who marked it.
    manual: status === "needs-manual" && score > 0 ? score : null,
    status: isStatus(status) ? status : "needs-manual",
    message: typeof message === "string" ? message : "",
    comment: typeof comment === "string" ? comment : "",
  };
}

function isStatus(value: unknown): value is CellGrade["status"] {
  return typeof value === "string" && STATUSES.includes(value);
}
