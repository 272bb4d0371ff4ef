// One assignment: how the class did question by question, and who handed in with what grade.
import { makeElement } from "../elements.ts";
import { viewQuestions, type QuestionView } from "../grading/class-view.ts";
import type { StudentGrade } from "../grading/grades.ts";
import type { MarkBook } from "./mark-book.ts";
import { writeRoute, type Route } from "./route.ts";
import { makeTable } from "./tables.ts";
import { lateWords, studentWords } from "./words.ts";

export function makeAssignmentView(book: MarkBook, route: Route): readonly HTMLElement[] {
  const { students } = book;
  return [
    ...book.problems.map((text) => makeElement("p", { role: "alert" }, text)),
    makeElement(
      "section",
      { "aria-label": "Questions" },
      makeElement("h2", {}, "Questions"),
      makeTable(
        ["Question", "Points", "Mean", "All points", "To mark", "Commonest mistake"],
        viewQuestions(students).map((view) => questionRow(view, route)),
      ),
    ),
    makeElement(
      "section",
      { "aria-label": "Students" },
      makeElement("h2", {}, "Students"),
      makeTable(
        ["Student", "Points", "State", "Late", "Problems"],
        students.map((student, at) => studentRow(student, at, book, route)),
      ),
    ),
  ];
}

function questionRow(view: QuestionView, route: Route): readonly (Node | string)[] {
  const { notebook, gradeId, mean, waiting } = view;
  const question = { notebook, cell: gradeId };
  const known = view.students - waiting;
  return [
    makeElement(
      "a",
      { href: writeRoute({ ...route, question }) },
      makeElement("span", { class: "lb-class-note" }, `${notebook} `),
      gradeId,
    ),
    String(view.maxScore),
    mean === undefined ? "" : shareBar(mean),
    `${view.full} of ${known}`,
    waiting === 0
      ? "0"
      : makeElement(
          "a",
          {
            href: writeRoute({ ...route, question, show: "waiting" }),
            "aria-label": `${waiting} to mark in ${gradeId}`,
          },
          String(waiting),
        ),
    mistakes(view),
  ];
}

function mistakes({ mistakes: all, unanswered }: QuestionView): HTMLElement {
  const [first, ...others] = all.map(({ text, count }) =>
    makeElement("li", {}, makeElement("strong", {}, `${count} × `), text),
  );
  const none = unanswered === 0 ? "" : `${unanswered} gave no answer`;
  return makeElement(
    "ul",
    { class: "lb-class-mistakes" },
    ...(first === undefined ? [] : [first, ...others]),
    ...(none === "" ? [] : [makeElement("li", { class: "lb-class-note" }, none)]),
  );
}

/** A share as a number with a bar that needs no colour. `share` 0 to 1. */
function shareBar(share: number): HTMLElement {
  const percent = Math.round(100 * share);
  const bar = makeElement("span", { class: "lb-class-bar", "aria-hidden": "true" });
  bar.style.setProperty("--lb-share", `${percent}%`);
  return makeElement("span", { class: "lb-class-share" }, `${percent} %`, bar);
}

function studentRow(
  student: StudentGrade,
  at: number,
  book: MarkBook,
  route: Route,
): readonly (Node | string)[] {
  const name = book.nameOf(student.id);
  const shown = route.namesHidden ? `Student ${at + 1}` : name === "" ? student.id : name;
  const problems = makeElement(
    "ul",
    { class: "lb-class-mistakes" },
    ...student.problems.map((text) => makeElement("li", {}, text)),
  );
  return [
    makeElement(
      "span",
      {},
      makeElement("a", { href: writeRoute({ ...route, student: student.id }) }, shown),
      ...(name === "" || route.namesHidden
        ? []
        : [makeElement("span", { class: "lb-class-note" }, ` ${student.id}`)]),
    ),
    `${student.score} of ${student.maxScore}`,
    studentWords(student),
    student.late === null ? "" : `${lateWords(student.late.seconds)}, −${student.late.penalty}`,
    problems,
  ];
}
