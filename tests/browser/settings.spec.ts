// What a reader sets is kept on the server: on every page and in every browser, from the first paint on.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { code, md } from "../support/builders.ts";
import { startTestServer } from "../support/server.ts";
import { NotebookPage, expect, test } from "./notebook-page.ts";

const cells = [md("# Title", { id: "top" }), code("1", { id: "a" })];

async function openSettings(page: Page): Promise<Locator> {
  await page.keyboard.press("ControlOrMeta+Comma");
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await expect(dialog).toBeVisible();
  return dialog;
}

const surface = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test("a theme counts at once, in other tabs, in another browser before any script, and on other pages", async ({
  notebook,
  page,
  context,
  browser,
}) => {
  await notebook.open("themed.ipynb", cells);
  const other = new NotebookPage(await context.newPage(), notebook.server);
  await other.goto("themed.ipynb");
  await expect(other.main).toHaveAttribute("data-ready", "true");
  await page.bringToFront();
  expect(await surface(page)).toBe("rgb(253, 253, 251)");
  const dialog = await openSettings(page);
  await dialog.getByRole("combobox", { name: "Theme" }).selectOption("Dark");
  await expect(dialog.getByRole("status")).toHaveText("Theme: Dark.");
  await expect.poll(() => surface(page)).toBe("rgb(22, 24, 28)");
  await expect.poll(() => surface(other.page)).toBe("rgb(22, 24, 28)");
  await dialog.getByRole("combobox", { name: "Spacing" }).selectOption("Compact");
  const path = join(notebook.server.config, "lessonbook", "settings.json");
  await expect
    .poll(async () => JSON.parse(await readFile(path, "utf8")) as unknown)
    .toEqual({ theme: "dark", density: "compact" });
  const elsewhere = await browser.newContext({ javaScriptEnabled: false });
  const quiet = await elsewhere.newPage();
  for (const address of ["lessonbook/notebooks/themed.ipynb", "lessonbook/tree"]) {
    await quiet.goto(notebook.address(address));
    await expect(quiet.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(quiet.locator("html")).toHaveAttribute("data-density", "compact");
  }
  await elsewhere.close();
  await dialog.getByRole("combobox", { name: "Theme" }).selectOption("High contrast");
  await expect.poll(() => surface(page)).toBe("rgb(255, 255, 255)");
  await expect(page.locator("html")).toHaveAttribute("data-contrast", "more");
});

test("saving by itself can be switched off; what is typed is saved when it is asked for", async ({
  notebook,
  page,
}) => {
  await notebook.open("by hand.ipynb", cells);
  const dialog = await openSettings(page);
  await dialog.getByRole("checkbox", { name: "Saving by itself" }).uncheck();
  await notebook.press("Escape");
  const before = await notebook.read("by hand.ipynb");
  await page.clock.install();
  await notebook.select("a");
  await notebook.press("m");
  await expect(notebook.main).toHaveAttribute("data-saved", "unsaved");
  await page.clock.runFor(60_000);
  await expect(notebook.main).toHaveAttribute("data-saved", "unsaved");
  expect(await notebook.read("by hand.ipynb")).toBe(before);
  await page.clock.resume();
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await notebook.read("by hand.ipynb")).not.toBe(before);
});

test("cells after one that failed wait in vain, or run, as the reader set it", async ({
  notebook,
  page,
}) => {
  await notebook.open("go on.ipynb", [code("1 / 0", { id: "bad" }), code("2", { id: "next" })]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.cell("next")).toHaveAttribute("data-state", "cancelled");
  const dialog = await openSettings(page);
  await dialog.getByRole("checkbox", { name: "Stopping at an error" }).uncheck();
  await notebook.press("Escape");
  await notebook.command("notebook.run-all");
  await expect(notebook.cell("next")).toHaveAttribute("data-state", "done");
  await expect(notebook.cell("bad")).toHaveAttribute("data-state", "error");
});

test("where the server cannot keep a setting it holds for now, and that is said", async ({
  notebook,
  page,
}) => {
  await notebook.open("unkept.ipynb", cells);
  await page.route("**/lessonbook/api/settings", (route) =>
    route.fulfill({ status: 500, body: "{}" }),
  );
  const dialog = await openSettings(page);
  await dialog.getByRole("combobox", { name: "Theme" }).selectOption("Dark");
  await expect.poll(() => surface(page)).toBe("rgb(22, 24, 28)");
  await notebook.press("Escape");
  await expect(
    page.getByRole("status").filter({ hasText: "Could not keep the settings" }),
  ).toContainText("hold until the page is closed");
});

test("an admin's defaults count until the reader chooses, by traitlet and by overrides", async ({
  page,
}) => {
  const server = await startTestServer({
    lessonbook: true,
    config: 'c.LessonbookApp.settings_defaults = {"theme": "dark", "singleKeys": False}\n',
  });
  try {
    await mkdir(join(server.config, "lessonbook"));
    await writeFile(
      join(server.config, "lessonbook", "overrides.json"),
      '{"theme": "light", "density": "compact"}',
    );
    const notebook = new NotebookPage(page, server);
    await notebook.open("given.ipynb", cells);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(page.locator("html")).toHaveAttribute("data-density", "compact");
    const dialog = await openSettings(page);
    await expect(dialog.getByRole("checkbox", { name: "Single keys" })).not.toBeChecked();
    await dialog.getByRole("combobox", { name: "Theme" }).selectOption("As the system");
    await expect.poll(() => surface(page)).toBe("rgb(253, 253, 251)");
    const path = join(server.config, "lessonbook", "settings.json");
    await expect.poll(() => readFile(path, "utf8").catch(() => "")).toContain('"theme": "system"');
    await page.reload();
    await expect(notebook.main).toHaveAttribute("data-ready", "true");
    expect(await surface(page)).toBe("rgb(253, 253, 251)");
  } finally {
    await server.stop();
  }
});
