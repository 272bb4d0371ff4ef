// A teacher writes questions, tables and exercises in the page: by form and by Markdown, which are two views of one text.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { lessonMetadata } from "../../src/lesson/lesson-metadata.ts";
import { releaseAssignment } from "../../src/grading/release.ts";
import { parseNotebookText } from "../../src/nbformat/parse.ts";
import type { Cell } from "../../src/nbformat/types.ts";
import { md } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

/** Runs a command by its name in the palette. */
async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+Shift+c");
  await page.getByRole("dialog").getByRole("combobox").fill(name);
  await expect(page.getByRole("option", { name, selected: true })).toBeVisible();
  await page.keyboard.press("Enter");
}

async function savedCells(notebook: NotebookPage, name: string): Promise<readonly Cell[]> {
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  return parseNotebookText(await notebook.read(name)).notebook.cells;
}

const markdownOf = (dialog: Locator): Locator => dialog.getByLabel("Markdown of the cell");

test("a question is written by form and by Markdown, tried in the preview, inserted, undone and edited", async ({
  notebook,
  page,
}) => {
  await notebook.open("new.ipynb", [md("# A lesson", { id: "top" })]);
  await command(page, "New question");
  const dialog = page.getByRole("dialog", { name: "New question" });
  const preview = dialog.getByRole("region", { name: "Preview" });
  await dialog.getByLabel("What is asked").fill("What does `f()` do?");
  await dialog.getByLabel("Text", { exact: true }).first().fill("It makes a coroutine.");
  await dialog.getByLabel("Feedback for who chooses it").nth(1).fill("Nothing is begun.");
  await dialog.getByLabel("Explanation").fill("Something has to run it.");
  await expect(markdownOf(dialog)).toHaveValue(
    "What does `f()` do?\n\n- [x] It makes a coroutine.\n- [ ] a wrong one\n  > Nothing is begun.\n- [ ] another\n\n> Why: Something has to run it.",
  );
  // The other way: the form follows the Markdown, and waits while it cannot.
  const source = await markdownOf(dialog).inputValue();
  await markdownOf(dialog).fill(source.replace("- [ ] another", "\ntext between\n\n- [ ] another"));
  await expect(dialog.getByRole("status").first()).toContainText("The form waits");
  await expect(dialog.getByRole("note").first()).toContainText(
    "There is text between the options.",
  );
  await expect(markdownOf(dialog)).toHaveValue(/text between/);
  await markdownOf(dialog).fill(source.replace("another", "It raises an error."));
  await expect(dialog.getByLabel("Text", { exact: true }).nth(2)).toHaveValue(
    "It raises an error.",
  );
  // One right option: choosing another one clears the first.
  await dialog.getByRole("radio", { name: "This one is right" }).nth(2).check();
  await expect(markdownOf(dialog)).toHaveValue(
    /- \[ \] It makes a coroutine\.[^]*- \[x\] It raises/,
  );
  await dialog.getByRole("radio", { name: "This one is right" }).first().check();
  await expect(preview.locator("[aria-busy]")).toHaveCount(0);
  await preview.getByRole("radio", { name: "a wrong one" }).check();
  await preview.getByRole("button", { name: "Check" }).click();
  await expect(preview.getByText("Nothing is begun.")).toBeVisible();
  await expect(markdownOf(dialog)).toHaveValue(/- \[x\] It makes a coroutine\./);
  await dialog.getByRole("button", { name: "Insert" }).click();

  await expect(page.locator('[data-cell-kind="quiz"]')).toHaveCount(1);
  let cells = await savedCells(notebook, "new.ipynb");
  expect(cells[1]?.source).toContain("- [ ] It raises an error.");
  expect(cells[1] && lessonMetadata(cells[1])).toEqual({
    kind: "quiz",
    mode: "practice",
    question: "single",
    reveal: true,
  });

  await command(page, "Edit the question or table in a form");
  const edit = page.getByRole("dialog", { name: "Edit the question" });
  await edit.getByLabel("Kind of question").selectOption("ordering");
  await expect(markdownOf(edit)).toHaveValue(/^1\. It makes a coroutine\.$/m);
  await edit.getByLabel("Points", { exact: true }).fill("3");
  await edit.getByRole("button", { name: "Close" }).click();
  await edit.getByRole("button", { name: "Go on writing" }).click();
  await edit.getByRole("button", { name: "Keep" }).click();
  cells = await savedCells(notebook, "new.ipynb");
  expect(cells[1] && lessonMetadata(cells[1])).toMatchObject({ question: "ordering", points: 3 });
  // One step back is the question as it was before.
  await notebook.press("z");
  cells = await savedCells(notebook, "new.ipynb");
  expect(cells[1] && lessonMetadata(cells[1])).toMatchObject({ question: "single" });
});

