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
  await notebook.press("ArrowDown", "Enter");
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
