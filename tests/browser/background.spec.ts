// What goes on after a cell has ended: late output lands in its cell, the cell says so, tasks are listed and cancelled.
import { code } from "../support/builders.ts";
import { expect, test } from "./notebook-page.ts";

/** Prints `late` when the reader makes the event `go` happen. */
const LATE = `import asyncio
go = asyncio.Event()
async def later():
    await go.wait()
    print('late')
task = asyncio.create_task(later())
print('started')`;

test("output that comes after idle, after another cell ran and after a save lands in its cell", async ({
  notebook,
}) => {
  await notebook.open("late.ipynb", [
    code(LATE, { id: "a" }),
    code("go.set()\nprint('other')", { id: "b" }),
  ]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Control+Enter");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "done");
  await expect(notebook.output("a")).toHaveText("started\n");
  await notebook.press("Control+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await notebook.select("b");
  await notebook.press("Control+Enter");
  await expect(notebook.output("a")).toHaveText("started\nlate\n");
  await expect(notebook.output("b")).toHaveText("other\n");
  // What came late is in the file too.
  await notebook.press("Control+s");
  await expect.poll(() => notebook.read("late.ipynb")).toContain("late\\n");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
});

test("a cell says that its tasks still run, until they are over", async ({ notebook }) => {
  await notebook.open("badge.ipynb", [code(LATE, { id: "a" }), code("go.set()", { id: "b" })]);
  await notebook.kernelReady();
  const badge = notebook.cell("a").locator('[data-part="background"]');
  await notebook.select("a");
  await notebook.press("Control+Enter");
  await expect(badge).toBeVisible();
  await expect(notebook.cell("b").locator('[data-part="background"]')).toBeHidden();
  await notebook.select("b");
  await notebook.press("Control+Enter");
  await expect(notebook.output("a")).toContainText("late");
  await expect(badge).toBeHidden();
});

test("a plain cell that holds the loop says which line, until it is run without", async ({
  notebook,
}) => {
  const source = (held: string): string =>
    `import asyncio, time\nasync def ok():\n    await asyncio.sleep(0.01)\nasync def bad():\n    ${held}\nawait asyncio.gather(ok(), bad());`;
  await notebook.open("blocks.ipynb", [code(source("time.sleep(0.4)"), { id: "blocks" })]);
  await notebook.kernelReady();
  await notebook.select("blocks");
  const warning = notebook.cell("blocks").locator('[data-part="blocked"]');
  // The kernel learns to notice it in the first moments; a run before that is not noticed.
  await expect(async () => {
    await notebook.press("Control+Enter");
    await expect(notebook.cell("blocks")).toHaveAttribute("data-state", "done");
    await expect(warning).toContainText("Line 5 (time.sleep(0.4)) held the event loop for", {
      timeout: 3000,
    });
  }).toPass();
  await expect(notebook.cell("blocks").locator('[data-mark="held"]')).toHaveAttribute(
    "data-line",
    "5",
  );
  await notebook.cell("blocks").locator('[data-part="input"]').click();
  await expect(notebook.cell("blocks").getByRole("textbox")).toBeFocused();
  await notebook.press("ControlOrMeta+a");
  await notebook.page.keyboard.insertText(source("await asyncio.sleep(0.4)"));
  await notebook.press("Control+Enter");
  await expect(notebook.cell("blocks")).toHaveAttribute("data-state", "done");
  await expect(warning).toBeHidden();
});

test("a restart takes the tasks and their sign away", async ({ notebook }) => {
  await notebook.open("badge-restart.ipynb", [code(LATE, { id: "a" })]);
  await notebook.kernelReady();
  const badge = notebook.cell("a").locator('[data-part="background"]');
  await notebook.select("a");
  await notebook.press("Control+Enter");
  await expect(badge).toBeVisible();
  await notebook.press("0", "0");
  await notebook.page.getByRole("button", { name: "Restart", exact: true }).click();
  await expect(badge).toBeHidden();
});

const NAMED = `import asyncio
async def hold(what):
    try:
        await asyncio.Event().wait()
    finally:
        print(what, 'ended')
async def nap():
    await asyncio.sleep(600)
one = asyncio.create_task(hold('one'), name='first')
two = asyncio.create_task(nap(), name='second')
print('made')`;

for (const [how, busy] of [
  ["while nothing runs", undefined],
  ["while a cell awaits", "print('on', flush=True)\nawait asyncio.sleep(600)"],
] as const) {
  test(`lists tasks with what they wait for and cancels one and all, ${how}`, async ({
    notebook,
  }) => {
    await notebook.open("tasks.ipynb", [code(NAMED, { id: "a" }), code(busy ?? "1", { id: "b" })]);
    await notebook.kernelReady();
    await notebook.select("a");
    await notebook.press("Control+Enter");
    const badge = notebook.cell("a").locator('[data-part="background"]');
    await expect(badge).toBeVisible();
    if (busy !== undefined) {
      await notebook.select("b");
      await notebook.press("Control+Enter");
      await expect(notebook.output("b")).toContainText("on");
    }
    const running = notebook.page.locator('[data-part="running-cell"]');
    await badge.locator('[data-command="help.tasks"]').click();
    const panel = notebook.page.locator('[data-part="tasks"]');
    const rows = panel.getByRole("listitem");
    await expect(rows).toHaveCount(2);
    if (busy === undefined) await expect(running).toHaveCount(0);
    else await expect(running).toContainText("waits for sleep 600 scell 2 of 2, line 2");
    const first = rows.filter({ hasText: "first" });
    await expect(first).toContainText("hold");
    await expect(first).toContainText("waits for an event");
    await expect(first).toContainText("cell 1 of 2, line 4");
    await expect(rows.filter({ hasText: "second" })).toContainText("waits for sleep 600 s");
    await first.locator('[data-command="tasks.cancel"]').click();
    await expect(notebook.output("a")).toContainText("one ended");
    await expect(rows).toHaveCount(1);
    await panel.locator('[data-command="tasks.cancel-all"]').click();
    await expect(panel).toContainText("No task of a cell is alive.");
    await expect(badge).toBeHidden();
    if (busy !== undefined) {
      await expect(notebook.cell("b")).toHaveAttribute("data-state", "running");
    }
    await panel.locator('[data-command="help.tasks"]').click();
    await expect(panel).toHaveCount(0);
  });
}

test("lists tasks while a cell blocks, and cancels them as soon as it does not", async ({
  notebook,
}) => {
  const blocks = `import os, time
print('on', flush=True)
while not os.path.exists('unblock'): time.sleep(0.01)`;
  await notebook.open("blocked.ipynb", [code(NAMED, { id: "a" }), code(blocks, { id: "b" })]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Control+Enter");
  const badge = notebook.cell("a").locator('[data-part="background"]');
  await expect(badge).toBeVisible();
  await notebook.select("b");
  await notebook.press("Control+Enter");
  await expect(notebook.output("b")).toContainText("on");
  await badge.locator('[data-command="help.tasks"]').click();
  const panel = notebook.page.locator('[data-part="tasks"]');
  await expect(panel.getByRole("listitem")).toHaveCount(2);
  const held = panel.locator('[data-part="held"]');
  await expect(held).toContainText("cell 2 of 2, line 3");
  await expect(held.locator("code")).toHaveText(
    "while not os.path.exists('unblock'): time.sleep(0.01)",
  );
  await panel.locator('[data-command="tasks.cancel-all"]').click();
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "running");
  await notebook.write("unblock", "");
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "done");
  await expect(held).toHaveCount(0);
  await expect(panel).toContainText("No task of a cell is alive.");
  await expect(notebook.output("a")).toContainText("one ended");
});
