// A learner runs cells: in order, with await, with errors, and stops what takes too long.
import { code, md } from "../support/builders.ts";
import { expect, test } from "./notebook-page.ts";

/** Lines of Python that wait until the notebook's folder has a file. */
const until = (file: string): string =>
  `import os\nwhile not os.path.exists("${file}"):\n    await asyncio.sleep(0.05)`;

test("opens a notebook with its saved outputs before the kernel is there", async ({ notebook }) => {
  await notebook.open("saved.ipynb", [
    md("# A lesson\n\nSome *text*.", { id: "text" }),
    code("1 + 1", {
      id: "sum",
      execution_count: 5,
      outputs: [{ output_type: "stream", name: "stdout", text: "saved text\n" }],
    }),
  ]);
  await expect(notebook.cell("text").getByRole("heading", { name: "A lesson" })).toBeVisible();
  await expect(notebook.output("sum")).toContainText("saved text");
  await expect(notebook.cell("sum")).toHaveAttribute("data-execution-count", "5");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
});

test("runs a cell with top-level await and shows its output as it arrives", async ({
  notebook,
}) => {
  await notebook.open("await.ipynb", [
    code(
      `import asyncio\nprint('before', flush=True)\n${until("go-after")}\nprint('after')\n6 * 7`,
      { id: "a" },
    ),
  ]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Shift+Enter");
  await expect(notebook.output("a")).toContainText("before");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "running");
  await expect(notebook.main).toHaveAttribute("data-kernel", "busy");
  await notebook.write("go-after", "");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "done");
  await expect(
    notebook.output("a").locator('[data-mime="application/vnd.jupyter.stdout"]'),
  ).toContainText("after");
  await expect(notebook.output("a").locator('[data-mime="text/plain"]')).toHaveText("42");
});

test("Shift Enter goes to the next cell and makes one after the last", async ({ notebook }) => {
  await notebook.open("advance.ipynb", [code("1", { id: "a" }), code("2", { id: "b" })]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Shift+Enter", "Shift+Enter");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(3);
  await expect(notebook.output("b")).toHaveText("2");
});

test("shows streams, errors with their traceback, images and tables", async ({ notebook }) => {
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await notebook.open("outputs.ipynb", [
    code("import sys\nprint('out')\nprint('err', file=sys.stderr)", { id: "streams" }),
    code("def f():\n    return 1 / 0\nf()", {
      id: "error",
      metadata: { tags: ["raises-exception"] },
    }),
    code(
      `from IPython.display import display\ndisplay({'image/png': '${png}', 'text/plain': 'a dot'}, raw=True)`,
      { id: "image" },
    ),
    code(
      "from IPython.display import HTML\nHTML('<table><tr><td>cell</td></tr></table><script>window.hacked = 1</script><img src=x onerror=\"window.hacked = 1\">')",
      { id: "html" },
    ),
  ]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(
    notebook.output("streams").locator('[data-mime="application/vnd.jupyter.stderr"]'),
  ).toContainText("err");
  await expect(
    notebook.output("error").locator('[data-mime="application/vnd.jupyter.error"]'),
  ).toContainText("ZeroDivisionError");
  await expect(notebook.output("error")).not.toContainText("\u001b");
  await expect(notebook.output("image").getByRole("img", { name: "a dot" })).toBeVisible();
  // HTML that brings scripts is shown apart from the page.
  const apart = notebook.output("html").frameLocator("iframe");
  await expect(apart.getByRole("cell", { name: "cell" })).toBeVisible();
  expect(await notebook.page.evaluate(() => "hacked" in window)).toBe(false);
});

test("stops the queue at an error and says why the rest did not run", async ({ notebook }) => {
  await notebook.open("stop-on-error.ipynb", [code("oops", { id: "a" }), code("1", { id: "b" })]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "error");
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "cancelled");
  await expect(notebook.cell("b")).toContainText("Not run: a cell before this one failed.");
});

test("Stop ends an await at once and the kernel goes on", async ({ notebook }) => {
  await notebook.open("interrupt.ipynb", [
    code("import asyncio\nx = 1\nprint('asleep', flush=True)\nawait asyncio.sleep(60)", {
      id: "a",
    }),
    code("print('never')", { id: "b" }),
    code("x", { id: "c" }),
  ]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.output("a")).toContainText("asleep");
  await notebook.command("kernel.interrupt");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "error");
  await expect(notebook.cell("a")).toContainText(
    "Stopped by you. The cell was interrupted; variables are kept.",
  );
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "cancelled");
  await notebook.cell("c").locator('[data-command="cell.run"]').click();
  await expect(notebook.output("c")).toHaveText("1");
});

