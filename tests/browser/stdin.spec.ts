// Cells that ask: `input()` and `getpass()` in the cell, with the keyboard alone, and every way in which the question can end.
import { code } from "../support/builders.ts";
import { expect, test } from "./notebook-page.ts";

const GREET = "name = input('Your name? ')\nprint('hello', name)";

test("asks in the cell, takes the keyboard, and keeps question and answer like a terminal", async ({
  notebook,
}) => {
  await notebook.open("ask.ipynb", [code(GREET, { id: "a" }), code("2", { id: "b" })]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Shift+Enter");
  const field = notebook.cell("a").getByLabel("Your name?");
  await expect(field).toBeFocused();
  // Letters that are keys of the notebook elsewhere, capitals too, are text here.
  await notebook.page.keyboard.type("Dd AB žš 🐍");
  await expect(field).toHaveValue("Dd AB žš 🐍");
  await notebook.press("Enter");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "done");
  await expect(field).toHaveCount(0);
  await expect(notebook.output("a")).toHaveText("Your name? Dd AB žš 🐍\nhello Dd AB žš 🐍\n");
  await expect(notebook.cell("a")).toBeFocused();
});

test("hides a password and keeps it out of page and file", async ({ notebook }) => {
  await notebook.open("secret.ipynb", [
    code("from getpass import getpass\nlen(getpass('Key: '))", { id: "a" }),
  ]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Control+Enter");
  const field = notebook.cell("a").getByLabel("Key:");
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("type", "password");
  await notebook.page.keyboard.type("s3cret-word");
  await notebook.press("Enter");
  await expect(notebook.output("a").locator('[data-mime="text/plain"]')).toHaveText("11");
  await expect(notebook.output("a")).toContainText("Key:");
  await notebook.press("Control+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await notebook.read("secret.ipynb")).not.toContain("s3cret-word");
  expect(await notebook.page.content()).not.toContain("s3cret-word");
});

test("asks during run all too, far below the window, and the queue goes on after the answer", async ({
  notebook,
}) => {
  const filler = Array.from({ length: 40 }, (_, i) => code(`${i}`, { id: `f${i}` }));
  await notebook.open("all.ipynb", [
    ...filler,
    code(GREET, { id: "ask" }),
    code("name", { id: "z" }),
  ]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  const field = notebook.cell("ask").getByLabel("Your name?");
  await expect(field).toBeFocused({ timeout: 20_000 });
  await expect(field).toBeInViewport();
  await expect(notebook.cell("z")).toHaveAttribute("data-state", "queued");
  await notebook.page.keyboard.type("Ada");
  await notebook.press("Enter");
  await expect(notebook.output("z")).toHaveText("'Ada'");
});

test("an open question is asked again when the page is loaded again, and answers stay where they were given", async ({
  notebook,
}) => {
  notebook.page.on("dialog", (dialog) => void dialog.accept());
  const asks =
    "a = input('First? ')\nprint('got', a, flush=True)\nb = input('Second? ')\nprint('both', a, b)";
  await notebook.open("again.ipynb", [code(asks, { id: "a" }), code("b", { id: "b" })]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.cell("a").getByLabel("First?")).toBeFocused();
  await notebook.page.keyboard.type("one");
  await notebook.press("Enter");
  const second = notebook.cell("a").getByLabel("Second?");
  await expect(second).toBeFocused();
  await notebook.page.reload();
  await expect(second).toBeVisible();
  await expect(notebook.output("a")).toHaveText("First? one\ngot one\n");
  await second.fill("two");
  await second.press("Enter");
  await expect(notebook.output("b")).toHaveText("'two'");
  const whole = "First? one\ngot one\nSecond? two\nboth one two\n";
  await expect(notebook.output("a")).toHaveText(whole);
});

test("does not take the keyboard from somebody who types elsewhere", async ({ notebook }) => {
  await notebook.open("elsewhere.ipynb", [
    code("import os, time\nwhile not os.path.exists('ask'): time.sleep(0.05)\ninput('What? ')", {
      id: "a",
    }),
    code("", { id: "b" }),
  ]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Shift+Enter", "Enter");
  const editor = notebook.cell("b").locator("[contenteditable=true]");
  await expect(editor).toBeFocused();
  await notebook.write("ask", "");
  const field = notebook.cell("a").getByLabel("What?");
  await expect(field).toBeVisible();
  await notebook.page.keyboard.type("typed");
  await expect(editor).toHaveText("typed");
  await field.focus();
  await notebook.page.keyboard.type("it");
  await notebook.press("Enter");
  await expect(notebook.output("a")).toContainText("'it'");
});

test("Escape leaves the field and Tab comes back to it", async ({ notebook }) => {
  await notebook.open("escape.ipynb", [code(GREET, { id: "a" })]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Control+Enter");
  const field = notebook.cell("a").getByLabel("Your name?");
  await expect(field).toBeFocused();
  await notebook.press("Escape");
  await expect(notebook.cell("a")).toBeFocused();
  await expect(field).toBeVisible();
  for (let steps = 0; steps < 6; steps++) {
    await notebook.press("Tab");
    if (await field.evaluate((el) => el === document.activeElement)) break;
  }
  await expect(field).toBeFocused();
});

for (const [way, command] of [
  ["Stop", "kernel.interrupt"],
  ["a restart", "kernel.restart"],
] as const) {
  test(`${way} takes the question away, and the next run asks anew`, async ({ notebook }) => {
    await notebook.open(`${command}.ipynb`, [code(GREET, { id: "a" })]);
    await notebook.kernelReady();
    await notebook.select("a");
    await notebook.press("Control+Enter");
    const field = notebook.cell("a").getByLabel("Your name?");
    await expect(field).toBeFocused();
    await notebook.press("Escape");
    if (command === "kernel.interrupt") await notebook.press("i", "i");
    else {
      await notebook.press("0", "0");
      await notebook.page.getByRole("button", { name: "Restart", exact: true }).click();
    }
    await expect(notebook.cell("a")).toHaveAttribute("data-state", "error");
    await expect(field).toHaveCount(0);
    await notebook.kernelReady();
    await notebook.select("a");
    await notebook.press("Control+Enter");
    await expect(field).toBeFocused();
    await notebook.page.keyboard.type("again");
    await notebook.press("Enter");
    await expect(notebook.output("a")).toContainText("hello again");
  });
}

test("a kernel that dies takes its question with it", async ({ notebook }) => {
  await notebook.open("dies.ipynb", [
    code(
      "import os, signal, threading\nthreading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()\ninput('Last words? ')",
      { id: "a" },
    ),
  ]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Control+Enter");
  const field = notebook.cell("a").getByLabel("Last words?");
  await expect(field).toBeVisible();
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "error", { timeout: 20_000 });
  await expect(field).toHaveCount(0);
});
