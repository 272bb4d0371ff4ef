// The browser's own find: the text of every cell is in the page and laid out when it is asked for,
// also where an editor was opened, scrolled or folded.
import { code } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

/** Asks the browser's own search for words; true when it found and selected them. */
function browserFinds({ page }: NotebookPage, words: string): Promise<boolean> {
  return page.evaluate((text) => {
    document.getSelection()?.removeAllRanges();
    const view = window as unknown as { find(text: string, ...flags: boolean[]): boolean };
    return view.find(text, true, false, true) && document.getSelection()?.toString() === text;
  }, words);
}

test("finds every line of a long cell that was edited, as soon as the keyboard is elsewhere", async ({
  notebook,
}) => {
  const lines = Array.from({ length: 1500 }, (_, i) => `x${i} = ${i}  # line${i}x`);
  await notebook.open("find/long.ipynb", [
    code(lines.join("\n"), { id: "a" }),
    code("y", { id: "b" }),
  ]);
  await notebook.select("a");
  await notebook.press("Enter");
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await notebook.press("ControlOrMeta+End");
  await notebook.page.keyboard.type(" end");
  await notebook.press("Escape");
  for (const line of [0, 700, 1499])
    expect(await browserFinds(notebook, `line${line}x`), `line ${line}`).toBe(true);
  await expect(notebook.cell("a").locator('[data-part="input"]')).toContainText("line1499x end");
});

test("going to another window does the same, and coming back goes on with editing", async ({
  notebook,
}) => {
  const lines = Array.from({ length: 1500 }, (_, i) => `x${i} = ${i}  # line${i}x`);
  await notebook.open("find/window.ipynb", [code(lines.join("\n"), { id: "a" })]);
  await notebook.select("a");
  await notebook.press("Enter");
  const editor = notebook.cell("a").getByRole("textbox");
  await expect(editor).toBeFocused();
  // The browser's find bar takes the keyboard as another window does.
  await notebook.page.evaluate(() => {
    document.hasFocus = () => false;
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  expect(await browserFinds(notebook, "line1499x")).toBe(true);
  await notebook.page.evaluate(() => {
    document.hasFocus = () => true;
    window.dispatchEvent(new Event("focus"));
  });
  await expect(editor).toBeFocused();
});

test("folded code stays folded, its text stays in the page, and what is found in it opens it", async ({
  notebook,
}) => {
  await notebook.open("find/folded.ipynb", [
    code("def f():\n    secret = 1\n    return secret\n\nf()", { id: "a" }),
    code("y", { id: "b" }),
  ]);
  const input = notebook.cell("a").locator('[data-part="input"]');
  await notebook.select("a");
  await notebook.press("Enter");
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await notebook.press("ControlOrMeta+Home", "Control+Shift+BracketLeft");
  await expect(input.locator(".cm-foldPlaceholder")).toBeVisible();
  const height = (await input.boundingBox())?.height;
  await notebook.press("Escape");
  await expect(input.locator(".lb-code-fold-mark")).toBeVisible();
  expect((await input.boundingBox())?.height).toBe(height);
  expect(await input.textContent()).toContain("def f():\n    secret = 1\n    return secret\n\nf()");
  await expect(input.locator('[hidden="until-found"]')).toHaveCount(1);
  // Our own search opens it as the browser's does.
  await notebook.press("ControlOrMeta+f");
  await notebook.page.locator('[data-part="search"] input').fill("secret = 1");
  await expect(notebook.page.locator("[data-current]")).toBeInViewport();
  await expect(input.locator(".lb-code-fold-mark")).toHaveCount(0);
  await notebook.press("Escape");
  await notebook.press("Enter");
  await expect(notebook.cell("a").getByRole("textbox")).toContainText("secret = 1");
});

test("line numbers are shown for all code by one key, and are no text", async ({ notebook }) => {
  await notebook.open("find/numbers.ipynb", [code("a\nb\nc", { id: "a" }), code("d", { id: "b" })]);
  const numbers = (id: string): Promise<string> =>
    notebook
      .cell(id)
      .locator('[data-part="input"]')
      .evaluate((el) => getComputedStyle(el, "::before").content);
  await notebook.select("a");
  expect(await numbers("a")).toBe("none");
  await notebook.press("Shift+L");
  await expect.poll(() => numbers("a")).toContain("1");
  const input = notebook.cell("a").locator('[data-part="input"]');
  await expect(input).toHaveAttribute("data-lines", "1\n2\n3");
  await notebook.press("Enter");
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await notebook.press("ControlOrMeta+End", "Enter");
  await expect(input).toHaveAttribute("data-lines", "1\n2\n3\n4");
  await notebook.press("Escape", "Shift+L");
  await expect.poll(() => numbers("a")).toBe("none");
});