test("a cell that does not let itself be stopped is ended by a restart, which is offered and said", async ({
  notebook,
}) => {
  await notebook.open("stuck.ipynb", [
    code(
      "import time\nprint('on', flush=True)\nwhile True:\n    try:\n        time.sleep(0.05)\n    except KeyboardInterrupt:\n        print('no', flush=True)",
      { id: "a" },
    ),
    code("6 * 7", { id: "b" }),
  ]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.output("a")).toContainText("on");
  await notebook.command("kernel.interrupt");
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "cancelled");
  const alert = notebook.page.getByRole("alert").filter({ hasText: "does not stop" });
  await expect(alert).toContainText("variables are lost, your text and outputs stay");
  await alert.getByRole("button", { name: "Restart the kernel" }).click();
  await notebook.page
    .getByRole("dialog")
    .getByRole("button", { name: "Restart", exact: true })
    .click();
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "error");
  await expect(notebook.cell("a")).toContainText("The kernel was restarted, so the run ended.");
  await expect(notebook.output("a")).toContainText("on");
  await expect(alert).toBeHidden();
  await notebook.cell("b").locator('[data-command="cell.run"]').click();
  await expect(notebook.output("b")).toHaveText("42");
});

test("restart forgets variables and keeps text and outputs", async ({ notebook }) => {
  await notebook.open("restart.ipynb", [
    code("x = 1\nprint('ran')", { id: "a" }),
    code("x", { id: "b" }),
  ]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.output("b")).toHaveText("1");
  await notebook.select("a");
  await notebook.press("0", "0");
  await notebook.page.getByRole("button", { name: "Restart", exact: true }).click();
  await notebook.kernelReady();
  // Nothing has run in the new kernel, so nothing would be lost.
  const again = notebook.page.waitForResponse((answer) => answer.url().endsWith("/restart"));
  await notebook.select("a");
  await notebook.press("0", "0");
  await again;
  await expect(notebook.page.getByRole("dialog")).toHaveCount(0);
  await notebook.kernelReady();
  await expect(notebook.output("a")).toContainText("ran");
  await notebook.cell("b").locator('[data-command="cell.run"]').click();
  await expect(notebook.output("b")).toContainText("NameError");
});

test("a reload joins the kernel that runs", async ({ notebook }) => {
  await notebook.open("join.ipynb", [code("x = 41", { id: "a" }), code("x + 1", { id: "b" })]);
  await notebook.kernelReady();
  await notebook.cell("a").locator('[data-command="cell.run"]').click();
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "done");
  await notebook.page.keyboard.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await notebook.page.reload();
  await notebook.kernelReady();
  // Nothing has run in this page, yet variables would be lost.
  await notebook.select("b");
  await notebook.press("0", "0");
  await expect(notebook.page.getByRole("dialog")).toContainText("variables are lost");
  await notebook.press("Escape");
  await notebook.cell("b").locator('[data-command="cell.run"]').click();
  await expect(notebook.output("b")).toHaveText("42");
});

test("what is above, what is below and all after a restart is run, and only a used kernel asks first", async ({
  notebook,
}) => {
  const cell = (id: string) => code(`seen = globals().get("seen", "") + "${id}"\nseen`, { id });
  await notebook.open("parts.ipynb", [cell("a"), cell("b"), cell("c")]);
  await notebook.kernelReady();
  await notebook.select("b");
  const restarted = notebook.page.waitForResponse((answer) => answer.url().endsWith("/restart"));
  await notebook.press("0", "0");
  await restarted;
  await expect(notebook.page.getByRole("dialog")).toHaveCount(0);
  await notebook.kernelReady();
  const choose = async (name: string): Promise<void> => {
    await notebook.page.getByText("Menu", { exact: true }).click();
    await notebook.page.getByRole("button", { name }).click();
  };
  await choose("Run all cells above");
  await expect(notebook.output("a")).toHaveText("'a'");
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "idle");
  await choose("Run this cell and all below");
  await expect(notebook.output("c")).toHaveText("'abc'");
  await expect(notebook.output("b")).toHaveText("'ab'");
  await choose("Run all cells above");
  await expect(notebook.output("a")).toHaveText("'abca'");
  await choose("Restart the kernel and run all cells");
  await notebook.page.getByRole("button", { name: "Restart", exact: true }).click();
  await expect(notebook.output("a")).toHaveText("'a'");
  await expect(notebook.output("c")).toHaveText("'abc'");
  await expect(notebook.cell("c")).toHaveAttribute("data-execution-count", "3");
});

