// The page of files: walking, making, uploading, deleting and bringing back, searching, looking at files, stopping kernels.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { code } from "../support/builders.ts";
import { startTestServer } from "../support/server.ts";
import { NotebookPage, expect, test } from "./notebook-page.ts";

const ODD = "50% ü & #1 🐍 שלום.txt";
const LONG = `${"ü".repeat(125)}x.txt`;

/** Opens a folder's page and waits for its list. */
async function openFolder({ page, ...notebook }: NotebookPage, path: string): Promise<void> {
  const address = path.split("/").map(encodeURIComponent).join("/");
  const { url, token } = notebook.server;
  await page.goto(`${url}lessonbook/tree/${address}?token=${token}`);
  await expect(page.locator('main[data-lessonbook="tree"]')).toHaveAttribute("data-ready", "true");
}

const row = (page: Page, name: string): Locator =>
  page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });

const names = (page: Page): Promise<readonly string[]> =>
  page.locator("tbody tr a").allTextContents();

/** What lies in a folder, without what Jupyter Server keeps hidden there. */
async function filesIn({ server }: NotebookPage, path: string): Promise<readonly string[]> {
  const all = await readdir(join(server.root, path));
  return all.filter((name) => !name.startsWith(".")).sort();
}

/** Answers a question for a name. */
async function typeName(page: Page, title: string, name: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: title });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await page.keyboard.press("Enter");
}

test("walking by keyboard: rows, sorting, folders down and up, back, and files of any name", async ({
  notebook,
  page,
}) => {
  await notebook.write("walk/lesson 10.ipynb", "{}");
  await notebook.write("walk/lesson 2.ipynb", "{}");
  await notebook.write(`walk/inner/${ODD}`, "plain words");
  await notebook.write(`walk/inner/${LONG}`, "long");
  await openFolder(notebook, "walk");
  await expect.poll(() => names(page)).toEqual(["inner", "lesson 2.ipynb", "lesson 10.ipynb"]);
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await expect.poll(() => names(page)).toEqual(["inner", "lesson 10.ipynb", "lesson 2.ipynb"]);
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await page.keyboard.press("Tab"); // Changed
  await page.keyboard.press("Tab"); // Size
  await page.keyboard.press("Tab"); // The first row's box
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "inner", exact: true })).toBeFocused();
  await page.keyboard.press("End");
  await expect(page.getByRole("link", { name: "lesson 2.ipynb", exact: true })).toBeFocused();
  await page.keyboard.press("i");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("inner");
  expect(new URL(page.url()).pathname).toMatch(/\/lessonbook\/tree\/walk\/inner$/);
  await expect.poll(() => names(page)).toEqual([LONG, ODD].sort().reverse());
  const download = page.waitForEvent("download");
  await page.getByLabel(`Choose ${ODD}`).check();
  await page.getByRole("button", { name: "Download", exact: true }).click();
  expect((await download).suggestedFilename()).toBe(ODD);
  await page.getByRole("link", { name: ODD, exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toContainText("plain words");
  await page.goBack();
  await expect(page.getByRole("link", { name: ODD, exact: true })).toBeVisible();
  await page.getByRole("link", { name: LONG, exact: true }).focus();
  await page.keyboard.press("Backspace");
  await expect(page.getByRole("link", { name: "inner", exact: true })).toBeFocused();
});

