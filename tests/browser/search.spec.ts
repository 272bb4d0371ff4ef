// A reader finds and replaces in the whole notebook, and the browser's own find still finds everything.
import type { Locator } from "@playwright/test";
import { parseNotebookText } from "../../src/nbformat/parse.ts";
import { code, md, stream } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

const field = ({ page }: NotebookPage): Locator => page.locator('[data-part="search"] input');
const count = ({ page }: NotebookPage): Locator => page.locator('[data-part="search-count"]');
const hits = ({ page }: NotebookPage): Locator => page.locator('[data-part="search-hit"]');
const current = ({ page }: NotebookPage): Locator =>
  page.locator('[data-part="search-hit"][data-current]');

async function find(notebook: NotebookPage, words: string): Promise<void> {
  await notebook.press("ControlOrMeta+f");
  await field(notebook).waitFor();
  await expect(field(notebook)).toBeFocused();
  await field(notebook).fill(words);
}

test("hits in code and text are counted, marked and gone through with Enter", async ({
  notebook,
}) => {
  await notebook.open("search.ipynb", [
    md("# About tasks\n\nA **task** runs.", { id: "a" }),
    code("task = create_task(f())\nawait task", { id: "b" }),
  ]);
  await find(notebook, "task");
  await expect(count(notebook)).toHaveText("1 of 5");
  await expect(hits(notebook)).toHaveText(["task", "task", "task", "task", "task"]);
  await expect(current(notebook)).toHaveCount(1);
  await notebook.press("Enter", "Enter");
  await expect(count(notebook)).toHaveText("3 of 5");
  await expect(notebook.cell("b").locator("[data-current]")).toHaveText("task");
  await notebook.press("Shift+Enter");
  await expect(count(notebook)).toHaveText("2 of 5");
  await notebook.press("ControlOrMeta+Shift+g", "ControlOrMeta+Shift+g");
  await expect(count(notebook)).toHaveText("5 of 5");
  await notebook.press("ControlOrMeta+g");
  await expect(count(notebook)).toHaveText("1 of 5");
  await expect(field(notebook)).toBeFocused();
});

test("a hit over several colours of code is one mark", async ({ notebook }) => {
  await notebook.open("colours.ipynb", [code("x = 1\nawait sleep(1)", { id: "a" })]);
  await find(notebook, "await sleep(");
  await expect(hits(notebook)).toHaveText(["await sleep("]);
  await expect(notebook.cell("a").locator('[data-part="input"]')).toHaveText(
    "x = 1\nawait sleep(1)",
  );
  await field(notebook).fill("");
  await expect(hits(notebook)).toHaveCount(0);
});

test("Escape closes the bar, takes the marks away and goes to the hit's cell", async ({
  notebook,
}) => {
  await notebook.open("escape.ipynb", [code("one", { id: "a" }), code("two", { id: "b" })]);
  await notebook.select("a");
  await find(notebook, "two");
  await expect(current(notebook)).toHaveText("two");
  await notebook.press("Escape");
  await expect(notebook.page.getByRole("search")).toBeHidden();
  await expect(hits(notebook)).toHaveCount(0);
  await expect(notebook.cell("b")).toBeFocused();
});

test("Escape goes back into the editor where the search began, when nothing was found elsewhere", async ({
  notebook,
}) => {
  await notebook.open("back.ipynb", [code("one", { id: "a" }), code("two", { id: "b" })]);
  await notebook.cell("a").locator('[data-part="input"]').click();
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await find(notebook, "nowhere");
  await expect(count(notebook)).toHaveText("No hits");
  await notebook.press("Escape");
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
});

test("a hit that the rendered text does not show is shown under the cell", async ({ notebook }) => {
  await notebook.open("hidden-text.ipynb", [
    md("See [the tutorial](https://example.org/hidden-place).", { id: "a" }),
  ]);
  await find(notebook, "hidden-place");
  await expect(count(notebook)).toHaveText("1 of 1");
  await expect(current(notebook)).toBeInViewport();
  await expect(current(notebook)).toHaveText("hidden-place");
});

