// What is typed is never lost: a tab that is killed, a file that was changed elsewhere, a save that is refused.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { code, nb } from "../support/builders.ts";
import { readDrafts, typeIntoDraft } from "./kept-drafts.ts";
import { NotebookPage, expect, test } from "./notebook-page.ts";
import { startBrowser } from "./own-browser.ts";

const saves = /lessonbook\/api\/contents/;

test("what a killed tab had not saved comes back, is saved, and the draft goes", async ({
  notebook,
  context,
}) => {
  await context.route(saves, (route) =>
    route.request().method() === "PUT" ? route.abort() : route.continue(),
  );
  await notebook.open("killed.ipynb", [code("", { id: "a" }), code("other", { id: "b" })]);
  await typeIntoDraft(notebook, "a", "precious");
  await notebook.page.close({ runBeforeUnload: false });
  await context.unroute(saves);
  const again = new NotebookPage(await context.newPage(), notebook.server);
  await again.goto("killed.ipynb");
  await expect(again.page.getByRole("status").filter({ hasText: "brought back" })).toBeVisible();
  await expect(again.cell("a")).toContainText("precious");
  await expect(again.main).toHaveAttribute("data-saved", "saved");
  expect(await again.read("killed.ipynb")).toContain("precious");
  await expect.poll(() => readDrafts(again.page)).not.toContain("precious");
});

test("a browser that is killed while one types loses two seconds of it at most", async ({
  server,
}) => {
  const profile = await mkdtemp(join(tmpdir(), "lessonbook-profile-"));
  // Twenty letters a second: what was typed before the last two seconds is at least the first half.
  const typed = Array.from({ length: 20 }, (_, index) => `w${String(index + 10)} `).join("");
  const first = await startBrowser(profile);
  try {
    const notebook = new NotebookPage(await first.context.newPage(), server);
    await first.context.route(saves, (route) =>
      route.request().method() === "PUT" ? route.abort() : route.continue(),
    );
    await notebook.open("crash.ipynb", [code("", { id: "a" })]);
    await notebook.cell("a").locator('[data-part="input"]').click();
    await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
    await notebook.page.keyboard.type(typed, { delay: 50 });
  } finally {
    await first.kill();
  }
  const second = await startBrowser(profile);
  try {
    const again = new NotebookPage(await second.context.newPage(), server);
    await again.goto("crash.ipynb");
    await expect(again.page.getByRole("status").filter({ hasText: "brought back" })).toBeVisible();
    await expect(again.cell("a")).toContainText(typed.slice(0, typed.length / 2).trim());
    await expect(again.main).toHaveAttribute("data-saved", "saved");
  } finally {
    await second.kill();
    await rm(profile, { recursive: true, maxRetries: 5 });
  }
});

test("a file changed elsewhere: both versions cell by cell, each cell by choice, neither side lost", async ({
  notebook,
}) => {
  await notebook.open("merged.ipynb", [
    code("one", { id: "a" }),
    code("two", { id: "b" }),
    code("three", { id: "c" }),
  ]);
  await notebook.write(
    "merged.ipynb",
    serialiseNotebook(
      nb(
        code("one theirs", { id: "a" }),
        code("two theirs", { id: "b" }),
        code("three", { id: "c" }),
        code("new theirs", { id: "d" }),
      ),
    ),
  );
  await typeIntoDraft(notebook, "a", "mine ");
  await notebook.cell("c").locator('[data-part="input"]').click();
  await expect(notebook.cell("c").getByRole("textbox")).toBeFocused();
  await notebook.press("Home");
  await notebook.page.keyboard.type("mine ");
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "conflict");
  await notebook.page.getByRole("button", { name: "Compare and merge" }).click();
  const dialog = notebook.page.getByRole("dialog", { name: "Your version and theirs" });
  await expect(dialog.locator("[data-conflict]")).toHaveCount(1);
  await expect(dialog.locator('[data-conflict="a"]')).toContainText("one theirs");
  await dialog.getByRole("button", { name: "Merge and save" }).click();
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  const { cells } = JSON.parse(await notebook.read("merged.ipynb")) as {
    cells: { source: string[] }[];
  };
  expect(cells.map(({ source }) => source.join(""))).toEqual([
    "mine one",
    "one theirs",
    "two theirs",
    "mine three",
    "new theirs",
  ]);
});

test("an earlier version is listed, compared and brought back", async ({ notebook }) => {
  await notebook.open("early.ipynb", [code("early", { id: "a" })]);
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await typeIntoDraft(notebook, "a", "late ");
  await notebook.press("Escape");
  await notebook.page.getByText("Menu", { exact: true }).click();
  await notebook.page.locator('[data-command="notebook.checkpoints"]').click();
  const dialog = notebook.page.getByRole("dialog", { name: "Earlier versions" });
  await dialog.locator("[data-checkpoint]").click();
  await expect(dialog.locator("ins")).toContainText("late early");
  await dialog.getByRole("button", { name: "Bring this version back" }).click();
  await expect(notebook.cell("a")).not.toContainText("late");
  await expect(notebook.cell("a")).toContainText("early");
});