test("making, renaming, duplicating and moving; a taken name is said and nothing is written over", async ({
  notebook,
  page,
}) => {
  await notebook.write("make/taken.txt", "mine");
  await notebook.write("make/sub/there.txt", "there");
  await openFolder(notebook, "make");
  await page.getByText("New", { exact: true }).click();
  await page.getByRole("button", { name: "File", exact: true }).click();
  await typeName(page, "New file", "taken.txt");
  await expect(page.getByRole("alert").filter({ hasText: "already" })).toBeVisible();
  await typeName(page, "New file", "a/b");
  await expect(page.getByRole("alert").filter({ hasText: "no “/”" })).toBeVisible();
  await typeName(page, "New file", "fresh.txt");
  await expect(page.getByRole("link", { name: "fresh.txt", exact: true })).toBeFocused();
  await page.keyboard.press("F2");
  await typeName(page, "Rename", "taken.txt");
  await expect(page.getByRole("alert").filter({ hasText: "already" })).toBeVisible();
  await typeName(page, "Rename", ODD);
  await expect(page.getByRole("link", { name: ODD, exact: true })).toBeFocused();
  expect(await notebook.read("make/taken.txt")).toBe("mine");
  await page.getByLabel("Choose taken.txt").check();
  await page.getByRole("button", { name: "Duplicate", exact: true }).click();
  await expect(page.getByRole("link", { name: "taken-Copy1.txt", exact: true })).toBeFocused();
  // Both chosen go into the folder, and come back.
  await page.getByLabel(`Choose ${ODD}`).check();
  await page.getByRole("button", { name: "Move", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Move 2 items" });
  await dialog.getByRole("button", { name: "sub" }).click();
  await expect(dialog).toContainText("In make/sub");
  await dialog.getByRole("button", { name: "Move here" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Moved 2 items" })).toBeVisible();
  expect(await filesIn(notebook, "make/sub")).toEqual([ODD, "taken.txt", "there.txt"].sort());
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByRole("link", { name: ODD, exact: true })).toBeVisible();
  expect(await filesIn(notebook, "make/sub")).toEqual(["there.txt"]);
});

test("what is deleted comes back: at once, by the key, and later from the deleted files", async ({
  notebook,
  page,
}) => {
  await notebook.write("bin/one.txt", "one");
  await notebook.write("bin/folder/inner.txt", "inner");
  await notebook.write("bin/two.txt", "two");
  await openFolder(notebook, "bin");
  await page.getByRole("link", { name: "one.txt", exact: true }).focus();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("status").filter({ hasText: "Deleted “one.txt”" })).toBeVisible();
  await expect(page.getByRole("link", { name: "two.txt", exact: true })).toBeFocused();
  await expect(page.getByRole("link", { name: "one.txt", exact: true })).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByRole("link", { name: "one.txt", exact: true })).toBeFocused();
  expect(await notebook.read("bin/one.txt")).toBe("one");
  await page.keyboard.press("ControlOrMeta+a");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText("This folder is empty")).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Deleted files", exact: true }).click();
  const bin = page.getByRole("dialog", { name: "Deleted files" });
  await bin.getByRole("button", { name: "Bring back bin/folder" }).click();
  await expect(bin.getByText("bin/folder")).toHaveCount(0);
  expect(await notebook.read("bin/folder/inner.txt")).toBe("inner");
  await notebook.write("bin/two.txt", "another");
  await bin.getByRole("button", { name: "Bring back bin/two.txt" }).click();
  await expect(bin.getByRole("alert")).toContainText("another file");
  expect(await notebook.read("bin/two.txt")).toBe("another");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "folder", exact: true })).toBeVisible();
});

test("uploads: files, a folder, a drop, and the question when a name is taken", async ({
  notebook,
  page,
}) => {
  await notebook.write("up/taken.txt", "old");
  const outside = test.info().outputPath("lesson");
  await mkdir(join(outside, "deep"), { recursive: true });
  await writeFile(join(outside, "deep", ODD), "deep words");
  await openFolder(notebook, "up");
  const choose = async (entry: string): Promise<void> => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByText("Upload", { exact: true }).click();
    await page.getByRole("button", { name: entry, exact: true }).click();
    const files = [
      { name: "taken.txt", mimeType: "text/plain", buffer: Buffer.from("new") },
      { name: "fresh.txt", mimeType: "text/plain", buffer: Buffer.from("fresh") },
    ];
    await (await chooser).setFiles(entry === "Files" ? files : outside);
  };
  await choose("Files");
  await page.getByRole("dialog").getByRole("button", { name: "Keep both" }).click();
  await expect(page.getByRole("link", { name: "taken (2).txt", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "fresh.txt", exact: true })).toBeVisible();
  expect(await notebook.read("up/taken.txt")).toBe("old");
  expect(await notebook.read("up/taken (2).txt")).toBe("new");
  await choose("A folder");
  await expect(page.getByRole("link", { name: "lesson", exact: true })).toBeVisible();
  await notebook.written(`up/lesson/deep/${ODD}`);
  await expect
    .poll(() => notebook.read(`up/lesson/deep/${ODD}`).catch(() => ""))
    .toBe("deep words");
  // Replaced, and the old one in the trash.
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["dropped"], "taken.txt"));
    const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
    document.querySelector("main")?.dispatchEvent(drop);
  });
  await page.getByRole("dialog").getByRole("button", { name: "Replace" }).click();
  await expect.poll(() => notebook.read("up/taken.txt").catch(() => "")).toBe("dropped");
  await page.getByRole("button", { name: "Deleted files", exact: true }).click();
  await expect(page.getByRole("button", { name: "Bring back up/taken.txt" })).toBeVisible();
});

test("a folder that is dropped arrives with all that is in it", async ({ notebook, page }) => {
  await mkdir(join(notebook.server.root, "dropped"));
  const outside = test.info().outputPath("course");
  await mkdir(join(outside, "week 1", "empty"), { recursive: true });
  await writeFile(join(outside, "read me.txt"), "words");
  await writeFile(join(outside, "week 1", ODD), "deep words");
  await openFolder(notebook, "dropped");
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [outside], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await devtools.send("Input.dispatchDragEvent", { type, x: 600, y: 400, data });
  await page.getByRole("link", { name: "course", exact: true }).click();
  await expect.poll(() => names(page)).toEqual(["week 1", "read me.txt"]);
  await page.getByRole("link", { name: "week 1", exact: true }).click();
  await expect.poll(() => names(page)).toEqual(["empty", ODD]);
  await notebook.written(`dropped/course/week 1/${ODD}`);
  await expect
    .poll(() => notebook.read(`dropped/course/week 1/${ODD}`).catch(() => ""))
    .toBe("deep words");
});

