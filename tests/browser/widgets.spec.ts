// Widgets of the real ipywidgets, anywidget and tqdm: live, linked, after a reload, and from the file without a kernel. One
// notebook runs for most tests.
import type { FrameLocator, Locator, Page } from "@playwright/test";
import { startTestServer } from "../support/server.ts";
import { code } from "../support/builders.ts";
import { expect, NotebookPage, test as base } from "./notebook-page.ts";

const COUNTER = `
import anywidget
class Counter(anywidget.AnyWidget):
    _esm = """
    function render({ model, el }) {
      const button = document.createElement("button");
      const words = () => { button.textContent = "count is " + model.get("value") + ", bytes " + model.get("bytes").byteLength; };
      button.addEventListener("click", () => {
        model.set("bytes", new DataView(new Uint8Array([7, 8]).buffer));
        model.set("value", model.get("value") + 1);
        model.save_changes();
      });
      model.on("change:value", words);
      words();
      el.append(button);
    }
    export default { render };
    """
    _css = "button { color: rgb(1, 2, 3) }"
    value = traitlets.Int(0).tag(sync=True)
    bytes = traitlets.Any(b"abc").tag(sync=True)
counter = Counter()
counter`;

/** Each cell's source by its id, in the notebook's order. */
const cells = {
  imports: "import ipywidgets as w\nimport traitlets",
  slider: "slider = w.IntSlider(value=3, max=10, description='speed')\nslider",
  told: "slider.value",
  set: "slider.value = 9",
  controls: `box = w.VBox([
    w.FloatText(value=1.5, description='number'), w.Text('words', description='text'), w.Textarea('long'),
    w.Checkbox(True, description='agree'), w.ToggleButton(description='toggle', icon='check'),
    w.Dropdown(options=['a', 'b'], description='one of'), w.RadioButtons(options=['x', 'y']),
    w.Select(options=['p', 'q']), w.SelectMultiple(options=['m', 'n']), w.ToggleButtons(options=['on', 'off']),
    w.SelectionSlider(options=['low', 'high']), w.IntRangeSlider(value=[2, 5]), w.FloatLogSlider(),
    w.IntProgress(4, max=10, description='done'), w.BoundedIntText(3), w.HTML('<b>bold</b>'), w.HTMLMath('$x^2$'),
    w.Label('a label'), w.ColorPicker(value='#ff0000'), w.DatePicker(), w.TimePicker(), w.Combobox(options=['k']),
    w.TagsInput(value=['tag'], allowed_tags=['tag', 'other']), w.Valid(True, description='good'),
    w.Play(max=5), w.Image(value=bytes.fromhex('47494638396101000100800000ff0000ffffff2c00000000010001000002024401003b'), format='gif'),
    w.Password(value='key'), w.FileUpload(), w.Button(description='press', button_style='primary'),
])
box`,
  layout:
    "tab = w.Tab([w.Label('inside one'), w.Label('inside two')], titles=['one', 'two'])\nw.VBox([tab, w.Accordion([w.Label('folded')], titles=['more']), w.HBox([w.Label('left'), w.Label('right')]), w.GridBox([w.Label('grid')])])",
  clicks:
    "button = w.Button(description='say')\n_ = button.on_click(lambda b: print('said in the kernel'))\nbutton",
  jslink:
    "a = w.IntSlider(description='a', max=10)\nb = w.IntText(description='b')\nlink = w.jslink((a, 'value'), (b, 'value'))\na",
  jslinked: "b",
  link: "c = w.IntText(description='c')\nd = w.IntText(description='d')\nw.link((c, 'value'), (d, 'value'))\nw.HBox([c, d])",
  interact:
    "from IPython.display import display, Markdown\n@w.interact(n=(0, 5))\ndef f(n=2):\n    print('n is', n)\n    display(Markdown(f'**{n * n}** squared'))",
  output:
    "out = w.Output()\nwith out:\n    print('inside')\n    display(w.Label('a widget inside'))\n    1 / 0\nprint('outside')\nout",
  cleared: "out.clear_output()",
  replaced: "out.append_stdout('only this')",
  counter: COUNTER,
  counted: "counter.value, bytes(counter.bytes)",
  tqdm: "from tqdm.notebook import tqdm\nfor i in tqdm(range(4), desc='steps'): pass",
  strange:
    "class Strange(w.DOMWidget):\n    _model_name = traitlets.Unicode('MapModel').tag(sync=True)\n    _model_module = traitlets.Unicode('jupyter-leaflet').tag(sync=True)\n    _view_name = traitlets.Unicode('MapView').tag(sync=True)\n    _view_module = traitlets.Unicode('jupyter-leaflet').tag(sync=True)\nstrange = Strange()\nstrange",
  within: "w.VBox([w.Label('beside it'), strange])",
  closed: "gone = w.Label('soon gone')\ngone",
  closes: "gone.close()",
} as const;

