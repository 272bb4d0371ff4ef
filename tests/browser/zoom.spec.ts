// Enlarged four times (320 by 256 px are left), text twice as large, wide spacing, and no motion for whoever wants none:
// nothing is cut off, and nothing has to be scrolled sideways but code, tables and timelines in their own boxes.
import type { Page } from "@playwright/test";
import { code, md } from "../support/builders.ts";
import { lessonOfEverything } from "../support/everything.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

/** Controls and words that stand, in part or whole, where no scrolling downwards brings them to sight. */
async function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found: string[] = [];
    if (document.documentElement.scrollWidth > width) found.push("the page scrolls sideways");
    const scroller = document.querySelector('[data-part="scroller"]');
    if (scroller !== null && scroller.scrollWidth > scroller.clientWidth)
      found.push("the cells scroll sideways");
    const top = document.querySelector("dialog[open]") ?? document.body;
    if (top.scrollWidth > top.clientWidth) found.push("the dialog scrolls sideways");
    const isBox = (el: Element): boolean =>
      el !== scroller &&
      el !== top &&
      /auto|scroll/.test(getComputedStyle(el).overflowX) &&
      el.scrollWidth > el.clientWidth;
    for (const el of top.querySelectorAll("button, a, input, select, summary, h1, h2, h3, p")) {
      const { left, right, width: own, height } = el.getBoundingClientRect();
      if (own < 2 || height < 2 || !el.checkVisibility()) continue;
      let box = el.parentElement;
      while (box !== null && !isBox(box)) box = box.parentElement;
      if (box !== null || el.closest(".lb-hidden-text") !== null) continue;
      if (left < -1 || right > width + 1)
        found.push(
          `${el.tagName} “${el.textContent.slice(0, 30)}” from ${Math.round(left)} to ${Math.round(right)}`,
        );
    }
    return found.slice(0, 5);
  });
}

const MODES: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ["400 %", (page) => page.setViewportSize({ width: 320, height: 256 })],
  ["200 %", (page) => page.setViewportSize({ width: 640, height: 450 })],
  [
    "text twice as large",
    async (page) => {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    },
  ],
  [
    "wide spacing, as WCAG 1.4.12 asks for",
    async (page) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.evaluate(() => {
        document.documentElement.style.fontSize = "";
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(
          "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }",
        );
        document.adoptedStyleSheets = [sheet];
      });
    },
  ],
];

/** Nothing of what is shown is cut off in any mode; afterwards the page is as it was. */
async function expectWhole(page: Page, what: string): Promise<void> {
  for (const [mode, enter] of MODES) {
    await enter(page);
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    // What is far from the screen is laid out in its own time.
    await expect.poll(() => cutOff(page), `${what}, ${mode}`).toEqual([]);
  }
  await page.evaluate(() => (document.adoptedStyleSheets = []));
  await page.setViewportSize({ width: 1280, height: 900 });
}

async function runLesson(notebook: NotebookPage, name: string): Promise<void> {
  await notebook.write(name, lessonOfEverything());
  await notebook.goto(name);
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.cell("t1")).toHaveAttribute("data-state", /done|error/);
}

test("a lesson that was run: nothing is cut off, the text has most of the screen, and nothing goes wrong on the way", async ({
  notebook,
  page,
}) => {
  test.setTimeout(120_000);
  await runLesson(notebook, "zoom.ipynb");
  await expectWhole(page, "notebook");
  await page.setViewportSize({ width: 320, height: 256 });
  const share = await page
    .locator('[data-part="scroller"]')
    .evaluate((el) => el.clientHeight / innerHeight);
  expect(share).toBeGreaterThan(0.6);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("dialogs, the contents and the menu", async ({ notebook, page }) => {
  test.setTimeout(120_000);
  await notebook.open("zoom-dialogs.ipynb", [md("# Title", { id: "top" }), code("1")]);
  await notebook.kernelReady();
  await notebook.press("Escape");
  for (const key of ["ControlOrMeta+Shift+c", "ControlOrMeta+Shift+h", "ControlOrMeta+,"]) {
    await notebook.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectWhole(page, `the dialog of ${key}`);
    await notebook.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
  await page.getByText("Menu", { exact: true }).click();
  await expectWhole(page, "menu");
  await notebook.press("Escape");
  await page.setViewportSize({ width: 320, height: 256 });
  await notebook.command("view.outline");
  await expect(page.getByRole("navigation", { name: "Contents" })).toBeVisible();
  await expectWhole(page, "contents");
});

test("the pages of files, of a file, of a class, and of what cannot be shown", async ({
  notebook,
  page,
}) => {
  test.setTimeout(120_000);
  await notebook.write(`zoom/${"a rather long name ".repeat(6)}.txt`, "x");
  await notebook.write("zoom/notes.md", "# Notes\n\nWords.");
  for (const [address, ready] of [
    ["lessonbook/tree/zoom", '[data-ready="true"]'],
    ["lessonbook/tree/zoom/notes.md", '[data-ready="true"]'],
    ["lessonbook/class", "h1"],
    ["lessonbook/notebooks/zoom/nowhere.ipynb", "h1"],
  ] as const) {
    await page.goto(notebook.address(address));
    await page.locator(ready).first().waitFor();
    await expectWhole(page, address);
  }
  await page.goto(notebook.address("lessonbook/tree/zoom/notes.md"));
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(page.getByRole("textbox")).toBeFocused();
  await expectWhole(page, "an editor");
});

test("nothing moves for whoever wants no motion", async ({ notebook, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await notebook.open("still.ipynb", [
    md("# Title", { id: "top" }),
    code("import asyncio\nawait asyncio.sleep(60)", { id: "long" }),
  ]);
  await notebook.kernelReady();
  await notebook.select("long");
  await notebook.press("Control+Enter");
  await expect(notebook.cell("long")).toHaveAttribute("data-state", "running");
  await notebook.press("ControlOrMeta+Shift+c");
  await expect(page.getByRole("dialog")).toBeVisible();
  const moving = (): Promise<readonly string[]> =>
    page.evaluate(() => {
      const timed = [...document.querySelectorAll("*")].filter((el) => {
        const { transitionDuration, animationDuration, animationName, scrollBehavior } =
          getComputedStyle(el);
        const isTimed = (times: string): boolean =>
          times.split(",").some((time) => parseFloat(time) > 0);
        return (
          isTimed(transitionDuration) ||
          (animationName !== "none" && isTimed(animationDuration)) ||
          scrollBehavior === "smooth"
        );
      });
      return timed.map((el) => `${el.tagName}.${el.className}`);
    });
  expect(await moving()).toEqual([]);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  expect((await moving()).length).toBeGreaterThan(0);
  await notebook.press("Escape");
  await notebook.command("kernel.interrupt");
});
