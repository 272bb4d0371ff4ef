// Cells beside each other: a cell runs in a subshell while another holds the main shell, with its own outputs and its own end.
import { code } from "../support/builders.ts";
import { expect, runBeside, test } from "./notebook-page.ts";

const TICKS = `import asyncio
ticks = []
async def tick():
    while True:
        ticks.append(1)
        await asyncio.sleep(0.01)
ticking = asyncio.create_task(tick())
print('on', flush=True)
await asyncio.sleep(600)`;

test("runs a cell beside one that awaits, with its own result, and leaves tasks alone", async ({
  notebook,
}) => {
  await notebook.open("beside.ipynb", [
    code(TICKS, { id: "a" }),
    code(
      "import time\nbefore = len(ticks)\ntime.sleep(0.5)\nprint('beside')\nlen(ticks) > before",
      {
        id: "b",
      },
    ),
    code("await asyncio.sleep(0.1)\n'awaited beside'", { id: "c" }),
  ]);
  await notebook.kernelReady();
  await notebook.select("a");
  await notebook.press("Control+Enter");
  await expect(notebook.output("a")).toContainText("on");
  await runBeside(notebook, "b");
  await runBeside(notebook, "c");
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "done");
  await expect(notebook.cell("c")).toHaveAttribute("data-state", "done");
  // The main loop ticked on while the other thread slept.
  await expect(notebook.output("b").locator('[data-mime="text/plain"]')).toHaveText("True");
  await expect(notebook.output("b")).toContainText("beside");
  await expect(notebook.output("c")).toHaveText("'awaited beside'");
  await expect(notebook.output("a")).toHaveText("on\n");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "running");
  await expect(notebook.main).toHaveAttribute("data-kernel", "busy");
  await notebook.command("kernel.interrupt");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "error");
});

for (const restart of [false, true]) {
  const when = restart ? "a restarted" : "a fresh";
  test(`keeps the results of many overlapping cells apart in ${when} kernel`, async ({
    notebook,
  }) => {
    const many = Array.from({ length: 8 }, (_, i) =>
      code(`import time\ntime.sleep(0.2)\n'result ${i}'`, { id: `c${i}` }),
    );
    await notebook.open("many.ipynb", [code("print('ran')", { id: "first" }), ...many]);
    await notebook.kernelReady();
    if (restart) {
      await notebook.select("first");
      await notebook.press("Control+Enter");
      await expect(notebook.output("first")).toHaveText("ran\n");
      await notebook.press("0", "0");
      await notebook.page.getByRole("button", { name: "Restart", exact: true }).click();
      await notebook.kernelReady();
    }
    for (let i = 0; i < many.length; i++) await runBeside(notebook, `c${i}`);
    for (let i = 0; i < many.length; i++) {
      await expect(notebook.cell(`c${i}`)).toHaveAttribute("data-state", "done");
      await expect(notebook.output(`c${i}`)).toHaveText(`'result ${i}'`);
    }
  });
}

for (const [what, source] of [
  ["an await", "import asyncio\nprint('in', flush=True)\nawait asyncio.sleep(600)"],
  [
    "code that blocks",
    "import time\nprint('in', flush=True)\nfor _ in range(60000): time.sleep(0.01)",
  ],
  [
    "code that blocks after an await",
    "import asyncio, time\nawait asyncio.sleep(0)\nprint('in', flush=True)\nfor _ in range(60000): time.sleep(0.01)",
  ],
] as const) {
  test(`Stop ends ${what} beside, and the next cell runs beside again`, async ({ notebook }) => {
    await notebook.open("stop.ipynb", [code(source, { id: "a" }), code("6 * 7", { id: "b" })]);
    await notebook.kernelReady();
    await runBeside(notebook, "a");
    await expect(notebook.output("a")).toContainText("in");
    await expect(notebook.main).toHaveAttribute("data-kernel", "idle");
    await notebook.press("i", "i");
    await expect(notebook.cell("a")).toHaveAttribute("data-state", "error");
    await expect(notebook.cell("a")).toContainText("Stopped by you.");
    await runBeside(notebook, "b");
    await expect(notebook.output("b")).toHaveText("42");
  });
}

test("says so when a cell beside cannot be stopped", async ({ notebook }) => {
  await notebook.open("stuck.ipynb", [
    code("import time\nprint('in', flush=True)\ntime.sleep(30)", { id: "a" }),
  ]);
  await notebook.kernelReady();
  await runBeside(notebook, "a");
  await expect(notebook.output("a")).toContainText("in");
  await notebook.press("i", "i");
  await expect(notebook.page.getByRole("alert")).toContainText("does not stop");
});
