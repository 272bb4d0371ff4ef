// Questions of another program, from a file or pasted: what becomes of them is shown before any is taken over.
import { makeButton } from "../cells/parts.ts";
import { makeElement } from "../elements.ts";
import {
  importJupyterQuiz,
  QuizFormatError,
  type QuizImport,
} from "../lesson/import/jupyterquiz.ts";
import { formatQuantity } from "../lesson/quantity.ts";
import { makeCellId } from "../nbformat/ids.ts";
import type { Cell } from "../nbformat/types.ts";
import { openModal } from "../notebook/modal.ts";

export function openImport(onDone: (cells: readonly Cell[]) => void): void {
  let found: QuizImport | undefined;
  const text = makeElement("textarea", {
    class: "lb-field lb-author-source",
    rows: "8",
    spellcheck: "false",
    "aria-label": "Questions as JSON",
    placeholder: '[{"question": "…", "type": "multiple_choice", "answers": […]}]',
  });
  const file = makeElement("input", { type: "file", accept: ".json,application/json,text/plain" });
  const report = makeElement("div", { class: "lb-author-report", role: "status" });
  const take = makeButton(
    "Insert the questions",
    { class: "lb-button", "data-kind": "primary", "aria-disabled": "true" },
    () => {
      if (found === undefined) return;
      modal.close();
      onDone(
        found.questions.map(({ source, lessonbook }) => ({
          cell_type: "markdown",
          id: makeCellId(),
          metadata: { lessonbook },
          source,
        })),
      );
    },
  );

  const read = (): void => {
    found = undefined;
    report.replaceChildren();
    if (text.value.trim() !== "") {
      try {
        found = importJupyterQuiz(text.value);
        report.append(...describe(found));
      } catch (error) {
        if (!(error instanceof QuizFormatError)) throw error;
        report.append(makeElement("p", { role: "alert" }, error.message));
      }
    }
    if (found === undefined) take.setAttribute("aria-disabled", "true");
    else take.removeAttribute("aria-disabled");
  };
  text.addEventListener("input", read);
  file.addEventListener("change", () => {
    void file.files?.[0]?.text().then((content) => {
      text.value = content;
      // The same file, mended, can be chosen again.
      file.value = "";
      read();
    });
  });

  const modal = openModal(
    "Import questions of jupyterquiz",
    "lb-author-import",
    makeElement(
      "label",
      { class: "lb-author-field" },
      makeElement("span", { class: "lb-author-label" }, "A file of questions (JSON)"),
      file,
    ),
    makeElement(
      "label",
      { class: "lb-author-field" },
      makeElement("span", { class: "lb-author-label" }, "or paste them here"),
      text,
    ),
    report,
    makeElement("footer", { class: "lb-author-foot" }, take),
  );
  file.focus();
}

function describe({ questions, remarks }: QuizImport): readonly HTMLElement[] {
  const count = formatQuantity(questions.length, "questions");
  if (remarks.length === 0) return [makeElement("p", {}, `${count}, with all that is in them.`)];
  return [
    makeElement("p", {}, `${count}. Look at these:`),
    makeElement(
      "ul",
      { class: "lb-problems-list" },
      ...remarks.map(({ question, message }) =>
        makeElement("li", {}, question === 0 ? message : `Question ${question}: ${message}`),
      ),
    ),
  ];
}