type CellName = keyof typeof cells;

interface Ran {
  readonly notebook: NotebookPage;
  readonly page: Page;
}

const test = base.extend<object, { ran: Ran }>({
  ran: [
    async ({ browser }, use) => {
      const server = await startTestServer({ lessonbook: true });
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const notebook = new NotebookPage(page, server);
      await notebook.open(
        "widgets.ipynb",
        Object.entries(cells).map(([id, source]) =>
          code(source, { id, metadata: { tags: ["raises-exception"] } }),
        ),
      );
      await notebook.kernelReady();
      await run({ notebook, page }, "imports");
      await use({ notebook, page });
      await page.close();
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** Runs a cell and gives its outputs. */
async function run({ notebook }: Ran, name: CellName): Promise<Locator> {
  const cell = notebook.cell(name);
  await notebook.select(name);
  await notebook.press("Control+Enter");
  await expect(cell).toHaveAttribute("data-state", /done|error/);
  const output = notebook.output(name);
  // A frame is made when it is in sight.
  if (await output.isVisible()) await output.scrollIntoViewIfNeeded();
  return output;
}

const frameIn = (output: Locator): FrameLocator => output.frameLocator("iframe");

/** Ends all kernels of the server, as somebody else would. */
async function endKernels({ server }: NotebookPage): Promise<void> {
  const headers = { Authorization: `token ${server.token}` };
  const kernels = (await (await fetch(`${server.url}api/kernels`, { headers })).json()) as {
    id: string;
  }[];
  for (const { id } of kernels)
    await fetch(`${server.url}api/kernels/${id}`, { method: "DELETE", headers });
}

/** What is shown of the kernel's own side: the last output of a cell that is run for it. */
async function kernelSays(ran: Ran, name: CellName, what: string | RegExp): Promise<void> {
  await expect(async () => {
    await expect(await run(ran, name)).toHaveText(what, { timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
}

test("a control moves a variable of the kernel, and the kernel moves the control", async ({
  ran,
}) => {
  const output = await run(ran, "slider");
  const handle = frameIn(output).getByRole("slider");
  await expect(handle).toHaveAttribute("aria-valuenow", "3.0");
  await handle.focus();
  await ran.page.keyboard.press("ArrowRight");
  await expect(frameIn(output).getByText("4", { exact: true })).toBeVisible();
  await kernelSays(ran, "told", "4");
  await run(ran, "set");
  await expect(frameIn(output).getByText("9", { exact: true })).toBeVisible();
});

test("every core control shows itself, in a frame with a name that has no origin", async ({
  ran,
}) => {
  const output = await run(ran, "controls");
  const iframe = output.locator("iframe");
  await expect(iframe).toHaveAttribute("sandbox", "allow-scripts");
  await expect(iframe).toHaveAttribute("title", "Widget: VBox");
  const frame = frameIn(output);
  await expect(frame.getByRole("button", { name: "press" })).toBeVisible();
  // One child each, and none of them the line that stands for a control that failed.
  await expect(frame.locator(".widget-vbox > *")).toHaveCount(29);
  await expect(frame.locator(".jupyter-widgets-error-widget")).toHaveCount(0);
  await expect(frame.getByRole("spinbutton", { name: "number", exact: true })).toHaveValue("1.5");
  await expect(frame.getByLabel("text", { exact: true })).toHaveValue("words");
  await expect(frame.getByRole("checkbox", { name: "agree" })).toBeChecked();
  await expect(frame.getByRole("combobox", { name: "one of" })).toHaveValue("a");
  await expect(frame.getByText("a label")).toBeVisible();
  await expect(frame.locator("b")).toHaveText("bold");
  await expect(frame.locator(".katex-mathml")).toHaveCount(1);
  await expect(frame.locator("img")).toHaveJSProperty("naturalWidth", 1);
  await expect(frame.locator(".fa-check").first()).toHaveCSS("font-family", /Font Awesome/);
});

test("tabs, accordions and boxes show what they hold", async ({ ran }) => {
  const frame = frameIn(await run(ran, "layout"));
  await expect(frame.getByText("inside one")).toBeVisible();
  await expect(frame.getByText("inside two")).toBeHidden();
  await frame.getByRole("tab", { name: "two" }).click();
  await expect(frame.getByText("inside two")).toBeVisible();
  await expect(frame.getByText("grid", { exact: true })).toBeVisible();
});

test("what a handler in the kernel prints stands under the cell of its button", async ({ ran }) => {
  const output = await run(ran, "clicks");
  await frameIn(output).getByRole("button", { name: "say" }).click();
  await expect(output).toContainText("said in the kernel");
});

test("traits are linked in the page and in the kernel, also across cells", async ({ ran }) => {
  const first = frameIn(await run(ran, "jslink"));
  const second = frameIn(await run(ran, "jslinked"));
  await expect(second.getByLabel("b")).toHaveValue("0");
  await first.getByRole("slider").focus();
  await ran.page.keyboard.press("ArrowRight");
  await expect(second.getByLabel("b")).toHaveValue("1");
  await second.getByLabel("b").fill("7");
  await ran.page.keyboard.press("Tab");
  await expect(first.getByText("7", { exact: true })).toBeVisible();

  const both = frameIn(await run(ran, "link"));
  await both.getByLabel("c").fill("5");
  await ran.page.keyboard.press("Tab");
  await expect(both.getByLabel("d")).toHaveValue("5");
});

test("interact shows what its function prints and displays, anew with each value", async ({
  ran,
}) => {
  const output = await run(ran, "interact");
  const frame = frameIn(output);
  await expect(frame.getByText("n is 2")).toBeVisible();
  await expect(frame.locator("strong")).toHaveText("4");
  await frame.getByRole("slider").focus();
  await ran.page.keyboard.press("ArrowRight");
  await expect(frame.getByText("n is 3")).toBeVisible();
  await expect(frame.locator("strong")).toHaveText("9");
  await expect(frame.getByText("n is 2")).toHaveCount(0);
  await expect(output).not.toContainText("n is");
});

test("an Output widget takes outputs, errors and widgets, and gives them up", async ({ ran }) => {
  const output = await run(ran, "output");
  const frame = frameIn(output);
  await expect(output.locator('[data-mime="application/vnd.jupyter.stdout"]')).toHaveText(
    "outside",
  );
  await expect(frame.getByText("inside", { exact: true })).toBeVisible();
  await expect(frame.getByText("a widget inside", { exact: true })).toBeVisible();
  await expect(frame.locator(".lb-error-heading")).toHaveText(
    "ZeroDivisionError: division by zero",
  );
  await run(ran, "cleared");
  await expect(frame.getByText("inside", { exact: true })).toHaveCount(0);
  await run(ran, "replaced");
  await expect(frame.locator(".lb-outputs")).toHaveText("only this");
});

test("anywidget: a module of its own, its style, and bytes both ways", async ({ ran }) => {
  const frame = frameIn(await run(ran, "counter"));
  const button = frame.getByRole("button", { name: "count is 0, bytes 3" });
  await expect(button).toHaveCSS("color", "rgb(1, 2, 3)");
  await button.click();
  await expect(frame.getByRole("button")).toHaveText("count is 1, bytes 2");
  await kernelSays(ran, "counted", "(1, b'\\x07\\x08')");
});

test("tqdm's bar for notebooks runs to its end", async ({ ran }) => {
  const frame = frameIn(await run(ran, "tqdm"));
  await expect(frame.getByText("4/4")).toBeVisible();
  await expect(frame.getByText("steps: 100%")).toBeVisible();
});

test("a library that is not here is named, and what its widget says as text is shown", async ({
  ran,
}) => {
  const output = await run(ran, "strange");
  await expect(output).toContainText("from the library jupyter-leaflet (Map)");
  await expect(output).toContainText("Strange()");
  const frame = frameIn(await run(ran, "within"));
  await expect(frame.getByText("A widget of the library jupyter-leaflet (Map)")).toBeVisible();
  await expect(frame.getByText("beside it")).toBeVisible();
});

test("a widget that is closed is gone", async ({ ran }) => {
  const output = await run(ran, "closed");
  await expect(frameIn(output).getByText("soon gone")).toBeVisible();
  await run(ran, "closes");
  await expect(output.locator("iframe")).toBeHidden();
});

test("the keyboard goes into a widget and out of it again", async ({ ran }) => {
  const output = await run(ran, "slider");
  const handle = frameIn(output).getByRole("slider");
  await handle.focus();
  await ran.page.keyboard.press("Shift+Tab");
  await expect(handle).not.toBeFocused();
  await ran.page.keyboard.press("Tab");
  await expect(handle).toBeFocused();
  // The slider's number is one more stop.
  await ran.page.keyboard.press("Tab");
  await ran.page.keyboard.press("Tab");
  await expect(output.locator("iframe")).not.toBeFocused();
});

test("widgets are live after a reload, and stand as they were without their kernel", async ({
  ran,
}) => {
  const { notebook, page } = ran;
  await run(ran, "slider");
  await run(ran, "jslink");
  await run(ran, "jslinked");
  await run(ran, "counter");
  await frameIn(notebook.output("slider")).getByRole("slider").focus();
  await page.keyboard.press("ArrowRight");
  await kernelSays(ran, "told", "4");
  await expect.poll(() => notebook.read("widgets.ipynb")).toMatch(/"value": 4\b/);
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  const file = JSON.parse(await notebook.read("widgets.ipynb")) as {
    metadata: { widgets?: Record<string, { state: object }> };
  };
  const widgets = file.metadata.widgets?.["application/vnd.jupyter.widget-state+json"];
  expect(JSON.stringify(widgets?.state)).toContain('"value":4');

  // Another tab's page, which has nothing but the file and the kernel.
  await notebook.goto("widgets.ipynb");
  await notebook.kernelReady();
  const slider = frameIn(notebook.output("slider"));
  await notebook.cell("slider").scrollIntoViewIfNeeded();
  await expect(notebook.output("slider").locator(".lb-widget")).toHaveAttribute(
    "data-widget",
    "live",
  );
  await expect(slider.getByText("4", { exact: true })).toBeVisible();
  await slider.getByRole("slider").focus();
  await page.keyboard.press("ArrowRight");
  await expect(slider.getByText("5", { exact: true })).toBeVisible();
  await kernelSays(ran, "told", "5");
  await notebook.cell("counter").scrollIntoViewIfNeeded();
  await expect(frameIn(notebook.output("counter")).getByRole("button")).toHaveText(
    "count is 0, bytes 3",
  );

  // Without the kernel: what the file holds, and links go on.
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await endKernels(notebook);
  await expect(notebook.main).toHaveAttribute("data-kernel", "dead");
  await expect(notebook.output("counter")).toContainText("Nothing in the kernel hears it");
  await notebook.goto("widgets.ipynb");
  await notebook.kernelReady();
  await notebook.cell("slider").scrollIntoViewIfNeeded();
  await expect(slider.getByText("5", { exact: true })).toBeVisible();
  await expect(notebook.output("slider")).toContainText("Nothing in the kernel hears it");
  await notebook.cell("jslinked").scrollIntoViewIfNeeded();
  const linked = frameIn(notebook.output("jslinked")).getByLabel("b");
  await expect(linked).toHaveValue("0");
  await frameIn(notebook.output("jslink")).getByRole("slider").focus();
  await page.keyboard.press("ArrowRight");
  await expect(linked).toHaveValue("1");
  await notebook.cell("counter").scrollIntoViewIfNeeded();
  const counter = frameIn(notebook.output("counter")).getByRole("button");
  await expect(counter).toHaveText("count is 0, bytes 3");
  await counter.click();
  await expect(counter).toHaveText("count is 1, bytes 2");
});

/** A file as Jupyter leaves it: a slider, its state, and nothing that vouches for it. */
const SAVED = {
  nbformat: 4,
  nbformat_minor: 5,
  cells: [
    code("slider", {
      id: "slider",
      outputs: [
        {
          output_type: "display_data",
          data: {
            "application/vnd.jupyter.widget-view+json": {
              model_id: "m",
              version_major: 2,
              version_minor: 0,
            },
            "text/plain": "IntSlider(value=6)",
          },
          metadata: {},
        },
      ],
    }),
    code("print('plain')", { id: "plain" }),
  ],
  metadata: {
    widgets: {
      "application/vnd.jupyter.widget-state+json": {
        version_major: 2,
        version_minor: 0,
        state: {
          m: {
            model_module: "@jupyter-widgets/controls",
            model_module_version: "2.0.0",
            model_name: "IntSliderModel",
            state: {
              value: 6,
              description: "kept",
              layout: "IPY_MODEL_l",
              style: "IPY_MODEL_none",
            },
          },
          l: {
            model_module: "@jupyter-widgets/base",
            model_module_version: "2.0.0",
            model_name: "LayoutModel",
            state: {},
          },
        },
      },
    },
  },
};

base(
  "widgets of a file wait for trust, and show what the file holds of them",
  async ({ notebook, page }) => {
    await notebook.write("saved.ipynb", JSON.stringify(SAVED));
    await notebook.goto("saved.ipynb");
    const output = notebook.output("slider");
    await expect(output).toContainText("IntSlider(value=6)");
    await expect(output.locator("iframe")).toHaveCount(0);
    await output.getByRole("button", { name: "Trust this notebook" }).click();
    await expect(frameIn(output).getByText("6", { exact: true })).toBeVisible();
    await expect(frameIn(output).getByText("kept")).toBeVisible();
    await expect(output).toContainText("Parts of this widget are missing");
    await expect(output).toContainText("Nothing in the kernel hears it");
    await expect(page.getByRole("alert")).toHaveCount(0);
  },
);

base("a notebook without widgets loads none of their code", async ({ notebook, page }) => {
  const names: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    names.push(pathname.slice(pathname.lastIndexOf("/") + 1));
  });
  await notebook.open("none.ipynb", [code("print('plain')", { id: "plain" })]);
  await notebook.kernelReady();
  await notebook.select("plain");
  await notebook.press("Control+Enter");
  await expect(notebook.output("plain")).toHaveText("plain");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(names.filter((name) => /^(?:hub|frame)/.test(name))).toEqual([]);
  // The names are right: with the first widget they come.
  const other = JSON.stringify(SAVED).replace("kept", "as it was");
  await notebook.write("saved-too.ipynb", other);
  await notebook.goto("saved-too.ipynb");
  await notebook.output("slider").getByRole("button", { name: "Trust this notebook" }).click();
  await expect(frameIn(notebook.output("slider")).getByText("as it was")).toBeVisible();
  expect(names.filter((name) => /^hub-.*js$/.test(name))).toHaveLength(1);
  expect(names.filter((name) => /^frame-show-.*js$/.test(name))).toHaveLength(1);
});

test("a widget that is too large for the file is shown, left out of the file, and that is said", async ({
  notebook,
  page,
}) => {
  await notebook.open("large-widget.ipynb", [
    code(
      "import os, ipywidgets as w\npicture = w.Image(value=os.urandom(16_000_000))\nw.VBox([w.Label('large'), picture])",
      { id: "large" },
    ),
    code("w.IntSlider(value=7)", { id: "small" }),
    code("picture.value = b''", { id: "less" }),
  ]);
  await notebook.kernelReady();
  const run = async (id: string) => {
    await notebook.cell(id).locator('[data-command="cell.run"]').click();
    await expect(notebook.cell(id)).toHaveAttribute("data-state", "done");
  };
  await run("large");
  await run("small");
  await expect(notebook.output("large").frameLocator("iframe").getByText("large")).toBeVisible();
  const notice = page.getByRole("status").filter({ hasText: "more than a notebook file keeps" });
  await expect(notice).toBeVisible();
  const saved = async (): Promise<string> => {
    await notebook.command("notebook.save");
    await expect(notebook.main).toHaveAttribute("data-saved", "saved");
    return notebook.read("large-widget.ipynb");
  };
  await expect.poll(saved).toContain("IntSliderModel");
  expect((await saved()).length).toBeLessThan(100_000);
  await run("less");
  await expect(notice).toBeHidden();
});

test("what is printed into an Output widget while the page is loaded again is not lost", async ({
  notebook,
  page,
}) => {
  page.on("dialog", (dialog) => void dialog.accept());
  const count = 60;
  await notebook.open("output-reload.ipynb", [
    code(
      `import asyncio, ipywidgets\nout = ipywidgets.Output()\ndisplay(out)\nwith out:\n    for i in range(${count}):\n        print(f"line {i}.", flush=True)\n        await asyncio.sleep(0.1)`,
      { id: "prints" },
    ),
  ]);
  await notebook.kernelReady();
  await notebook.cell("prints").locator('[data-command="cell.run"]').click();
  await expect(notebook.output("prints").frameLocator("iframe").getByText("line 5.")).toBeVisible();
  await page.reload();
  await expect(notebook.cell("prints")).toHaveAttribute("data-state", "done", { timeout: 30_000 });
  const missing = async (): Promise<readonly number[]> => {
    const inside = await notebook
      .output("prints")
      .frameLocator("iframe")
      .locator("body")
      .textContent({ timeout: 5_000 })
      .catch(() => "");
    const text = `${inside ?? ""}${(await notebook.output("prints").textContent()) ?? ""}`;
    return Array.from({ length: count }, (_, i) => i).filter((i) => !text.includes(`line ${i}.`));
  };
  await expect.poll(missing).toEqual([]);
});
