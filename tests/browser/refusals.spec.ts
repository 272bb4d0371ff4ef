// Saves that a real Jupyter Server refuses: a full disk, no rights, no login, a read-only file. Nothing typed is lost, each is said
// in words with the way out, and what can pass goes on by itself.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findViolations } from "../support/axe.ts";
import { code } from "../support/builders.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { typeIntoDraft } from "./kept-drafts.ts";
import { NotebookPage, expect, test as base } from "./notebook-page.ts";

/** A server that is in trouble while a file of the trouble's name lies beside its settings. */
const CONFIG = `
import errno, os
from jupyter_server.auth import Authorizer
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

FOLDER = os.path.dirname(os.path.abspath(__file__))

def has(trouble):
    return os.path.exists(os.path.join(FOLDER, trouble))

class Rights(Authorizer):
    def is_authorized(self, handler, user, action, resource):
        return not (action == "write" and resource == "contents" and has("forbidden"))

class Disk(AsyncLargeFileManager):
    def check(self):
        if has("full"):
            raise OSError(errno.ENOSPC, "No space left on device")

    def is_writable(self, path):
        return "locked" not in path and super().is_writable(path)

    async def create_checkpoint(self, path):
        if has("unkept"):
            raise OSError(errno.EACCES, "Permission denied")
        return await super().create_checkpoint(path)

    async def _save_file(self, *args, **kwargs):
        self.check()
        return await super()._save_file(*args, **kwargs)

    async def _save_notebook(self, *args, **kwargs):
        self.check()
        return await super()._save_notebook(*args, **kwargs)

c.ServerApp.authorizer_class = Rights
c.ServerApp.contents_manager_class = Disk
`;

const test = base.extend<object, { server: TestServer }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const server = await startTestServer({ lessonbook: true, config: CONFIG });
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
});

async function begin({ server }: NotebookPage, trouble: string): Promise<void> {
  await writeFile(join(server.root, "..", "config", trouble), "");
}

async function end({ server }: NotebookPage, trouble: string): Promise<void> {
  await rm(join(server.root, "..", "config", trouble), { force: true });
}

async function type(notebook: NotebookPage, text: string): Promise<void> {
  await notebook.cell("a").locator('[data-part="input"]').click();
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await notebook.page.keyboard.type(text);
}

test("a full disk: said, kept, and saved by itself when there is room; an upload waits too", async ({
  notebook,
  page,
}) => {
  await notebook.open("disk.ipynb", [code("", { id: "a" })]);
  await begin(notebook, "full");
  await type(notebook, "precious");
  const alert = page.getByRole("alert").filter({ hasText: "disk is full" });
  await expect(alert).toBeVisible();
  await expect(notebook.main).toHaveAttribute("data-saved", "failed");
  expect(await notebook.read("disk.ipynb")).not.toContain("precious");
  const opening = page.context().waitForEvent("page");
  await alert.getByRole("button", { name: "Show the files" }).click();
  const files = await opening;
  const chooser = files.waitForEvent("filechooser");
  await files.getByText("Upload", { exact: true }).click();
  await files.getByRole("button", { name: "Files", exact: true }).click();
  await (
    await chooser
  ).setFiles({ name: "more.txt", mimeType: "text/plain", buffer: Buffer.from("more") });
  await expect(files.getByRole("alert").filter({ hasText: "disk is full" })).toBeVisible();
  await end(notebook, "full");
  await files.evaluate(() => dispatchEvent(new Event("online")));
  await expect(files.getByRole("link", { name: "more.txt" })).toBeVisible();
  await files.close();
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await notebook.read("disk.ipynb")).toContain("precious");
});

test("an ended login: said, kept, and saved by itself after a new one in another tab", async ({
  notebook,
  page,
  context,
}) => {
  await notebook.open("login.ipynb", [code("", { id: "a" })]);
  await notebook.kernelReady();
  await context.clearCookies();
  await type(notebook, "still here");
  const alert = page.getByRole("alert").filter({ hasText: "you are logged out" });
  await expect(alert).toBeVisible();
  const login = context.waitForEvent("page");
  await alert.getByRole("button", { name: "Log in" }).click();
  const tab = await login;
  await expect(tab).toHaveURL(/login/);
  await tab.goto(notebook.address("lessonbook/tree"));
  await tab.close();
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await expect(alert).toBeHidden();
  expect(await notebook.read("login.ipynb")).toContain("still here");
});

