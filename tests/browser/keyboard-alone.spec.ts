// The main tasks by keyboard alone, as somebody does them who hears the page: each step goes by what the browser's
// accessibility tree says has the focus, and never by where something stands or looks like.
import type { CDPSession, Page } from "@playwright/test";
import { code } from "../support/builders.ts";
import { lessonOfEverything } from "../support/everything.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

interface Heard {
  readonly role: string;
  readonly name: string;
  readonly checked?: unknown;
  readonly expanded?: unknown;
}

/** The way of somebody who hears the page and has no mouse. */
class Listener {
  constructor(
    readonly page: Page,
    readonly devtools: CDPSession,
  ) {}

  /** What has the focus, by the accessibility tree. */
  async focused(): Promise<Heard> {
    const { nodes } = await this.devtools.send("Accessibility.getFullAXTree");
    const at = nodes.findLast(({ properties = [] }) =>
      properties.some(({ name, value }) => name === "focused" && value.value === true),
    );
    const property = (wanted: string): unknown =>
      at?.properties?.find(({ name }) => name === wanted)?.value.value;
    return {
      role: String(at?.role?.value ?? ""),
      name: String(at?.name?.value ?? "").trim(),
      checked: property("checked"),
      expanded: property("expanded"),
    };
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Presses a key until what has the focus is called like this. Throws when it does not come within so many presses. */
  async goTo(role: string, name: RegExp, key = "Tab", most = 60): Promise<Heard> {
    const heard: string[] = [];
    for (let presses = 0; presses <= most; presses += 1) {
      const at = await this.focused();
      if (at.role === role && name.test(at.name)) return at;
      heard.push(`${at.role} “${at.name}”`);
      await this.press(key);
    }
    throw new Error(`no ${role} ${String(name)} by ${key}; heard: ${heard.join(", ")}`);
  }

  /** Goes on from cell to cell, as in command mode, until one is of this kind. */
  async goToCell(name: RegExp): Promise<Heard> {
    return this.goTo("group", name, "j", 30);
  }

  /** Waits until this is said in a live region; politely unless it is an alert. */
  async hears(text: RegExp, role?: "alert"): Promise<void> {
    const where =
      role === undefined ? '[aria-live="polite"], [role="status"], output' : `[role="alert"]`;
    await expect(this.page.locator(where).filter({ hasText: text }).first()).toBeAttached({
      timeout: 30_000,
    });
  }
}

async function listen(page: Page): Promise<Listener> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Accessibility.enable");
  return new Listener(page, devtools);
}

async function openLesson(notebook: NotebookPage, name: string): Promise<Listener> {
  await notebook.write(name, lessonOfEverything());
  await notebook.goto(name);
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  await notebook.kernelReady();
  const listener = await listen(notebook.page);
  await listener.goTo("group", /^Cell 1 of \d+, text$/);
  return listener;
}

test("open a notebook from the page of files, read it by its cells and headings", async ({
  notebook,
  page,
}) => {
  await notebook.write("by ear/lesson.ipynb", lessonOfEverything());
  await page.goto(notebook.address("lessonbook/tree/by ear"));
  await expect(page.locator("main")).toHaveAttribute("data-ready", "true");
  const listener = await listen(page);
  await listener.goTo("link", /^lesson\.ipynb$/);
  await listener.press("Enter");
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  const main = page.getByRole("main");
  await expect(main.getByRole("heading", { level: 1, name: "A lesson" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Contents" })).toBeVisible();
  // Each cell says its place and its kind, and the place counts on.
  const names = await main
    .getByRole("group", { name: /^Cell \d+ of \d+/ })
    .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("aria-label") ?? ""));
  expect(names.length).toBeGreaterThan(10);
  names.forEach((name, i) =>
    expect(name).toMatch(
      new RegExp(`^Cell ${i + 1} of ${names.length}, (text|code|question|table)`),
    ),
  );
  await listener.goTo("group", /^Cell 1 of/);
  const second = await listener.goTo("group", /^Cell 2 of/, "j", 1);
  expect(second.name).toMatch(/^Cell 2 of \d+, (text|code)/);
  // And from the contents to a section.
  await listener.goTo("link", /^More/, "Shift+Tab");
  await listener.press("Enter");
  expect((await listener.focused()).name).toMatch(/^Cell \d+ of/);
});

test("run, hear once how it ended, stop what hangs, and leave the editor with Tab and Escape", async ({
  notebook,
  page,
}) => {
  await notebook.open("ear-run.ipynb", [
    code("print('hello')", { id: "first" }),
    code("import asyncio\nawait asyncio.sleep(60)", { id: "long" }),
  ]);
  await notebook.kernelReady();
  const listener = await listen(page);
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    for (const region of document.querySelectorAll('[aria-live="polite"]'))
      new MutationObserver(() => said.push(region.textContent)).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
  });
  await listener.goTo("group", /^Cell 1 of 2, code$/);
  await listener.press("Control+Enter");
  await listener.hears(/^Cell 1 done$/);
  await expect
    .poll(async () => (await listener.focused()).name)
    .toBe("Cell 1 of 2, code, number 1, done");
  await listener.press("j", "Control+Enter");
  await expect
    .poll(async () => (await listener.focused()).name)
    .toMatch(/^Cell 2 of 2, code.*, running$/);
  await listener.goTo("button", /^Stop$/, "Shift+Tab");
  await listener.press("Enter");
  await listener.hears(/^Cell 2 error$/);
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  expect(said.filter((words) => /done|error/.test(words))).toEqual(["Cell 1 done", "Cell 2 error"]);
  // Into the editor and out again, both ways.
  await listener.goTo("group", /^Cell 1 of 2/);
  await listener.goTo("group", /^Cell 2 of 2/, "j", 1);
  await listener.press("Enter");
  await expect.poll(async () => (await listener.focused()).role).toBe("textbox");
  await listener.press("Escape");
  expect((await listener.focused()).name).toMatch(/^Cell 2 of 2/);
});

