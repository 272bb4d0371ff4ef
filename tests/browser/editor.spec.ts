// The editor as a person uses it, in a real browser without server or kernel.
import { expect, test, type Page } from "@playwright/test";
import type { EditorAction } from "../../src/extension.ts";
import type { Editor } from "../../src/editor/editor.ts";
import { openRooms } from "./rooms-page.ts";

declare global {
  var editor: Editor;
  var changes: string[];
  var left: string[];
  var life: AbortController;
}

test.beforeEach(async ({ page }) => {
  await openRooms(page);
});

async function open(page: Page, doc: string, language = "python") {
  await page.evaluate(
    ({ text, kind }) => {
      globalThis.changes = [];
      globalThis.left = [];
      globalThis.life = new AbortController();
      const parent = document.createElement("div");
      document.body.append(parent);
      parent.addEventListener("keydown", (event) => {
        // As the notebook's own keys do: what the editor did not take is theirs.
        if (event.defaultPrevented || event.key.length === 1 || event.key === "Tab") return;
        globalThis.left.push(event.key);
        if (event.key === "Enter") event.preventDefault();
      });
      globalThis.editor = rooms.createEditor({
        parent,
        doc: text,
        language: kind,
        ariaLabel: "Code of cell 1",
        signal: globalThis.life.signal,
        onChange: (next) => globalThis.changes.push(next),
      });
      globalThis.editor.focus(text.length);
    },
    { text: doc, kind: language },
  );
  await expect(page.getByRole("textbox", { name: "Code of cell 1" })).toBeFocused();
}

/** Does what a key of the page's table would do. */
const act = (page: Page, action: EditorAction) =>
  page.evaluate((name) => globalThis.editor.act(name), action);

const text = (page: Page) => page.evaluate(() => globalThis.editor.getText());

test("typing reports the whole text", async ({ page }) => {
  await open(page, "x");
  await page.keyboard.type(" = 1");
  expect(await page.evaluate(() => globalThis.changes.at(-1))).toBe("x = 1");
});

test("a text from outside is not reported back, keeps the cursor and is no step of undo", async ({
  page,
}) => {
  await open(page, "one\ntwo");
  await page.keyboard.type("!");
  await page.evaluate(() => globalThis.editor.setText("zero\none\ntwo!"));
  expect(await page.evaluate(() => globalThis.changes)).toEqual(["one\ntwo!"]);
  expect(await page.evaluate(() => globalThis.editor.cursor())).toMatchObject({
    offset: 13,
    line: 2,
    lines: 3,
  });
  await act(page, "undo");
  expect(await text(page)).toBe("zero\none\ntwo");
});

test("Enter after a colon indents by four; one completes to the next stop and explains back", async ({
  page,
}) => {
  await open(page, "async def f():");
  await page.keyboard.press("Enter");
  await page.keyboard.type("x");
  expect(await text(page)).toBe("async def f():\n    x");
  await act(page, "complete");
  expect(await text(page)).toBe("async def f():\n    x   ");
  await act(page, "explain");
  expect(await text(page)).toBe("async def f():\nx   ");
});

test("brackets and quotes close themselves", async ({ page }) => {
  await open(page, "");
  await page.keyboard.type('print("a');
  expect(await text(page)).toBe('print("a")');
});

for (const [language, commented] of [
  ["python", "# a\n# b"],
  ["rust", "// a\n// b"],
  ["no such language", "a\nb"],
  ["markdown", "<!-- a\nb -->"],
] as const)
  test(`lines become comments and text again: ${language}`, async ({ page }) => {
    await open(page, "a\nb", language);
    await page.keyboard.press("ControlOrMeta+a");
    await act(page, "comment");
    expect(await text(page)).toBe(commented);
    await act(page, "comment");
    expect(await text(page)).toBe("a\nb");
  });

test("Escape reaches the notebook, also when something is selected", async ({ page }) => {
  await open(page, "a b");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Escape");
  expect(await page.evaluate(() => globalThis.left)).toContain("Escape");
});

