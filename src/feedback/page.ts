// Everything that a student gets back of an assignment, as one page that needs no other file, no script and no network.
import type { FeedbackHead } from "../grading/feedback-notebook.ts";
import type { GivenBack, GivenBackCell } from "../grading/given-back.ts";
import { pointsWords, studentSentences, verdictOf } from "../grading/grade-words.ts";
import type { CellGrade } from "../grading/grades.ts";
import type { Cell } from "../nbformat/types.ts";
import { cellPage, makeAnchors, markdown } from "../export/cell-page.ts";
import { documentPage } from "../export/document.ts";
import { html, type Html } from "../export/html.ts";
import { languageOf } from "../export/language.ts";

/** Most characters of one output that are shown. */
const MOST_TEXT = 20_000;

export interface PageHead extends FeedbackHead {
  readonly course: string;
  /** ISO 8601. */
  readonly gradedAt: string;
  readonly isolation: string;
}

/** The page's text. @param notebooks in the assignment's order */
export function feedbackPage(notebooks: readonly GivenBack[], head: PageHead): string {
  const { assignment, student, course, gradedAt, isolation } = head;
  const anchorOf = makeAnchors();
  const name = course === "" ? assignment : `${assignment} · ${course}`;
  return documentPage({
    title: `${assignment}: ${pointsWords(student.score, student.maxScore)}`,
    body: html`<body class="lb-given">
      <header class="lb-given-head">
        <p class="lb-given-kicker">${name} · ${student.id}</p>
        <h1>${pointsWords(student.score, student.maxScore)}</h1>
        ${studentSentences(student).map((sentence) => html`<p>${sentence}</p>`)}
      </header>
      <main>${notebooks.map((notebook, at) => notebookPage(notebook, at, anchorOf))}</main>
      <footer class="lb-given-foot">
        Graded ${gradedAt.slice(0, 16).replace("T", " ")} UTC with Lessonbook, isolation:
        ${isolation}.
      </footer>
    </body>`,
  });
}

function notebookPage(
  { name, score, maxScore, grades, cells, notebook }: GivenBack,
  at: number,
  anchorOf: (heading: string) => string,
): Html {
  const language = languageOf(notebook?.metadata ?? {}).name;
  const show = (cell: Cell): Html => cellPage(cell, { language, mostText: MOST_TEXT, anchorOf });
  const there = new Set(cells.flatMap(({ grade }) => grade?.gradeId ?? []));
  return html`<section aria-labelledby="notebook-${at}">
    <h2 id="notebook-${at}">${name}: ${pointsWords(score, maxScore)}</h2>
    <div class="lb-given-table">
      <table>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Points</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          ${grades.map(
            (grade) =>
              html`<tr>
                <th scope="row">
                  ${there.has(grade.gradeId) ? html`<a href="#${partOf(at, grade)}">${grade.gradeId}</a>` : grade.gradeId}
                </th>
                <td>${grade.score} of ${grade.maxScore}</td>
                <td>
                  ${verdictWords(grade)}${!there.has(grade.gradeId) && grade.message !== "" && html`<br />${grade.message}`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${cells.map((cell) => givenCell(cell, at, show))}
  </section>`;
}

function givenCell(
  { cell, grade, notes }: GivenBackCell,
  at: number,
  show: (cell: Cell) => Html,
): Html {
  const shown = show(cell);
  if (grade === undefined) return html`<div class="lb-given-cell">${shown}</div>`;
  const { message, advice = [], comment, extra } = grade;
  return html`<div class="lb-given-cell" id="${partOf(at, grade)}">
    ${shown}
    <div class="lb-given-grade" data-tone="${verdictOf(grade).tone}">
      <p class="lb-given-verdict">
        <strong>${pointsWords(grade.score, grade.maxScore)}</strong
        >${extra !== null && extra !== 0 && ` (${extra > 0 ? "+" : ""}${extra} extra)`} ·
        ${verdictWords(grade)} <span class="lb-given-name">${grade.gradeId}</span>
      </p>
      ${message !== "" && !isShown(cell, message) && html`<p class="lb-given-message">${message}</p>`}
      ${notes.map((note) => markdown(note))}
      ${
        advice.length > 0 &&
        html`<p>Noticed in your code; it costs no points:</p>
          <ul>
            ${advice.map((text) => html`<li>${text}</li>`)}
          </ul>`
      }
      ${comment !== undefined && comment !== "" && html`<div class="lb-given-comment"><strong>Comment</strong>${markdown(comment)}</div>`}
    </div>
  </div>`;
}

/** Whether the error above says it already. */
function isShown(cell: Cell, message: string): boolean {
  return (
    cell.cell_type === "code" &&
    cell.outputs.some(
      (output) =>
        output.output_type === "error" &&
        [output.evalue, `${output.ename}: ${output.evalue}`].includes(message),
    )
  );
}

function verdictWords(grade: CellGrade): Html {
  const { mark, words, tone } = verdictOf(grade);
  return html`<span class="lb-given-mark" data-tone="${tone}"
    ><span aria-hidden="true">${mark}</span> ${words}</span
  >`;
}

/** Grade ids are letters, digits, `_` and `-`. */
function partOf(at: number, { gradeId }: CellGrade): string {
  return `part-${at}-${gradeId}`;
}