test("answer each kind of question, and hear what came of it", async ({ notebook }) => {
  test.setTimeout(120_000);
  const listener = await openLesson(notebook, "ear-answers.ipynb");
  const check = async (id: string, button: RegExp, verdict: RegExp): Promise<void> => {
    await listener.goTo("button", button);
    await listener.press("Enter");
    const said = notebook.cell(id).locator('[data-part="verdict"]');
    await expect(said).toHaveAttribute("data-verdict", verdict);
    // It is said by itself, where who hears the page is told of changes.
    await expect(
      said.locator("xpath=ancestor-or-self::*[@role='status' or @aria-live]").first(),
    ).toBeAttached();
  };
  await listener.goToCell(/question/);
  await listener.goTo("radio", /^one$/);
  await listener.press("ArrowDown");
  expect(await listener.focused()).toMatchObject({ role: "radio", name: "two", checked: "true" });
  await check("single", /^Check$/, /^right$/);

  await listener.goTo("checkbox", /^a$/);
  await listener.press("Space");
  expect((await listener.focused()).checked).toBe("true");
  await listener.goTo("checkbox", /^c$/);
  await listener.press("Space");
  await check("many", /^Check$/, /^right$/);

  await listener.goTo("textbox", /./);
  await notebook.page.keyboard.type("0.1");
  await check("number", /^Check$/, /^right$/);

  await listener.goTo("textbox", /./);
  await notebook.page.keyboard.type("await");
  await check("text", /^Record$/, /^recorded$/);

  // Into order: what is to be first goes up until it is.
  const order = notebook.cell("ordering").locator("ol > li");
  const placeOf = async (word: string): Promise<number> =>
    (await order.allTextContents()).findIndex((text) => text.includes(word));
  for (const word of ["end", "A1", "start"]) {
    await listener.goTo("button", new RegExp(`up.*${word}|${word}.*up`, "i"));
    for (let place = await placeOf(word); place > 0; place -= 1) {
      await listener.press("Enter");
      await expect.poll(() => placeOf(word)).toBe(place - 1);
    }
    await expect(order.first()).toContainText(word);
    await listener.press(
      "Shift+Tab",
      "Shift+Tab",
      "Shift+Tab",
      "Shift+Tab",
      "Shift+Tab",
      "Shift+Tab",
    );
  }
  await check("ordering", /^Check$/, /^right$/);

  for (const answer of ["waits", "not"]) {
    await listener.goTo("combobox", /./);
    await notebook.page.keyboard.type(answer);
    await listener.press("Tab");
  }
  await check("matching", /^Check$/, /^right$/);

  await listener.goTo("textbox", /./);
  await notebook.page.keyboard.type("A");
  await check("output", /^Check$/, /^right$/);
});

test("sort the table and hear how it is sorted", async ({ notebook, page }) => {
  const listener = await openLesson(notebook, "ear-table.ipynb");
  await listener.goToCell(/, table$/);
  await listener.goTo("button", /Claim/);
  await listener.press("Enter");
  const head = page.getByRole("columnheader", { name: /Claim/ });
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  await listener.press("Enter");
  await expect(head).toHaveAttribute("aria-sort", "descending");
  await expect(page.getByRole("rowheader").first()).toContainText("It is 2");
});

test("read a timeline: step by step in sentences, and as a table", async ({ notebook, page }) => {
  const listener = await openLesson(notebook, "ear-timeline.ipynb");
  await listener.goToCell(/^Cell \d+ of \d+, code/);
  await listener.press("Control+Enter");
  await expect(page.locator('[data-part="timeline"]')).toBeVisible({ timeout: 30_000 });
  await listener.goTo("slider", /^Step through the run$/);
  await listener.press("ArrowRight");
  // A slider says its number, or better the words that it is given for it: the sentence that is seen.
  const step = page.locator('[data-part="timeline-step"]');
  await expect(step).toHaveText(/^Step 1 of \d+, at/);
  const slider = page.getByRole("slider", { name: "Step through the run" });
  await expect(slider).toHaveAttribute("aria-valuetext", (await step.textContent()) ?? "");
  await listener.goTo("button", /^Table$/);
  await listener.press("Enter");
  await expect(page.locator('[data-part="timeline"]').getByRole("row").first()).toBeVisible();
  await expect(page.locator('[data-part="timeline"]')).toContainText(/held/);
});

test("search, go to a hit, and save", async ({ notebook, page }) => {
  const listener = await openLesson(notebook, "ear-search.ipynb");
  await listener.press("ControlOrMeta+f");
  await expect
    .poll(() => listener.focused())
    .toMatchObject({
      role: "textbox",
      name: "Find in the notebook",
    });
  await page.keyboard.type("asyncio.run");
  await listener.hears(/1 of/);
  await listener.press("Enter", "Escape");
  await expect.poll(async () => (await listener.focused()).name).toMatch(/^Cell \d+ of \d+, code/);
  await listener.press("m");
  await expect.poll(async () => (await listener.focused()).name).toMatch(/^Cell \d+ of \d+, text/);
  await listener.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await listener.goTo("button", /^Saved$/, "Shift+Tab");
});
