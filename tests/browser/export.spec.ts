// The notebook in other forms, from the menu and from the terminal; as a page by itself, and on paper.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { code, md, nb } from "../support/builders.ts";
import { findViolations } from "../support/axe.ts";
import { CHECKOUT } from "../support/server.ts";
import { exportNotebook } from "../../src/export/export.ts";
import type { Cell, JsonObject, Output } from "../../src/nbformat/types.ts";
import { hostileCases } from "../support/render-cases.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const display = (data: JsonObject): Output => ({ output_type: "display_data", data, metadata: {} });

const CELLS: readonly Cell[] = [
  md(
    "# Waiting\n\nwith $x^2$\n\n> [!TIP]\n> Hold on.\n\nWhich one?\n\n- [x] done\n\n![dot](attachment:dot.png)\n\n![beside](img/beside.png)",
    {
      id: "text",
      attachments: { "dot.png": { "image/png": PNG } },
    },
  ),
  code("await wait()", {
    id: "code",
    execution_count: 1,
    outputs: [
      { output_type: "stream", name: "stdout", text: "\u001b[31mred\u001b[0m and plain\n" },
      display({
        "text/html":
          '<style>#T_1 td { background: #440154; color: #ffffff }</style><table id="T_1"><tr><th>key</th><td>cell</td></tr></table><script>document.title = "ran"</script>',
      }),
      display({ "image/png": PNG, "text/plain": "<Figure>" }),
      { output_type: "error", ename: "ValueError", evalue: "bad", traceback: ["ValueError: bad"] },
    ],
  }),
  code(Array.from({ length: 30 }, (_, at) => `print(${at})`).join("\n"), {
    id: "long",
    outputs: [{ output_type: "stream", name: "stdout", text: "a line\n".repeat(200) }],
  }),
];

async function fromTerminal(
  notebook: NotebookPage,
  name: string,
  ...args: string[]
): Promise<Map<string, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), "lessonbook-export-"));
  const program = join(CHECKOUT, "dist/cli/lessonbook.mjs");
  await promisify(execFile)("node", [
    program,
    "export",
    join(notebook.server.root, name),
    ...args,
    "-o",
    folder,
  ]);
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const file of names.filter((one) => one.isFile())) {
    const path = join(file.parentPath, file.name);
    files.set(path.slice(folder.length + 1), await readFile(path));
  }
  await rm(folder, { recursive: true });
  return files;
}

async function fromMenu(
  notebook: NotebookPage,
  command: string,
): Promise<{ name: string; bytes: Buffer }> {
  await notebook.page.getByText("Menu", { exact: true }).click();
  const download = notebook.page.waitForEvent("download");
  await notebook.page.locator(`.lb-menu [data-command="${command}"]`).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test("the menu and the terminal give the same bytes in every form", async ({ notebook, page }) => {
  await notebook.write("out/img/beside.png", "");
  await writeFile(join(notebook.server.root, "out/img/beside.png"), Buffer.from(PNG, "base64"));
  await notebook.open("out/forms.ipynb", CELLS);
  for (const [command, ...args] of [
    ["notebook.export-html", "--to", "html"],
    ["notebook.export-script", "--to", "py"],
    ["notebook.download", "--to", "ipynb"],
    ["notebook.download-without-outputs", "--to", "ipynb", "--no-outputs"],
  ] as const) {
    const { name, bytes } = await fromMenu(notebook, command);
    const files = await fromTerminal(notebook, "out/forms.ipynb", ...args);
    expect([...files.keys()]).toEqual([name]);
    expect(files.get(name)?.equals(bytes)).toBe(true);
    if (name.endsWith(".html")) expect(bytes.toString()).toContain(' alt="beside"');
  }
  // Markdown brings its pictures along.
  const { name, bytes } = await fromMenu(notebook, "notebook.export-markdown");
  expect(name).toBe("forms.zip");
  const inside = Object.entries(unzipSync(bytes));
  const files = await fromTerminal(notebook, "out/forms.ipynb", "--to", "md");
  expect(inside.map(([path]) => path).sort()).toEqual([...files.keys()].sort());
  for (const [path, content] of inside) expect(files.get(path)?.equals(content)).toBe(true);
  expect(files.get("img/beside.png")?.equals(Buffer.from(PNG, "base64"))).toBe(true);

  // What the server makes of the saved file.
  await page.getByText("Menu", { exact: true }).click();
  await page.locator('.lb-menu [data-command="notebook.export-other"]').click();
  const link = page.getByRole("dialog").getByRole("link", { name: "Slides" });
  await expect(
    page.getByRole("dialog").getByRole("link", { name: "reStructuredText" }),
  ).toBeVisible();
  const made = page.waitForEvent("download");
  await link.click();
  expect(await readFile(await (await made).path(), "utf8")).toContain("Reveal.initialize");
});

test("on paper a question stays with its first answer, and a block of code is whole", async ({
  notebook,
  page,
}) => {
  await notebook.write("out/paper.ipynb", serialiseNotebook(nb(...CELLS)));
  const files = await fromTerminal(notebook, "out/paper.ipynb", "--to", "html");
  await page.setContent(files.get("paper.html")?.toString() ?? "");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Which one?")).toHaveCSS("break-after", "avoid");
  await expect(page.locator(".lb-given-code").first()).toHaveCSS("break-inside", "avoid");
});

test("the exported page is read without network and scripts, in light, dark and on a phone", async ({
  browser,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "lessonbook-export-"));
  const [file] = exportNotebook(nb(...CELLS), "html", { name: "forms" });
  const path = join(folder, "forms.html");
  await writeFile(path, file?.content ?? "");
  const still = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const page = await still.newPage();
  await page.goto(pathToFileURL(path).href);
  await expect(page).toHaveTitle("Waiting");
  await expect(page.getByText("red and plain")).toBeVisible();
  // The sheet of a styled table reaches its table, and that alone.
  await expect(page.getByText("cell", { exact: true })).toHaveCSS("color", "rgb(255, 255, 255)");
  await expect(page.getByRole("img", { name: "dot" })).toHaveJSProperty("naturalWidth", 1);
  await page.emulateMedia({ colorScheme: "dark" });
  const ground = await page.locator("html").evaluate((el) => getComputedStyle(el).backgroundColor);
  expect(ground).not.toBe("rgb(253, 253, 251)");
  await still.close();

  const live = await browser.newContext({ offline: true });
  const other = await live.newPage();
  await other.goto(pathToFileURL(path).href);
  await expect(other).toHaveTitle("Waiting");
  expect(await findViolations(other)).toEqual([]);
  await other.setViewportSize({ width: 390, height: 844 });
  const isWide = await other.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(isWide).toBe(false);
  await live.close();
  await rm(folder, { recursive: true });
});

