// "Check my work": the notebook from a clean start in a kernel of its own, beside the one in use, which is busy meanwhile.
import { code, md, stream } from "../support/builders.ts";
import { tests } from "../support/exercises.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

async function runningKernels({ server }: NotebookPage): Promise<number> {
  const headers = { authorization: `token ${server.token}` };
  const answer = await fetch(`${server.url}api/kernels`, { headers });
  return ((await answer.json()) as readonly unknown[]).length;
}

test("tells what passes from a clean start and what only passes here, and changes nothing", async ({
  notebook,
  page,
}) => {
  await notebook.open("check-work/lesson.ipynb", [
    md("Is it one?\n\n- [ ] no\n- [ ] yes", {
      id: "question",
      metadata: { lessonbook: { kind: "quiz", question: "single", released: true } },
    }),
    code("import asyncio, pathlib\nawait asyncio.sleep(0)", { id: "start" }),
    // Went through while a cell that made `gone` was still there.
    {
      ...tests("only-here", 1, "assert gone == 1"),
      execution_count: 7,
      outputs: [stream("kept\n")],
    },
    tests("fine", 1, "assert pathlib.Path('lesson.ipynb').exists()"),
    code("await asyncio.sleep(3600)", { id: "busy" }),
  ]);
  await notebook.kernelReady();
  const before = await runningKernels(notebook);
  await notebook.select("start");
  await notebook.press("Control+Enter");
  await expect(notebook.cell("start")).toHaveAttribute("data-state", "done");
  await notebook.select("busy");
  await notebook.press("Control+Enter");
  await expect(notebook.main).toHaveAttribute("data-kernel", "busy");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  const file = await notebook.read("check-work/lesson.ipynb");

  await page.getByText("Menu", { exact: true }).click();
  await page.locator('[data-command="lesson.check"]').click();
  const dialog = page.getByRole("dialog", { name: "Check my work" });
  const row = (title: string) =>
    dialog
      .getByRole("listitem")
      .filter({ has: page.getByRole("button", { name: title, exact: true }) });
  await expect(row("Is it one?")).toContainText("Not answered yet.");
  await expect(row("Test only-here")).toContainText(
    "Goes through here, but not from a clean start: NameError: name 'gone' is not defined.",
  );
  await expect(row("Test fine")).toHaveAttribute("data-state", "right");
  await expect(dialog).toContainText("Running code cell 4 of 4.");
  expect(await runningKernels(notebook)).toBe(before + 1);

  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Cancelled.");
  await expect.poll(() => runningKernels(notebook)).toBe(before);
  await expect(row("Test fine")).toContainText("Passes.");

  await row("Test only-here").getByRole("button").click();
  await expect(dialog).toBeHidden();
  await expect(notebook.cell("cell-only-here")).toHaveAttribute("data-active", "command");
  await expect(notebook.output("cell-only-here")).toHaveText("kept");
  await expect(notebook.main).toHaveAttribute("data-kernel", "busy");
  expect(await notebook.read("check-work/lesson.ipynb")).toBe(file);
});

test("sums up at its end, and says what to do when no kernel can be had", async ({
  notebook,
  page,
}) => {
  await notebook.open("check-work/short.ipynb", [tests("one", 1, "assert True")]);
  await notebook.kernelReady();
  const check = async () => {
    await page.getByText("Menu", { exact: true }).click();
    await page.locator('[data-command="lesson.check"]').click();
  };
  await check();
  const dialog = page.getByRole("dialog", { name: "Check my work" });
  await expect(dialog.getByRole("status")).toHaveText("1 of 1 right.");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Close" }).click();

  await page.route(/\/api\/kernels(\?|$)/, (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await check();
  await expect(dialog.getByRole("alert")).toContainText(/server/i);
});
