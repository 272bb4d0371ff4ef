// Drafts as the browser keeps them, for tests of what is never lost.
import { expect, type NotebookPage } from "./notebook-page.ts";

/** Types into a cell and waits until the draft of it is in the browser's database. */
export async function typeIntoDraft(
  notebook: NotebookPage,
  id: string,
  text: string,
): Promise<void> {
  await notebook.cell(id).locator('[data-part="input"]').click();
  await expect(notebook.cell(id).getByRole("textbox")).toBeFocused();
  await notebook.press("Home");
  await notebook.page.keyboard.type(text);
  await expect.poll(() => readDrafts(notebook.page)).toContain(text);
}

/** All drafts in the browser's database, as JSON. */
export function readDrafts(page: NotebookPage["page"]): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open("lessonbook");
        opening.onsuccess = () => {
          const reading = opening.result.transaction("drafts").objectStore("drafts").getAll();
          reading.onsuccess = () => {
            opening.result.close();
            resolve(JSON.stringify(reading.result));
          };
        };
      }),
  );
}
