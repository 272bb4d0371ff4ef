// The other pages, and the page under a prefix as a hub gives it.
import { code } from "../support/builders.ts";
import { startTestServer } from "../support/server.ts";
import { NotebookPage, expect, test } from "./notebook-page.ts";

test("the files page leads to folders and notebooks", async ({ notebook }) => {
  await notebook.page.goto(notebook.address("lessonbook/tree"));
  await expect(notebook.page.locator('main[data-lessonbook="tree"]')).toHaveAttribute(
    "data-ready",
    "true",
  );
  await notebook.page.getByRole("link", { name: "asyncio" }).click();
  await notebook.page.getByRole("link", { name: "asyncio.ipynb" }).click();
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  expect(notebook.page.url()).not.toContain("token");
});

test("a folder that is not there is said in words", async ({ notebook }) => {
  await notebook.page.goto(notebook.address("lessonbook/tree/no/such/folder"));
  await expect(notebook.page.getByRole("alert")).toBeVisible();
});

test("the class page says what there is", async ({ notebook }) => {
  await notebook.page.goto(notebook.address("lessonbook/class"));
  await expect(notebook.page.locator('main[data-lessonbook="class"]')).toHaveAttribute(
    "data-ready",
    "true",
  );
});

test("a notebook with an odd name opens under a prefix, runs and saves by cookie alone", async ({
  page,
}) => {
  const server = await startTestServer({ lessonbook: true, baseUrl: "/user/alice/" });
  const notebook = new NotebookPage(page, server);
  try {
    await notebook.write(
      "odd names/50% ü & #1.ipynb",
      JSON.stringify({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {},
        cells: [code("6 * 7", { id: "a" })],
      }),
    );
    await page.goto(notebook.address("lessonbook/tree/odd%20names"));
    await page.getByRole("link", { name: "50% ü & #1.ipynb" }).click();
    await notebook.kernelReady();
    await notebook.cell("a").locator('[data-command="cell.run"]').click();
    await expect(notebook.output("a")).toHaveText("42");
    await notebook.press("ControlOrMeta+s");
    await expect(notebook.main).toHaveAttribute("data-saved", "saved");
    expect(await notebook.read("odd names/50% ü & #1.ipynb")).toContain("42");
  } finally {
    await server.stop();
  }
});

test("on a phone the bar is at the bottom and nothing scrolls sideways", async ({ notebook }) => {
  await notebook.page.setViewportSize({ width: 390, height: 844 });
  await notebook.goto("asyncio/asyncio.ipynb");
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  const bar = await notebook.page.locator(".lb-bar").boundingBox();
  expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBeCloseTo(844, 0);
  const overflow = await notebook.page
    .locator('[data-part="scroller"]')
    .evaluate((el) => el.scrollWidth - el.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await notebook.page.getByRole("button", { name: "Contents" }).click();
  await expect(notebook.page.getByRole("navigation", { name: "Contents" })).toBeVisible();
});

test("notebooks of older formats open", async ({ notebook }) => {
  const v3 = {
    metadata: { name: "old" },
    nbformat: 3,
    nbformat_minor: 0,
    worksheets: [
      {
        metadata: {},
        cells: [
          { cell_type: "heading", level: 1, metadata: {}, source: ["An old title"] },
          {
            cell_type: "code",
            collapsed: false,
            input: ["print('old code')"],
            language: "python",
            metadata: {},
            outputs: [{ output_type: "stream", stream: "stdout", text: ["old output\n"] }],
            prompt_number: 3,
          },
        ],
      },
    ],
  };
  const v40 = {
    metadata: {},
    nbformat: 4,
    nbformat_minor: 0,
    cells: [{ cell_type: "markdown", metadata: {}, source: ["# No ", "ids here"] }],
  };
  await notebook.write("v3.ipynb", JSON.stringify(v3));
  await notebook.write("v40.ipynb", JSON.stringify(v40));
  await notebook.goto("v3.ipynb");
  await expect(notebook.page.getByRole("heading", { name: "An old title" })).toBeVisible();
  await expect(notebook.main).toContainText("old output");
  await notebook.goto("v40.ipynb");
  await expect(notebook.page.getByRole("heading", { name: "No ids here" })).toBeVisible();
});

test("the lesson's text needs few requests; search and dialogs come by themselves and open without the server", async ({
  notebook,
  context,
}) => {
  const asked: string[] = [];
  notebook.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const come = new Set<string>();
  notebook.page.on("requestfinished", (request) => come.add(new URL(request.url()).pathname));
  const extras = notebook.page.waitForResponse(/\/extras-/);
  await notebook.goto("asyncio/asyncio.ipynb");
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  const before = asked.slice(
    0,
    asked.findIndex((path) => path.includes("/api/kernelspecs")),
  );
  // The page, its style and script in a few pieces, the notebook.
  expect(before.length).toBeLessThanOrEqual(9);
  expect(before.filter((path) => /editor-|katex-|extras-/.test(path))).toEqual([]);
  const part = await extras;
  const chunks = Array.from((await part.text()).matchAll(/"\.(\/chunk-[^"]+)"/g), ([, name]) =>
    String(name),
  );
  const isThere = (name: string): boolean => [...come].some((path) => path.endsWith(name));
  await expect.poll(() => [new URL(part.url()).pathname, ...chunks].every(isThere)).toBe(true);
  await context.setOffline(true);
  await notebook.press("Control+f");
  await expect(notebook.page.getByRole("textbox", { name: "Find in the notebook" })).toBeFocused();
  await notebook.page.keyboard.type("await");
  await expect(notebook.page.locator('[data-part="search-count"]')).toContainText("1 of");
  await notebook.press("Escape", "Control+Shift+C");
  await expect(notebook.page.getByRole("dialog", { name: "Commands" })).toBeVisible();
});

test("a part of the page that does not come is said, loses no key to the cells, and comes the next time", async ({
  notebook,
}) => {
  await notebook.page.route(/\/extras-/, (route) => route.abort());
  await notebook.open("unloaded.ipynb", [code("1", { id: "a" }), code("2", { id: "b" })]);
  await notebook.select("a");
  await notebook.press("Control+f", "d", "d");
  await expect(notebook.page.getByRole("alert")).toContainText("could not be loaded");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(2);
  await notebook.page.unroute(/\/extras-/);
  await notebook.press("Control+f");
  await expect(notebook.page.getByRole("textbox", { name: "Find in the notebook" })).toBeFocused();
});
