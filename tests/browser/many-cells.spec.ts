// A notebook of 5,000 cells opens, answers keys, and everything in it is found: by the page's search and by the browser's own.
import { code, md } from "../support/builders.ts";
import { expect, test } from "./notebook-page.ts";

// A trace keeps the whole page at each step, and an `expect` that does not hold at once describes it for its message: half a minute
// each in a page of this size. So nothing is traced here, and states are asked for.
test.use({ trace: "off" });

const CELLS = Array.from({ length: 5000 }, (_, i) =>
  i % 5 === 0
    ? md(`## Part ${i}\n\nIts word is word${i}x.`, { id: `c${i}` })
    : code(`value_${i} = ${i}\nprint("word${i}x")${i === 4321 ? "\n# needle" : ""}`, {
        id: `c${i}`,
      }),
);

test("keys are answered, and the search shows a hit as soon as it is typed", async ({
  notebook,
}) => {
  const { page } = notebook;
  await notebook.open("many/search.ipynb", CELLS);
  await notebook.select("c0");
  await notebook.press("ArrowDown");
  await page.locator('[data-cell-id="c1"][data-active="command"]').waitFor();
  expect(await page.locator("[data-cell-id]").count()).toBe(5000);

  const field = page.locator('[data-part="search"] input');
  const count = (): Promise<string | null> =>
    page.locator('[data-part="search-count"]').textContent();
  const shown = page.locator('[data-part="search-hit"][data-current]');
  const cellInSight = (): Promise<string | undefined> =>
    shown.evaluate((el) => {
      const { top, bottom } = el.getBoundingClientRect();
      const cell = el.closest<HTMLElement>("[data-cell-id]");
      return top >= 0 && bottom <= innerHeight ? cell?.dataset.cellId : undefined;
    });
  await notebook.press("ControlOrMeta+f");
  await field.waitFor();
  await field.fill("needle");
  await expect.poll(count).toBe("1 of 1");
  await expect.poll(cellInSight).toBe("c4321");
  expect(await shown.textContent()).toBe("needle");
  await field.fill("value_");
  await expect.poll(count).toBe("1 of 4000");
  await expect.poll(cellInSight).toBe("c1");
  await notebook.press("Shift+Enter");
  await expect.poll(count).toBe("4000 of 4000");
  await expect.poll(cellInSight).toBe("c4999");
});

test("the browser's own find finds something in every kind of cell", async ({ notebook }) => {
  await notebook.open("many/find.ipynb", CELLS);
  const findIn = (words: string): Promise<string | undefined> =>
    notebook.page.evaluate((text) => {
      document.getSelection()?.removeAllRanges();
      const view = window as unknown as { find(text: string, ...flags: boolean[]): boolean };
      if (!view.find(text, true, false, true)) return undefined;
      const selection = document.getSelection();
      if (selection?.toString() !== text) return undefined;
      return selection.anchorNode?.parentElement?.closest<HTMLElement>("[data-cell-id]")?.dataset
        .cellId;
    }, words);
  for (const place of [0, 1, 777, 2500, 4321, 4998, 4999])
    expect(await findIn(`word${place}x`)).toBe(`c${place}`);
});
