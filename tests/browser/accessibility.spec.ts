// What axe-core finds on the lesson's page: nothing, in light, dark and high contrast, wide and narrow; dialogs and panels too.
import type { Page } from "@playwright/test";
import { releaseNotebook } from "../../src/lesson/release.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import type { Cell, JsonObject } from "../../src/nbformat/types.ts";
import { findViolations } from "../support/axe.ts";
import { code, exerciseCells, md, nb } from "../support/builders.ts";
import { expect, test } from "./notebook-page.ts";

function question(kind: string, source: string, more: JsonObject = {}): Cell {
  const lessonbook = { kind: "quiz", question: kind, ...more };
  return md(source, { id: kind, metadata: { lessonbook } });
}

const BLOCKS = `import asyncio, time
async def ok():
    await asyncio.sleep(0.01)
async def bad():
    time.sleep(0.3)
later = asyncio.create_task(asyncio.Event().wait())
await asyncio.gather(ok(), bad());`;

/** One of everything that a lesson shows. */
const cells = [
  md("# A lesson\n\nWords, `code`, a [link](#more), and:\n\n- [ ] a task\n- [x] done", {
    id: "top",
  }),
  md("> [!TIP]\n> Words.\n\n> [!IMPORTANT]\n> Words.\n\n> [!WARNING]\n> Words.\n\n> Words.", {
    id: "callouts",
  }),
  md("<details><summary>Solution</summary>\n\n```python\nprint(1)\n```\n\n</details>\n\n$x^2$", {
    id: "details",
  }),
  md(
    `\`\`\`python\n${"long_name + ".repeat(20)}1\n\`\`\`\n\n| a | b |\n|---|---|\n| 1 | ${"wide".repeat(40)} |`,
    { id: "wide" },
  ),
  md("## More", { id: "more" }),
  code(BLOCKS, { id: "timeline", metadata: { lessonbook: { timeline: true } } }),
  code(BLOCKS, { id: "blocks" }),
  code(`print("${"long ".repeat(60)}")\nlater.cancel()\nasyncio.run(ok())`, {
    id: "error",
    metadata: { tags: ["raises-exception"] },
  }),
  md("| Claim | Here | Said |\n| --- | --- | --- |\n| It is 1 |  | 1 |\n| It is 2 |  | 3 |", {
    id: "table",
    metadata: {
      lessonbook: {
        kind: "table",
        measure: ["It is 1", "It is 2"].map((row) => ({
          row,
          column: "Here",
          expression: "coroutine_memory()",
          claim: 1,
        })),
      },
    },
  }),
  question("single", "Which waits?\n\n- [ ] one\n  > Not one.\n- [x] two\n\n> Why: two it is."),
  question("many", "Which wait?\n\n- [x] a\n- [ ] b\n- [x] c", { hints: ["Think of `a`."] }),
  question("number", "How long?\n\nAnswer: 0.1 ± 0.02"),
  question("text", "Which word?\n\nAnswer: await", { mode: "graded" }),
  question("ordering", "In which order?\n\n1. start\n2. A1\n3. end"),
  question(
    "matching",
    "What does what?\n\n| f | does |\n|---|---|\n| `g` | waits |\n| `w` | not |",
  ),
  question("output", "What is printed?\n\n```answer\nA\n```"),
  question("code", "Write `add`."),
  ...exerciseCells({ t1: 1 }),
];

async function openLesson(page: Page, write: (text: string) => Promise<void>): Promise<void> {
  const { notebook: released, problems } = releaseNotebook(nb(...cells));
  expect(problems).toEqual([]);
  if (released !== undefined) await write(serialiseNotebook(released));
}

/** Runs a command by its name in the palette. */
async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+Shift+c");
  await page.getByRole("dialog").getByRole("combobox").fill(name);
  await expect(page.getByRole("option", { name, selected: true })).toBeVisible();
  await page.keyboard.press("Enter");
}

