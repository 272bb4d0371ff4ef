// Finding one's way: pictures in text cells, links between sections and notebooks, the view for reading, slides.
import type { Page } from "@playwright/test";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { findViolations } from "../support/axe.ts";
import { code, md, nb } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

const DOT =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

/** Pastes or drops a file, as the browser tells the page of it. */
async function give(
  page: Page,
  how: "paste" | "drop",
  selector: string,
  { name, type, base64 }: { name: string; type: string; base64: string },
): Promise<void> {
  await page.evaluate(
    ({ how, selector, name, type, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name, { type }));
      const options = { bubbles: true, cancelable: true };
      const event =
        how === "paste"
          ? new ClipboardEvent("paste", { ...options, clipboardData: data })
          : new DragEvent("drop", { ...options, dataTransfer: data });
      document.querySelector(selector)?.dispatchEvent(event);
    },
    { how, selector, name, type, base64 },
  );
}

async function savedCells(notebook: NotebookPage, name: string): Promise<readonly unknown[]> {
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  return (JSON.parse(await notebook.read(name)) as { cells: unknown[] }).cells;
}

test("pictures are pasted at the cursor, dropped on a text cell, renamed, taken out, and kept in the file", async ({
  notebook,
  page,
}) => {
  await notebook.open("pictures.ipynb", [
    md("Before after", { id: "a" }),
    md("Other", { id: "b" }),
    code("1", { id: "c" }),
  ]);
  const dot = { name: "my dot.png", type: "image/png", base64: DOT };
  await notebook.select("a");
  await notebook.press("Enter");
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await notebook.press("Home", "Control+ArrowRight");
  await give(page, "paste", '[data-cell-id="a"] .cm-content', dot);
  await expect(notebook.cell("a").getByRole("textbox")).toHaveText(
    /^Before ?!\[my-dot\.png\]\(attachment:my-dot\.png\) ?after$/,
  );
  await expect(notebook.cell("a").getByRole("textbox")).toBeFocused();
  await page.keyboard.type("!");
  await notebook.press("Escape", "Control+Enter");
  const picture = notebook.cell("a").getByRole("img", { name: "my-dot.png" });
  await expect.poll(() => picture.evaluate((el: HTMLImageElement) => el.naturalWidth)).toBe(1);
  await give(page, "drop", '[data-cell-id="b"]', dot);
  await expect(notebook.cell("b").getByRole("img")).toBeVisible();
  // What is no picture is refused in words; on code, or beside the cells, nothing is taken and the page stays.
  await give(page, "drop", '[data-cell-id="b"]', { ...dot, name: "x.tiff", type: "image/tiff" });
  await expect(page.getByRole("alert")).toContainText("“x.tiff” is not a PNG");
  await give(page, "drop", '[data-cell-id="c"]', dot);
  expect(await savedCells(notebook, "pictures.ipynb")).toMatchObject([
    {
      source: [expect.stringContaining("![my-dot.png](attachment:my-dot.png)!")],
      attachments: { "my-dot.png": { "image/png": DOT } },
    },
    {
      source: ["Other\n", "\n", "![my-dot.png](attachment:my-dot.png)"],
      attachments: { "my-dot.png": { "image/png": DOT } },
    },
    { source: ["1"] },
  ]);
  await notebook.select("b");
  await notebook.press("ControlOrMeta+Shift+c");
  await page.getByRole("combobox").fill("Pictures of the text cell");
  await notebook.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Pictures of the cell" });
  await dialog.getByRole("textbox", { name: "Name of my-dot.png" }).fill("two words.png");
  await notebook.press("Enter");
  await expect(dialog.getByRole("status")).toContainText("called two words.png now");
  expect(await findViolations(page, "dialog[open]")).toEqual([]);
  await notebook.press("Escape");
  await expect(notebook.cell("b").getByRole("img")).toBeVisible();
  expect((await savedCells(notebook, "pictures.ipynb"))[1]).toMatchObject({
    source: ["Other\n", "\n", "![my-dot.png](attachment:two%20words.png)"],
    attachments: { "two words.png": { "image/png": DOT } },
  });
  // Undone step by step, down to no trace in the file.
  await notebook.select("b");
  await notebook.press("z", "z");
  await expect(notebook.cell("b").getByRole("img")).toHaveCount(0);
  expect((await savedCells(notebook, "pictures.ipynb"))[1]).not.toHaveProperty("attachments");
});