test("nothing is lost by Escape, and what was given up changes nothing", async ({
  notebook,
  page,
}) => {
  await notebook.open("escape.ipynb", [md("# A lesson", { id: "top" })]);
  await command(page, "New question");
  const dialog = page.getByRole("dialog", { name: "New question" });
  await dialog.getByLabel("What is asked").fill("Half written");
  await notebook.press("Escape");
  await expect(dialog.getByRole("alert")).toContainText("Close without keeping what you wrote?");
  await expect(dialog.getByRole("button", { name: "Go on writing" })).toBeFocused();
  await notebook.press("Enter");
  await expect(dialog.getByLabel("What is asked")).toHaveValue("Half written");
  await notebook.press("Escape");
  await dialog.getByRole("button", { name: "Close without keeping" }).click();
  await expect(dialog).toBeHidden();
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
});

test("an exercise and a table are written, the exercise runs, and both can be released", async ({
  notebook,
  page,
}) => {
  await notebook.open("more.ipynb", [md("# A lesson", { id: "top" })]);
  await notebook.kernelReady();
  await command(page, "New exercise");
  const exercise = page.getByRole("dialog", { name: "New exercise" });
  await exercise.getByLabel("What is to be done").fill("Write `answer()` that returns 42.");
  await exercise.getByLabel("Points of the tests").fill("2");
  await exercise.getByRole("button", { name: "Insert" }).click();
  await command(page, "New table");
  const table = page.getByRole("dialog", { name: "New table" });
  await table.getByLabel("Head", { exact: true }).nth(1).fill("Threads");
  await table.getByLabel("Aspect").first().fill("Switching");
  await table.getByLabel("Threads", { exact: true }).first().fill("at any time");
  await table.getByLabel("Aspect").nth(1).fill("Memory");
  await table.getByRole("button", { name: "Add measurement" }).click();
  await table.getByLabel("Python expression").fill("1 + 1");
  await expect(markdownOf(table)).toHaveValue(/^\| Switching \| at any time \| \|$/m);
  await table.getByRole("button", { name: "Insert" }).click();

  const cells = await savedCells(notebook, "more.ipynb");
  expect(cells.map(({ cell_type }) => cell_type)).toEqual([
    "markdown",
    "markdown",
    "code",
    "code",
    "markdown",
  ]);
  expect(cells[4] && lessonMetadata(cells[4])).toEqual({
    kind: "table",
    measure: [{ row: "Switching", column: "Threads", expression: "1 + 1" }],
  });
  const { problems, released } = releaseAssignment(
    parseNotebookText(await notebook.read("more.ipynb")).notebook,
  );
  expect(problems).toEqual([]);
  expect(released?.cells[2]?.source).not.toContain("42");
  expect(released?.cells[3]?.metadata.nbgrader).toMatchObject({ grade: true, points: 2 });
});

test("questions of another program are imported, with a report before any is taken over", async ({
  notebook,
  page,
}) => {
  await notebook.open("import.ipynb", [md("# A lesson", { id: "top" })]);
  await command(page, "Import questions of jupyterquiz");
  const dialog = page.getByRole("dialog", { name: "Import questions of jupyterquiz" });
  const file = join(notebook.server.root, "questions.json");
  await writeFile(file, "not JSON");
  await dialog.getByLabel("A file of questions").setInputFiles(file);
  await expect(dialog.getByRole("alert")).toContainText("This is no JSON");
  const answers = [
    { answer: "<b>yes</b><script>alert(1)</script>", correct: true },
    { answer: "no", correct: false },
  ];
  const quiz = [
    { type: "multiple_choice", question: "Is it?", answer_cols: 2, answers },
    {
      type: "numeric",
      question: "How many?",
      answers: [{ type: "value", value: 3, correct: true }],
    },
  ];
  await writeFile(file, JSON.stringify(quiz));
  await dialog.getByLabel("A file of questions").setInputFiles(file);
  await expect(dialog.getByRole("status")).toContainText("2 questions. Look at these:");
  await expect(dialog.getByRole("listitem")).toContainText([
    "Question 1: The number of columns",
    "Question 1: HTML that is not safe or has no place in Markdown was taken out: script.",
  ]);
  await dialog.getByRole("button", { name: "Insert the questions" }).click();
  const cells = await savedCells(notebook, "import.ipynb");
  expect(cells.slice(1).map(({ source }) => source)).toEqual([
    "Is it?\n\n- [x] **yes**\n- [ ] no",
    "How many?\n\nAnswer: 3",
  ]);
});
