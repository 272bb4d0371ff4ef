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

const letters = ["a", "b", "c", "d", "e"].map((id) => code(id, { id }));

test("Shift and a click, or Shift and the arrows, select several cells, and not by colour alone", async ({
  notebook,
}) => {
  await notebook.open("several.ipynb", letters);
  const selected = notebook.page.locator("[data-selected]");
  await notebook.select("b");
  await notebook
    .cell("d")
    .locator('[data-part="input"]')
    .click({ modifiers: ["Shift"] });
  await expect(selected).toHaveCount(3);
  await expect(notebook.cell("d")).toBeFocused();
  const mark = await notebook
    .cell("c")
    .evaluate((cell) => getComputedStyle(cell, "::after").content);
  expect(mark).toBe('"selected"');
  await expect(notebook.cell("c")).toHaveAccessibleName(/selected/);
  await notebook.press("Shift+ArrowUp");
  await expect(selected).toHaveCount(2);
  await notebook.press("d", "d");
  await expect.poll(() => notebook.order()).toEqual(["a", "d", "e"]);
  await notebook.press("z");
  await expect(selected).toHaveCount(2);
});

/** The middle of a cell's handle, and of the upper edge of another cell. */
async function wayBetween(notebook: NotebookPage, from: string, to: string) {
  await notebook.cell(from).hover();
  const handle = await notebook.cell(from).locator('[data-part="move-handle"]').boundingBox();
  const target = await notebook.cell(to).boundingBox();
  if (handle === null || target === null) throw new Error("the cells are not on the screen");
  return {
    from: { x: handle.x + handle.width / 2, y: handle.y + handle.height / 2 },
    to: { x: target.x + target.width / 2, y: target.y + 4 },
  };
}

test("cells are dragged by their handle, several at once; Escape leaves them", async ({
  notebook,
}) => {
  await notebook.open("drag.ipynb", letters);
  const { mouse } = notebook.page;
  const line = notebook.page.locator('[data-part="drop-line"]');
  await notebook.select("a");
  await notebook.press("Shift+ArrowDown");
  let way = await wayBetween(notebook, "a", "d");
  await mouse.move(way.from.x, way.from.y);
  await mouse.down();
  await mouse.move(way.to.x, way.to.y, { steps: 4 });
  await expect(line).toHaveAttribute("data-gap", "3");
  await notebook.press("Escape");
  await expect(line).toHaveCount(0);
  await mouse.up();
  expect(await notebook.order()).toEqual(["a", "b", "c", "d", "e"]);
  way = await wayBetween(notebook, "b", "e");
  await mouse.move(way.from.x, way.from.y);
  await mouse.down();
  await mouse.move(way.to.x, way.to.y, { steps: 4 });
  await expect(line).toHaveAttribute("data-gap", "4");
  await mouse.up();
  await expect.poll(() => notebook.order()).toEqual(["c", "d", "a", "b", "e"]);
  await expect(notebook.page.locator("[data-selected]")).toHaveCount(2);
  await notebook.press("z");
  await expect.poll(() => notebook.order()).toEqual(["a", "b", "c", "d", "e"]);
});

test("a drag to the edge scrolls the notebook", async ({ notebook }) => {
  const many = Array.from({ length: 40 }, (_, i) => code(`${i}`, { id: `c${i}` }));
  await notebook.open("edge.ipynb", many);
  const way = await wayBetween(notebook, "c0", "c1");
  const { mouse } = notebook.page;
  await mouse.move(way.from.x, way.from.y);
  await mouse.down();
  await mouse.move(way.to.x, 880, { steps: 4 });
  await expect(notebook.cell("c39")).toBeInViewport();
  await expect(notebook.page.locator('[data-part="drop-line"]')).toHaveAttribute("data-gap", "40");
  await mouse.up();
  await expect.poll(async () => (await notebook.order()).at(-1)).toBe("c0");
});

