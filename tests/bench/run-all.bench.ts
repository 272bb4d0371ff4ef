import { code } from "../support/builders.ts";
import { test } from "../browser/notebook-page.ts";
import { timeBareSequence } from "./bare-client.ts";
import { figures, report } from "./figures.ts";

const CELLS = 200;
const ROUNDS = 5;

test("run all of 200 trivial cells", async ({ notebook }) => {
  const sources = Array.from({ length: CELLS }, (_, i) => `${i} + 1`);
  const cells = sources.map((source, i) => code(source, { id: `c${i}` }));
  await notebook.open("bench/run-all.ipynb", cells);
  await notebook.kernelReady();
  const page: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const ours = await notebook.page.evaluate(
      async ({ last, wanted }) => {
        const button = document.querySelector<HTMLElement>('[data-command="notebook.run-all"]');
        const cell = document.querySelector<HTMLElement>(`[data-cell-id="${last}"]`);
        if (!button || !cell) throw new Error("the page is not what this measures");
        const drawn = new Promise<void>((resolve) => {
          const look = (): void => {
            if (cell.dataset.executionCount !== wanted || cell.dataset.state !== "done") return;
            observer.disconnect();
            resolve();
          };
          const observer = new MutationObserver(look);
          observer.observe(cell, { attributes: true });
        });
        const begun = performance.now();
        button.click();
        await drawn;
        return performance.now() - begun;
      },
      { last: `c${CELLS - 1}`, wanted: String((round + 1) * CELLS) },
    );
    const floor = await timeBareSequence(notebook.server, sources);
    // The first round warms both and is not counted.
    if (round === 0) continue;
    page.push(ours);
    bare.push(floor);
  }
  report([
    figures("page: click → last result drawn", page, "ms"),
    figures("bare websocket client, one after the other", bare, "ms"),
    figures(
      "page ÷ bare, round by round",
      page.map((time, i) => time / (bare[i] ?? NaN)),
      "",
    ),
  ]);
});
