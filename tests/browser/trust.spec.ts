// Trust as Jupyter has it: the server's signature alone decides whether scripts of a file run, and they run in a frame that
// reaches nothing.
import { expect, test } from "./notebook-page.ts";
import { code, md } from "../support/builders.ts";
import type { Output } from "../../src/nbformat/types.ts";

const html = (text: string): Output => ({
  output_type: "display_data",
  data: { "text/html": text, "text/plain": "plain" },
  metadata: {},
});

const SCRIPTED =
  '<p id="words">safe</p><img src="x" onerror="document.getElementById(\'words\').textContent += \' and live\'">';

/** What a script of an output may try, each as an expression that is true when it got through. */
const PROBES = {
  "reads the page": "!!parent.document.body",
  "reads cookies": "document.cookie.length >= 0",
  "keeps things in the browser": "(localStorage.setItem('x', '1'), true)",
  "asks the server": "(await fetch('/api/contents')).status > 0",
  "asks another server": "(await fetch('https://example.org/')).status > 0",
  "opens a window": "open('about:blank') !== null",
  "leads the page away": "(top.location = 'https://example.org/', true)",
  "has the page's origin": "origin !== 'null'",
  "starts a worker on the server's files": "(new Worker('/lessonbook/static/x.js'), true)",
};

test("scripts of a file wait for trust, which the server keeps and an edit elsewhere ends", async ({
  notebook,
  page,
}) => {
  const cells = [
    code("1", { id: "scripted", outputs: [html(SCRIPTED)] }),
    code("2", {
      id: "styled",
      outputs: [html("<style>p { color: rgb(1, 2, 3) }</style><p>styled</p>" + SCRIPTED)],
    }),
    code("3", {
      id: "script",
      outputs: [
        {
          output_type: "display_data",
          data: { "application/javascript": "element.append('from a script')" },
          metadata: {},
        },
      ],
    }),
    code(
      "from IPython.display import HTML\nHTML('<p id=p>run</p><script>p.append(\" here\")</script>')",
      {
        id: "own",
      },
    ),
  ];
  await notebook.open("trust.ipynb", cells);
  const { main } = notebook;
  await expect(main).toHaveAttribute("data-trusted", "false");
  await expect(
    page.getByRole("status").filter({ hasText: "3 outputs hold scripts" }),
  ).toBeVisible();
  await expect(notebook.output("scripted")).toContainText("safe");
  await expect(notebook.output("scripted")).toContainText("is held back");
  const still = notebook.output("styled").frameLocator("iframe");
  await expect(still.getByText("styled")).toHaveCSS("color", "rgb(1, 2, 3)");
  await expect(still.locator("#words")).toHaveText("safe");
  await expect(notebook.output("script")).toContainText("is held back");

  // What is run here needs no word, and says nothing of the rest.
  await notebook.kernelReady();
  await notebook.select("own");
  await notebook.press("Control+Enter");
  await expect(notebook.output("own").frameLocator("iframe").getByText("run here")).toBeVisible();
  await expect(main).toHaveAttribute("data-trusted", "false");

  await notebook.output("scripted").getByRole("button", { name: "Trust this notebook" }).click();
  await expect(main).toHaveAttribute("data-trusted", "true");
  const live = notebook.output("scripted").frameLocator("iframe");
  await expect(live.locator("#words")).toHaveText("safe and live");
  await expect(
    notebook.output("script").frameLocator("iframe").getByText("from a script"),
  ).toBeVisible();
  await expect(page.getByText("is held back")).toHaveCount(0);
  await expect(main).toHaveAttribute("data-saved", "saved");

  await notebook.goto("trust.ipynb");
  await expect(main).toHaveAttribute("data-trusted", "true");
  await expect(notebook.output("own").frameLocator("iframe").getByText("run here")).toBeVisible();
  expect(await notebook.read("trust.ipynb")).not.toContain('"trusted"');

  const text = await notebook.read("trust.ipynb");
  await notebook.write("trust.ipynb", text.replace("from a script", "from someone else"));
  await notebook.goto("trust.ipynb");
  await expect(main).toHaveAttribute("data-trusted", "false");
  await expect(notebook.output("script")).toContainText("is held back");
});

test("a script of an output reaches nothing but its own frame", async ({ notebook, page }) => {
  const code_ = `const found = [];
for (const [name, probe] of Object.entries(${JSON.stringify(PROBES)})) {
  try { if (await eval("(async () => " + probe + ")()")) found.push(name); } catch {}
}
element.append("got: " + JSON.stringify(found));`;
  await notebook.open("probes.ipynb", [
    code(
      `from IPython.display import Javascript\nJavascript(${JSON.stringify(`(async () => {${code_}})()`)})`,
      { id: "probes" },
    ),
  ]);
  await notebook.kernelReady();
  await notebook.select("probes");
  await notebook.press("Control+Enter");
  const frame = notebook.output("probes").frameLocator("iframe");
  await expect(frame.getByText("got:")).toHaveText("got: []");
  await expect(notebook.output("probes")).toContainText("wanted to load");
  const sandbox = await notebook.output("probes").locator("iframe").getAttribute("sandbox");
  expect(sandbox).toBe("allow-scripts");
  expect(page.url()).toContain("probes.ipynb");
});

test("a frame is made before one has scrolled to it, and none far away", async ({
  notebook,
  page,
}) => {
  const styled = html("<style>p { color: red }</style><p>styled</p>");
  const long = "words\n\n".repeat(100);
  await notebook.open("far.ipynb", [
    md(long),
    code("1", { id: "near", outputs: [styled] }),
    md(long),
    code("2", { id: "far", outputs: [styled] }),
  ]);
  await expect(notebook.output("near").locator("[data-mime]")).toBeAttached();
  await expect(notebook.output("near").locator("iframe")).toHaveCount(0);
  const below = await page.evaluate(() => {
    const scroller = document.querySelector('[data-part="scroller"]');
    const cell = document.querySelector('[data-cell-id="near"]');
    if (scroller === null || cell === null) return NaN;
    scroller.scrollTop += cell.getBoundingClientRect().top - innerHeight - 300;
    return Math.round(cell.getBoundingClientRect().top - innerHeight);
  });
  expect(below).toBe(300);
  await expect(notebook.output("near").locator("iframe")).toHaveCount(1);
  await expect(notebook.output("far").locator("iframe")).toHaveCount(0);
});
