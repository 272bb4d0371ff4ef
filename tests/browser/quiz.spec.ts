// Questions of every kind in the page: answered by keyboard alone, told in words, there again after a reload without a kernel.
import type { Locator, Page } from "@playwright/test";
import { releaseNotebook } from "../../src/lesson/release.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import type { Cell, JsonObject } from "../../src/nbformat/types.ts";
import { code, md, nb } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

function question(kind: string, source: string, more: JsonObject = {}): Cell {
  return md(source, {
    id: kind,
    metadata: { lessonbook: { kind: "quiz", question: kind, ...more } },
  });
}

function exerciseCell(id: string, source: string, more: JsonObject): Cell {
  const nbgrader = {
    schema_version: 3,
    grade: false,
    solution: false,
    locked: false,
    grade_id: id,
  };
  return code(source, { id, metadata: { nbgrader: { ...nbgrader, task: false, ...more } } });
}

const cells = [
  md("# Questions", { id: "top" }),
  question("single", "Which waits?\n\n- [ ] one\n  > Not one.\n- [x] two\n\n> Why: two it is."),
  question("many", "Which wait?\n\n- [x] a\n- [ ] b\n- [x] c", { partial: "coverage" }),
  question("number", "How long?\n\nAnswer: 0.1 ± 0.02\n> 0.3: One after the other."),
  question("text", "Which word?\n\nAnswer: await", { mode: "graded" }),
  question("ordering", "In which order?\n\n1. start\n2. A1\n3. B1\n4. end"),
  question(
    "matching",
    "What does what?\n\n| f | does |\n|---|---|\n| `gather` | waits |\n| `wait_for` | gives up |",
  ),
  question("output", "What is printed?\n\n```answer\nA\nB\n```"),
  question("code", "Write `add`.\n\n> Why: adding is adding.", { hints: ["Use `+`."] }),
  exerciseCell("solution", "async def add(a, b):\n    return a - b", { solution: true }),
  exerciseCell("test", "assert await add(1, 2) == 3, 'add(1, 2) is not 3'", {
    grade: true,
    points: 1,
  }),
];

async function open(notebook: NotebookPage, name: string, source = cells): Promise<void> {
  const { notebook: released, problems } = releaseNotebook(nb(...source));
  expect(problems).toEqual([]);
  if (released !== undefined) await notebook.write(name, serialiseNotebook(released));
  await notebook.goto(name);
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
}

/** Goes to the next cell and into its controls, as a reader without a mouse does. */
async function enterNext(notebook: NotebookPage, id: string): Promise<Locator> {
  await notebook.press("Escape", "ArrowDown");
  await expect(notebook.cell(id)).toBeFocused();
  await notebook.press("Enter");
  return notebook.cell(id);
}

function verdictOf(cell: Locator): Locator {
  return cell.locator('[data-part="question"] [data-part="verdict"]');
}

/** Moves the items of a list with Alt and the arrow keys until they stand in this order. */
async function arrange(
  notebook: NotebookPage,
  cell: Locator,
  wanted: readonly string[],
): Promise<void> {
  const items = cell.getByRole("list", { name: "In this order" }).getByRole("listitem");
  for (const [place, text] of wanted.entries()) {
    await notebook.press("Escape", "Enter");
    const focused = items.filter({ has: notebook.page.locator(":focus") });
    for (let tabs = 0; !(await focused.innerText()).includes(text); tabs += 1) {
      expect(tabs).toBeLessThan(20);
      await notebook.press("Tab");
    }
    const at = (await items.allInnerTexts()).findIndex((item) => item.includes(text));
    for (let steps = at; steps > place; steps -= 1) await notebook.press("Alt+ArrowUp");
    await expect(items.nth(place)).toContainText(text);
    await expect(focused).toContainText(text);
  }
}

/** Chooses in the select that has the focus with the arrow keys. */
async function chooseFocused(page: Page, choice: string): Promise<void> {
  const chosen = page.locator("select:focus option:checked");
  for (let steps = 0; (await chosen.innerText()) !== choice; steps += 1) {
    expect(steps).toBeLessThan(5);
    await page.keyboard.press("ArrowDown");
  }
}

