// A learner works through the released lesson: runs it, answers the questions, measures the table, comes back later.
import type { Page } from "@playwright/test";
import { parseNotebookText } from "../../src/nbformat/parse.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

const LESSON = "asyncio/asyncio.ipynb";

async function openCopy(notebook: NotebookPage, name: string): Promise<void> {
  await notebook.write(name, await notebook.read(LESSON));
  await notebook.goto(name);
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
}

test("every cell of the lesson runs in order; only the one that is meant to and the exercises fail", async ({
  notebook,
}) => {
  await openCopy(notebook, "all.ipynb");
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  const code = notebook.page.locator('[data-cell-type="code"]');
  await expect(code.last()).toHaveAttribute("data-state", "error", { timeout: 50_000 });
  const states = await code.evaluateAll((cells) =>
    cells.map((cell) => [cell.getAttribute("data-cell-id"), cell.getAttribute("data-state")]),
  );
  const failed = states.filter(([, state]) => state !== "done");
  expect(failed.filter(([id]) => id?.endsWith("-tests") !== true)).toEqual([
    ["run-in-cell", "error"],
  ]);
  // Nothing is written yet, so each of the twelve says so, and none keeps the next from running.
  expect(failed).toHaveLength(13);
  await expect(notebook.output("timeout-tests")).toContainText(
    "Not right yet. in_time() is not written yet.",
  );
});

test("the contents lead to every section", async ({ notebook }) => {
  await openCopy(notebook, "contents.ipynb");
  const contents = notebook.page.getByRole("navigation", { name: "Contents" });
  await contents.getByRole("link", { name: "Knowledge check" }).click();
  await expect(
    notebook.cell("check").getByRole("heading", { name: "Knowledge check" }),
  ).toBeInViewport();
});

const CHECK = "check-time-sleep";

async function choose(notebook: NotebookPage, option: RegExp): Promise<void> {
  const card = notebook.cell(CHECK);
  await card.getByRole("radio", { name: option }).check();
  await card.getByRole("button", { name: "Check" }).click();
}

test("a question is answered by keyboard alone, says why, and is there again after a reload without a kernel", async ({
  notebook,
}) => {
  await openCopy(notebook, "quiz.ipynb");
  const card = notebook.cell(CHECK);
  const verdict = card.locator('[data-part="verdict"]');
  await card.getByRole("radio").first().focus();
  await expect(verdict).toHaveAttribute("data-verdict", "none");
  await notebook.press("Space", "ArrowDown");
  await expect(card.getByRole("radio").nth(1)).toBeChecked();
  await expect(verdict).toHaveAttribute("data-verdict", "none");
  await notebook.press("Tab", "Enter");
  await expect(verdict).not.toHaveAttribute("data-verdict", "none");
  await expect(verdict).not.toBeEmpty();
  const said = await verdict.getAttribute("data-verdict");
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  // No kernel at all: the session cannot be started.
  await notebook.page.route("**/api/sessions**", (route) => route.abort());
  await notebook.page.reload();
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  await expect(card.getByRole("radio").nth(1)).toBeChecked();
  await expect(verdict).toHaveAttribute("data-verdict", said ?? "");
});

test("the right answer is told from the popular wrong one, each with its reason", async ({
  notebook,
}) => {
  await openCopy(notebook, "verdicts.ipynb");
  const verdict = notebook.cell(CHECK).locator('[data-part="verdict"]');
  await choose(notebook, /only|just/i);
  await expect(verdict).toHaveAttribute("data-verdict", "wrong");
  await expect(verdict).not.toBeEmpty();
  await choose(notebook, /every|all|other/i);
  await expect(verdict).toHaveAttribute("data-verdict", "right");
});

test("an exercise says what is not right yet in a sentence, and where below it, until it is right", async ({
  notebook,
}) => {
  await openCopy(notebook, "exercise.ipynb");
  await notebook.kernelReady();
  await notebook.cell("setup").locator('[data-command="cell.run"]').click();
  const [answer, tests] = [notebook.cell("await-answer"), notebook.cell("await-tests")];
  const write = async (body: string): Promise<void> => {
    await answer.locator('[data-part="input"]').click();
    await expect(answer.getByRole("textbox")).toBeFocused();
    await notebook.press("ControlOrMeta+a");
    await notebook.page.keyboard.insertText(
      `async def add_later(a, b, delay):\n    ${body}\n    return a + b`,
    );
    await notebook.press("Control+Enter", "Escape");
    await expect(answer).toHaveAttribute("data-state", "done");
    await tests.locator('[data-command="cell.run"]').click();
  };
  await write("asyncio.sleep(delay)");
  const verdict = notebook.output("await-tests").locator(".lb-error-verdict");
  await expect(verdict).toHaveText(
    "Not right yet. add_later(2, 3, delay=1.5) calls sleep() without await (line 2 of add_later(): asyncio.sleep(delay)), so that it never runs.",
  );
  const where = notebook.output("await-tests").getByText("Where", { exact: true });
  await expect(notebook.output("await-tests").getByText("The check, line 4")).toBeHidden();
  await where.click();
  await expect(notebook.output("await-tests").getByText("The check, line 4")).toBeVisible();
  await write("await asyncio.sleep(delay)");
  await expect(notebook.output("await-tests")).toContainText("Passed.");
  await expect(tests).toHaveAttribute("data-state", "done");
});

