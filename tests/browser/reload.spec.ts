// A page that goes away in the middle of a run and comes back: no line is missing, none is there twice, and what the page
// says is true.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { CodeCell } from "../../src/nbformat/types.ts";
import { code } from "../support/builders.ts";
import { openLine, type BrokenLine } from "../support/broken-line.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { NotebookPage, expect, runBeside, test as base } from "./notebook-page.ts";

const COUNT = 120;
/** A line every tenth of a second. */
const printsOf = (count: number): string =>
  `import asyncio\nfor i in range(${count}):\n    print("line", i, flush=True)\n    await asyncio.sleep(0.1)`;
const linesOf = (count: number): string =>
  Array.from({ length: count }, (_, i) => `line ${i}\n`).join("");
const PRINTS = printsOf(COUNT);
const LINES = linesOf(COUNT);
const SLEEPS = `${PRINTS.replace(String(COUNT), "13")}\nawait asyncio.sleep(600)`;
const cells: readonly CodeCell[] = [
  code(PRINTS, { id: "a" }),
  code("'second'", { id: "b" }),
  code("'third'", { id: "c" }),
];

/** The same, where the first cell does not end before the notebook's folder has a file. */
const heldBy = (file: string, count = COUNT): readonly CodeCell[] => [
  code(
    `${printsOf(count)}\nimport os\nwhile not os.path.exists("${file}"):\n    await asyncio.sleep(0.05)`,
    { id: "a" },
  ),
  ...cells.slice(1),
];

const test = base.extend<{ line: BrokenLine; far: NotebookPage }>({
  line: async ({ server }, use) => {
    const line = await openLine(Number(new URL(server.url).port));
    await use(line);
    await line.close();
  },
  /** A page that reaches the server by a line that can be cut. */
  far: async ({ page, server, line }, use) => {
    const url = `http://127.0.0.1:${line.port}/`;
    await use(new NotebookPage(page, { ...server, url }));
  },
});

// Each waits for a run of twelve seconds, one of thirty, or for a server that starts.
test.describe.configure({ timeout: 120_000 });

test.beforeEach(({ page }) => {
  // Outputs that are not saved yet make the browser ask before it leaves.
  page.on("dialog", (dialog) => void dialog.accept());
});

test("loaded again in the middle of a run of thirty seconds: every line once, the time goes on, the queue is there and goes on", async ({
  notebook,
}) => {
  await begin(notebook, "reload.ipynb", heldBy("reloaded", 300));
  await reload(notebook);
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "running");
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "queued");
  await expect(notebook.cell("c")).toHaveAttribute("data-state", "queued");
  // It runs since before the page was loaded: longer than the page has been open.
  const open = await notebook.page.evaluate(() => performance.now());
  const seconds = async (): Promise<number> => {
    const shown = await notebook.cell("a").locator(".lb-cell-state").textContent();
    return Number(/([\d.]+) s/.exec(shown ?? "")?.[1] ?? 0);
  };
  await expect.poll(seconds).toBeGreaterThan(0);
  expect((await seconds()) * 1000).toBeGreaterThan(open);
  await reload(notebook);
  await notebook.write("reloaded", "");
  await expectWhole(notebook, linesOf(300));
  await expect(notebook.output("b")).toHaveText("'second'");
  await expect(notebook.output("c")).toHaveText("'third'");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await savedText(notebook, "reload.ipynb")).toBe(linesOf(300));
});

test("loaded again after the run has ended unseen: the output is whole and the end is known", async ({
  notebook,
  server,
}) => {
  await begin(notebook, "ended-unseen.ipynb");
  await notebook.page.goto("about:blank");
  await becomesIdle(server);
  await notebook.goto("ended-unseen.ipynb");
  await expectWhole(notebook);
  await expect(notebook.output("c")).toHaveText("'third'");
});

test("a task that prints after its cell's end goes on printing there when the page is loaded again", async ({
  notebook,
}) => {
  const late = `import asyncio\nasync def tell():\n    for i in range(${COUNT}):\n        print("line", i, flush=True)\n        await asyncio.sleep(0.1)\ntask = asyncio.create_task(tell())`;
  await notebook.open("late.ipynb", [code(late, { id: "a" })]);
  await notebook.kernelReady();
  await notebook.cell("a").locator('[data-command="cell.run"]').click();
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "done");
  await expect(notebook.output("a")).toContainText("line 3");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await reload(notebook);
  await expect(notebook.output("a")).toContainText(`line ${COUNT - 1}`, { timeout: 60_000 });
  expect(await shownText(notebook.page)).toBe(LINES);
});

