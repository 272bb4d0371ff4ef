// What axe-core finds on the lesson's page: nothing, in light, dark and high contrast, wide and narrow; dialogs and panels too.
import type { Page } from "@playwright/test";
import { findViolations } from "../support/axe.ts";
import { code, md } from "../support/builders.ts";
import { lessonOfEverything } from "../support/everything.ts";
import { expect, test } from "./notebook-page.ts";

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
  await notebook.write("looks.ipynb", lessonOfEverything());
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
