// The timeline of a cell in the page: recorded without a change to the code, read by eye, by keyboard and as a table.
import { code } from "../support/builders.ts";
import { expect, runBeside, test, type NotebookPage } from "./notebook-page.ts";
import type { Locator } from "@playwright/test";

const RECORDED = { lessonbook: { timeline: true } };

/** Runs a cell and gives its timeline. */
async function record(notebook: NotebookPage, id = "a"): Promise<Locator> {
  await notebook.select(id);
  await notebook.press("Control+Enter");
  const timeline = notebook.output(id).locator('[data-part="timeline"]');
  await expect(timeline).toBeVisible();
  return timeline;
}

/** Label and end of each lane but the loop's, in order. */
async function lanes(timeline: Locator): Promise<readonly string[]> {
  const labels = timeline.locator(".lb-timeline-label");
  return (await labels.allInnerTexts()).slice(1).map((text) => text.replace(/\s+/g, " "));
}

const PATTERNS: readonly {
  readonly name: string;
  readonly source: string;
  readonly lanes: readonly string[];
  readonly words?: string;
}[] = [
  {
    name: "gather",
    source: `import asyncio
async def work(n):
    await asyncio.sleep(n / 100)
await asyncio.gather(work(1), work(2));`,
    lanes: ["the cell ✓ done", "work(1) ✓ done", "work(2) ✓ done"],
  },
  {
    name: "tasks that make tasks, one of them cancelled",
    source: `import asyncio
async def child():
    await asyncio.sleep(600)
async def parent():
    task = asyncio.create_task(child(), name="mine")
    await asyncio.sleep(0.01)
    task.cancel()
await asyncio.create_task(parent())`,
    lanes: ["the cell ✓ done", "parent() ✓ done", "mine: child() ✕ cancelled"],
  },
  {
    name: "a queue",
    source: `import asyncio
queue = asyncio.Queue()
async def get():
    return await queue.get()
task = asyncio.create_task(get())
await asyncio.sleep(0.05)
queue.put_nowait(1)
await task;`,
    lanes: ["the cell ✓ done", "get() ✓ done"],
    words: "an item in a queue",
  },
  {
    name: "gather with a failure, whose sibling goes on",
    source: `import asyncio
async def fail():
    raise ValueError("no")
async def slow():
    await asyncio.sleep(0.2)
await asyncio.gather(fail(), slow())`,
    lanes: ["the cell ! ValueError", "fail() ! ValueError", "slow() ✓ done"],
  },
  {
    name: "a thread",
    source: `import asyncio, time
await asyncio.gather(asyncio.to_thread(time.sleep, 0.1));`,
    lanes: ["the cell ✓ done", "to_thread ✓ done"],
    words: "a thread: sleep",
  },
  {
    name: "a cell without tasks",
    source: "1 + 1",
    lanes: ["the cell ✓ done"],
  },
];

test("six patterns, each with its lanes", async ({ notebook }) => {
  await notebook.open(
    "patterns.ipynb",
    PATTERNS.map(({ source }, at) => code(source, { id: `p${at}`, metadata: RECORDED })),
  );
  await notebook.kernelReady();
  for (const [at, { name, lanes: expected, words }] of PATTERNS.entries()) {
    await test.step(name, async () => {
      const timeline = await record(notebook, `p${at}`);
      await expect(timeline).toHaveAttribute("data-phase", "over");
      expect(await lanes(timeline)).toEqual(expected);
      if (words !== undefined) await expect(timeline.locator("svg")).toContainText(words);
    });
  }
});

const BLOCKS = `import asyncio, time
async def ok():
    await asyncio.sleep(0.02)
async def bad():
    time.sleep(0.15)
await asyncio.gather(ok(), bad());`;