test("case, whole words and outputs are switches, also by keyboard", async ({ notebook }) => {
  await notebook.open("switches.ipynb", [
    code("run = Run", { id: "a", outputs: [stream("run rerun\n")] }),
  ]);
  await find(notebook, "run");
  await expect(count(notebook)).toHaveText("1 of 2");
  const press = (name: string) =>
    notebook.page.getByRole("search").getByRole("button", { name }).press("Space");
  await press("Match case");
  await expect(count(notebook)).toHaveText("1 of 1");
  await press("Search in outputs too");
  await expect(count(notebook)).toHaveText("1 of 3");
  await expect(notebook.output("a").locator("mark")).toHaveText(["run", "run"]);
  await press("Whole words only");
  await expect(count(notebook)).toHaveText("1 of 2");
  await expect(notebook.output("a").locator("mark")).toHaveText(["run"]);
  await expect(notebook.page.getByRole("button", { name: "Whole words only" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
});

test("a pattern is searched; a bad one and one without end are told in words", async ({
  notebook,
}) => {
  await notebook.open("pattern.ipynb", [code(`x1 = "${"a".repeat(60)}!"\nx22 = 2`, { id: "a" })]);
  await find(notebook, "x\\d+");
  await notebook.page.getByRole("button", { name: "Regular expression" }).click();
  await expect(count(notebook)).toHaveText("1 of 2");
  await expect(hits(notebook)).toHaveText(["x1", "x22"]);
  await field(notebook).fill("(x");
  await expect(notebook.page.getByRole("search").getByRole("status").last()).toContainText(
    "This pattern cannot be used",
  );
  await field(notebook).fill("(a+)+$");
  await expect(notebook.page.getByRole("search")).toContainText("takes too long");
  // The page was free all the while.
  await field(notebook).fill("x2+");
  await expect(count(notebook)).toHaveText("1 of 1");
});

test("hits follow what is typed in a cell", async ({ notebook }) => {
  await notebook.open("follow.ipynb", [code("one", { id: "a" }), code("two", { id: "b" })]);
  await find(notebook, "one");
  await notebook.cell("b").locator('[data-part="input"]').click();
  await expect(notebook.cell("b").getByRole("textbox")).toBeFocused();
  await notebook.page.keyboard.type("one ");
  await expect(count(notebook)).toHaveText("1 of 2");
});

test("replace all is seen beforehand, leaves locked cells and outputs, and is undone in one step", async ({
  notebook,
}) => {
  await notebook.open("replace.ipynb", [
    md("Use gather.", { id: "a" }),
    code("gather(gather())", { id: "b", outputs: [stream("gather\n")] }),
    code("gather()", { id: "c", metadata: { editable: false } }),
  ]);
  await notebook.press("ControlOrMeta+h");
  await field(notebook).fill("gather");
  await notebook.page.getByRole("button", { name: "Search in outputs too" }).click();
  await notebook.page.getByLabel("Replace with").fill("TaskGroup");
  const bar = notebook.page.getByRole("search");
  await expect(bar).toContainText(
    "Replaces 3 hits in 2 cells. 1 hit in locked cells and 1 hit in outputs stay as they are.",
  );
  await expect(bar.locator('[data-part="search-plan"] li')).toHaveCount(3);
  await expect(bar.locator("li").first()).toContainText("Cell 1, line 1");
  await expect(bar.locator("ins").first()).toHaveText("TaskGroup");
  await bar.getByRole("button", { name: "Replace all (3)" }).click();
  await expect(bar).toContainText("Replaced 3 hits in 2 cells.");
  await expect(notebook.cell("b").locator('[data-part="input"]')).toHaveText(
    "TaskGroup(TaskGroup())",
  );
  await expect(notebook.cell("c").locator('[data-part="input"]')).toHaveText("gather()");
  await notebook.press("Escape");
  await notebook.select("a");
  await notebook.press("z");
  await expect(notebook.cell("b").locator('[data-part="input"]')).toHaveText("gather(gather())");
  await expect(notebook.cell("a")).toContainText("Use gather.");
});

test("Replace changes one hit with a pattern's groups, and goes on to the next", async ({
  notebook,
}) => {
  await notebook.open("replace-one.ipynb", [
    code("x = 1\ny = 2", { id: "a" }),
    code("z = 3", { id: "b" }),
  ]);
  await notebook.press("ControlOrMeta+h");
  await field(notebook).fill("(\\w) = (\\d)");
  await notebook.page.getByRole("button", { name: "Regular expression" }).click();
  await notebook.page.getByLabel("Replace with").fill("$1 = 1$2");
  await expect(count(notebook)).toHaveText("1 of 3");
  await notebook.page.getByRole("button", { name: "Replace", exact: true }).click();
  await expect(notebook.cell("a").locator('[data-part="input"]')).toHaveText("x = 11\ny = 2");
  await expect(current(notebook)).toHaveText("y = 2");
  await notebook.page.getByRole("button", { name: "Replace", exact: true }).click();
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  const { notebook: file } = parseNotebookText(await notebook.read("replace-one.ipynb"));
  expect(file.cells.map(({ source }) => source)).toEqual(["x = 11\ny = 12", "z = 3"]);
});

test("on a phone the whole bar is within the screen", async ({ notebook }) => {
  await notebook.page.setViewportSize({ width: 390, height: 844 });
  await notebook.open("phone.ipynb", [code("task", { id: "a" })]);
  await notebook.press("ControlOrMeta+h");
  await field(notebook).fill("task");
  await expect(current(notebook)).toBeInViewport();
  const wide = await notebook.page
    .getByRole("search")
    .evaluate((bar) =>
      [...bar.querySelectorAll("input, button, output")]
        .map((el) => el.getBoundingClientRect())
        .filter(({ left, right }) => left < 0 || right > 390),
    );
  expect(wide).toEqual([]);
});
