// What goes wrong is said plainly in the page, with what to do, and typed text is kept.
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { code, nb } from "../support/builders.ts";
import { startTestServer } from "../support/server.ts";
import { NotebookPage, expect, test } from "./notebook-page.ts";

test("a notebook that is not there", async ({ notebook }) => {
  await notebook.goto("nowhere.ipynb");
  await expect(notebook.page.getByRole("alert")).toContainText("nowhere.ipynb");
  await expect(notebook.page.getByRole("link", { name: "Show all files" })).toBeVisible();
});

test("a file that is not a notebook", async ({ notebook }) => {
  await notebook.write("not-a-notebook.ipynb", "Dear diary");
  await notebook.goto("not-a-notebook.ipynb");
  await expect(notebook.page.getByRole("alert")).toContainText("not JSON");
  expect(await notebook.read("not-a-notebook.ipynb")).toBe("Dear diary");
});

test("a damaged notebook opens with what can be read, and says so", async ({ notebook }) => {
  await notebook.write(
    "damaged.ipynb",
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [
        null,
        {
          cell_type: "code",
          id: "a",
          metadata: {},
          source: "1 + 1",
          execution_count: null,
          outputs: [],
        },
      ],
    }),
  );
  await notebook.goto("damaged.ipynb");
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  await expect(notebook.page.getByRole("status").filter({ hasText: "mended" })).toBeVisible();
  await expect(notebook.cell("a")).toContainText("1 + 1");
  // It is not written over without a yes.
  const damaged = await notebook.read("damaged.ipynb");
  await notebook.select("a");
  await notebook.press("m", "ControlOrMeta+s");
  const question = notebook.page.getByRole("dialog", { name: "The file is damaged" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(notebook.main).toHaveAttribute("data-saved", "unsaved");
  expect(await notebook.read("damaged.ipynb")).toBe(damaged);
  await notebook.press("ControlOrMeta+s");
  await question.getByRole("button", { name: "Save over it" }).click();
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(JSON.parse(await notebook.read("damaged.ipynb"))).toMatchObject({ cells: [{ id: "a" }] });
});

test("an old format is written anew only with a yes, and the file stays beside it byte for byte", async ({
  notebook,
  page,
}) => {
  const old = JSON.stringify({
    metadata: { name: "old" },
    nbformat: 3,
    nbformat_minor: 0,
    worksheets: [
      { metadata: {}, cells: [{ cell_type: "markdown", metadata: {}, source: ["Old words"] }] },
    ],
  });
  await notebook.write("old form.ipynb", `${old}\r\n`);
  await notebook.goto("old form.ipynb");
  const notice = page.getByRole("status").filter({ hasText: "old format 3.0" });
  await expect(notice).toBeVisible();
  await notice.getByRole("button", { name: "Save in today's format" }).click();
  const question = page.getByRole("dialog", { name: "old format 3.0" });
  await question.getByRole("button", { name: "Cancel" }).click();
  expect(await notebook.read("old form.ipynb")).toBe(`${old}\r\n`);
  await notice.getByRole("button", { name: "Save in today's format" }).click();
  await question.getByRole("button", { name: "Save it" }).click();
  await expect(
    page.getByRole("status").filter({ hasText: "old form (format 3.0).ipynb" }),
  ).toBeVisible();
  await expect.poll(() => notebook.read("old form.ipynb")).toContain('"nbformat": 4');
  expect(await notebook.read("old form (format 3.0).ipynb")).toBe(`${old}\r\n`);
});

test("what Jupyter mends in reading is told, and is not written without a yes", async ({
  notebook,
  page,
}) => {
  const cell = { cell_type: "markdown", metadata: {}, id: "same" };
  const text = JSON.stringify({
    cells: [
      { ...cell, source: "one" },
      { ...cell, source: "two" },
      { ...cell, id: undefined, source: "three" },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  });
  await notebook.write("twins.ipynb", text);
  await notebook.goto("twins.ipynb");
  await expect(page.getByRole("status").filter({ hasText: "had the id same" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "One cell has no id" })).toBeVisible();
  await notebook.select("same");
  await notebook.press("y", "ControlOrMeta+s");
  const question = page.getByRole("dialog", { name: "The file is damaged" });
  await question.getByRole("button", { name: "Save over it" }).click();
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await notebook.read("twins (damaged).ipynb")).toBe(text);
  expect(await notebook.read("twins.ipynb")).not.toBe(text);
});

