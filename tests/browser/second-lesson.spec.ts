// The lesson on generators is written anew with nothing but the page's own tools: its forms for questions, the table and the
// exercises, its editor for the rest. What comes out is the lesson in the box.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { lessonMetadata } from "../../src/lesson/lesson-metadata.ts";
import { parseNotebookText } from "../../src/nbformat/parse.ts";
import type { Cell, JsonObject, JsonValue } from "../../src/nbformat/types.ts";
import { md } from "../support/builders.ts";
import { CHECKOUT } from "../support/server.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

// Thirty-five cells are written, one key and one field after the other.
test.describe.configure({ timeout: 180_000 });

test("the second lesson can be written with the page's tools alone", async ({ notebook }) => {
  const file = join(CHECKOUT, "notebooks", "source", "generators", "generators.ipynb");
  const { cells } = parseNotebookText(await readFile(file, "utf8")).notebook;
  const [first, ...rest] = cells;
  await notebook.open("second/generators.ipynb", [md(first?.source ?? "", { id: "title" })]);
  await notebook.select("title");
  for (let at = 0; at < rest.length; at += 1) {
    const cell = rest[at];
    if (cell === undefined) continue;
    const { kind, question } = lessonMetadata(cell);
    if (kind === "table") await writeTable(notebook, cell);
    else if (question === "code") {
      await writeExercise(notebook, cell, rest.slice(at + 1, at + 3));
      at += 2;
    } else if (kind === "quiz") await writeQuestion(notebook, cell);
    else await writePlain(notebook, cell);
  }
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  const written = parseNotebookText(await notebook.read("second/generators.ipynb")).notebook.cells;
  expect(written.map(withoutNames)).toEqual(cells.map(withoutNames));
});

/** Ids and grade ids are made by the page; all else is the author's. */
function withoutNames({ cell_type, source, metadata }: Cell): JsonObject {
  const { lessonbook, nbgrader, ...others } = metadata;
  const { grade_id: _name, ...grading } = { ...(nbgrader as JsonObject | undefined) };
  return { cell_type, source, lessonbook: lessonbook ?? null, nbgrader: grading, others };
}

async function writePlain(notebook: NotebookPage, cell: Cell): Promise<void> {
  const { page } = notebook;
  await notebook.press("b");
  if (cell.cell_type === "markdown") await notebook.press("m");
  await notebook.press("Enter");
  const editor = page.locator("[data-active=edit]").getByRole("textbox");
  await expect(editor).toBeFocused();
  await page.keyboard.insertText(cell.source);
  await notebook.press("Escape");
  const { tags } = cell.metadata;
  if (!Array.isArray(tags)) return;
  await command(notebook, "Edit the tags of the cell");
  const dialog = page.getByRole("dialog", { name: "Tags of the cell" });
  await dialog.getByLabel("Tags").fill(tags.join(" "));
  await notebook.press("Enter");
  await expect(dialog).toBeHidden();
}

async function writeQuestion(notebook: NotebookPage, cell: Cell): Promise<void> {
  const dialog = await open(notebook, "New question");
  await dialog.getByLabel("Kind of question").selectOption(wordsOf(lessonMetadata(cell).question));
  await dialog.getByLabel("Markdown of the cell").fill(cell.source);
  await writeSettings(dialog, lessonMetadata(cell));
  await insert(dialog);
}

async function writeExercise(
  notebook: NotebookPage,
  cell: Cell,
  [answer, tests]: readonly Cell[],
): Promise<void> {
  const dialog = await open(notebook, "New exercise");
  await dialog.getByLabel("Markdown of the cell").fill(cell.source);
  await dialog.getByLabel("Cell for the answer").fill(answer?.source ?? "");
  await dialog.getByLabel("Tests, which learners see").fill(tests?.source ?? "");
  const { points } = tests?.metadata.nbgrader as JsonObject;
  await dialog.getByLabel("Points of the tests").fill(wordsOf(points));
  await writeSettings(dialog, lessonMetadata(cell));
  await insert(dialog);
  // What comes next comes after the cells of the exercise.
  await notebook.press("ArrowDown", "ArrowDown");
}

async function writeTable(notebook: NotebookPage, cell: Cell): Promise<void> {
  const dialog = await open(notebook, "New table");
  await dialog.getByLabel("Markdown of the cell").fill(cell.source);
  const { measure } = lessonMetadata(cell);
  for (const [at, entry] of (measure as readonly JsonObject[]).entries()) {
    await dialog.getByRole("button", { name: "Add measurement" }).click();
    const group = dialog.getByRole("group", { name: "Cells that are measured" });
    const item = group.getByRole("listitem").nth(at);
    await item.getByLabel("Row").selectOption(wordsOf(entry.row));
    await item.getByLabel("Column").selectOption(wordsOf(entry.column));
    await item.getByLabel("Python expression").fill(wordsOf(entry.expression));
    if (entry.claim !== undefined)
      await item.getByLabel("Value that is claimed").fill(wordsOf(entry.claim));
  }
  await insert(dialog);
}

async function writeSettings(dialog: Locator, lessonbook: JsonObject): Promise<void> {
  const { points, topic, partial, hints } = lessonbook;
  if (points !== undefined)
    await dialog.getByLabel("Points", { exact: true }).fill(wordsOf(points));
  if (typeof topic === "string") await dialog.getByLabel("Topic").fill(topic);
  if (typeof partial === "string")
    await dialog.getByLabel("Partly right answers").selectOption(partial);
  for (const [name, label] of [
    ["shuffle", "Each learner sees the options in another order"],
    ["reveal", "The answer can be shown after the hints"],
  ] as const) {
    const box = dialog.getByLabel(label);
    if ((await box.count()) === 1) await box.setChecked(lessonbook[name] === true);
  }
  for (const [at, hint] of ((hints ?? []) as readonly JsonValue[]).entries()) {
    await dialog.getByRole("button", { name: "Add hint" }).click();
    await dialog.getByLabel("Hint", { exact: true }).nth(at).fill(wordsOf(hint));
  }
}

/** What is typed into a field for a value of the file. */
function wordsOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

async function open(notebook: NotebookPage, name: string): Promise<Locator> {
  await command(notebook, name);
  const dialog = notebook.page.getByRole("dialog", { name });
  await expect(dialog).toBeVisible();
  return dialog;
}

async function insert(dialog: Locator): Promise<void> {
  await dialog.getByRole("button", { name: "Insert" }).click();
  await expect(dialog).toBeHidden();
}

async function command({ page }: NotebookPage, name: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+Shift+c");
  await page.getByRole("dialog").getByRole("combobox").fill(name);
  await expect(page.getByRole("option", { name, selected: true })).toBeVisible();
  await page.keyboard.press("Enter");
}
