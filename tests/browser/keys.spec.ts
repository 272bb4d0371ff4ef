// A person who lives in the keyboard: every key does what Jupyter's keys do, and none fires while somebody types.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
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
  await expect(notebook.cell("c1").locator(".lb-code-still")).toHaveText("1");
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

test("no key fires while somebody types, whatever the field", async ({ notebook }) => {
  await notebook.open("fields.ipynb", cells);
  await notebook.select("c1");
  const fields: readonly (readonly [tag: string, attributes?: Record<string, string>])[] = [
    ["input"],
    ["input", { type: "number" }],
    ["textarea"],
    ["select"],
    ["div", { contenteditable: "true" }],
    ["div", { contenteditable: "plaintext-only" }],
    ["div", { role: "textbox", tabindex: "0" }],
    ["dialog", { open: "" }],
  ];
  for (const [tag, attributes = {}] of fields) {
    await notebook.page.evaluate(
      ({ tag, attributes }) => {
        const make = (name: string, given: Record<string, string> = {}): HTMLElement => {
          const el = document.createElement(name);
          for (const [key, value] of Object.entries(given)) el.setAttribute(key, value);
          return el;
        };
        document.querySelector("#box")?.remove();
        const box = make("div", { id: "box" });
        const el = make(tag, attributes);
        // A dialog is no field itself: a button in it has the keyboard.
        const field = tag === "dialog" ? make("button") : el;
        if (field !== el) el.append(field);
        field.id = "field";
        if (tag === "select") for (const words of ["a", "dd"]) el.append(new Option(words));
        if (tag === "div" || tag === "dialog") field.append("x");
        box.append(el);
        document.querySelector('[data-cell-id="c1"]')?.append(box);
        field.focus();
      },
      { tag, attributes },
    );
    await expect(notebook.page.locator("#field")).toBeFocused();
    await notebook.page.keyboard.type("ddabxzZ1y");
    await notebook.press("Shift+M", "Shift+B", "Shift+Enter", "Alt+Enter", "Control+Backspace");
    await notebook.press("Control+Shift+ArrowDown", "Control+Shift+Minus");
  }
  expect(await notebook.order()).toEqual(["one", "c1", "c2", "two", "c3"]);
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await expect(notebook.cell("c1")).toHaveAttribute("data-state", "idle");
});

test("a quiz's answer takes its keys, and an input method its own", async ({ notebook }) => {
  await notebook.open("quiz-keys.ipynb", [
    md("What?\n\n- [ ] a\n- [ ] d", {
      id: "q",
      metadata: {
        lessonbook: { kind: "quiz", question: "single", mode: "graded", points: 1, released: true },
      },
    }),
    code("1", { id: "c" }),
  ]);
  await notebook.cell("q").getByRole("radio").first().focus();
  await notebook.page.keyboard.type("ddab");
  await notebook.press("Shift+M");
  expect(await notebook.order()).toEqual(["q", "c"]);
  await notebook.select("c");
  for (const init of [{ isComposing: true, key: "a" }, { key: "Process" }]) {
    await notebook.cell("c").evaluate((el, options) => {
      el.dispatchEvent(
        new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...options }),
      );
    }, init);
  }
  await notebook.page.keyboard.down("d");
  await notebook.page.keyboard.down("d");
  await notebook.page.keyboard.up("d");
  expect(await notebook.order()).toEqual(["q", "c"]);
});

