// Cells that print and show without end: the page answers, Stop stops, what was cut is said, and long outputs can be read.
import { readFile } from "node:fs/promises";
import { code } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const FLOODS = {
  endless: "i = 0\nwhile True:\n    print(i)\n    i += 1",
  displays: "for i in range(1_200):\n    display(i)",
  line: "print('x' * 10_000_000)",
  plots: `from IPython.display import Image\nfrom base64 import b64decode\npng = b64decode("${PNG}")\nfor i in range(200):\n    display(Image(png))`,
  updates: "h = display(0, display_id=True)\nfor i in range(1_200):\n    h.update(i)",
  table:
    "from IPython.display import HTML\nHTML('<table>' + '<tr><td>a cell of a long table</td></tr>' * 8_000 + '</table>')",
};

async function runCell(notebook: NotebookPage, id: string): Promise<void> {
  await notebook.select(id);
  await notebook.press("Control+Enter");
}

/** What the reader gets who saves a cell's outputs. */
async function saved(notebook: NotebookPage, id: string): Promise<string> {
  const download = notebook.page.waitForEvent("download");
  await notebook.cell(id).locator('[data-command="cell.save-outputs"]').click();
  return readFile(await (await download).path(), "utf8");
}

test("floods leave the page answering, and say what was cut", async ({ notebook }) => {
  // Six floods one after the other, on a machine that may be busy.
  test.setTimeout(150_000);
  await notebook.open(
    "floods.ipynb",
    [...Object.entries(FLOODS), ["quiet", "1"] as const].map(([id, source]) =>
      code(source, { id }),
    ),
  );
  await notebook.kernelReady();

  await runCell(notebook, "endless");
  await expect(notebook.output("endless")).toContainText("characters in between are not shown", {
    timeout: 30_000,
  });
  // A click is answered in the middle of it.
  await notebook.select("quiet");
  await expect(notebook.cell("quiet")).toHaveAttribute("data-active", "command");
  await notebook.command("kernel.interrupt");
  await expect(notebook.cell("endless")).toHaveAttribute("data-state", "error");

  await runCell(notebook, "displays");
  await expect(notebook.cell("displays")).toHaveAttribute("data-state", "done", {
    timeout: 30_000,
  });
  await expect(notebook.output("displays")).toContainText("outputs were cut here");
  await expect(notebook.output("displays").locator("[data-mime]").last()).toHaveText("1199");

  // All of it can be saved, also what neither the page nor the notebook keeps.
  const all = await saved(notebook, "displays");
  expect(all).toBe(Array.from({ length: 1_200 }, (_, at) => `${at}\n`).join(""));

  // The server itself lets a line of this length not through, and says so in the cell.
  await runCell(notebook, "line");
  await expect(notebook.output("line")).toContainText("IOPub data rate exceeded", {
    timeout: 30_000,
  });
  await expect(notebook.cell("line")).toHaveAttribute("data-state", "done", { timeout: 30_000 });
  const line = await saved(notebook, "line");
  expect(line.length).toBe(10_000_001);
  expect(line.lastIndexOf("\n")).toBe(10_000_000);
  expect(line.replaceAll("x", "")).toBe("\n");

  await runCell(notebook, "plots");
  await expect(notebook.cell("plots")).toHaveAttribute("data-state", "done", { timeout: 30_000 });
  await expect(notebook.output("plots").getByRole("img")).toHaveCount(200);
  await notebook.select("quiet");
  await expect(notebook.cell("quiet")).toHaveAttribute("data-active", "command");

  await runCell(notebook, "updates");
  await expect(notebook.output("updates")).toHaveText("1199", { timeout: 30_000 });

  await runCell(notebook, "table");
  const frame = notebook.output("table").frameLocator("iframe");
  await expect(frame.getByText("a cell of a long table").first()).toBeVisible({ timeout: 30_000 });
  await expect(notebook.output("table").locator("iframe")).toHaveAttribute("src", /still$/);
});