test("no right to write: a copy elsewhere is offered, a download, and nothing is tried over and over", async ({
  notebook,
  page,
}) => {
  await notebook.open("refused.ipynb", [code("", { id: "a" })]);
  await begin(notebook, "forbidden");
  await type(notebook, "kept");
  const alert = page.getByRole("alert").filter({ hasText: "does not allow" });
  const download = page.waitForEvent("download");
  await alert.getByRole("button", { name: "Download" }).click();
  expect(await readFile(await (await download).path(), "utf8")).toContain("kept");
  await end(notebook, "forbidden");
  await alert.getByRole("button", { name: "Save a copy" }).click();
  await page.getByRole("textbox", { name: "Name, with its folders" }).fill("my copy");
  await notebook.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "my copy.ipynb" })).toBeVisible();
  expect(await notebook.read("my copy.ipynb")).toContain("kept");
  expect(await notebook.read("refused.ipynb")).not.toContain("kept");
});

test("a read-only file: said before one types, never tried to be saved, and what is typed comes back", async ({
  notebook,
  page,
}) => {
  await notebook.open("locked.ipynb", [code("", { id: "a" })]);
  await expect(page.getByRole("status").filter({ hasText: "read-only" })).toBeVisible();
  const puts: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PUT") puts.push(request.url());
  });
  await typeIntoDraft(notebook, "a", "kept here");
  await expect(notebook.main).toHaveAttribute("data-saved", "unsaved");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByRole("status").filter({ hasText: "brought back" })).toBeVisible();
  await expect(notebook.cell("a")).toContainText("kept here");
  expect(puts.filter((url) => url.includes("locked"))).toEqual([]);
});

test("the other version is written over only when it is kept, or with a yes; dialogs pass axe", async ({
  notebook,
  page,
}) => {
  await notebook.open("both.ipynb", [code("old", { id: "a" }), code("two", { id: "b" })]);
  await notebook.kernelReady();
  const kept = page.waitForResponse(/\/checkpoints$/);
  await notebook.press("ControlOrMeta+s");
  expect((await kept).status()).toBe(201);
  const theirs = (await notebook.read("both.ipynb")).replace("old", "theirs");
  await notebook.write("both.ipynb", theirs);
  await begin(notebook, "unkept");
  await type(notebook, "mine ");
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "conflict");
  const wide = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByText("Menu", { exact: true })).toBeInViewport({ ratio: 1 });
  if (wide !== null) await page.setViewportSize(wide);
  await page.getByRole("button", { name: "Compare and merge" }).click();
  await expect(page.getByRole("dialog", { name: "Your version and theirs" })).toBeVisible();
  const found = [...(await findViolations(page, "dialog[open]"))];
  await notebook.press("Escape");
  await page.getByRole("button", { name: "Keep mine" }).click();
  const question = page.getByRole("dialog", { name: "cannot be brought back" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(notebook.main).toHaveAttribute("data-saved", "conflict");
  expect(await notebook.read("both.ipynb")).toBe(theirs);
  await page.getByRole("button", { name: "Keep mine" }).click();
  await question.getByRole("button", { name: "Save over it" }).click();
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await notebook.read("both.ipynb")).toContain("mine");
  await end(notebook, "unkept");
  await page.getByText("Menu", { exact: true }).click();
  await page.locator('[data-command="notebook.checkpoints"]').click();
  const versions = page.getByRole("dialog", { name: "Earlier versions" });
  await expect(versions).toBeVisible();
  found.push(...(await findViolations(page, "dialog[open]")));
  expect(found).toEqual([]);
});

test("logging out takes unsaved text of this browser along, after a question", async ({
  notebook,
  page,
  context,
}) => {
  await notebook.open("leaving.ipynb", [code("", { id: "a" })]);
  await notebook.kernelReady();
  await begin(notebook, "forbidden");
  await type(notebook, "secret");
  await expect(page.getByRole("alert").filter({ hasText: "does not allow" })).toBeVisible();
  await page.close({ runBeforeUnload: false });
  await end(notebook, "forbidden");
  const files = await context.newPage();
  await files.goto(notebook.address("lessonbook/tree"));
  await files.getByRole("button", { name: "Log out" }).click();
  const question = files.getByRole("dialog", { name: "leaving.ipynb" });
  await question.getByRole("button", { name: "Log out" }).click();
  await expect(files).toHaveURL(/logout/);
  const again = new NotebookPage(files, notebook.server);
  await again.goto("leaving.ipynb");
  await again.kernelReady();
  await expect(files.getByRole("status").filter({ hasText: "brought back" })).toHaveCount(0);
  await expect(again.cell("a")).not.toContainText("secret");
});