test("an answer is a tick in the cell's Markdown", async ({ notebook }) => {
  await openCopy(notebook, "ticks.ipynb");
  // The page may show the options in another order than the file has.
  await notebook
    .cell(CHECK)
    .getByRole("radio", { name: /measures time/ })
    .check();
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  const { notebook: file } = parseNotebookText(await notebook.read("ticks.ipynb"));
  const source = file.cells.find(({ id }) => id === CHECK)?.source ?? "";
  const options = source.split("\n").filter((line) => /^- \[[ x]\]/.test(line));
  expect(options).toHaveLength(4);
  expect(options.filter((line) => line.startsWith("- [x]"))).toEqual([
    "- [x] It measures time less exactly than `asyncio.sleep()`.",
  ]);
});

/** The text of everything that the server sent to the page. */
function collectTraffic(page: Page): () => Promise<string> {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => bodies.push(response.text().catch(() => "")));
  return async () => (await Promise.all(bodies)).join("\n");
}

test("nothing that tells the answer is in what the server sends", async ({ notebook }) => {
  const traffic = collectTraffic(notebook.page);
  await openCopy(notebook, "traffic.ipynb");
  await notebook.kernelReady();
  const sent = await traffic();
  const { notebook: source } = parseNotebookText(await readSource());
  const questions = source.cells.filter(({ metadata }) =>
    JSON.stringify(metadata).includes('"quiz"'),
  );
  expect(questions.length).toBeGreaterThan(50);
  const secrets = questions.flatMap(({ source: text }) =>
    text
      .split("\n")
      .filter((line) => line.trim().startsWith(">"))
      .map((line) => line.replace(/^[\s>]+/, "").replace(/^Why:\s*/, "")),
  );
  expect(secrets.length).toBeGreaterThan(9);
  for (const secret of secrets.filter((line) => line.length > 12))
    expect(sent).not.toContain(secret);
  expect(sent).not.toContain("- [x]");
});

async function readSource(): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  return readFile(new URL("../../notebooks/source/asyncio/asyncio.ipynb", import.meta.url), "utf8");
}

test("the table sorts without touching the file, shows differences, and measures on the reader's kernel", async ({
  notebook,
}) => {
  await openCopy(notebook, "table.ipynb");
  await notebook.kernelReady();
  const table = notebook.cell("threads-table");
  const firstRow = table.locator("tbody tr").first().locator("th, td").first();
  await expect(table.locator("tbody tr")).toHaveCount(6);
  const before = await firstRow.textContent();
  await table.getByRole("columnheader", { name: "Aspect" }).getByRole("button").click();
  await expect(table.getByRole("columnheader", { name: "Aspect" })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
  await expect(firstRow).not.toHaveText(before ?? "");
  await table.getByRole("button", { name: "Show differences" }).click();
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  const memory = table.getByRole("row", { name: /Memory per unit/ });
  const maximum = table.getByRole("row", { name: /Maximum at once/ });
  for (const row of [memory, maximum]) {
    for (const cell of [1, 2]) {
      await row
        .getByRole("cell")
        .nth(cell - 1)
        .getByRole("button", { name: /Measure/ })
        .click();
      await expect(row.getByRole("cell").nth(cell - 1)).toContainText(/in 3 runs/, {
        timeout: 30_000,
      });
    }
  }
  await expect(memory).toContainText(/\d (B|KB|MB)/);
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await notebook.page.reload();
  await expect(memory).toContainText(/in 3 runs/);
});

test("the page obeys its own policy: nothing is refused while the lesson is read and run", async ({
  notebook,
}) => {
  const refused: string[] = [];
  notebook.page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  await openCopy(notebook, "policy.ipynb");
  await notebook.kernelReady();
  await notebook.cell("setup").locator('[data-command="cell.run"]').click();
  await expect(notebook.cell("setup")).toHaveAttribute("data-state", "done");
  await notebook.cell("setup").locator('[data-part="input"]').click();
  await expect(notebook.cell("setup").getByRole("textbox")).toBeFocused();
  expect(refused).toEqual([]);
});
