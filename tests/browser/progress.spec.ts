// How far a learner is: dots and counts in the contents, going on where one left off, topics that come back, starting over.
import { releaseNotebook } from "../../src/lesson/release.ts";
import { readRecall } from "../../src/lesson/recall.ts";
import { parseNotebookText } from "../../src/nbformat/parse.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import type { Cell } from "../../src/nbformat/types.ts";
import { code, md, nb } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

const question = (id: string, text: string, topic?: string): Cell =>
  md(`${text}\n\n- [ ] no\n  > Not this.\n- [x] yes\n\n> Why: so it is.`, {
    id,
    metadata: { lessonbook: { kind: "quiz", question: "single", ...(topic && { topic }) } },
  });

const lesson = [
  md("# Lesson", { id: "top" }),
  md("## First", { id: "first" }),
  code("1 + 1", { id: "code" }),
  question("q1", "Is it one?"),
  md("## Second", { id: "second" }),
  question("q2", "Is it two?"),
  md("### Its end", { id: "end" }),
  question("q3", "Is it three?", "Second"),
];

async function open(notebook: NotebookPage, name: string): Promise<void> {
  const { notebook: released, problems } = releaseNotebook(nb(...lesson));
  expect(problems).toEqual([]);
  if (released !== undefined) await notebook.write(name, serialiseNotebook(released));
  await notebook.goto(name);
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
}

async function answer(notebook: NotebookPage, id: string, option: "yes" | "no"): Promise<void> {
  const cell = notebook.cell(id);
  await cell.getByRole("radio", { name: option }).check();
  await cell.getByRole("button", { name: "Check" }).click();
  const verdict = option === "yes" ? "right" : "wrong";
  await expect(cell.locator('[data-part="verdict"]')).toHaveAttribute("data-verdict", verdict);
}

async function save(notebook: NotebookPage): Promise<void> {
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
}

test("the contents count what is done, and lead on to what is next", async ({ notebook, page }) => {
  await open(notebook, "count.ipynb");
  const contents = page.getByRole("navigation", { name: "Contents" });
  const section = (name: RegExp) => contents.getByRole("listitem").filter({ hasText: name });
  await expect(contents).toContainText("0 of 3 questions done");
  // A long list of contents scrolls by itself: the page around it never does, or its bar would be lost.
  await page.setViewportSize({ width: 1280, height: 200 });
  const root = page.locator("html");
  expect(await root.evaluate((html) => html.scrollHeight - html.clientHeight)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 900 });
  await expect(contents.getByRole("button", { name: "Go on where you left off" })).toBeHidden();
  await answer(notebook, "q1", "yes");
  await answer(notebook, "q2", "no");
  await expect(contents).toContainText("1 of 3 questions done");
  await expect(section(/First/)).toHaveAttribute("data-state", "done");
  await expect(section(/Second/)).toHaveAttribute("data-state", "part");
  // A section holds what stands under its smaller headings too.
  await expect(section(/Second/)).toContainText("0/2");
  await expect(section(/Its end/)).toContainText("0/1");
  await contents.getByRole("button", { name: "Go on where you left off" }).click();
  await expect(notebook.cell("q3")).toBeFocused();
  await save(notebook);

  // Another day: the page says how far the lesson is.
  await page.reload();
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  await expect(notebook.main.getByText("1 of 3 questions is done.")).toBeVisible();
  await notebook.main.locator('.lb-notice [data-command="lesson.resume"]').click();
  await expect(notebook.cell("q3")).toBeFocused();
  await expect(notebook.main.getByText("1 of 3 questions is done.")).toBeHidden();
});

test("a topic comes back the next day, and is asked apart from the lesson", async ({
  notebook,
  page,
}) => {
  await page.clock.setFixedTime(new Date(2026, 2, 10, 9));
  await open(notebook, "recall.ipynb");
  for (const id of ["q1", "q2", "q3"]) await answer(notebook, id, "yes");
  await save(notebook);
  const before = await notebook.read("recall.ipynb");

  await page.clock.setFixedTime(new Date(2026, 2, 11, 8));
  await page.reload();
  await expect(
    notebook.main.getByText("3 of 3 questions are done. 2 topics are due again."),
  ).toBeVisible();
  await notebook.main.locator('.lb-notice [data-command="lesson.recall"]').click();
  const dialog = page.getByRole("dialog", { name: "Practise what is due" });
  await expect(dialog.getByRole("status").first()).toHaveText("1 of 2: First");
  await expect(dialog.getByRole("radio", { checked: true })).toHaveCount(0);
  await dialog.getByRole("radio", { name: "yes" }).check();
  await dialog.getByRole("button", { name: "Check" }).click();
  await dialog.getByRole("button", { name: "Next" }).click();
  await expect(dialog.getByRole("status").first()).toHaveText("2 of 2: Second");
  await dialog.getByRole("radio", { name: "no" }).check();
  await dialog.getByRole("button", { name: "Check" }).click();
  await expect(dialog.getByText("Not this.")).toBeVisible();
  await dialog.getByRole("button", { name: "Finish" }).click();
  await expect(dialog).toContainText("1 of 2 questions right at once.");
  await notebook.press("Escape");
  await save(notebook);

  const after = await notebook.read("recall.ipynb");
  expect(readRecall(parseNotebookText(after).notebook.metadata)).toEqual({
    First: { step: 1, last: "2026-03-11", asked: "q1" },
    Second: { step: 0, last: "2026-03-11", asked: "q2" },
  });
  // The lesson's own text, and with it each diff of it, is as it was.
  const cellsOf = (text: string): unknown => parseNotebookText(text).notebook.cells;
  expect(cellsOf(after)).toEqual(cellsOf(before));
  await page.clock.setFixedTime(new Date(2026, 2, 12, 8));
  await page.reload();
  await expect(notebook.main.getByText("1 topic is due again.")).toBeVisible();
});

test("starting over clears answers after a question, keeps code, and can be undone", async ({
  notebook,
  page,
}) => {
  await open(notebook, "over.ipynb");
  await notebook.kernelReady();
  await answer(notebook, "q1", "yes");
  const contents = page.getByRole("navigation", { name: "Contents" });
  await page.keyboard.press("ControlOrMeta+Shift+c");
  await page.getByRole("dialog").getByRole("combobox").fill("Start the lesson over");
  await notebook.press("Enter");
  const dialog = page.getByRole("dialog", { name: /Clear the answers to all questions/ });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(contents).toContainText("1 of 3 questions done");
  await page.keyboard.press("ControlOrMeta+Shift+c");
  await page.getByRole("dialog").getByRole("combobox").fill("Start the lesson over");
  await notebook.press("Enter");
  await dialog.getByRole("button", { name: "Clear the answers" }).click();
  await expect(contents).toContainText("0 of 3 questions done");
  await expect(notebook.cell("q1").getByRole("radio", { checked: true })).toHaveCount(0);
  await expect(notebook.cell("code")).toContainText("1 + 1");
  await notebook.select("top");
  await notebook.press("z");
  await expect(contents).toContainText("1 of 3 questions done");
  await expect(notebook.cell("q1").getByRole("radio", { name: "yes" })).toBeChecked();
});