test("the page of a lesson that was run and answered, and the panel of its event loop", async ({
  notebook,
  page,
}) => {
  test.setTimeout(120_000);
  await openLesson(page, (text) => notebook.write("looks.ipynb", text));
  await notebook.goto("looks.ipynb");
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.cell("t1")).toHaveAttribute("data-state", /done|error/);
  await expect(notebook.cell("blocks").locator('[data-part="blocked"]')).toBeVisible();
  await expect(
    notebook.cell("error").getByText("An event loop runs in the notebook"),
  ).toBeVisible();
  const single = notebook.cell("single");
  await single.getByRole("radio", { name: "one" }).check();
  await single.getByRole("button", { name: "Check" }).click();
  await expect(single.locator('[data-part="verdict"]')).toHaveAttribute("data-verdict", "wrong");
  const many = notebook.cell("many");
  await many.getByRole("checkbox", { name: "a" }).check();
  await many.getByRole("button", { name: "Check" }).click();
  await notebook.cell("details").locator("summary").click();
  await notebook.cell("table").getByRole("button", { name: "Measure all" }).click();
  await expect(notebook.cell("table").getByRole("status")).toContainText(/^Measured all/);
  await command(page, "Event loop");
  await expect(page.locator('[data-part="tasks"]')).toBeVisible();
  expect(await findViolations(page)).toEqual([]);
});

test("the dialogs in which a teacher writes", async ({ notebook, page }) => {
  test.setTimeout(120_000);
  await notebook.open("axe-new.ipynb", [md("# A lesson", { id: "top" })]);
  for (const [name, kinds] of [
    ["New question", ["single", "ordering", "matching", "output"]],
    ["New table", []],
    ["New exercise", []],
    ["Import questions of jupyterquiz", []],
  ] as const) {
    await command(page, name);
    const dialog = page.getByRole("dialog", { name: name.replace(/ of .*/, "") });
    await expect(dialog).toBeVisible();
    await expect(dialog.locator("[aria-busy=true]")).toHaveCount(0);
    const found = [...(await findViolations(page, "dialog[open]"))];
    for (const kind of kinds) {
      await dialog.getByLabel("Kind of question").selectOption(kind);
      found.push(...(await findViolations(page, "dialog[open]", "widths")));
    }
    expect(found).toEqual([]);
    await notebook.press("Escape");
    if (kinds.length > 0) await dialog.getByRole("button", { name: "Close without" }).click();
    await expect(dialog).toBeHidden();
  }
});

test("the page of files: its list, what is chosen, its dialogs, and a file", async ({
  notebook,
  page,
}) => {
  test.setTimeout(120_000);
  await notebook.write("axe/notes.md", "# Notes\n\nWords.");
  await notebook.write("axe/marks.csv", "name,points\nAnn,10\n");
  await notebook.write("axe/folder/inner.txt", "x");
  await notebook.open("axe/live.ipynb", [code("1")]);
  await notebook.kernelReady();
  await page.goto(notebook.address("lessonbook/tree/axe"));
  await expect(page.getByRole("button", { name: "Stop the kernel of live.ipynb" })).toBeVisible();
  const found = [...(await findViolations(page))];
  await page.getByLabel("Choose notes.md").check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Deleted" })).toBeVisible();
  await page.getByLabel("Choose folder").check();
  found.push(...(await findViolations(page)));
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await expect(page.getByRole("dialog").getByText("No folders in here")).toBeVisible();
  found.push(...(await findViolations(page, "dialog[open]")));
  await notebook.press("Escape", "ControlOrMeta+z");
  await page.getByRole("button", { name: "Deleted files", exact: true }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  found.push(...(await findViolations(page, "dialog[open]")));
  await notebook.press("Escape");
  await page.getByRole("link", { name: "marks.csv" }).click();
  await expect(page.getByRole("cell", { name: "Ann" })).toBeVisible();
  found.push(...(await findViolations(page)));
  expect(found).toEqual([]);
});