test("a line that blocks is said and marked; steps, table, files and the toggle", async ({
  notebook,
  page,
}) => {
  await notebook.open("blocks.ipynb", [code(BLOCKS, { id: "a" })]);
  await notebook.kernelReady();
  const toggle = notebook.cell("a").locator('[data-command="cell.record-timeline"]');
  await notebook.select("a");
  await toggle.click();
  await expect(toggle).toHaveAttribute("aria-pressed", "true");
  const timeline = await record(notebook);
  await test.step("the block in words, and at its line, also while it is edited", async () => {
    const held = timeline.locator('[data-part="timeline-blocked"]');
    await expect(held).toContainText(/Line 5 held the loop for 1[5-9]\d ms: one other task/);
    await expect(held.locator("code")).toHaveText("time.sleep(0.15)");
    const mark = notebook.cell("a").locator('[data-mark="held"]');
    await expect(mark).toHaveAttribute("data-line", "5");
    await expect(mark).toContainText("held the loop");
    await held.getByRole("button", { name: "Go to line 5" }).click();
    await expect(page.locator(".cm-content")).toBeFocused();
    const line = await page.evaluate(
      () => document.getSelection()?.anchorNode?.parentElement?.closest(".cm-line")?.textContent,
    );
    expect(line).toBe("    time.sleep(0.15)");
    await expect(mark).toBeVisible();
    await notebook.press("Escape");
  });
  await test.step("steps by keyboard say what happens and mark the line", async () => {
    const slider = timeline.getByRole("slider", { name: "Step through the run" });
    await slider.focus();
    for (let step = 0; step < 3; step++) await notebook.press("ArrowRight");
    const sentence = timeline.locator('[data-part="timeline-step"]');
    await expect(sentence).toContainText("Step 3 of");
    await expect(sentence).toContainText("bad() starts");
    await expect(slider).toHaveAttribute("aria-valuetext", /Step 3 of .* Line 5 held the loop/);
    await expect(notebook.cell("a").locator('[data-mark="step"]')).toHaveAttribute(
      "data-line",
      "5",
    );
    await expect(timeline.locator(".lb-timeline-label[data-now]")).toContainText("bad()");
    await notebook.press("ArrowLeft");
    await expect(sentence).toContainText("ok() starts");
    // A bar that is pressed is gone to.
    await timeline.locator('svg [data-lane="2"] .lb-timeline-blocked').click();
    await expect(sentence).toContainText("bad() starts");
  });
  await test.step("the table says the same", async () => {
    await timeline.getByRole("button", { name: "Table" }).click();
    const row = timeline.getByRole("row", { name: /^bad\(\)/ });
    await expect(row).toContainText(/1[5-9]\d ms, line 5/);
    await expect(timeline.getByRole("row", { name: /^ok\(\)/ })).toContainText(/ms late/);
    await timeline.getByRole("button", { name: "Table" }).click();
  });
  await test.step("free time can be squeezed, and the picture and the trace be saved", async () => {
    await timeline.getByRole("button", { name: "Squeeze free time" }).click();
    for (const [name, start] of [
      ["Save as SVG", "<svg"],
      ["Save as trace", '{"traceEvents":'],
    ] as const) {
      const waiting = page.waitForEvent("download");
      await timeline.getByRole("button", { name }).click();
      const stream = await (await waiting).createReadStream();
      let text = "";
      for await (const chunk of stream) text += String(chunk);
      expect(text.startsWith(start)).toBe(true);
    }
  });
  await test.step("the next run can be set beside this one", async () => {
    await notebook.cell("a").locator(".lb-code-still").click();
    await notebook.press("Control+a");
    await page.keyboard.insertText(BLOCKS.replace("time.sleep", "await asyncio.sleep"));
    await expect(notebook.cell("a").locator(".lb-line-mark")).toHaveCount(0);
    await notebook.press("Control+Enter");
    await expect(timeline.locator('[data-part="timeline-blocked"]')).toHaveCount(0);
    await timeline.getByRole("button", { name: "Compare with the run before" }).click();
    await expect(timeline.locator(".lb-timeline-picture")).toHaveCount(2);
    await expect(timeline.locator(".lb-timeline-title").first()).toContainText("loop held for 1");
    await expect(timeline.locator(".lb-timeline-title").last()).not.toContainText("held");
  });
  await test.step("the file keeps the record, with a picture for other front ends", async () => {
    await notebook.press("Control+s");
    await expect(notebook.main).toHaveAttribute("data-saved", "saved");
    const file = await notebook.read("blocks.ipynb");
    for (const part of [
      '"timeline": true',
      "timeline.v1+json",
      "image/svg+xml",
      "# runs   . waits",
    ])
      expect(file).toContain(part);
    await page.reload();
    await expect(timeline.locator(".lb-timeline-label")).toHaveCount(4);
    await notebook.select("a");
    await toggle.click();
    await expect(toggle).toHaveAttribute("aria-pressed", "false");
  });
});

