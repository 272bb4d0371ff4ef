import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { test } from "../browser/notebook-page.ts";
import { code, nb } from "../support/builders.ts";
import { timeBareSequence } from "./bare-client.ts";
import { figures, report } from "./figures.ts";
import { openPlainPage } from "./plain-browser.ts";

const CELLS = 200;
const ROUNDS = 9;

test("run all of 200 trivial cells", async ({ server, notebook }) => {
  const sources = Array.from({ length: CELLS }, (_, i) => `${i} + 1`);
  const cells = sources.map((source, i) => code(source, { id: `c${i}` }));
  await notebook.write("bench/run-all.ipynb", serialiseNotebook(nb(...cells)));
  const page = await openPlainPage(notebook.address("lessonbook/notebooks/bench/run-all.ipynb"));
  const ours: number[] = [];
  const bare: number[] = [];
  try {
    await page.evaluate(becomesReady, {});
    for (let round = 0; round <= ROUNDS; round++) {
      const wanted = String((round + 1) * CELLS);
      const time = await page.evaluate(runAll, { last: `c${CELLS - 1}`, wanted });
      const floor = await timeBareSequence(server, sources);
      // The first round warms both and is not counted.
      if (round === 0) continue;
      ours.push(time);
      bare.push(floor);
    }
  } finally {
    await page.close();
  }
  report([
    figures("page: click → last result drawn", ours, "ms"),
    figures("bare websocket client, one after the other", bare, "ms"),
    figures(
      "page ÷ bare, round by round",
      ours.map((time, i) => time / (bare[i] ?? NaN)),
      "",
      2,
    ),
  ]);
});

/** Resolves when the page has a kernel that has nothing to do. Runs in the page. */
function becomesReady(): Promise<void> {
  const isReady = (): boolean =>
    document.querySelector('main[data-ready="true"][data-kernel="idle"]') !== null;
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!isReady()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document, { attributes: true, childList: true, subtree: true });
    if (isReady()) resolve();
  });
}

/** Presses "Run all"; gives the milliseconds until the last cell shows its result. Runs in the page. */
async function runAll({
  last,
  wanted,
}: {
  readonly last: string;
  readonly wanted: string;
}): Promise<number> {
  const button = document.querySelector<HTMLElement>('[data-command="notebook.run-all"]');
  const cell = document.querySelector<HTMLElement>(`[data-cell-id="${last}"]`);
  if (!button || !cell) throw new Error("the page is not what this measures");
  const drawn = new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (cell.dataset.executionCount !== wanted || cell.dataset.state !== "done") return;
      observer.disconnect();
      resolve();
    });
    observer.observe(cell, { attributes: true });
  });
  const begun = performance.now();
  button.click();
  await drawn;
  return performance.now() - begun;
}
