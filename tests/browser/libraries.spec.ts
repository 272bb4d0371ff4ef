// The libraries that people show things with, as they use them: the real ones, on one kernel, each output looked at.
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { code } from "../support/builders.ts";
import { startTestServer } from "../support/server.ts";
import { NotebookPage } from "./notebook-page.ts";

const cells = {
  frame: "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2], 'b': [3.5, 4]})\ndf",
  styled: "df.style.highlight_max(color='rgb(255, 255, 0)')",
  matplotlib:
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(3, 2))\nax.plot([1, 3, 2])\nplt.show()",
  plotly: "import plotly.express as px\npx.line(x=[1, 2, 3], y=[1, 3, 2], title='Waits')",
  altair:
    "import altair as alt\nchart = alt.Chart(df, title='Points').mark_point().encode(x='a', y='b')\nchart",
  vegalite:
    "from IPython.display import display\ndisplay({'application/vnd.vegalite.v5+json': chart.to_dict(), 'text/plain': 'chart'}, raw=True)",
  rich: "from rich import print as rprint\nfrom rich.table import Table\nt = Table(title='Loop')\nt.add_column('Task')\nt.add_row('[rgb(200,0,0)]slow[/]')\nrprint(t)",
  tqdm: "from tqdm import tqdm\nfor _ in tqdm(range(5), desc='steps'):\n    pass",
  notes:
    "try:\n    e = ValueError('no')\n    e.add_note('look at the sensor')\n    raise e\nexcept ValueError as error:\n    raise",
  groups: "raise ExceptionGroup('both failed', [ValueError('one'), TypeError('two')])",
  callee: "def divide(a):\n    return 1 / a",
  caller: "divide(0)",
  script:
    "from IPython.display import Javascript\nJavascript(\"element.append('made by ' + (1 + 1) + ' scripts, at ' + location.origin)\")",
  scripted:
    'from IPython.display import HTML\nHTML(\'<p id="x">before</p><script>document.getElementById("x").textContent = "after"</script>\')',
  audio:
    "import math\nfrom IPython.display import Audio\nAudio([math.sin(i / 9) for i in range(4000)], rate=8000)",
  iframe: "from IPython.display import IFrame\nIFrame('https://docs.python.org/3/', 300, 200)",
  youtube: "from IPython.display import YouTubeVideo\nYouTubeVideo('abc123')",
  image: "from IPython.display import Image\nImage(url='https://example.org/x.png')",
  file: "from IPython.display import FileLink\nopen('waits.csv', 'w').write('a')\nFileLink('waits.csv')",
  code: "from IPython.display import Code\nCode('print(1)', language='python')",
  json: "from IPython.display import JSON\nJSON({'name': [1, 2]})",
  geojson: "from IPython.display import GeoJSON\nGeoJSON({'type': 'Point', 'coordinates': [1, 2]})",
  latex: "from IPython.display import Latex, Math\ndisplay(Latex('$x^2$'), Math('y^2'))",
  markdown:
    "from IPython.display import Markdown\nMarkdown('a **bold** word &copy; &NotEqualTilde; &nosuch;')",
  svg: 'from IPython.display import SVG\nSVG(\'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\')',
  progress: "from IPython.display import ProgressBar\nProgressBar(10)",
  pretty: "from IPython.display import Pretty\nPretty('as it is')",
  pdf: "import base64\ndisplay({'application/pdf': base64.b64encode(b'%PDF-1.4 ...').decode(), 'text/plain': 'pdf'}, raw=True)",
  strange:
    "display({'application/vnd.strange+json': {'a': 1}, 'text/plain': 'the plain text'}, raw=True)",
  shown: "handle = display('first', display_id='shared')",
  updated: "handle.update(HTML('<b>second</b>'))\n_ = display('again', display_id='shared')",
  last: "handle.update('third')",
  cleared:
    "from IPython.display import clear_output\nfor i in range(3):\n    clear_output(wait=True)\n    print('turn', i)",
} as const;

