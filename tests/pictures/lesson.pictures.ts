// Works through the lesson once as a learner, then takes its screens: light and dark, 1280 and 390 pixels wide.
// Writes PNG files into pictures/, or into the folder that LESSONBOOK_PICTURES names.
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, type NotebookPage } from "../browser/notebook-page.ts";
import { parseNotebookText } from "../../src/nbformat/parse.ts";
import { CHECKOUT } from "../support/server.ts";

const FOLDER = process.env.LESSONBOOK_PICTURES ?? join(CHECKOUT, "pictures");
const FILE = "asyncio/asyncio.ipynb";

/** The cells whose screens are taken, each at the top of the window. */
const SCREENS = [
  ...["title", "why", "why-asyncio", "why-claims", "why-exercise", "why-overlaps"],
  ...["await-guess", "await-exercise", "await-call-gives", "await-word"],
  ...["sleep-guess", "sleep-asyncio", "sleep-blocking", "sleep-exercise"],
  ...["run-script", "run-in-cell", "run-exercise"],
  ...["threads-table", "threads-guess", "threads-race-lock", "threads-exercise"],
  ...["rule", "rule-broken", "rule-exercise", "rule-many"],
  ...["gather-order", "gather-failure", "group-failure", "gather-exercise"],
  ...["task-guess", "task-order", "task-exercise", "loop-guess", "loop-exercise"],
  ...["queue-guess", "queue-producer", "queue-exercise", "when-sort", "when-exercise"],
  ...["timeout-wait-for", "timeout-exercise", "check"],
];

const LOOKS = [
  { name: "light-1280", colorScheme: "light", width: 1280, height: 900 },
  { name: "dark-1280", colorScheme: "dark", width: 1280, height: 900 },
  { name: "light-390", colorScheme: "light", width: 390, height: 844 },
  { name: "dark-390", colorScheme: "dark", width: 390, height: 844 },
] as const;

test("every screen of the lesson", async ({ notebook }) => {
  await workThrough(notebook);
  await mkdir(FOLDER, { recursive: true });
  for (const { name, colorScheme, width, height } of LOOKS) {
    await notebook.page.setViewportSize({ width, height });
    await notebook.page.emulateMedia({ colorScheme });
    await notebook.page.reload();
    await expect(notebook.main).toHaveAttribute("data-ready", "true");
    await notebook.kernelReady();
    await notebook.page.getByRole("status").getByRole("button", { name: "Close" }).click();
    for (const id of SCREENS) {
      await showAtTop(notebook, id);
      await notebook.page.screenshot({ path: join(FOLDER, `${name}-${id}.png`) });
    }
  }
});

/** Runs everything, solves some exercises, answers some questions rightly and some wrongly, measures the tables. */
async function workThrough(notebook: NotebookPage): Promise<void> {
  const source = parseNotebookText(
    await readFile(join(CHECKOUT, "notebooks", "source", FILE), "utf8"),
  ).notebook;
  const solved = new Set(["why-answer", "sleep-answer", "gather-answer"]);
  const { notebook: released } = parseNotebookText(await notebook.read(FILE));
  const begun = {
    ...released,
    cells: released.cells.map((cell) =>
      solved.has(cell.id)
        ? { ...cell, source: source.cells.find(({ id }) => id === cell.id)?.source ?? "" }
        : cell.id === "await-answer"
          ? {
              ...cell,
              source:
                "async def add_later(a, b, delay):\n    asyncio.sleep(delay)\n    return a + b",
            }
          : cell,
    ),
  };
  await notebook.open("asyncio.ipynb", begun.cells);
  await notebook.kernelReady();
  await notebook.command("notebook.run-all");
  await expect(notebook.cell("timeout-tests")).toHaveAttribute("data-state", "error", {
    timeout: 120_000,
  });
  for (const [id, option] of [
    ["why-overlaps", 0],
    ["await-call-gives", 0],
    ["check-time-sleep", 3],
  ] as const) {
    const card = notebook.cell(id);
    await card.getByRole("radio").nth(option).check();
    await card.getByRole("button", { name: "Check" }).click();
  }
  for (const id of ["why-claims", "threads-table"]) {
    await notebook.cell(id).getByRole("button", { name: "Measure all" }).click();
    await expect(notebook.cell(id).locator('[role="status"]')).toContainText(/^Measured all/, {
      timeout: 120_000,
    });
  }
  await notebook.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
}

async function showAtTop(notebook: NotebookPage, id: string): Promise<void> {
  await notebook.cell(id).evaluate((cell) => cell.scrollIntoView({ block: "start" }));
  await notebook.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await notebook.cell(id).evaluate((cell) => cell.scrollIntoView({ block: "start" }));
}
