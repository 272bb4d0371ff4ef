// The notebook's text is in the served page: readable with scripts off, and it stays where it is when they arrive.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { findViolations } from "../support/axe.ts";
import { code, md, nb, stream } from "../support/builders.ts";
import { NotebookPage, expect, test } from "./notebook-page.ts";

const cells = [
  md("# A title\n\nWords *of* `code`, and [a link](#second-part).\n\n- one\n- two\n\n1. a\n2. b", {
    id: "a",
  }),
  md("> [!TIP]\n> A tip in a callout.\n\n> A quotation.", { id: "b" }),
  code("for i in range(3):\n    print(i)", {
    id: "c",
    execution_count: 1,
    outputs: [stream("0\n1\n2\n")],
  }),
  md("## Second part\n\n```python\nx = 1\ny = 2\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |", {
    id: "d",
  }),
  ...Array.from({ length: 40 }, (_, i) =>
    md(`Paragraph ${i}. ${"Some words to read. ".repeat(20)}`, { id: `p${i}` }),
  ),
  md("# The end", { id: "end" }),
];

/** Holds the page's scripts back; gives the way to let them through. */
async function holdScripts(page: Page): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/lessonbook/static/*.js", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** Where the words of the first cells stand, to a pixel. */
async function places(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll(".lb-markdown > *, .lb-code-still, .lb-outline a")]
      .filter((el) => {
        const { top, height } = el.getBoundingClientRect();
        return top < innerHeight && height > 0;
      })
      .map((el) => {
        const { top, left, height } = el.getBoundingClientRect();
        const words = el.textContent.replace(/\s+/g, "").slice(0, 25);
        return `${words}: ${Math.round(left)} ${Math.round(top)} ${Math.round(height)}`;
      }),
  );
}

for (const width of [1280, 390])
  test(`nothing jumps when the scripts arrive, ${width} px wide`, async ({ notebook, page }) => {
    await notebook.write("paint.ipynb", serialiseNotebook(nb(...cells)));
    await page.setViewportSize({ width, height: 800 });
    const release = await holdScripts(page);
    await page.goto(notebook.address("lessonbook/notebooks/paint.ipynb"), { waitUntil: "commit" });
    await expect(page.getByRole("heading", { name: "A title" })).toBeVisible();
    await expect(page.locator("main")).toHaveAttribute("data-ready", "false");
    const before = await places(page);
    expect(before.length).toBeGreaterThan(5);
    release();
    await expect(page.locator("main")).toHaveAttribute("data-ready", "true");
    await expect.poll(() => places(page)).toEqual(before);
  });

test("the reader stays at the line where they are when the scripts arrive", async ({
  notebook,
  page,
}) => {
  await notebook.write("place.ipynb", serialiseNotebook(nb(...cells)));
  const release = await holdScripts(page);
  await page.goto(notebook.address("lessonbook/notebooks/place.ipynb"), { waitUntil: "commit" });
  const words = page.getByText("Paragraph 25.");
  await words.waitFor();
  await words.evaluate((el) => el.scrollIntoView({ block: "start" }));
  const top = (): Promise<number> =>
    words.evaluate((el) => Math.round(el.getBoundingClientRect().top));
  const before = await top();
  release();
  await expect(page.locator("main")).toHaveAttribute("data-ready", "true");
  await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThanOrEqual(1);
});

test("with scripts off the whole text can be read, links work, and what needs scripts is said", async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const notebook = new NotebookPage(page, server);
  await notebook.write("quiet.ipynb", serialiseNotebook(nb(...cells)));
  await page.goto(notebook.address("lessonbook/notebooks/quiet.ipynb"));
  await expect(page.locator("noscript p", { hasText: "switch JavaScript on" })).toBeVisible();
  await expect(page.getByText("A tip in a callout.")).toBeVisible();
  await expect(page.locator("pre", { hasText: "0 1 2" })).toBeVisible();
  await page
    .getByRole("navigation", { name: "Contents" })
    .getByRole("link", { name: "The end" })
    .click();
  await expect(page.getByRole("heading", { name: "The end" })).toBeInViewport();
  await page.getByRole("link", { name: "Files" }).click();
  expect(new URL(page.url()).pathname).toMatch(/\/lessonbook\/tree$/);
  await context.close();
});

test("the served page of the asyncio lesson holds its text, and axe finds nothing in it", async ({
  notebook,
  page,
}) => {
  const file = "asyncio/asyncio.ipynb";
  const text = await readFile(join(notebook.server.root, file), "utf8");
  const { cells: all } = JSON.parse(text) as { cells: { cell_type: string; source: string[] }[] };
  await page.route("**/lessonbook/static/*.js", (route) => route.abort());
  await page.goto(notebook.address(`lessonbook/notebooks/${file}`));
  const shown = await page.locator("main").textContent();
  const headings = all.flatMap(({ cell_type: type, source }) =>
    type === "markdown" ? (/^#+ (.+)$/m.exec(source.join(""))?.[1] ?? []) : [],
  );
  expect(headings.length).toBeGreaterThan(10);
  for (const heading of headings) expect(shown).toContain(heading.replace(/[`*]/g, ""));
  expect(await findViolations(page)).toEqual([]);
});
