// Cells as a person handles them: cut, copy and paste, also between tabs; several at once; moving by pointer and by
// keys; undo that brings back text, selection and place.
import type { Page } from "@playwright/test";
import { code, md, stream } from "../support/builders.ts";
import { expect, NotebookPage, test } from "./notebook-page.ts";

/** The sources on the page, in order. */
function texts(page: Page): Promise<readonly string[]> {
  return page
    .locator('[data-cell-id] > .lb-cell-body [data-part="input"]')
    .evaluateAll((inputs) => inputs.map((input) => input.textContent.trim()));
}

test("X, C, V and Shift V cut, copy and paste the selected cells", async ({ notebook }) => {
  await notebook.open("clip.ipynb", [
    code("1", { id: "a" }),
    code("2", { id: "b", outputs: [stream("out")], metadata: { nbgrader: { grade_id: "q" } } }),
    code("3", { id: "c" }),
  ]);
  await notebook.select("a");
  await notebook.press("Shift+ArrowDown", "c", "ArrowDown", "v");
  await expect.poll(() => texts(notebook.page)).toEqual(["1", "2", "3", "1", "2"]);
  await notebook.select("c");
  await notebook.press("Shift+V");
  await expect.poll(() => texts(notebook.page)).toEqual(["1", "2", "1", "2", "3", "1", "2"]);
  expect(new Set(await notebook.order()).size).toBe(7);
  await notebook.press("z", "z");
  await notebook.select("b");
  await notebook.press("x");
  await expect.poll(() => notebook.order()).toEqual(["a", "c"]);
  await notebook.press("v");
  await expect.poll(() => notebook.order()).toEqual(["a", "c", "b"]);
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await notebook.read("clip.ipynb")).toContain('"grade_id": "q"');
});

test("cells that were copied in one tab are pasted in another, with C and V and with the browser's own keys", async ({
  notebook,
  context,
}) => {
  await notebook.open("from.ipynb", [md("# Title", { id: "a" }), code("x = 1", { id: "b" })]);
  await notebook.select("a");
  await notebook.press("Shift+ArrowDown", "c");
  const other = new NotebookPage(await context.newPage(), notebook.server);
  await other.open("to.ipynb", [code("here", { id: "a" })]);
  await other.select("a");
  await other.press("v");
  await expect(other.page.locator("[data-cell-id]")).toHaveCount(3);
  await expect(other.page.getByRole("heading", { name: "Title" })).toBeVisible();
  await notebook.page.bringToFront();
  await notebook.select("b");
  await notebook.press("ControlOrMeta+c");
  await other.page.bringToFront();
  await other.select("a");
  await other.press("ControlOrMeta+v");
  await expect(other.page.locator("[data-cell-id]")).toHaveCount(4);
  expect(new Set(await other.order()).size).toBe(4);
});

test("text from elsewhere becomes one cell, and what JupyterLab wrote becomes its cells", async ({
  notebook,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await notebook.open("elsewhere.ipynb", [code("here", { id: "a" })]);
  const copyElsewhere = (text: string): Promise<void> =>
    notebook.page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await copyElsewhere("");
  await notebook.select("a");
  await notebook.press("v");
  await expect(
    notebook.page.getByRole("status").filter({ hasText: "nothing to paste" }),
  ).toBeVisible();
  await notebook.press("c");
  await copyElsewhere("from elsewhere\nline 2\n");
  await notebook.press("v");
  await expect.poll(() => texts(notebook.page)).toEqual(["here", "from elsewhere\nline 2"]);
  const cells = [{ cell_type: "markdown", metadata: {}, source: ["# From Jupyter\n", "Lab"] }];
  await copyElsewhere(JSON.stringify(cells));
  await notebook.press("ControlOrMeta+v");
  await expect(notebook.page.getByRole("heading", { name: "From Jupyter" })).toBeVisible();
});

test("copying selected words, or in the editor, stays the browser's own", async ({
  notebook,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await notebook.open("words.ipynb", [md("some words", { id: "a" }), code("", { id: "b" })]);
  await notebook.page.locator("p", { hasText: "some words" }).selectText();
  await notebook.press("ControlOrMeta+c");
  await notebook.cell("b").locator('[data-part="input"]').click();
  await expect(notebook.cell("b").getByRole("textbox")).toBeFocused();
  await notebook.press("ControlOrMeta+v");
  await expect(notebook.cell("b").getByRole("textbox")).toHaveText("some words");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(2);
});

test("locked cells are not cut, retyped or merged, and the page says why", async ({ notebook }) => {
  await notebook.open("locks.ipynb", [
    md("mine", { id: "a" }),
    md("locked", { id: "b", metadata: { nbgrader: { locked: true } } }),
    md("question", { id: "c", metadata: { lessonbook: { kind: "quiz", released: true } } }),
  ]);
  const told = (text: string) => notebook.page.getByRole("status").filter({ hasText: text });
  await notebook.select("b");
  await notebook.press("x");
  await expect(told("belongs to the lesson and cannot be cut")).toBeVisible();
  await notebook.press("r");
  await expect(told("keeps its type")).toBeVisible();
  await notebook.select("c");
  await notebook.press("y");
  await expect(told("This cell is a question")).toBeVisible();
  await notebook.select("a");
  await notebook.press("Shift+ArrowDown", "Shift+M");
  await expect(told("keeps its type")).toBeVisible();
  await notebook.press("x");
  await expect(
    told("1 cell belongs to the lesson and cannot be cut. The others were cut."),
  ).toBeVisible();
  await expect.poll(() => notebook.order()).toEqual(["b", "c"]);
});