test("links lead to sections, also folded and far ones, to other notebooks and files, and back", async ({
  notebook,
  page,
}) => {
  const words = Array.from({ length: 60 }, (_, i) => md(`Words ${i}`, { id: `w${i}` }));
  await notebook.write(
    "linked/other one.ipynb",
    serialiseNotebook(nb(md("# Other", { id: "o" }), ...words, md("## Über *uns*?", { id: "u" }))),
  );
  await notebook.write("linked/data.csv", "a,b\n1,2\n");
  await notebook.open("linked/start.ipynb", [
    md(
      "# Start\n\n[far](#Far-away) [there](other%20one.ipynb#Über-uns?) [data](data.csv) [gone](#Nowhere)",
      { id: "top" },
    ),
    ...words,
    md("## Folded", { id: "folded", metadata: { "jp-MarkdownHeadingCollapsed": true } }),
    md("### Far away", { id: "far" }),
  ]);
  await expect(notebook.cell("far")).toBeHidden();
  await page.getByRole("link", { name: "far", exact: true }).click();
  const far = page.getByRole("heading", { name: "Far away" });
  await expect(far).toBeInViewport();
  await expect(far).toBeFocused();
  expect(new URL(page.url()).hash).toBe("#far-away");
  await page.goBack();
  await notebook.cell("top").scrollIntoViewIfNeeded();
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await page.getByRole("link", { name: "there", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Über uns?" })).toBeInViewport();
  await expect(page.locator("main")).toHaveAttribute("data-ready", "true");
  await page.goBack();
  await page.getByRole("link", { name: "data", exact: true }).click();
  await expect(page.getByRole("columnheader", { name: "a" })).toBeVisible();
});

test("the view for reading has no code, its outputs and questions, and a button that brings the code back", async ({
  notebook,
  page,
}) => {
  await notebook.open("reading.ipynb", [
    md("# Title", { id: "top" }),
    code("print('the output')", { id: "a" }),
    code("silent = 1", { id: "b" }),
  ]);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.output("a")).toContainText("the output");
  await expect(page.getByRole("button", { name: "Show code" })).toBeHidden();
  await notebook.select("top");
  await notebook.press("ControlOrMeta+Shift+c");
  await page.getByRole("combobox").fill("Hide or show all code");
  await notebook.press("Enter");
  await expect(notebook.cell("a").locator('[data-part="input"]')).toBeHidden();
  await expect(notebook.output("a")).toBeVisible();
  await expect(notebook.cell("b")).toBeHidden();
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Show code" }).click();
  await expect(notebook.cell("b").locator('[data-part="input"]')).toBeVisible();
});

const slide = (type: string) => ({ metadata: { slideshow: { slide_type: type } } });

test("slides by keyboard: fragments, live cells, notes in a window of their own, and the end", async ({
  notebook,
  page,
}) => {
  await notebook.open("slides.ipynb", [
    md("# First", { id: "a", ...slide("slide") }),
    code("6 * 7", { id: "b" }),
    md("A *fragment*", { id: "f", ...slide("fragment") }),
    md("Say **this**", { id: "n", ...slide("notes") }),
    md("Not shown", { id: "s", ...slide("skip") }),
    md("## Second", { id: "c", ...slide("subslide") }),
  ]);
  await notebook.kernelReady();
  const bytes = await notebook.read("slides.ipynb");
  await notebook.select("a");
  await notebook.press("ControlOrMeta+Shift+c");
  await page.getByRole("combobox").fill("Show as slides");
  await notebook.press("Enter");
  const bar = page.getByRole("navigation", { name: "Slides" });
  await expect(bar.getByRole("status")).toHaveText("Slide 1 of 2");
  const seen = async (): Promise<readonly string[]> => {
    const ids = await notebook.order();
    const visible = await Promise.all(ids.map((id) => notebook.cell(id).isVisible()));
    return ids.filter((_, i) => visible[i]);
  };
  await expect.poll(seen).toEqual(["a", "b"]);
  expect(await findViolations(page)).toEqual([]);
  // Cells are live.
  await notebook.select("b");
  await notebook.press("Control+Enter");
  await expect(notebook.output("b")).toContainText("42");
  await notebook.press("ArrowRight");
  await expect.poll(seen).toEqual(["a", "b", "f"]);
  const popup = page.waitForEvent("popup");
  await notebook.press("s");
  const notes = await popup;
  await expect(notes.getByRole("heading", { level: 1 })).toHaveText("Slide 1 of 2");
  await expect(notes.locator("main strong")).toHaveText("this");
  await page.bringToFront();
  await notebook.press("PageDown");
  await expect.poll(seen).toEqual(["c"]);
  await expect(bar.getByRole("status")).toHaveText("Slide 2 of 2");
  await expect(notes.locator("main")).toContainText("No notes for this slide.");
  await notebook.press("ArrowRight");
  await expect.poll(seen).toEqual(["c"]);
  await notebook.press("ArrowLeft");
  await expect.poll(seen).toEqual(["a", "b", "f"]);
  await notebook.press("Home");
  await expect.poll(seen).toEqual(["a", "b"]);
  // What is typed is no command.
  await notebook.select("b");
  await notebook.press("Enter");
  await expect(notebook.cell("b").getByRole("textbox")).toBeFocused();
  await notebook.press("End");
  await page.keyboard.type(" # s");
  await expect(notebook.cell("b").getByRole("textbox")).toHaveText("6 * 7 # s");
  await notebook.press("Escape", "Escape");
  await expect(bar).toHaveCount(0);
  await expect.poll(seen).toEqual(["a", "b", "f", "n", "s", "c"]);
  expect(bytes).toContain('"slide_type": "subslide"');
  // A cell's place in the show is written as others write it.
  await notebook.select("b");
  await notebook.press("ControlOrMeta+Shift+c");
  await page.getByRole("combobox").fill("Slide: leave the cell out");
  await notebook.press("Enter");
  expect((await savedCells(notebook, "slides.ipynb"))[1]).toMatchObject({
    metadata: { slideshow: { slide_type: "skip" } },
  });
});
