// A person who lives in the keyboard: every key does what Jupyter's keys do, and none fires while somebody types.
import { code, md } from "../support/builders.ts";
import { expect, test } from "./notebook-page.ts";

const cells = [
  md("# One", { id: "one" }),
  code("1", { id: "c1" }),
  code("2", { id: "c2" }),
  md("# Two", { id: "two" }),
  code("hidden needle", { id: "c3" }),
];

test("Home, End and Accel A go through the whole notebook", async ({ notebook }) => {
  await notebook.open("ends.ipynb", cells);
  await notebook.select("c1");
  await notebook.press("End");
  await expect(notebook.cell("c3")).toBeFocused();
  await notebook.press("Home");
  await expect(notebook.cell("one")).toBeFocused();
  await notebook.press("j", "Shift+End");
  await expect(notebook.page.locator("[data-cell-id][data-selected]")).toHaveCount(4);
  await notebook.press("Home", "ControlOrMeta+a");
  await expect(notebook.page.locator("[data-cell-id][data-selected]")).toHaveCount(5);
});

test("the keyboard merges upwards and downwards and splits at the cursor", async ({ notebook }) => {
  await notebook.open("merge.ipynb", cells);
  await notebook.select("c2");
  await notebook.press("Control+Backspace");
  await expect.poll(() => notebook.order()).toEqual(["one", "c1", "two", "c3"]);
  await notebook.press("Enter");
  const editor = notebook.cell("c1").getByRole("textbox");
  await expect(editor).toBeFocused();
  await notebook.press("Control+Home", "ArrowRight", "Control+Shift+Minus");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(5);
  await expect(editor).toHaveText("1");
  const [, , lower = ""] = await notebook.order();
  await expect(notebook.cell(lower).getByRole("textbox")).toBeFocused();
  await notebook.press("Control+m");
  await expect(notebook.cell(lower)).toBeFocused();
  await notebook.press("k", "Control+Shift+M");
  await expect.poll(() => notebook.order()).toEqual(["one", "c1", "two", "c3"]);
});

test("digits set the level of headings, on text cells only", async ({ notebook }) => {
  await notebook.open("levels.ipynb", cells);
  await notebook.select("one");
  await notebook.press("3");
  await expect(notebook.cell("one").getByRole("heading", { level: 3 })).toHaveText("One");
  await notebook.press("j", "3");
  await expect(notebook.cell("c1")).toHaveAttribute("data-cell-type", "code");
  await expect(notebook.cell("c1")).toContainText("1");
  await notebook.press("z");
  await expect(notebook.cell("one").getByRole("heading", { level: 1 })).toHaveText("One");
});

test("arrows fold sections and go from heading to heading", async ({ notebook }) => {
  await notebook.open("fold.ipynb", cells);
  await notebook.select("c2");
  await notebook.press("ArrowLeft");
  await expect(notebook.cell("one")).toBeFocused();
  await notebook.press("ArrowLeft");
  await expect(notebook.cell("c1")).toBeHidden();
  await expect(notebook.cell("one").getByRole("button", { name: "Unfold" })).toBeVisible();
  await notebook.press("j");
  await expect(notebook.cell("two")).toBeFocused();
  await notebook.press("k", "ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  expect(await notebook.read("fold.ipynb")).toContain('"jp-MarkdownHeadingCollapsed": true');
  await notebook.press("ArrowRight");
  await expect(notebook.cell("c1")).toBeVisible();
  await notebook.press("ArrowRight");
  await expect(notebook.cell("two")).toBeFocused();
});

test("a folded section opens when a link leads into it", async ({ notebook }) => {
  const folded = { "jp-MarkdownHeadingCollapsed": true };
  await notebook.open("fold-link.ipynb", [
    md("[down](#Deep-down)", { id: "a" }),
    md("# Top", { id: "top", metadata: folded }),
    md("## Deep down", { id: "deep", metadata: folded }),
    code("below", { id: "below" }),
    md("# Last", { id: "last" }),
  ]);
  await expect(notebook.cell("deep")).toHaveAttribute("hidden", "until-found");
  await expect(notebook.cell("below")).toBeHidden();
  await notebook.cell("a").getByRole("link").click();
  await expect(notebook.cell("deep")).toBeVisible();
  await expect(notebook.cell("below")).toBeHidden();
});

test("Shift A and Shift B write a heading of the section's level", async ({ notebook }) => {
  await notebook.open("headings.ipynb", cells);
  await notebook.select("c1");
  await notebook.press("Shift+B");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(6);
  const [, , , fresh = ""] = await notebook.order();
  await expect(notebook.cell(fresh).getByRole("textbox")).toBeFocused();
  await notebook.page.keyboard.type("Between");
  await notebook.press("Escape");
  await expect(notebook.cell(fresh).getByRole("heading", { level: 1 })).toHaveText("Between");
});