test("every kind is answered by keyboard alone, told in words, and there again after a reload", async ({
  notebook,
  page,
}) => {
  await open(notebook, "kinds.ipynb");
  await notebook.kernelReady();
  await notebook.select("top");

  const single = await enterNext(notebook, "single");
  await expect(single.getByRole("group", { name: "Which waits?" })).toBeVisible();
  await notebook.press("Space");
  await expect(verdictOf(single)).toHaveAttribute("data-verdict", "none");
  await notebook.press("Enter");
  await expect(verdictOf(single)).toHaveAttribute("data-verdict", "wrong");
  await expect(single.getByRole("status")).toContainText(
    "Not right yet. Change your answer and check again.",
  );
  await expect(single.getByRole("status")).toContainText("Not one.");
  await notebook.press("ArrowDown", "Enter");
  await expect(verdictOf(single)).toHaveAttribute("data-verdict", "right");
  await expect(single.getByRole("status")).toContainText("two it is.");

  const many = await enterNext(notebook, "many");
  await notebook.press("Space", "Tab", "Space", "Tab", "Tab", "Enter");
  await expect(verdictOf(many)).toHaveAttribute("data-verdict", "partial");
  await expect(many.getByRole("status")).toContainText("Partly right: 0.25 of 1 point.");

  const number = await enterNext(notebook, "number");
  await page.keyboard.type("0,1");
  await notebook.press("Enter");
  await expect(number.getByRole("status")).toContainText(
    "Write a point in place of the comma: 0.1",
  );
  await notebook.press("ControlOrMeta+a");
  await page.keyboard.type("0.3");
  await notebook.press("Enter");
  await expect(verdictOf(number)).toHaveAttribute("data-verdict", "wrong");
  await expect(number.getByRole("status")).toContainText("One after the other.");

  const text = await enterNext(notebook, "text");
  await page.keyboard.type("await");
  await notebook.press("Enter");
  await expect(verdictOf(text)).toHaveAttribute("data-verdict", "recorded");

  const ordering = await enterNext(notebook, "ordering");
  await arrange(notebook, ordering, ["start", "A1", "B1", "end"]);
  await ordering.getByRole("button", { name: "Check" }).focus();
  await notebook.press("Enter");
  await expect(verdictOf(ordering)).toHaveAttribute("data-verdict", "right");

  const matching = await enterNext(notebook, "matching");
  await chooseFocused(page, "waits");
  await notebook.press("Tab");
  await chooseFocused(page, "gives up");
  await notebook.press("Tab", "Enter");
  await expect(verdictOf(matching)).toHaveAttribute("data-verdict", "right");
  await expect(matching.getByRole("combobox", { name: "gather" })).toHaveAccessibleName("gather");

  const output = await enterNext(notebook, "output");
  await page.keyboard.type("A\nB");
  await notebook.press("Tab", "Enter");
  await expect(verdictOf(output)).toHaveAttribute("data-verdict", "right");

  const exercise = await enterNext(notebook, "code");
  await expect(exercise.getByRole("button", { name: "Run the tests" })).toBeFocused();
  await notebook.press("Enter");
  await expect(verdictOf(exercise)).toHaveAttribute("data-verdict", "wrong");
  await expect(exercise.getByRole("status")).toContainText("add(1, 2) is not 3");

  const kinds = ["single", "many", "number", "text", "ordering", "matching", "output", "code"];
  const said = await Promise.all(kinds.map((kind) => verdictOf(notebook.cell(kind)).innerText()));
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await page.route("**/api/sessions**", (route) => route.abort());
  await page.reload();
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  for (const [index, kind] of kinds.entries()) {
    await notebook.cell(kind).scrollIntoViewIfNeeded();
    await expect(verdictOf(notebook.cell(kind))).toHaveText(said[index] ?? "", {
      useInnerText: true,
    });
  }
  await expect(notebook.cell("number").getByRole("textbox")).toHaveValue("0.3");
});

test("an exercise that is mended passes, and an answer given in the text counts in the card", async ({
  notebook,
}) => {
  await open(notebook, "mended.ipynb");
  await notebook.kernelReady();
  const exercise = notebook.cell("code");
  await exercise.getByRole("button", { name: "Run the tests" }).click();
  await expect(verdictOf(exercise)).toHaveAttribute("data-verdict", "wrong");
  await notebook.cell("solution").locator('[data-part="input"]').click();
  await expect(notebook.cell("solution").getByRole("textbox")).toBeFocused();
  await notebook.press("ControlOrMeta+a");
  await notebook.page.keyboard.type("async def add(a, b): return a + b");
  await expect(exercise.getByRole("status")).toContainText("Your code has changed.");
  await exercise.getByRole("button", { name: "Run the tests" }).click();
  await expect(verdictOf(exercise)).toHaveAttribute("data-verdict", "right");
  await expect(exercise.getByRole("status")).toContainText("adding is adding.");
  // As in another program: the text of the file alone is changed.
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  const file = await notebook.read("mended.ipynb");
  await notebook.write("mended.ipynb", file.replace('"Answer:"', '"Answer: 1/10"'));
  await notebook.goto("mended.ipynb");
  const number = notebook.cell("number");
  await expect(number.getByRole("textbox")).toHaveValue("1/10");
  await number.getByRole("button", { name: "Check" }).click();
  await expect(verdictOf(number)).toHaveAttribute("data-verdict", "right");
});

test("a question with a mistake shows its text to the learner, and the mistake and its line to the author", async ({
  notebook,
}) => {
  const broken = question("number", "How many?\n\nAnswer: many\n\n> Why: so");
  await notebook.open("broken.ipynb", [broken]);
  const card = notebook.cell("number").locator('[data-part="question"]');
  await expect(card).toContainText("How many?");
  await expect(card.getByRole("note")).toContainText("Line 3: “many” is not read as a number.");
  await expect(card.getByRole("textbox")).toHaveCount(0);
  await card.getByRole("button", { name: "Edit in a form" }).click();
  const dialog = notebook.page.getByRole("dialog", { name: "Edit the question" });
  await dialog.getByLabel("Answer", { exact: true }).fill("3");
  await dialog.getByRole("button", { name: "Keep" }).click();
  await expect(card).not.toContainText("Line 3: “many”");
});
