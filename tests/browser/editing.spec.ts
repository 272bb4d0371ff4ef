// A learner changes a notebook: types, inserts, deletes, moves, undoes, saves.
import { parseNotebookText } from "../../src/nbformat/parse.ts";
import { code, md } from "../support/builders.ts";
import { expect, test } from "./notebook-page.ts";

test("typing changes the cell, and the file holds what was typed once it says Saved", async ({
  notebook,
}) => {
  await notebook.open("typing.ipynb", [code("x = 1", { id: "a", metadata: { mine: true } })]);
  await notebook.cell("a").locator('[data-part="input"]').click();
  const editor = notebook.cell("a").getByRole("textbox");
  await expect(editor).toBeFocused();
  await notebook.press("ControlOrMeta+a");
  await notebook.page.keyboard.type("y = 2");
  await expect(notebook.main).toHaveAttribute("data-saved", "unsaved");
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  const [cell] = parseNotebookText(await notebook.read("typing.ipynb")).notebook.cells;
  expect(cell).toMatchObject({ id: "a", source: "y = 2", metadata: { mine: true } });
});

test("keys insert, delete, move and undo cells", async ({ notebook }) => {
  await notebook.open("keys.ipynb", [
    code("1", { id: "a" }),
    code("2", { id: "b" }),
    code("3", { id: "c" }),
  ]);
  await notebook.select("b");
  await notebook.press("d", "d");
  expect(await notebook.order()).toEqual(["a", "c"]);
  await notebook.press("z");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(3);
  expect(await notebook.order()).toEqual(["a", "b", "c"]);
  await notebook.press("Control+Shift+ArrowUp");
  await expect.poll(() => notebook.order()).toEqual(["b", "a", "c"]);
  await notebook.press("a");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(4);
  await notebook.press("z", "z");
  await expect.poll(() => notebook.order()).toEqual(["a", "b", "c"]);
});

test("single keys do nothing while somebody types", async ({ notebook }) => {
  await notebook.open("typing-keys.ipynb", [code("", { id: "a" }), code("keep", { id: "b" })]);
  await notebook.cell("a").locator('[data-part="input"]').click();
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await notebook.page.keyboard.type("ddabz00ii");
  await expect(notebook.cell("a").getByRole("textbox")).toHaveText("ddabz00ii");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(2);
});

test("Enter edits, Escape leaves, arrows go from cell to cell", async ({ notebook }) => {
  await notebook.open("modes.ipynb", [md("first", { id: "a" }), code("2", { id: "b" })]);
  await notebook.select("a");
  await notebook.press("Enter");
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await notebook.press("ControlOrMeta+End");
  await notebook.page.keyboard.type(" and **more**");
  await notebook.press("Escape");
  await expect(notebook.cell("a").locator("strong")).toHaveText("more");
  await notebook.press("ArrowDown");
  await expect(notebook.cell("b")).toHaveAttribute("data-active", "command");
});

test("a locked cell refuses to be edited or deleted, and says why", async ({ notebook }) => {
  await notebook.open("locked.ipynb", [
    code("locked", { id: "a", metadata: { editable: false, deletable: false } }),
    code("2"),
  ]);
  await notebook.select("a");
  await notebook.press("Enter");
  await expect(
    notebook.page.getByRole("status").filter({ hasText: "locked by the teacher" }),
  ).toBeVisible();
  await notebook.press("d", "d");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(2);
});

test("the page saves by itself", async ({ notebook }) => {
  await notebook.open("autosave.ipynb", [code("old", { id: "a" })]);
  await notebook.cell("a").locator('[data-part="input"]').click();
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await notebook.page.keyboard.type("new ");
  await expect(notebook.main).toHaveAttribute("data-saved", "unsaved");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await notebook.read("autosave.ipynb")).toContain("new ");
});