type CellName = keyof typeof cells;

const test = base.extend<object, { ran: { notebook: NotebookPage; page: Page; asked: string[] } }>({
  ran: [
    async ({ browser }, use) => {
      const server = await startTestServer({ lessonbook: true });
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const asked: string[] = [];
      page.on("request", (request) => {
        const url = new URL(request.url());
        if (/^(?:http|ws)/.test(url.protocol) && url.hostname !== "127.0.0.1") asked.push(url.href);
      });
      const notebook = new NotebookPage(page, server);
      await notebook.open(
        "libraries.ipynb",
        Object.entries(cells).map(([id, source]) =>
          code(source, { id, metadata: { tags: ["raises-exception"] } }),
        ),
      );
      await notebook.kernelReady();
      await page.evaluate(() => {
        document.querySelector<HTMLElement>('[data-command="notebook.run-all"]')?.click();
      });
      await use({ notebook, page, asked });
      await page.close();
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** The outputs of a cell, once it has run, in sight. */
async function outputOf(
  { notebook }: { readonly notebook: NotebookPage },
  name: CellName,
): Promise<Locator> {
  const cell = notebook.cell(name);
  await cell.scrollIntoViewIfNeeded();
  await expect(cell).toHaveAttribute("data-state", /done|error/, { timeout: 45_000 });
  const output = notebook.output(name);
  if (await output.isVisible()) await output.scrollIntoViewIfNeeded();
  return output;
}

test("pandas: a plain frame is a table of the page", async ({ ran }) => {
  const output = await outputOf(ran, "frame");
  await expect(output.getByRole("cell", { name: "3.5" })).toBeVisible();
  await expect(output.locator("iframe")).toHaveCount(0);
});

test("pandas: a styled frame keeps its colours, in a frame where no script runs", async ({
  ran,
}) => {
  const output = await outputOf(ran, "styled");
  await expect(output.locator("iframe")).toHaveAttribute("src", /frame\/still$/);
  const cell = output.frameLocator("iframe").getByRole("cell", { name: "2", exact: true });
  await expect(cell).toHaveCSS("background-color", "rgb(255, 255, 0)");
});

test("matplotlib: a plot is a picture with words", async ({ ran }) => {
  const output = await outputOf(ran, "matplotlib");
  await expect(output.getByRole("img", { name: /Figure size/ })).toBeVisible();
});

test("plotly: a figure is drawn from what is here", async ({ ran }) => {
  const output = await outputOf(ran, "plotly");
  const frame = output
    .locator('[data-mime="application/vnd.plotly.v1+json"]')
    .frameLocator("iframe");
  await expect(frame.locator(".gtitle")).toHaveText("Waits");
  await expect(frame.locator(".scatterlayer path.js-line")).toBeVisible();
});

test("altair: HTML that fetches Vega gets the program's own copy", async ({ ran }) => {
  const output = await outputOf(ran, "altair");
  await expect(output.frameLocator("iframe").locator("canvas, svg").first()).toBeVisible();
});

test("vega-lite: a specification is drawn where no script of a file runs", async ({ ran }) => {
  const output = await outputOf(ran, "vegalite");
  await expect(output.locator("iframe")).toHaveAttribute("src", /frame\/still$/);
  await expect(output.frameLocator("iframe").locator("canvas, svg").first()).toBeVisible();
});

test("rich: colours stay, in the page", async ({ ran }) => {
  const output = await outputOf(ran, "rich");
  await expect(output.getByText("slow")).toHaveCSS("color", "rgb(200, 0, 0)");
});

test("tqdm: one line that ends full", async ({ ran }) => {
  const output = await outputOf(ran, "tqdm");
  await expect(output).toContainText("steps: 100%");
  await expect(output.getByText("5/5")).toHaveCount(1);
  await expect(output).not.toContainText("0/5");
});

test("an exception's notes and the parts of a group can be read", async ({ ran }) => {
  const notes = await outputOf(ran, "notes");
  await notes.getByText("Traceback", { exact: true }).click();
  await expect(notes).toContainText("look at the sensor");
  const groups = await outputOf(ran, "groups");
  await expect(groups).toContainText("both failed (2 sub-exceptions)");
  await expect(groups).toContainText("TypeError: two");
});

test("a frame of a traceback leads to its line in another cell", async ({ ran }) => {
  const output = await outputOf(ran, "caller");
  await output.getByText("Traceback", { exact: true }).click();
  await output.getByRole("button", { name: /line 2/ }).click();
  const editor = ran.notebook.cell("callee").locator(".cm-content");
  await expect(editor).toBeFocused();
  const line = await ran.page.evaluate(
    () => getSelection()?.anchorNode?.parentElement?.closest(".cm-line")?.textContent,
  );
  expect(line).toBe("    return 1 / a");
});

test("scripts run in a frame that has no origin", async ({ ran }) => {
  const script = await outputOf(ran, "script");
  await expect(script.frameLocator("iframe").getByText("made by 2 scripts, at")).toContainText(
    "at http",
  );
  const html = await outputOf(ran, "scripted");
  await expect(html.frameLocator("iframe").getByText("after")).toBeVisible();
});

test("every other class of IPython.display shows what it holds", async ({ ran }) => {
  const audio = await outputOf(ran, "audio");
  await expect(audio.locator("audio")).toHaveJSProperty("error", null);
  await expect
    .poll(() => audio.locator("audio").evaluate((el: HTMLAudioElement) => el.duration))
    .toBe(0.5);
  await expect((await outputOf(ran, "iframe")).getByRole("link")).toHaveText("docs.python.org");
  await expect((await outputOf(ran, "youtube")).getByRole("link")).toHaveText("www.youtube.com");
  await expect((await outputOf(ran, "image")).getByRole("link")).toContainText("example.org");
  await expect(
    (await outputOf(ran, "file")).getByRole("link", { name: "waits.csv" }),
  ).toHaveAttribute("href", /\/files\/waits\.csv$/);
  await expect(
    (await outputOf(ran, "code")).frameLocator("iframe").getByText("print"),
  ).toBeVisible();
  await expect((await outputOf(ran, "json")).getByText("object of 1")).toBeVisible();
  await expect((await outputOf(ran, "geojson")).getByText("object of 2")).toBeVisible();
  await expect((await outputOf(ran, "latex")).locator(".katex-mathml")).toHaveCount(2);
  const markdown = await outputOf(ran, "markdown");
  await expect(markdown.locator("strong")).toHaveText("bold");
  await expect(markdown).toHaveText("a bold word © ≂̸ &nosuch;");
  await expect((await outputOf(ran, "svg")).locator("img")).toHaveJSProperty("naturalWidth", 9);
  await expect((await outputOf(ran, "progress")).getByRole("progressbar")).toBeVisible();
  await expect(await outputOf(ran, "pretty")).toHaveText("as it is");
  const pdf = await outputOf(ran, "pdf");
  await expect(pdf).toContainText("PDF document, 1 kB");
  await expect(pdf.getByRole("link", { name: "Save" })).toHaveAttribute("download", "output.pdf");
});

test("a type that nobody knows is named, and the next best one shown", async ({ ran }) => {
  const output = await outputOf(ran, "strange");
  await expect(output).toContainText("the plain text");
  await expect(output).toContainText("also there as application/vnd.strange+json");
});

test("a display is updated in every cell that shows it", async ({ ran }) => {
  await outputOf(ran, "last");
  await expect(await outputOf(ran, "shown")).toHaveText("'third'");
  await expect(await outputOf(ran, "updated")).toHaveText("'third'");
  await expect(await outputOf(ran, "last")).toBeHidden();
});

test("clear_output that waits leaves the last turn alone", async ({ ran }) => {
  await expect(await outputOf(ran, "cleared")).toHaveText("turn 2");
});

test("nothing was asked of any other server", ({ ran }) => {
  expect(ran.asked).toEqual([]);
});