test("a long await is shown as it goes, and what outlives the cell is followed", async ({
  notebook,
}) => {
  const source = `%%timeline
import asyncio
gate = asyncio.Event()
async def later():
    await gate.wait()
task = asyncio.create_task(later())
await asyncio.sleep(1.5)`;
  await notebook.open("live.ipynb", [code(source, { id: "a" }), code("gate.set()", { id: "b" })]);
  await notebook.kernelReady();
  const timeline = await record(notebook);
  await expect(timeline).toHaveAttribute("data-phase", "running");
  expect(await lanes(timeline)).toEqual(["the cell … still pending", "later() … still pending"]);
  const slider = timeline.getByRole("slider");
  await slider.focus();
  await notebook.press("ArrowRight");
  await expect(timeline).toHaveAttribute("data-phase", "background");
  // What the reader did to the picture stays while it grows.
  await expect(slider).toBeFocused();
  await expect(timeline.locator('[data-part="timeline-step"]')).toContainText("Step 1 of");
  expect(await lanes(timeline)).toEqual(["the cell ✓ done", "later() … still pending"]);
  await notebook.select("b");
  await notebook.press("Control+Enter");
  await expect(timeline).toHaveAttribute("data-phase", "over");
  expect(await lanes(timeline)).toEqual(["the cell ✓ done", "later() ✓ done"]);
});

test("a cell that runs beside another has a timeline of its own", async ({ notebook }) => {
  await notebook.open("beside-timeline.ipynb", [
    code("import asyncio\nawait asyncio.sleep(600)", { id: "long" }),
    code("import asyncio\nawait asyncio.gather(asyncio.sleep(0.05));", {
      id: "a",
      metadata: RECORDED,
    }),
  ]);
  await notebook.kernelReady();
  await notebook.select("long");
  await notebook.press("Control+Enter");
  await expect(notebook.cell("long")).toHaveAttribute("data-state", "running");
  await runBeside(notebook, "a");
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "done");
  const timeline = notebook.output("a").locator('[data-part="timeline"]');
  await expect(timeline).toHaveAttribute("data-phase", "over");
  expect(await lanes(timeline)).toEqual(["the cell ✓ done", "sleep ✓ done"]);
  await expect(notebook.cell("long")).toHaveAttribute("data-state", "running");
});

test("a guess comes before the picture, and is set beside what happened", async ({
  notebook,
  page,
}) => {
  const source = `import asyncio
async def fetch(name, seconds):
    await asyncio.sleep(seconds)
await asyncio.gather(fetch("a", 0.2), fetch("b", 0.1), fetch("c", 0.05));`;
  await notebook.open("guess.ipynb", [
    code(source, { id: "a", metadata: { lessonbook: { timeline: "predict" } } }),
  ]);
  await notebook.kernelReady();
  const timeline = await record(notebook);
  await expect(timeline).toContainText("in which order did the tasks end?");
  await expect(timeline.locator("svg")).toHaveCount(0);
  const up = timeline.getByRole("button", { name: "fetch('c', 0.05): earlier" });
  await up.focus();
  await notebook.press("Enter");
  await expect(up).toBeFocused();
  await notebook.press("Enter");
  // At the top there is no way up: the keyboard stays in the row.
  await expect(timeline.getByRole("button", { name: "fetch('c', 0.05): later" })).toBeFocused();
  await timeline.getByRole("button", { name: "Show what happened" }).click();
  await expect(timeline.locator('[data-part="timeline-verdict"]')).toHaveText(
    "You said fetch('c', 0.05), fetch('a', 0.2), fetch('b', 0.1). They ended fetch('c', 0.05), fetch('b', 0.1), fetch('a', 0.2).",
  );
  await expect(timeline.locator("svg")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(timeline.locator(".lb-timeline-picture[data-narrow]")).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(390);
});

test("a record that is damaged is said in words, beside its text", async ({ notebook }) => {
  const mime = "application/vnd.lessonbook.timeline.v1+json";
  const broken = (bundle: unknown) => ({
    output_type: "display_data" as const,
    data: { [mime]: bundle as string, "text/plain": "lanes in text" },
    metadata: {},
  });
  await notebook.open("broken.ipynb", [
    code("1", { id: "a", outputs: [broken({ version: 9 })] }),
    code("2", {
      id: "b",
      outputs: [
        broken({
          version: 1,
          strings: ["<img src=x onerror=alert(1)>"],
          tasks: { state: [1], coro: [0], created: [-7], ended: [1e99] },
          slices: { task: [0, 9], start: [5, "x"], dur: [1e99, 2] },
        }),
      ],
    }),
  ]);
  await expect(notebook.output("a")).toContainText("of a version that is not known here");
  await expect(notebook.output("a")).toContainText("lanes in text");
  const timeline = notebook.output("b").locator('[data-part="timeline"]');
  await expect(timeline.locator(".lb-timeline-label code")).toHaveText(
    "<img src=x onerror=alert(1)>",
  );
  await expect(timeline.locator("img")).toHaveCount(0);
  await expect(timeline).toContainText("make no sense and are left out");
});