test("a long output is shown whole, hidden and saved, and the file remembers how it is seen", async ({
  notebook,
  page,
}) => {
  await notebook.open("long.ipynb", [
    code("for i in range(400):\n    print('line', i)", { id: "long" }),
  ]);
  await notebook.kernelReady();
  await runCell(notebook, "long");
  await expect(notebook.cell("long")).toHaveAttribute("data-state", "done");
  const tools = notebook.cell("long").locator('[data-part="output-tools"]');
  const text = notebook.output("long").locator("pre");
  const isCut = () => text.evaluate((el) => el.scrollHeight > el.clientHeight + 1);
  expect(await isCut()).toBe(true);
  await tools.getByRole("button", { name: "Show all" }).click();
  await expect.poll(isCut).toBe(false);
  await tools.getByRole("button", { name: "Hide" }).click();
  await expect(notebook.output("long")).toBeHidden();
  const saved = page.waitForEvent("download");
  await tools.getByRole("button", { name: "Save" }).click();
  const path = await (await saved).path();
  expect(await readFile(path, "utf8")).toBe(
    Array.from({ length: 400 }, (_, line) => `line ${line}\n`).join(""),
  );
  await notebook.command("notebook.save");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  const metadata = async (): Promise<unknown> => {
    const { cells } = JSON.parse(await notebook.read("long.ipynb")) as {
      cells: { metadata: object }[];
    };
    return cells[0]?.metadata;
  };
  await expect.poll(metadata).toMatchObject({
    collapsed: true,
    scrolled: false,
    jupyter: { outputs_hidden: true },
  });
  await tools.getByRole("button", { name: "Show the outputs" }).click();
  await expect(notebook.output("long")).toBeVisible();
});

test("what stands far from the screen is not laid out to see whether it fits", async ({
  notebook,
  page,
}) => {
  await page.addInitScript(() => {
    const own = Object.getOwnPropertyDescriptor(Element.prototype, "scrollHeight");
    Object.assign(globalThis, { measured: 0 });
    Object.defineProperty(Element.prototype, "scrollHeight", {
      ...own,
      get(this: Element) {
        if (this.matches(".lb-output-text"))
          (globalThis as unknown as { measured: number }).measured += 1;
        return own?.get?.call(this) as unknown;
      },
    });
  });
  const display = (text: string) =>
    ({ output_type: "display_data", data: { "text/plain": text }, metadata: {} }) as const;
  await notebook.open("many.ipynb", [
    code("1", { id: "short", outputs: Array.from({ length: 400 }, (_, at) => display(`${at}`)) }),
    code("2", { id: "long", outputs: [display("line\n".repeat(40))] }),
  ]);
  const whole = (id: string) => notebook.cell(id).getByRole("button", { name: "Show all" });
  await expect(whole("long")).toBeVisible();
  await expect(notebook.cell("short").getByRole("button", { name: "Copy" })).toBeVisible();
  await expect(whole("short")).toBeHidden();
  const measured = await page.evaluate(
    () => (globalThis as unknown as { measured: number }).measured,
  );
  expect(measured).toBeGreaterThan(0);
  expect(measured).toBeLessThan(20);
});

test("long lines are wrapped or not, outputs copied and opened apart, and what fits has no more to show", async ({
  notebook,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const lines = `first\n${"wide ".repeat(400)}\n${"x\n".repeat(40)}`;
  const out = (text: string) => ({ output_type: "stream", name: "stdout", text }) as const;
  const script = {
    output_type: "display_data",
    data: { "text/html": "<b>bold</b><script>document.title = 'ran'</script>" },
    metadata: {},
  } as const;
  await notebook.open("reading.ipynb", [
    code("1", { id: "wide", execution_count: 7, outputs: [out(lines), script] }),
    // Many outputs, each of which fits.
    code("2", { id: "many", outputs: Array.from({ length: 14 }, () => script) }),
  ]);
  const tools = notebook.cell("wide").locator('[data-part="output-tools"]');
  const text = notebook.output("wide").locator("pre");
  const isWide = () => text.evaluate((el) => el.scrollWidth > el.clientWidth + 1);
  await expect(tools.getByRole("button", { name: "Show all" })).toBeVisible();
  const others = notebook.cell("many").locator('[data-part="output-tools"]');
  await expect(others.getByRole("button", { name: "Copy" })).toBeVisible();
  await expect(others.getByRole("button", { name: "Show all" })).toBeHidden();

  expect(await isWide()).toBe(false);
  await tools.getByRole("button", { name: "Keep lines whole" }).click();
  await expect.poll(isWide).toBe(true);
  await expect(tools.getByRole("button", { name: "Wrap lines" })).toBeVisible();

  await tools.getByRole("button", { name: "Copy" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(lines);

  const opened = context.waitForEvent("page");
  await tools.getByRole("button", { name: "Open apart" }).click();
  const apart = await opened;
  await expect(apart.getByText("first")).toBeVisible();
  await expect(apart.getByText("bold")).toBeVisible();
  await expect(apart).toHaveTitle("Output [7]");
  expect(apart.url()).toBe("about:blank");
  expect(await apart.evaluate(() => opener === null)).toBe(true);
  await apart.close();

  await notebook.command("notebook.save");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(JSON.parse(await notebook.read("reading.ipynb"))).toMatchObject({
    cells: [{ metadata: { lessonbook: { wrap: false } } }, {}],
  });
});