test("a terminal opens in a window of its own where the server has them, and has no button elsewhere", async ({
  notebook,
  page,
}) => {
  await openFolder(notebook, "");
  await expect(page.getByRole("button", { name: "Deleted files", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Terminal", exact: true })).toHaveCount(0);
  const server = await startTestServer({ lessonbook: true, terminals: true });
  try {
    await openFolder(new NotebookPage(page, server), "");
    const opened = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Terminal", exact: true }).click();
    const terminal = await opened;
    await terminal.waitForURL(/\/terminals\/\w+$/);
    const answer = await page.request.get(`${server.url}api/terminals?token=${server.token}`);
    const name = new URL(terminal.url()).pathname.split("/").at(-1);
    expect(await answer.json()).toEqual([expect.objectContaining({ name })]);
  } finally {
    await server.stop();
  }
});

test("a large upload goes on after a cut line while one walks on, and another is cancelled without a trace", async ({
  notebook,
  page,
}) => {
  await mkdir(join(notebook.server.root, "large/inner"), { recursive: true });
  await openFolder(notebook, "large");
  const bytes = Buffer.alloc(5_000_000, "not all the same ");
  let parts = 0;
  let isCut = true;
  await page.route("**/api/contents/large/**", (route) => {
    if (route.request().method() !== "PUT") return route.continue();
    parts += 1;
    return isCut && parts > 1 ? route.abort("connectionreset") : route.continue();
  });
  const chooser = page.waitForEvent("filechooser");
  await page.getByText("Upload", { exact: true }).click();
  await page.getByRole("button", { name: "Files", exact: true }).click();
  await (
    await chooser
  ).setFiles([
    { name: "movie.bin", mimeType: "application/octet-stream", buffer: bytes },
    { name: "unwanted.bin", mimeType: "application/octet-stream", buffer: bytes },
  ]);
  const uploads = page.getByRole("region", { name: "Uploads" });
  await expect(uploads.getByRole("alert")).toContainText("not answering");
  await uploads.getByRole("button", { name: "Cancel: unwanted.bin" }).click();
  await page.getByRole("link", { name: "inner", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("inner");
  isCut = false;
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect(uploads.getByText("Done, 5 MB")).toBeVisible();
  await page.goBack();
  await expect(row(page, "movie.bin")).toContainText("5 MB");
  const arrived = await readFile(join(notebook.server.root, "large/movie.bin"));
  const digest = (data: Buffer): string => createHash("sha256").update(data).digest("hex");
  expect(digest(arrived)).toBe(digest(bytes));
  expect(await filesIn(notebook, "large")).toEqual(["inner", "movie.bin"]);
});

test("searching by name below the folder, and a folder that is gone or closed", async ({
  notebook,
  page,
}) => {
  await notebook.write("find/a/b/Übung 3.txt", "x");
  await notebook.write("find/ubung.md", "x");
  if (process.platform === "linux")
    await symlink("/proc/sys", join(notebook.server.root, "find", "locked"));
  await openFolder(notebook, "find");
  await page.getByRole("link", { name: "a", exact: true }).focus();
  await page.keyboard.press("/");
  await page.keyboard.type("ubung 3");
  await expect.poll(() => names(page)).toEqual(["a/b/Übung 3.txt"]);
  await page.keyboard.press("Escape");
  await expect.poll(() => names(page)).toContain("ubung.md");
  if (process.platform === "linux") {
    await page.getByRole("link", { name: "locked", exact: true }).click();
    await expect(page.getByText("This folder is read-only")).toBeVisible();
    await expect(page.getByText("New", { exact: true })).toBeHidden();
  }
  await page.goto(notebook.address("lessonbook/tree/no/such/folder"));
  await expect(page.getByRole("alert")).toContainText("not there");
});

test("files are shown simply: Markdown made safe, a table, a picture, text, and what is none of these", async ({
  notebook,
  page,
}) => {
  const dot =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
  await notebook.write("see/dot.svg", "");
  await writeFile(join(notebook.server.root, "see/dot.png"), Buffer.from(dot, "base64"));
  await notebook.write(
    "see/notes.md",
    "# Words\n\n![A dot](dot.png)\n\n<script>globalThis.ran = true</script><b onclick='x'>bold</b>",
  );
  await notebook.write("see/marks.csv", 'name,points\n"Ann, B.",10\nבוב,7.5\n');
  await notebook.write("see/main.py", "import asyncio\n<script>globalThis.ran = true</script>");
  await writeFile(join(notebook.server.root, "see/some.dat"), Buffer.from([1, 0, 2]));
  await openFolder(notebook, "see");
  const see = async (name: string): Promise<void> => {
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
  };
  const back = (): Promise<void> => page.getByRole("link", { name: "see", exact: true }).click();
  await see("notes.md");
  const picture = page.getByRole("img", { name: "A dot" });
  await expect.poll(() => picture.evaluate((el: HTMLImageElement) => el.naturalWidth)).toBe(1);
  await expect(page.getByText("bold")).not.toHaveAttribute("onclick");
  await back();
  await see("marks.csv");
  await expect(page.getByRole("cell", { name: "Ann, B." })).toBeVisible();
  await expect(page.getByRole("columnheader")).toHaveText(["name", "points"]);
  await back();
  await see("dot.png");
  await expect(page.getByRole("img", { name: "dot.png" })).toBeVisible();
  await back();
  await see("main.py");
  await expect(page.locator("main")).toContainText("<script>globalThis.ran = true</script>");
  await back();
  await see("some.dat");
  await expect(page.locator("main")).toContainText("not text");
  await expect(page.getByRole("link", { name: "Download", exact: true })).toBeVisible();
  expect(await page.evaluate(() => "ran" in globalThis)).toBe(false);
});

test("a text is edited: saved by itself and by the key, with its line ends, and never over somebody else's words", async ({
  notebook,
  page,
}) => {
  await notebook.write("edit/notes.md", "# One\r\n\r\ntwo\r\n");
  await openFolder(notebook, "edit");
  await page.getByRole("link", { name: "notes.md", exact: true }).click();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const text = page.getByRole("textbox", { name: "Text of notes.md" });
  await expect(text).toBeFocused();
  await page.keyboard.type("/ ");
  await page.keyboard.press("Control+s");
  const edit = page.getByRole("region", { name: "Edit notes.md" });
  await expect(edit.getByText("Saved", { exact: true })).toBeVisible();
  expect(await notebook.read("edit/notes.md")).toBe("/ # One\r\n\r\ntwo\r\n");
  await page.keyboard.press("Control+End");
  await page.keyboard.type("three");
  await expect
    .poll(() => notebook.read("edit/notes.md").catch(() => ""))
    .toBe("/ # One\r\n\r\ntwo\r\nthree");
  // While the server is out of reach, typing goes on, and what was typed arrives when it can.
  await page.route("**/lessonbook/api/text/**", (route) => route.abort("connectionreset"));
  await page.keyboard.type(" four");
  await expect(page.getByRole("alert")).toContainText("What you typed stays here", {
    timeout: 40_000,
  });
  await page.unroute("**/lessonbook/api/text/**");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect.poll(() => notebook.read("edit/notes.md").catch(() => "")).toContain("three four");
  await expect(edit.getByText("Saved", { exact: true })).toBeVisible();
  // Somebody else writes: nothing is lost on either side.
  await notebook.write("edit/notes.md", "theirs");
  await page.keyboard.type(" mine");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("alert")).toContainText("changed by somebody else");
  expect(await notebook.read("edit/notes.md")).toBe("theirs");
  await page.getByRole("button", { name: "Save mine as a copy", exact: true }).click();
  await expect(text).toHaveText("theirs");
  expect(await notebook.read("edit/notes (2).md")).toContain("three four mine");
  await text.focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("!");
  // Tab leaves the editor, and leaving the file saves it.
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("button", { name: "Done", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("article")).toHaveText("theirs!");
  expect(await notebook.read("edit/notes.md")).toBe("theirs!");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("running kernels are listed, found from their file, taken along by a rename, and stopped", async ({
  notebook,
  page,
  context,
}) => {
  await notebook.open("run/live.ipynb", [code("1", { id: "a" })]);
  await notebook.kernelReady();
  const other = await context.newPage();
  await openFolder(new NotebookPage(other, notebook.server), "run");
  await expect(row(other, "live.ipynb")).toContainText("Running");
  await page.close();
  await other.getByRole("link", { name: "live.ipynb", exact: true }).focus();
  await other.keyboard.press("F2");
  await typeName(other, "Rename", "renamed.ipynb");
  await expect(row(other, "renamed.ipynb")).toContainText("Running");
  const running = other.getByRole("region", { name: "Running kernels" });
  await running.getByRole("button", { name: "Stop the kernel of renamed.ipynb" }).click();
  await other.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
  await expect(running.getByText("renamed.ipynb")).toHaveCount(0);
  await expect(row(other, "renamed.ipynb")).not.toContainText("Running");
});