test("keys alone move cells, and each step is said", async ({ notebook }) => {
  await notebook.open("move.ipynb", letters);
  const said = notebook.page.locator('[aria-live="polite"]').last();
  const line = notebook.page.locator('[data-part="drop-line"]');
  await notebook.select("b");
  await notebook.press("Shift+ArrowDown");
  await notebook.cell("c").locator('[data-part="move-handle"]').focus();
  await notebook.press("Enter");
  await expect(said).toContainText("2 cells picked up");
  await notebook.press("ArrowDown");
  await expect(said).toHaveText("Place 5, before e");
  await notebook.press("ArrowDown");
  await expect(said).toHaveText("At the end");
  await notebook.press("Escape");
  await expect(line).toHaveCount(0);
  expect(await notebook.order()).toEqual(["a", "b", "c", "d", "e"]);
  await notebook.cell("c").locator('[data-part="move-handle"]').click();
  await notebook.press("ArrowUp", "Enter");
  await expect.poll(() => notebook.order()).toEqual(["b", "c", "a", "d", "e"]);
  await notebook.press("z");
  await expect.poll(() => notebook.order()).toEqual(["a", "b", "c", "d", "e"]);
});

test("a long press drags on a touch screen, a short one moves no cell", async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({
    hasTouch: true,
    viewport: { width: 390, height: 800 },
  });
  const notebook = new NotebookPage(await context.newPage(), server);
  await notebook.open("touch.ipynb", letters);
  const way = await wayBetween(notebook, "a", "c");
  const session = await context.newCDPSession(notebook.page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: { x: number; y: number }) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: at === undefined ? [] : [at] });
  await touch("touchStart", way.from);
  await touch("touchMove", way.to);
  await touch("touchEnd");
  expect(await notebook.order()).toEqual(["a", "b", "c", "d", "e"]);
  await touch("touchStart", way.from);
  await expect(notebook.page.locator('[data-part="drop-line"]')).toBeVisible();
  await touch("touchMove", way.to);
  await expect(notebook.page.locator('[data-part="drop-line"]')).toHaveAttribute("data-gap", "2");
  await touch("touchEnd");
  await expect.poll(() => notebook.order()).toEqual(["b", "a", "c", "d", "e"]);
  await context.close();
});

test("undo brings back cells, selection and the place on the screen", async ({ notebook }) => {
  const many = Array.from({ length: 80 }, (_, i) => code(`${i}`, { id: `c${i}` }));
  await notebook.open("place.ipynb", many);
  const scroller = notebook.page.locator('[data-part="scroller"]');
  const topOf = (id: string) =>
    notebook.cell(id).evaluate((cell) => Math.round(cell.getBoundingClientRect().top));
  await notebook.cell("c60").scrollIntoViewIfNeeded();
  await notebook.select("c60");
  await notebook.press("Shift+ArrowDown");
  const before = await topOf("c59");
  await notebook.press("d", "d");
  await expect(notebook.cell("c60")).toHaveCount(0);
  await scroller.evaluate((el) => el.scrollTo(0, 0));
  await notebook.select("c1");
  await notebook.press("z");
  await expect(notebook.cell("c60")).toHaveCount(1);
  expect(Math.abs((await topOf("c59")) - before)).toBeLessThanOrEqual(2);
  await expect(notebook.page.locator("[data-selected]")).toHaveCount(2);
  await expect(notebook.cell("c61")).toBeFocused();
  await notebook.press("Shift+Z");
  await expect(notebook.cell("c60")).toHaveCount(0);
  await expect(notebook.cell("c1")).toBeFocused();
  expect(await scroller.evaluate((el) => el.scrollTop)).toBeLessThan(50);
});

test("what was typed can be undone after the cell scrolled away, moved, changed type, and came back from deletion", async ({
  notebook,
}) => {
  const many = Array.from({ length: 60 }, (_, i) => code(`${i}`, { id: `c${i}` }));
  await notebook.open("text-undo.ipynb", [code("old", { id: "a" }), ...many]);
  const editor = notebook.cell("a").getByRole("textbox");
  await notebook.select("a");
  await notebook.press("Enter");
  await expect(editor).toBeFocused();
  await notebook.press("ControlOrMeta+a");
  await notebook.page.keyboard.type("new");
  await notebook.press("Escape");
  await notebook.cell("c59").scrollIntoViewIfNeeded();
  await notebook.cell("a").scrollIntoViewIfNeeded();
  await notebook.press("Control+Shift+ArrowDown", "m", "d", "d");
  await expect(notebook.cell("a")).toHaveCount(0);
  await notebook.press("z");
  await expect(notebook.cell("a")).toHaveCount(1);
  await expect(notebook.cell("a")).toBeFocused();
  await notebook.press("Enter");
  await expect(editor).toBeFocused();
  await expect(editor).toHaveText("new");
  await notebook.press("ControlOrMeta+z");
  await expect(editor).toHaveText("old");
  await notebook.press("ControlOrMeta+Shift+z");
  await expect(editor).toHaveText("new");
});