test("a file that is no notebook: the reason, its text, a copy, a download, and it stays as it is", async ({
  notebook,
  page,
  context,
}) => {
  const text = '{"cells": [\n  {"cell_type": "code", "source": "<b>cut sh';
  await notebook.write("cut.ipynb", text);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await notebook.goto("cut.ipynb");
  await expect(page.getByRole("alert")).toContainText("not JSON");
  await expect(page.getByRole("alert")).toContainText("line 2");
  await expect(page.getByLabel("The file's text")).toHaveText(text);
  await page.getByRole("button", { name: "Copy the text" }).click();
  await expect(page.getByRole("status")).toHaveText("Copied.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe("cut.ipynb");
  expect(await notebook.read("cut.ipynb")).toBe(text);
});

test("a kernel that dies", async ({ notebook }) => {
  await notebook.open("dies.ipynb", [
    code("import os\nos._exit(1)", { id: "a" }),
    code("'alive'", { id: "b" }),
  ]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "error");
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "cancelled");
  await notebook.kernelReady();
  await notebook.cell("b").locator('[data-command="cell.run"]').click();
  await expect(notebook.output("b")).toHaveText("'alive'");
});

test("a server that goes away: said in the page, typed text stays, and is saved when the server is back", async ({
  page,
}) => {
  const server = await startTestServer({ lessonbook: true });
  const notebook = new NotebookPage(page, server);
  try {
    await notebook.open("gone.ipynb", [code("", { id: "a" })]);
    await notebook.kernelReady();
    await page.waitForLoadState("networkidle");
    await page.context().setOffline(true);
    await page.route("**/api/**", (route) => route.abort("connectionrefused"));
    await notebook.cell("a").locator('[data-part="input"]').click();
    await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
    await page.keyboard.type("precious");
    await notebook.press("ControlOrMeta+s");
    await expect(notebook.main).toHaveAttribute("data-saved", "failed");
    await expect(page.getByRole("alert").filter({ hasText: "Could not save" })).toBeVisible();
    await page.unroute("**/api/**");
    await page.context().setOffline(false);
    // Nobody asks for it.
    await expect(notebook.main).toHaveAttribute("data-saved", "saved");
    expect(await notebook.read("gone.ipynb")).toContain("precious");
  } finally {
    await server.stop();
  }
});

test("a server that ends for good is told in the page", async ({ page }) => {
  const server = await startTestServer({ lessonbook: true });
  const notebook = new NotebookPage(page, server);
  await notebook.open("ended.ipynb", [code("1", { id: "a" })]);
  await notebook.kernelReady();
  await page.waitForLoadState("networkidle");
  process.kill(server.pid, "SIGKILL");
  await expect(notebook.main).toHaveAttribute("data-kernel", "disconnected");
  await expect(page.getByRole("alert").filter({ hasText: "server" })).toBeVisible();
  await notebook.cell("a").locator('[data-part="input"]').click();
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await page.keyboard.type("typed");
  await expect(notebook.cell("a").getByRole("textbox")).toContainText("typed");
  await server.stop();
});

test("two tabs: the second save is refused with both ways out, and nothing is lost silently", async ({
  notebook,
  context,
}) => {
  await notebook.open("twice.ipynb", [code("start", { id: "a" })]);
  const other = new NotebookPage(await context.newPage(), notebook.server);
  await other.goto("twice.ipynb");
  await expect(other.main).toHaveAttribute("data-ready", "true");
  for (const [tab, text] of [
    [other, "theirs "],
    [notebook, "mine "],
  ] as const) {
    await tab.page.bringToFront();
    await tab.cell("a").locator('[data-part="input"]').click();
    await expect(tab.cell("a").getByRole("textbox")).toBeFocused();
    await tab.page.keyboard.type(text);
    await tab.press("ControlOrMeta+s");
    await expect(tab.main).toHaveAttribute("data-saved", tab === other ? "saved" : "conflict");
  }
  expect(await notebook.read("twice.ipynb")).toContain("theirs");
  await notebook.page.getByRole("button", { name: "Keep mine" }).click();
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await notebook.read("twice.ipynb")).toContain("mine");
});

test("nothing is changed in a file that was only opened", async ({ notebook }) => {
  const text = serialiseNotebook(nb(code("1", { id: "a" })));
  await notebook.write("untouched.ipynb", text);
  await notebook.goto("untouched.ipynb");
  await notebook.kernelReady();
  await notebook.page.goto(notebook.address("lessonbook/tree"));
  await expect(
    notebook.page
      .getByRole("table", { name: "Files" })
      .getByRole("link", { name: "untouched.ipynb" }),
  ).toBeVisible();
  expect(await notebook.read("untouched.ipynb")).toBe(text);
});