for (const key of ["Shift+Enter", "Control+Enter", "Alt+Enter"])
  test(`${key} is left to the notebook`, async ({ page }) => {
    await open(page, "a");
    await page.keyboard.press(key);
    expect(await text(page)).toBe("a");
    expect(await page.evaluate(() => globalThis.left)).toContain("Enter");
  });

test("Tab leaves an editor of prose", async ({ page }) => {
  await open(page, "words", "markdown");
  await page.keyboard.press("Tab");
  expect(await text(page)).toBe("words");
  await expect(page.getByRole("textbox")).not.toBeFocused();
});

test("prose wraps, code does not", async ({ page }) => {
  await open(page, "word ".repeat(400), "markdown");
  expect(await page.locator(".cm-scroller").evaluate((el) => el.scrollWidth > el.clientWidth)).toBe(
    false,
  );
  await page.evaluate(() => globalThis.life.abort());
  await expect(page.locator(".cm-editor")).toHaveCount(0);
  await open(page, "word ".repeat(400), "python");
  expect(await page.locator(".cm-scroller").evaluate((el) => el.scrollWidth > el.clientWidth)).toBe(
    true,
  );
});

test("nothing moves when the editor takes the place of coloured text", async ({ page }) => {
  const code = "async def f(n):\n    # wait\n    await g(n)\n\nlambda: 'é'";
  await open(page, code);
  const places = await page.evaluate((source) => {
    const still = document.createElement("pre");
    still.className = "lb-code-still";
    still.append(rooms.highlightPython(source));
    document.body.append(still);
    const of = (root: Element | null, word: string) => {
      const piece = [...(root?.querySelectorAll("span") ?? [])].find(
        (el) => el.textContent === word,
      );
      const at = piece?.getBoundingClientRect();
      const from = root?.getBoundingClientRect();
      return [
        (at?.left ?? 0) - (from?.left ?? 0),
        (at?.top ?? 0) - (from?.top ?? 0),
        at?.width,
        from?.height,
        piece === undefined ? "" : getComputedStyle(piece).color,
      ];
    };
    const editor = document.querySelector(".cm-editor");
    return ["await", "# wait", "lambda"].map((word) => [of(still, word), of(editor, word)]);
  }, code);
  for (const [still, editor] of places) expect(editor).toEqual(still);
});

const cursors = (page: Page) => page.locator(".cm-cursor");

test("a line is moved, indented and deleted, and its own keys are left to the page", async ({
  page,
}) => {
  await open(page, "a\nb\nc");
  await act(page, "move-line-up");
  expect(await text(page)).toBe("a\nc\nb");
  await act(page, "indent");
  expect(await text(page)).toBe("a\n    c\nb");
  await act(page, "unindent");
  await act(page, "delete-line");
  expect(await text(page)).toBe("a\nb");
  for (const key of ["Alt+ArrowUp", "ControlOrMeta+d", "ControlOrMeta+/", "Control+Space"])
    await page.keyboard.press(key);
  await page.keyboard.press("ControlOrMeta+z");
  expect(await text(page)).toBe("a\nb");
});

test("one takes the word, then the next same words, and typing changes all", async ({ page }) => {
  await open(page, "task = 1\nprint(task, task)");
  await page.keyboard.press("ControlOrMeta+Home");
  for (let i = 0; i < 3; i++) await act(page, "select-next-same");
  await expect(cursors(page)).toHaveCount(3);
  await page.keyboard.type("job");
  expect(await text(page)).toBe("job = 1\nprint(job, job)");
  await page.keyboard.press("Escape");
  await expect(cursors(page)).toHaveCount(1);
});