test("nothing in an exported page runs or calls anybody, even without its policy", async ({
  browser,
}) => {
  const hostile = hostileCases().map(({ input }) =>
    code(input, {
      outputs: [
        display({ "text/html": input }),
        display({ "text/markdown": input }),
        display({ "image/svg+xml": input }),
      ],
    }),
  );
  const [file] = exportNotebook(nb(...hostile), "html", { name: "hostile" });
  const text = typeof file?.content === "string" ? file.content : "";
  const policy = /<meta http-equiv="Content-Security-Policy"[^>]*>/;
  expect(text).toMatch(policy);
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked: string[] = [];
  await page.route("**/*", async (route) => {
    const isPage = route.request().url() === "http://lessonbook.test/page";
    if (!isPage) asked.push(route.request().url());
    await (isPage
      ? route.fulfill({ body: text.replace(policy, ""), contentType: "text/html; charset=utf-8" })
      : route.abort());
  });
  await page.goto("http://lessonbook.test/page");
  expect(await page.evaluate(() => "ran" in globalThis)).toBe(false);
  expect(asked).toEqual([]);
  await context.close();
});

test("print leaves out the controls and keeps what belongs together", async ({
  notebook,
  page,
}) => {
  await notebook.open("print.ipynb", CELLS);
  await page.emulateMedia({ media: "print" });
  for (const control of [
    ".lb-bar",
    ".lb-outline",
    ".lb-output-tools",
    ".lb-cell-gutter .lb-button",
    ".lb-code-timeline",
  ])
    for (const one of await page.locator(control).all()) await expect(one).toBeHidden();
  const text = notebook.output("long").locator("pre");
  expect(await text.evaluate((el) => el.scrollHeight > el.clientHeight + 1)).toBe(false);
  await expect(page.locator("h1").first()).toHaveCSS("break-after", "avoid");
  await page.emulateMedia({ media: null });

  // The menu prints the whole notebook by itself; a browser without a screen has no dialog, so its call is caught.
  await page.evaluate(() => {
    const own = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, "contentWindow");
    Object.defineProperty(HTMLIFrameElement.prototype, "contentWindow", {
      get(this: HTMLIFrameElement): Window | null {
        const inside = own?.get?.call(this) as Window | null;
        if (inside !== null && this.matches(".lb-print-frame"))
          inside.print = () => {
            document.body.dataset.printed = inside.document.body.innerText;
          };
        return inside;
      },
    });
  });
  await page.getByText("Menu", { exact: true }).click();
  await page.locator('.lb-menu [data-command="notebook.print"]').click();
  await expect(page.locator("body")).toHaveAttribute(
    "data-printed",
    /Waiting[^]*red and plain[^]*a line/,
  );
});