test("cells that run beside go on when the page is loaded again, and are stopped from there", async ({
  notebook,
}) => {
  const until = (file: string): string =>
    `import os, time\nn_${file} = 0\nwhile not os.path.exists("${file}"):\n    print("line", n_${file}, flush=True)\n    n_${file} += 1\n    time.sleep(0.05)`;
  await notebook.open("beside.ipynb", [
    code("import asyncio\nprint('on', flush=True)\nawait asyncio.sleep(600)", { id: "main" }),
    code(until("never"), { id: "a" }),
    code(`${until("leave")}\nprint("left")\nopen("left", "w").close()\n6 * 7`, { id: "b" }),
  ]);
  await notebook.kernelReady();
  await notebook.cell("main").locator('[data-command="cell.run"]').click();
  await expect(notebook.output("main")).toContainText("on");
  for (const id of ["a", "b"]) {
    await runBeside(notebook, id);
    await expect(notebook.output(id)).toContainText("line 3");
  }
  await notebook.page.goto("about:blank");
  await notebook.write("leave", "");
  await notebook.written("left");
  await notebook.goto("beside.ipynb");
  // One goes on, one has ended meanwhile; no line is missing.
  await expect(notebook.cell("b")).toHaveAttribute("data-state", "done");
  await expect(notebook.output("b").locator('[data-mime="text/plain"]')).toHaveText("42");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "running");
  await expect(notebook.output("a")).toContainText("line 60");
  const lines = ((await notebook.output("a").textContent()) ?? "").trimEnd().split("\n");
  expect(lines).toEqual(lines.map((_, i) => `line ${i}`));
  await expect(notebook.cell("main")).toHaveAttribute("data-state", "running");
  await expect(notebook.main).toHaveAttribute("data-kernel", "busy");
  await notebook.command("kernel.interrupt");
  for (const id of ["a", "main"]) {
    await expect(notebook.cell(id)).toHaveAttribute("data-state", "error");
    await expect(notebook.cell(id)).toContainText("Stopped by you.");
  }
});

test("a line that carries nothing any more and does not say so is noticed when the page wakes", async ({
  far,
  line,
  server,
}) => {
  await begin(far, "stalled.ipynb");
  line.stall();
  await becomesIdle(server);
  await expect(far.cell("a")).toHaveAttribute("data-state", "running");
  await far.page.evaluate(() => dispatchEvent(new Event("focus")));
  await expectWhole(far);
  await expect(far.output("c")).toHaveText("'third'");
});

test("the line is cut for ten seconds in the middle of a run: said in the page, then every line once", async ({
  far,
  line,
}) => {
  // After line 12 the cut begins; line 115 is printed ten seconds later.
  const prints = `${printsOf(150)}\n    if i == 115: open("ten-seconds-on", "w").close()`;
  await begin(far, "cut.ipynb", [code(prints, { id: "a" }), ...cells.slice(1)]);
  line.cut();
  await expect(far.main).toHaveAttribute("data-kernel", "disconnected");
  await expect(far.page.getByRole("alert").filter({ hasText: "not answering" })).toBeVisible();
  await expect(far.cell("a")).toHaveAttribute("data-state", "running");
  await far.written("ten-seconds-on");
  line.mend();
  await expect(far.main).toHaveAttribute("data-kernel", /busy|idle/, { timeout: 60_000 });
  await expect(far.page.getByRole("alert").filter({ hasText: "not answering" })).toBeHidden();
  await expectWhole(far, linesOf(150));
  await expect(far.output("c")).toHaveText("'third'");
});

test("the line is cut while the run ends: its end is noticed and the queue goes on", async ({
  far,
  line,
  server,
}) => {
  await begin(far, "cut-to-the-end.ipynb");
  line.cut();
  await becomesIdle(server);
  line.mend();
  await far.page.evaluate(() => dispatchEvent(new Event("online")));
  await expectWhole(far);
  await expect(far.output("c")).toHaveText("'third'");
});

test("a tab that is frozen while its run ends, its line cut too, has every line when it wakes", async ({
  far,
  line,
  server,
}) => {
  await begin(far, "frozen.ipynb");
  const devtools = await far.page.context().newCDPSession(far.page);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  line.cut();
  await becomesIdle(server);
  line.mend();
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  await expectWhole(far);
  await expect(far.output("c")).toHaveText("'third'");
});

test("a duplicated tab runs nothing twice, says what is true, and both tabs go on", async ({
  notebook,
  context,
}) => {
  await begin(notebook, "twins.ipynb", heldBy("copied"));
  // What the tab remembers is written down a moment after the run has begun.
  const remembered = await notebook.page.waitForFunction(() => {
    const text = JSON.stringify(sessionStorage);
    return ["a", "b", "c"].every((id) => text.includes(`\\"${id}\\"`)) && text;
  });
  const copied = (await remembered.jsonValue()) || "";
  const copy = new NotebookPage(await context.newPage(), notebook.server);
  // What a browser does when a tab is duplicated.
  await copy.page.addInitScript((text) => {
    for (const [key, value] of Object.entries(JSON.parse(text) as Record<string, string>)) {
      if (sessionStorage.getItem(key) === null) sessionStorage.setItem(key, value);
    }
  }, copied);
  await copy.goto("twins.ipynb");
  await expect(copy.main).toHaveAttribute("data-kernel", "busy", { timeout: 20_000 });
  await expect(copy.page.getByRole("status").filter({ hasText: "another tab" })).toBeVisible();
  await expect(copy.cell("b")).toHaveAttribute("data-state", "idle");
  await notebook.write("copied", "");
  await expectWhole(notebook);
  await expect(notebook.output("c")).toHaveText("'third'");
  await expect(notebook.cell("c")).toHaveAttribute("data-execution-count", "3");
  await copy.kernelReady();
  await copy.cell("c").locator('[data-command="cell.run"]').click();
  await expect(copy.cell("c")).toHaveAttribute("data-execution-count", "4");
  await expect(copy.main).toHaveAttribute("data-saved", "conflict");
});