test("a waiting cell can be moved before the others, and taken out", async ({ notebook }) => {
  await notebook.open("queue.ipynb", [
    code("import asyncio\nwhile not globals().get('go'):\n    await asyncio.sleep(0.05)", {
      id: "gate",
    }),
    code("order = ['b']", { id: "b" }),
    code("order = ['c']", { id: "c" }),
    code("'d ran'", { id: "d" }),
  ]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.cell("gate")).toHaveAttribute("data-state", "running");
  const progress = notebook.page.locator('[data-popover="queue"] summary');
  await expect(progress).toHaveText("Cell 1 of 4");
  await progress.click();
  const queue = notebook.page.locator('[data-part="queue"]');
  await expect(queue.locator("[data-queued]")).toHaveCount(3);
  await queue.getByRole("button", { name: /Run earlier: 'd ran'/ }).click();
  await expect(queue.locator("[data-queued]").nth(1)).toHaveAttribute("data-queued", "d");
  await queue.getByRole("button", { name: /Take out of the queue: order = \['c'\]/ }).click();
  await expect(notebook.cell("c")).toHaveAttribute("data-state", "idle");
  await expect(queue.locator("[data-queued]")).toHaveCount(2);
  await notebook.cell("b").getByRole("button", { name: "Take out of the queue" }).click();
  await notebook.command("kernel.interrupt");
  await expect(notebook.cell("gate")).toHaveAttribute("data-state", "error");
  await expect(notebook.cell("d")).toHaveAttribute("data-state", "cancelled");
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "idle");
});

test("the running cell shows its time, can be jumped to, and its duration is in the file afterwards", async ({
  notebook,
}) => {
  const many = Array.from({ length: 60 }, (_, i) => code(`${i}`, { id: `c${i}` }));
  await notebook.open("duration.ipynb", [
    code(`import asyncio\n${until("go-on")}`, { id: "slow" }),
    ...many,
  ]);
  await notebook.kernelReady();
  await notebook.cell("slow").locator('[data-command="cell.run"]').click();
  await expect(notebook.cell("slow").locator(".lb-cell-state")).toContainText(/\d\.\d s/);
  await notebook.select("c59");
  await notebook.page.locator('[data-popover="queue"] summary').click();
  await notebook.page.getByRole("button", { name: "Go to the running cell" }).click();
  await expect(notebook.cell("slow")).toBeInViewport();
  await notebook.write("go-on", "");
  await expect(notebook.cell("slow")).toHaveAttribute("data-state", "done");
  const shown = (await notebook.cell("slow").locator(".lb-cell-state").textContent()) ?? "";
  const took = /[\d.]+ s$/.exec(shown)?.[0] ?? "no duration";
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await notebook.read("duration.ipynb")).toContain('"shell.execute_reply.started"');
  await notebook.page.reload();
  await expect(notebook.cell("slow").locator(".lb-cell-state")).toContainText(took);
});

test("a section runs by itself", async ({ notebook }) => {
  await notebook.open("section.ipynb", [
    md("# One", { id: "one" }),
    code("'first'", { id: "a" }),
    md("# Two", { id: "two" }),
    code("'second'", { id: "b" }),
    code("'third'", { id: "c" }),
  ]);
  await notebook.kernelReady();
  await notebook.select("b");
  await notebook.page.getByText("Menu", { exact: true }).click();
  await notebook.page.getByRole("button", { name: "Run this section" }).click();
  await expect(notebook.output("c")).toHaveText("'third'");
  await expect(notebook.output("b")).toHaveText("'second'");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "idle");
});
