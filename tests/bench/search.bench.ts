import { code, md } from "../support/builders.ts";
import { expect, test } from "../browser/notebook-page.ts";
import { figures, report } from "./figures.ts";

const CELLS = 5000;
const RUNS = 15;

test("search in 5,000 cells", async ({ notebook }) => {
  await notebook.open(
    "bench/search.ipynb",
    Array.from({ length: CELLS }, (_, i) =>
      i % 5 === 0
        ? md(`## Part ${i}\n\nWhat part ${i} is about, in a sentence or two of plain words.`)
        : code(`value_${i} = await fetch(${i})\nprint(value_${i}, "rare${i}x")`),
    ),
  );
  await notebook.press("ControlOrMeta+f");
  await expect(notebook.page.locator('[data-part="search"] input')).toBeFocused();
  /** From the last key of each of the words to the count and to the hit being in sight. */
  const time = (words: readonly string[]) =>
    notebook.page.evaluate(async (texts) => {
      const field = document.querySelector<HTMLInputElement>('[data-part="search"] input');
      const count = document.querySelector('[data-part="search-count"]');
      const box = document.querySelector('[data-part="scroller"]')?.getBoundingClientRect();
      if (!field || !count || !box) throw new Error("the page has no search");
      const until = (seen: () => boolean): Promise<void> =>
        new Promise((resolve) => {
          const look = (): void => {
            if (seen()) resolve();
            else requestAnimationFrame(look);
          };
          look();
        });
      const isInSight = (text: string): boolean => {
        const mark = document.querySelector('[data-part="search-hit"][data-current]');
        const at = mark?.getBoundingClientRect();
        return (
          mark?.textContent === text &&
          at !== undefined &&
          at.height > 0 &&
          at.top >= box.top &&
          at.bottom <= box.bottom
        );
      };
      const counted: number[] = [];
      const seen: number[] = [];
      for (const text of texts) {
        field.value = "";
        field.dispatchEvent(new Event("input", { bubbles: true }));
        await until(() => count.textContent === "");
        await new Promise((resolve) => setTimeout(resolve, 300));
        const begun = performance.now();
        const wasCounted = new Promise<number>((resolve) => {
          new MutationObserver((_, observer) => {
            observer.disconnect();
            resolve(performance.now() - begun);
          }).observe(count, { childList: true, characterData: true, subtree: true });
        });
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        counted.push(await wasCounted);
        await until(() => isInSight(text));
        seen.push(performance.now() - begun);
      }
      return { counted, seen };
    }, words);
  const rare = await time(Array.from({ length: RUNS }, (_, i) => `rare${i * 330 + 1}x`));
  const common = await time(Array.from({ length: RUNS }, () => "value_"));
  report([
    figures("one hit: last key → count", rare.counted, "ms"),
    figures("one hit: last key → hit in sight", rare.seen, "ms"),
    figures("8,000 hits: last key → count", common.counted, "ms"),
    figures("8,000 hits: last key → hit in sight", common.seen, "ms"),
  ]);
});