test("a click with Alt adds a cursor, a drag with Alt selects a rectangle", async ({ page }) => {
  await open(page, "abcd\nabcd\nabcd");
  const box = await page.locator(".cm-line").first().boundingBox();
  const letter = 7.8;
  const at = (line: number, column: number): readonly [number, number] => {
    const height = box?.height ?? 0;
    return [(box?.x ?? 0) + 16 + column * letter + 1, (box?.y ?? 0) + (line + 0.5) * height];
  };
  await page.mouse.click(...at(0, 0));
  await page.keyboard.down("Alt");
  await page.mouse.click(...at(2, 0));
  await page.keyboard.up("Alt");
  await expect(cursors(page)).toHaveCount(2);
  await page.keyboard.type("x");
  expect(await text(page)).toBe("xabcd\nabcd\nxabcd");
  await act(page, "undo");
  await page.keyboard.press("Escape");
  await page.mouse.click(...at(0, 4));
  await page.keyboard.down("Alt");
  await page.mouse.move(...at(0, 0));
  await page.mouse.down();
  await page.mouse.move(...at(2, 2), { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Alt");
  await page.keyboard.press("Delete");
  expect(await text(page)).toBe("cd\ncd\ncd");
});

test("one goes to the matching bracket", async ({ page }) => {
  await open(page, "f(a, (b))");
  await act(page, "bracket");
  expect(await page.evaluate(() => globalThis.editor.cursor().offset)).toBe(1);
});

test("acts and the arrow in the margin fold and unfold", async ({ page }) => {
  await open(page, "def f():\n    a\n    b\nc");
  await page.keyboard.press("ControlOrMeta+Home");
  await act(page, "fold");
  await expect(page.locator(".cm-line")).toHaveCount(2);
  expect(await page.evaluate(() => globalThis.editor.folds())).toEqual([{ from: 8, to: 20 }]);
  await act(page, "unfold");
  await expect(page.locator(".cm-line")).toHaveCount(4);
  await page.locator(`.lb-fold-arrow[data-open="true"]`).last().click();
  await expect(page.locator(".cm-line")).toHaveCount(2);
  expect(await text(page)).toBe("def f():\n    a\n    b\nc");
});

test("Escape and then Tab leave an editor of code", async ({ page }) => {
  await open(page, "a");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await text(page)).toBe("a");
  await expect(page.getByRole("textbox")).not.toBeFocused();
});

test("code that is too deep to colour can still be edited", async ({ page }) => {
  await open(page, "(".repeat(50_000));
  await page.keyboard.type("x");
  expect(await page.evaluate(() => globalThis.changes.at(-1)?.endsWith("(x"))).toBe(true);
  await expect(page.locator(".cm-line [class^=lb-tok]")).toHaveCount(0);
});

test("Markdown shows its marks in colour, code in fences in code's, and goes on with lists", async ({
  page,
}) => {
  await open(
    page,
    "# Title\n\nSome *soft* and **strong** `code`.\n\n```python\ndef f(): pass\n```\n\n- one",
    "markdown",
  );
  const word = (text: string) =>
    page.locator(".cm-line span", { hasText: new RegExp(`^\\s*${text}$`) });
  await expect(word("Title")).toHaveClass(/lb-tok-heading/);
  await expect(word("soft")).toHaveClass(/lb-tok-emphasis/);
  await expect(word("strong")).toHaveClass(/lb-tok-strong/);
  await expect(word("code")).toHaveClass(/lb-tok-string/);
  await expect(word("def")).toHaveClass(/lb-tok-keyword/);
  // Nothing of it is larger than the rest: lines stay where they are while one types.
  const heights = await page
    .locator(".cm-line")
    .evaluateAll((lines) => [...new Set(lines.map((line) => line.getBoundingClientRect().height))]);
  expect(heights).toHaveLength(1);
  await page.keyboard.press("Enter");
  await page.keyboard.type("two");
  expect((await text(page)).endsWith("- one\n- two")).toBe(true);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.type("after");
  expect((await text(page)).endsWith("- two\nafter")).toBe(true);
});

test("a whole text is put in place of another as one step of undo", async ({ page }) => {
  await open(page, "typed");
  await page.evaluate(() => globalThis.editor.replaceAll("run before\nsecond line"));
  expect(await page.evaluate(() => globalThis.changes.at(-1))).toBe("run before\nsecond line");
  expect(await page.evaluate(() => globalThis.editor.cursor().line)).toBe(1);
  await act(page, "undo");
  expect(await text(page)).toBe("typed");
});