test("the palette finds a command by a few letters and runs it on what was selected", async ({
  notebook,
}) => {
  await notebook.open("palette.ipynb", cells);
  await notebook.select("c1");
  await notebook.press("Shift+j", "Control+Shift+C");
  const palette = notebook.page.getByRole("dialog", { name: "Commands" });
  const field = palette.getByRole("combobox");
  await expect(field).toBeFocused();
  await expect(palette.getByRole("option", { name: /^Delete the cells ?, D, D$/ })).toBeVisible();
  await notebook.page.keyboard.type("redo");
  await notebook.press("Enter");
  await expect(palette.getByRole("status")).toContainText("not possible now");
  await field.fill("del cells");
  await expect(palette.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await notebook.press("Enter");
  await expect(palette).toBeHidden();
  await expect.poll(() => notebook.order()).toEqual(["one", "two", "c3"]);
  await notebook.press("z", "Control+Shift+C", "Escape");
  await expect(palette).toBeHidden();
  await expect.poll(() => notebook.order()).toEqual(["one", "c1", "c2", "two", "c3"]);
  await notebook.press("Control+Shift+C");
  await field.fill("split");
  await notebook.press("ArrowDown", "ArrowUp", "Escape");
  await expect(notebook.cell("c2")).toBeFocused();
});

test("the page of keys lists them by family, is searched, and fits a phone", async ({
  notebook,
}) => {
  await notebook.open("help.ipynb", cells);
  await notebook.select("c1");
  await notebook.press("Control+Shift+H");
  const help = notebook.page.getByRole("dialog", { name: "Keys" });
  await expect(help.getByRole("table", { name: "Kernel" })).toContainText("I, I");
  await expect(help.getByRole("table", { name: "Editor" })).toContainText("Ctrl+/");
  const deletion = help.locator('[data-shortcut="cell.delete"]');
  await expect(deletion).toContainText("D, D");
  await help.getByRole("textbox").fill("ctrl+s");
  await expect(help.locator('[data-shortcut="notebook.save"]')).toBeVisible();
  await expect(deletion).toBeHidden();
  await notebook.page.setViewportSize({ width: 390, height: 800 });
  const overflow = await help.evaluate((el) => el.scrollWidth - el.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await notebook.press("Escape");
  await expect(notebook.cell("c1")).toBeFocused();
});

test("keys are changed, refused where they clash, kept for the next time, and reset", async ({
  notebook,
}) => {
  await notebook.open("settings.ipynb", cells);
  await notebook.select("c1");
  await notebook.press("Control+Comma");
  const settings = notebook.page.getByRole("dialog", { name: "Settings" });
  const row = settings.locator('[data-setting="cell.insert-above"]');
  await row.getByRole("button", { name: "Add a key" }).click();
  await expect(row.getByRole("textbox")).toBeFocused();
  await notebook.press("b", "Enter");
  await expect(row.getByRole("status")).toContainText("Insert a cell below");
  await notebook.press("Control+Alt+q", "Enter");
  await expect(row).toContainText("Ctrl+Alt+Q");
  await row.getByRole("button", { name: "Take A away" }).click();
  await notebook.press("Escape");
  await notebook.select("c1");
  await notebook.press("a");
  await notebook.press("Control+Alt+q");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(6);
  await notebook.press("z");
  await notebook.press("Control+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");

  await notebook.goto("settings.ipynb");
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  await notebook.select("c1");
  await notebook.press("Control+Alt+q");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(6);
  await notebook.press("Control+Comma");
  await settings.getByRole("button", { name: "Reset all keys" }).click();
  await notebook.press("Escape");
  await notebook.select("c1");
  await notebook.press("a");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(7);
});

test("the editor's keys stand in the same table: palette, settings and the press of other keys", async ({
  notebook,
}) => {
  await notebook.open("editor-keys.ipynb", cells);
  await notebook.select("c1");
  await notebook.press("Enter");
  const editor = notebook.cell("c1").locator("[contenteditable=true]");
  await expect(editor).toBeFocused();
  await notebook.press("Control+/");
  await expect(editor).toHaveText("# 1");
  await notebook.press("Control+Shift+C");
  const palette = notebook.page.getByRole("dialog", { name: "Commands" });
  await palette.getByRole("combobox").fill("uncomment");
  await notebook.press("Enter");
  await expect(editor).toHaveText("1");
  await expect(editor).toBeFocused();

  await notebook.press("Control+Comma");
  const settings = notebook.page.getByRole("dialog", { name: "Settings" });
  const row = settings.locator('[data-setting="editor.comment"]');
  await row.getByRole("button", { name: "Add a key" }).click();
  await notebook.press("Control+d", "Enter");
  await expect(row.getByRole("status")).toContainText("Delete the line");
  await notebook.press("Control+Alt+q", "Enter");
  await row.getByRole("button", { name: "Take Ctrl+/ away" }).click();
  await notebook.press("Escape");
  await expect(editor).toBeFocused();
  await notebook.press("Control+/");
  await expect(editor).toHaveText("1");
  await notebook.press("Control+Alt+q");
  await expect(editor).toHaveText("# 1");
  // In a list of its own the editor's keys stay its own, and lines move where cells do not.
  await notebook.press("End", "Enter");
  await notebook.page.keyboard.type("2");
  await notebook.press("Control+Shift+ArrowUp");
  await expect(editor.locator(".cm-line").first()).toHaveText(/2$/);
  expect(await notebook.order()).toEqual(["one", "c1", "c2", "two", "c3"]);
  // In prose Tab goes on, and Enter goes on with a list.
  await notebook.press("Escape");
  await notebook.select("two");
  await notebook.press("Enter");
  const prose = notebook.cell("two").locator("[contenteditable=true]");
  await expect(prose).toBeFocused();
  await expect(prose.locator(".lb-tok-heading").first()).toBeVisible();
  await notebook.press("Tab");
  await expect(prose).not.toBeFocused();
});

test("single keys are switched off, and damaged settings are told and left out", async ({
  notebook,
}) => {
  await notebook.open("single.ipynb", cells);
  await notebook.press("Control+Comma");
  const settings = notebook.page.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("checkbox", { name: "Single keys" }).uncheck();
  await notebook.press("Escape");
  await notebook.select("c1");
  await notebook.press("d", "d", "a", "Shift+M", "ArrowDown");
  await expect(notebook.cell("c2")).toBeFocused();
  expect(await notebook.order()).toEqual(["one", "c1", "c2", "two", "c3"]);

  await writeFile(
    join(notebook.server.config, "lessonbook", "settings.json"),
    '{"keys":{"cell.run":7',
  );
  await notebook.page.reload();
  await expect(notebook.page.getByRole("status").filter({ hasText: "settings" })).toBeVisible();
  await notebook.select("c1");
  await notebook.press("a");
  await expect(notebook.page.locator("[data-cell-id]")).toHaveCount(6);
});

test("Shift R puts outputs beside their code, and below it again", async ({ notebook }) => {
  const output = { output_type: "stream", name: "stdout", text: "told\n" } as const;
  await notebook.open("beside.ipynb", [code("print('told')", { id: "a", outputs: [output] })]);
  await notebook.select("a");
  const top = async (part: string): Promise<number> =>
    (await notebook.cell("a").locator(`[data-part="${part}"]`).boundingBox())?.y ?? -1;
  expect(await top("output")).toBeGreaterThan(await top("input"));
  await notebook.press("Shift+R");
  await expect.poll(async () => (await top("output")) - (await top("input"))).toBe(0);
  await notebook.press("Shift+R");
  await expect.poll(async () => (await top("output")) - (await top("input"))).toBeGreaterThan(0);
});
