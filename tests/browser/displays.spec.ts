// Displays that are updated by their ids, from other cells and after the page was loaded again.
import { code } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

test.beforeEach(({ page }) => {
  // Outputs that are not saved yet make the browser ask before it leaves.
  page.on("dialog", (dialog) => void dialog.accept());
});

const cells = [
  code("handle = display('first', display_id='shared')", { id: "shown" }),
  code("handle.update('second')", { id: "again" }),
  code("print('before')\n_ = display('other', display_id='shared')\nprint('after')", {
    id: "other",
  }),
  code("handle.update('third')", { id: "last" }),
];

async function run(notebook: NotebookPage, id: string): Promise<void> {
  await notebook.cell(id).locator('[data-command="cell.run"]').click();
  await expect(notebook.cell(id)).toHaveAttribute("data-state", "done");
}

for (const isSaved of [true, false])
  test(`a display is updated after the page was loaded again, ${isSaved ? "saved" : "not saved"} before`, async ({
    notebook,
    page,
  }) => {
    const name = `displays-${isSaved}.ipynb`;
    await notebook.open(name, cells);
    await notebook.kernelReady();
    for (const id of ["shown", "again", "other"]) await run(notebook, id);
    await expect(notebook.output("shown")).toHaveText("'other'");
    if (isSaved) {
      await notebook.command("notebook.save");
      await expect(notebook.main).toHaveAttribute("data-saved", "saved");
    }
    await page.reload();
    await notebook.kernelReady();
    await run(notebook, "last");
    await expect(notebook.output("shown")).toHaveText("'third'");
    await expect(notebook.output("other")).toHaveText("before\n'third'after\n");
  });

test("what an update changed stays when the page is loaded again", async ({ notebook, page }) => {
  await notebook.open("updated.ipynb", cells);
  await notebook.kernelReady();
  for (const id of ["shown", "again"]) await run(notebook, id);
  await notebook.command("notebook.save");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");
  await page.reload();
  await notebook.kernelReady();
  await run(notebook, "again");
  await expect(notebook.output("shown")).toHaveText("'second'");
  // A display that was shown anew after the update is not updated by it.
  await run(notebook, "shown");
  await expect(notebook.output("shown")).toHaveText("'first'");
  await page.reload();
  await notebook.kernelReady();
  await expect(notebook.output("shown")).toHaveText("'first'");
  await run(notebook, "other");
  await expect(notebook.output("shown")).toHaveText("'other'");
});
