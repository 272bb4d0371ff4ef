// Help while writing code, from the kernel: proposals at Tab, explanations at Shift Tab, the inspector; also while a cell runs.
import { code } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

const DEFINES = `def greet_somebody(name, loudly=False):
    "Says hello to a person."
def greet_nobody(): pass
print('defined')`;

async function openTwo(notebook: NotebookPage, name: string, first = DEFINES): Promise<void> {
  await notebook.open(name, [code(first, { id: "a" }), code("", { id: "b" })]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Control+Enter");
}

/** Types in an empty cell, one key after the other. */
async function type(notebook: NotebookPage, text: string): Promise<void> {
  await notebook.select("b");
  await notebook.press("Enter");
  await expect(notebook.cell("b").locator("[contenteditable=true]")).toBeFocused();
  await notebook.page.keyboard.type(text);
}

const editor = (notebook: NotebookPage) => notebook.cell("b").locator("[contenteditable=true]");

test("Tab proposes names of the kernel with their kind, and Enter takes one", async ({
  notebook,
}) => {
  await openTwo(notebook, "tab.ipynb");
  await expect(notebook.output("a")).toContainText("defined");
  await type(notebook, "'🐍🐍'; greet_");
  await notebook.press("Tab");
  const list = notebook.page.getByRole("listbox", { name: "Completions" });
  const options = list.getByRole("option");
  await expect(options).toHaveCount(2);
  await expect(options.first()).toContainText("greet_nobody");
  await expect(options.first().locator(".cm-completionIcon-function")).toBeVisible();
  // A key that comes with the list was not meant for it.
  await expect
    .poll(async () => {
      await notebook.press("ArrowDown");
      return options.nth(1).getAttribute("aria-selected");
    })
    .toBe("true");
  await notebook.press("Enter");
  await expect(editor(notebook)).toHaveText("'🐍🐍'; greet_somebody");
  await expect(list).toHaveCount(0);
});

test("Tab takes the only proposal at once, and indents where no word stands before it", async ({
  notebook,
}) => {
  await openTwo(notebook, "only.ipynb");
  await expect(notebook.output("a")).toContainText("defined");
  await type(notebook, "greet_s");
  await notebook.press("Tab");
  await expect(editor(notebook)).toHaveText("greet_somebody");
  await notebook.press("Home", "Tab", "End");
  await notebook.page.keyboard.type(" ");
  await notebook.press("Tab");
  await expect
    .poll(() =>
      editor(notebook)
        .locator(".cm-line")
        .first()
        .evaluate((el) => el.textContent),
    )
    .toMatch(/^ {4}greet_somebody {1,4}$/);
  await expect(notebook.page.getByRole("listbox")).toHaveCount(0);
});

test("typing on does without proposals that come too late", async ({ notebook }) => {
  await openTwo(notebook, "stale.ipynb");
  await expect(notebook.output("a")).toContainText("defined");
  await type(notebook, "greet_s");
  await notebook.press("Tab");
  await notebook.page.keyboard.type(" = 1 #");
  // What was typed is not replaced by an answer to an older text.
  await notebook.press("Control+Enter");
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "done");
  await notebook.select("b");
  await expect(editor(notebook)).toHaveText(/^greet_s(omebody)? = 1 #$/);
});

test("Shift Tab explains a name, asked again shows its source, and Escape puts it away", async ({
  notebook,
}) => {
  await openTwo(notebook, "explain.ipynb");
  await expect(notebook.output("a")).toContainText("defined");
  await type(notebook, "greet_somebody");
  await notebook.press("Shift+Tab");
  const tooltip = notebook.page.locator('[data-part="tooltip"]');
  await expect(tooltip).toContainText("Says hello to a person.");
  await expect(tooltip).toContainText("greet_somebody(name, loudly=False)");
  // Colours of the terminal are colours here, not signs.
  await expect(tooltip).not.toContainText("[3");
  await notebook.press("Shift+Tab");
  await expect(tooltip).toContainText("def greet_somebody");
  await notebook.press("Escape");
  await expect(tooltip).toHaveCount(0);
  await expect(editor(notebook)).toBeFocused();
  await notebook.page.keyboard.type("_else");
  await notebook.press("Shift+Tab");
  await expect(tooltip).toHaveText("The kernel does not know this.");
});

test("shows hostile documentation as text", async ({ notebook }) => {
  const hostile = `def greet_x(): "<img src=x onerror=alert(1)><script>alert(2)</script>"
print('defined')`;
  await openTwo(notebook, "hostile.ipynb", hostile);
  await expect(notebook.output("a")).toContainText("defined");
  await type(notebook, "greet_x");
  await notebook.press("Shift+Tab");
  const tooltip = notebook.page.locator('[data-part="tooltip"]');
  await expect(tooltip).toContainText("<img src=x");
  await expect(tooltip.locator("img, script")).toHaveCount(0);
});

for (const [busy, source] of [
  ["waits in an await", "import asyncio\nprint('on', flush=True)\nawait asyncio.sleep(600)"],
  ["blocks", "import time\nprint('on', flush=True)\nfor _ in range(60000): time.sleep(0.01)"],
] as const) {
  test(`proposes and explains while a cell ${busy}, and the page stays true`, async ({
    notebook,
  }) => {
    await openTwo(notebook, "busy.ipynb", source);
    await expect(notebook.output("a")).toContainText("on");
    await type(notebook, "len");
    await notebook.press("Shift+Tab");
    await expect(notebook.page.locator('[data-part="tooltip"]')).toContainText(
      "Return the number of items",
    );
    await notebook.press("Escape");
    await notebook.page.keyboard.type("; __nam");
    await notebook.press("Tab");
    await expect(editor(notebook)).toHaveText("len; __name__");
    await expect(notebook.cell("a")).toHaveAttribute("data-state", "running");
    await expect(notebook.main).toHaveAttribute("data-kernel", "busy");
    await notebook.press("Escape");
    await notebook.command("kernel.interrupt");
    await expect(notebook.cell("a")).toHaveAttribute("data-state", "error");
    await expect(notebook.main).toHaveAttribute("data-kernel", "idle");
  });
}

test("Alt and the arrows fetch what was run before, by what was typed, also while a cell runs", async ({
  notebook,
}) => {
  await notebook.open("history.ipynb", [
    code("one = 1\nprint('first')", { id: "x" }),
    code("two = 2", { id: "y" }),
    code("import asyncio\nprint('on', flush=True)\nawait asyncio.sleep(600)", { id: "a" }),
    code("", { id: "b" }),
  ]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.output("a")).toContainText("on");
  await type(notebook, "on");
  await notebook.press("Alt+ArrowUp");
  const lines = editor(notebook).locator(".cm-line");
  await expect(lines).toHaveText(["one = 1", "print('first')"]);
  await notebook.press("Alt+ArrowDown");
  await expect(lines).toHaveText(["on"]);
  await notebook.press("ControlOrMeta+z", "Control+a", "Delete", "Alt+ArrowUp");
  await expect(lines).toHaveText([
    "import asyncio",
    "print('on', flush=True)",
    "await asyncio.sleep(600)",
  ]);
  await notebook.press("Alt+ArrowUp");
  await expect(lines).toHaveText(["two = 2"]);
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "running");
  // It is an edit like any other.
  await notebook.press("Control+z");
  await expect(lines.first()).toHaveText("import asyncio");
});

