// What axe-core finds on the lesson's page: nothing, in light, dark and high contrast, wide and narrow; dialogs and panels too.
import type { Page } from "@playwright/test";
import { findFrameViolations, findViolations } from "../support/axe.ts";
import { releaseNotebook } from "../../src/lesson/release.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { code, md, nb } from "../support/builders.ts";
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
  const warning = notebook.cell("blocks").locator('[data-part="blocked"]');
  // The kernel learns to notice it in the first moments; a run before that is not noticed.
  await expect(async () => {
    if (await warning.isHidden()) {
      await notebook.cell("blocks").locator('[data-command="cell.run"]').click();
    }
    await expect(warning).toBeVisible({ timeout: 3000 });
  }).toPass();
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

test("the dialogs of a notebook: palette, keys, settings, kernels, versions, formats, tags, and the search", async ({
  notebook,
  page,
}) => {
  test.setTimeout(180_000);
  await notebook.open("axe-dialogs.ipynb", [
    md("# Title", { id: "top" }),
    code("late", { id: "a" }),
  ]);
  await notebook.kernelReady();
  await notebook.press("ControlOrMeta+s");
  await notebook.select("a");
  await notebook.press("m");
  const found: string[] = [];
  for (const name of [
    "Find a command",
    "Show all keys",
    "Change keys and settings",
    "Choose another kernel",
    "Earlier versions",
    "Export in another format",
    "Edit the tags of the cell",
  ]) {
    if (name === "Find a command") await notebook.press("ControlOrMeta+Shift+c");
    else await command(page, name);
    const dialog = page.getByRole("dialog");
    await expect(dialog).toBeVisible();
    if (name === "Earlier versions") {
      await dialog.locator("[data-checkpoint]").first().click();
      await expect(dialog.getByRole("button", { name: "Bring this version back" })).toBeVisible();
    }
    found.push(...(await findViolations(page, "dialog[open]")));
    await notebook.press("Escape");
    await expect(dialog).toBeHidden();
  }
  await notebook.press("ControlOrMeta+h");
  await page.getByRole("textbox", { name: "Find in the notebook" }).fill("l");
  await expect(page.locator('[data-part="search-count"]')).toHaveText(/of/);
  found.push(...(await findViolations(page)));
  expect(found).toEqual([]);
});

test("what is practised again", async ({ notebook, page }) => {
  test.setTimeout(180_000);
  await page.clock.setFixedTime(new Date(2026, 2, 10, 9));
  const { notebook: released } = releaseNotebook(
    nb(
      md("# Lesson", { id: "top" }),
      code("one", { id: "a" }),
      md("Is it?\n\n- [ ] no\n- [x] yes\n\n> Why: so it is.", {
        id: "q",
        metadata: { lessonbook: { kind: "quiz", question: "single" } },
      }),
    ),
  );
  if (released === undefined) throw new Error("the lesson was not released");
  await notebook.write("axe-recall.ipynb", serialiseNotebook(released));
  await notebook.goto("axe-recall.ipynb");
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  await notebook.cell("q").getByRole("radio", { name: "yes" }).check();
  await notebook.cell("q").getByRole("button", { name: "Check" }).click();
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await page.clock.setFixedTime(new Date(2026, 2, 11, 9));
  await page.reload();
  const found: string[] = [];
  await notebook.main.locator('.lb-notice [data-command="lesson.recall"]').click();
  const recall = page.getByRole("dialog", { name: "Practise what is due" });
  await expect(recall.getByRole("radio")).toHaveCount(2);
  found.push(...(await findViolations(page, "dialog[open]")));
  await recall.getByRole("radio", { name: "no" }).check();
  await recall.getByRole("button", { name: "Check" }).click();
  await recall.getByRole("button", { name: "Finish" }).click();
  found.push(...(await findViolations(page, "dialog[open]")));
  expect(found).toEqual([]);
});

test("a conflict, and the dialog that merges", async ({ notebook, page }) => {
  test.setTimeout(120_000);
  await notebook.open("axe-merge.ipynb", [code("one", { id: "a" }), code("two", { id: "b" })]);
  await notebook.write(
    "axe-merge.ipynb",
    serialiseNotebook(nb(code("theirs", { id: "a" }), code("two", { id: "b" }))),
  );
  const found: string[] = [];
  await notebook.select("a");
  await notebook.press("Enter");
  await page.keyboard.type("mine ");
  await notebook.press("Escape", "ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "conflict");
  found.push(...(await findViolations(page)));
  await page.getByRole("button", { name: "Compare and merge" }).first().click();
  await expect(page.getByRole("dialog", { name: "Your version and theirs" })).toBeVisible();
  found.push(...(await findViolations(page, "dialog[open]")));
  expect(found).toEqual([]);
});

test("what cannot be shown: a file that is no notebook, and one that is not there", async ({
  notebook,
  page,
}) => {
  await notebook.write("diary.ipynb", "Dear diary");
  for (const name of ["diary.ipynb", "nowhere.ipynb"]) {
    await notebook.goto(name);
    await expect(page.getByRole("alert")).toBeVisible();
    expect(await findViolations(page)).toEqual([]);
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
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(page.getByRole("textbox")).toBeFocused();
  found.push(...(await findViolations(page)));
  expect(found).toEqual([]);
});

test("the frames of outputs and widgets", async ({ notebook, page }) => {
  test.setTimeout(90_000);
  const widgets = [
    "IntSlider(description='speed', value=3)",
    "IntRangeSlider(description='range', value=(20, 70))",
    "Text(description='name')",
    "Dropdown(description='kind', options=['a', 'b'])",
    "Checkbox(description='on')",
    "Button(description='go')",
    "ToggleButtons(options=['x', 'y'], description='side')",
    "IntProgress(value=3, description='done')",
    "HTML('<b>bold</b>')",
  ];
  await notebook.open("axe-frames.ipynb", [
    code(`from ipywidgets import *\nVBox([${widgets.join(", ")}])`, { id: "widgets" }),
    code(
      "from IPython.display import HTML\nHTML('<style>td { color: #333 }</style><table><tr><th>a</th></tr><tr><td>1</td></tr></table>')",
      { id: "styled" },
    ),
    code(
      "from IPython.display import HTML\nHTML('<p id=p>text</p><script>p.append(\".\")</script>')",
      {
        id: "scripted",
      },
    ),
  ]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  for (const [id, text] of [
    ["widgets", "bold"],
    ["styled", "1"],
    ["scripted", "text."],
  ] as const) {
    await notebook.output(id).scrollIntoViewIfNeeded();
    await expect(notebook.output(id).frameLocator("iframe").locator("body")).toContainText(text);
  }
  const widget = notebook.output("widgets").frameLocator("iframe");
  await expect(widget.getByRole("slider", { name: "speed", exact: true })).toBeVisible();
  await expect(widget.getByRole("slider", { name: "range, to", exact: true })).toBeVisible();
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const frames = page.frames().slice(1);
    expect(frames).toHaveLength(3);
    for (const frame of frames) expect(await findFrameViolations(frame)).toEqual([]);
  }
});
