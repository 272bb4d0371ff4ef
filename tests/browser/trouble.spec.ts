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
    await page
      .getByRole("alert")
      .filter({ hasText: "Could not save" })
      .getByRole("button", { name: "Try again" })
      .click();
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
  await expect(notebook.page.getByRole("link", { name: "untouched.ipynb" })).toBeVisible();
  expect(await notebook.read("untouched.ipynb")).toBe(text);
});