test("proposals while typing come when they are switched on, and not with every letter", async ({
  notebook,
}) => {
  let asked = 0;
  notebook.page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (payload.toString().includes('"complete_request"')) asked += 1;
    });
  });
  await openTwo(notebook, "typing.ipynb");
  await expect(notebook.output("a")).toContainText("defined");
  await type(notebook, "greet_some");
  await notebook.press("Control+Comma");
  const settings = notebook.page.getByRole("dialog", { name: "Settings" });
  const box = settings.getByRole("checkbox", { name: "Proposals while typing" });
  await expect(box).not.toBeChecked();
  expect(asked).toBe(0);
  await box.check();
  await notebook.press("Escape");
  await notebook.press("Control+a");
  await notebook.page.keyboard.type("greet_");
  const options = notebook.page.getByRole("listbox", { name: "Completions" }).getByRole("option");
  await expect(options).toHaveCount(2);
  expect(asked).toBeLessThan(6);
  await notebook.press("Escape", "End");
  // A number begins no name.
  const before = asked;
  await notebook.page.keyboard.type(" = 12");
  await expect(editor(notebook)).toHaveText("greet_ = 12");
  await notebook.press("Enter");
  await notebook.page.keyboard.type("str.");
  await expect(options.first()).toBeVisible();
  expect(asked).toBeGreaterThan(before);
  await notebook.press("Escape");
});

test("the inspector follows the cursor and closes by its key", async ({ notebook }) => {
  await openTwo(notebook, "inspector.ipynb");
  await expect(notebook.output("a")).toContainText("defined");
  await notebook.press("Control+i");
  const inspector = notebook.page.locator('[data-part="inspector"]');
  await expect(inspector).toBeVisible();
  await type(notebook, "greet_somebody");
  await expect(inspector).toContainText("Says hello to a person.");
  await notebook.press("Enter");
  await notebook.page.keyboard.type("len");
  await expect(inspector).toContainText("Return the number of items");
  await expect(editor(notebook)).toBeFocused();
  await notebook.press("Control+i");
  await expect(inspector).toHaveCount(0);
});