test("the server is started anew under an open page: what ran and what waited says so, one click starts a kernel", async ({
  page,
}) => {
  await restartServer(page, "anew.ipynb", async (notebook, back) => {
    await expect(notebook.main).toHaveAttribute("data-kernel", "disconnected");
    await back();
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await expect(notebook.cell("a")).toHaveAttribute("data-state", "error", { timeout: 60_000 });
    await expect(notebook.cell("a")).toContainText("the server was started anew");
    await expect(notebook.cell("b")).toHaveAttribute("data-state", "cancelled");
    await expect(notebook.main).toHaveAttribute("data-kernel", "dead");
    await page.getByRole("alert").getByRole("button", { name: "Restart the kernel" }).click();
    await notebook.kernelReady();
    await notebook.cell("b").locator('[data-command="cell.run"]').click();
    await expect(notebook.output("b")).toHaveText("'second'");
    await expect(notebook.output("a")).toContainText("line 12");
  });
});

test("loaded again after the server was started anew: what ran and what waited says so", async ({
  page,
}) => {
  await restartServer(page, "anew-loaded.ipynb", async (notebook, back) => {
    await page.goto("about:blank");
    await back();
    await notebook.goto("anew-loaded.ipynb");
    await expect(notebook.cell("a")).toHaveAttribute("data-state", "error", { timeout: 60_000 });
    await expect(notebook.cell("a")).toContainText("the server was restarted");
    await expect(notebook.cell("b")).toHaveAttribute("data-state", "cancelled");
    await notebook.kernelReady();
    await notebook.cell("b").locator('[data-command="cell.run"]').click();
    await expect(notebook.output("b")).toHaveText("'second'");
  });
});

/** Ends a server in the middle of a run; `back` starts it again, for the browser at the same address with the same login. */
async function restartServer(
  page: Page,
  name: string,
  body: (notebook: NotebookPage, back: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "lessonbook-restart-"));
  const options = {
    lessonbook: true,
    args: [`--ServerApp.cookie_secret_file=${join(folder, "secret")}`],
  };
  const first = await startTestServer(options);
  const line = await openLine(Number(new URL(first.url).port));
  const servers: TestServer[] = [];
  try {
    const notebook = new NotebookPage(page, {
      ...first,
      url: `http://127.0.0.1:${line.port}/`,
    });
    await begin(notebook, name, [code(SLEEPS, { id: "a" }), ...cells.slice(1)]);
    await expect(notebook.main).toHaveAttribute("data-saved", "saved");
    const files = join(folder, "files");
    await cp(first.root, files, { recursive: true });
    line.cut();
    await first.stop();
    await body(notebook, async () => {
      const second = await startTestServer({ ...options, files });
      servers.push(second);
      line.lead(Number(new URL(second.url).port));
      line.mend();
    });
  } finally {
    await line.close();
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Opens a notebook and runs all of it, until the first cell has printed some lines. */
async function begin(
  notebook: NotebookPage,
  name: string,
  own: readonly CodeCell[] = cells,
): Promise<void> {
  await notebook.open(name, own);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.output("a")).toContainText("line 12");
}

async function reload(notebook: NotebookPage): Promise<void> {
  await notebook.page.reload();
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
}

async function expectWhole(notebook: NotebookPage, lines = LINES): Promise<void> {
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "done", { timeout: 60_000 });
  expect(await shownText(notebook.page)).toBe(lines);
  await expect(notebook.cell("a")).toHaveAttribute("data-execution-count", "1");
}

/** The text of the first cell's outputs, whatever their kind. */
async function shownText(page: Page): Promise<string> {
  const output = page.locator('[data-cell-id="a"] [data-part="output"]');
  const text = (await output.textContent()) ?? "";
  return text.endsWith("\n") ? text : `${text}\n`;
}

async function savedText(notebook: NotebookPage, name: string): Promise<string> {
  const file = JSON.parse(await notebook.read(name)) as {
    readonly cells: readonly {
      readonly outputs: readonly { readonly text: string[] | string }[];
    }[];
  };
  return (file.cells[0]?.outputs ?? []).map(({ text }) => [text].flat().join("")).join("");
}

/** Asks the server itself until no kernel of it is busy. */
async function becomesIdle({ url, token }: TestServer): Promise<void> {
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${url}api/kernels?token=${token}`);
        const kernels = (await answer.json()) as readonly { readonly execution_state: string }[];
        return kernels.some(({ execution_state }) => execution_state === "busy");
      },
      { timeout: 60_000 },
    )
    .toBe(false);
}
