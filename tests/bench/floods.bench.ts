// What a reader feels while a cell floods the page: how long a click waits for its answer, and Stop for its effect; what the
// page's memory grows by. Clicks are real ones; the browser's own Event Timing says when their answer was painted.
import { test } from "../browser/notebook-page.ts";
import { code } from "../support/builders.ts";
import { figures, report } from "./figures.ts";

const FLOODS: Readonly<Record<string, { readonly source: string; readonly isEndless?: true }>> = {
  "while True: print(i)": {
    source: "i = 0\nwhile True:\n    print(i)\n    i += 1",
    isEndless: true,
  },
  "1e6 lines": { source: "for i in range(1_000_000):\n    print(i)" },
  "100 MB in one line": { source: "print('x' * 100_000_000)" },
  "10,000 displays": { source: "for i in range(10_000):\n    display(i)" },
  "5 MB HTML table": {
    source:
      "from IPython.display import HTML\nHTML('<table>' + '<tr><td>cell</td><td>of a long table</td></tr>' * 110_000 + '</table>')",
  },
  "200 plots": {
    source:
      "%matplotlib inline\nimport matplotlib.pyplot as plt\nfor i in range(200):\n    plt.plot([0, i, 3])\n    plt.show()",
  },
  "10,000 updates of one display": {
    source: "h = display(0, display_id=True)\nfor i in range(10_000):\n    h.update(i)",
  },
};
/** Clicks while a flood runs, at least; an endless one is stopped then. */
const CLICKS = 15;
/** Between clicks, in milliseconds. */
const PAUSE = 150;

for (const [name, { source, isEndless = false }] of Object.entries(FLOODS)) {
  test(`flood: ${name}`, async ({ notebook, page }) => {
    await notebook.open("bench/flood.ipynb", [
      code(source, { id: "flood" }),
      ...["a", "b"].map((id) => code("1", { id })),
    ]);
    await notebook.kernelReady();
    await page.evaluate(() => {
      const waits: number[] = [];
      Object.assign(globalThis, { waits });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          if (entry.name === "click") waits.push(entry.duration);
      }).observe({
        type: "event",
        durationThreshold: 16,
        buffered: true,
      } as PerformanceObserverInit);
    });
    const heap = (): Promise<number> =>
      page.evaluate(() =>
        Math.round(
          (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize /
            1e6,
        ),
      );
    // Asked plainly: a locator's own waiting looks at much of the page, and would be measured with it.
    const isRunning = (): Promise<boolean> =>
      page.evaluate(() => {
        const state = document.querySelector('[data-cell-id="flood"]')?.getAttribute("data-state");
        return state === "running" || state === "queued";
      });
    await notebook.select("flood");
    await page.keyboard.press("Control+Enter");
    const begun = Date.now();
    const round: number[] = [];
    let most = 0;
    for (let click = 0; click < CLICKS || (!isEndless && (await isRunning())); click++) {
      const at = Date.now();
      const box = await page.evaluate(
        (id) => {
          const gutter = document.querySelector(`[data-cell-id="${id}"] .lb-cell-gutter`);
          gutter?.scrollIntoView({ block: "center" });
          const { x = 0, y = 0 } = gutter?.getBoundingClientRect() ?? {};
          return { x, y };
        },
        click % 2 === 0 ? "a" : "b",
      );
      await page.mouse.click(box.x + 4, box.y + 4);
      round.push(Date.now() - at);
      most = Math.max(most, await heap());
      await page.waitForTimeout(PAUSE);
      if (Date.now() - begun > 90_000) break;
    }
    let stop = NaN;
    if (await isRunning()) {
      const at = Date.now();
      await page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            const flood = document.querySelector('[data-cell-id="flood"]');
            if (flood === null) return;
            new MutationObserver(() => {
              if (flood.getAttribute("data-state") !== "running") resolve();
            }).observe(flood, { attributes: true });
            document
              .querySelector<HTMLElement>('.lb-bar [data-command="kernel.interrupt"]')
              ?.click();
          }),
      );
      stop = Date.now() - at;
    }
    const waits = await page.evaluate(() => (globalThis as unknown as { waits: number[] }).waits);
    const said = (await notebook.output("flood").textContent()) ?? "";
    const cuts =
      said.match(/[\d,]+ (?:characters|outputs) [^.\]]{0,60}|IOPub \w+ rate exceeded/g) ?? [];
    report([
      figures(`${name}: click → painted`, waits.length === 0 ? [0] : waits, "ms", 0),
      figures(`${name}: click as the test sees it`, round, "ms", 0),
      `${name}: ${Math.round((Date.now() - begun) / 100) / 10} s, ${round.length} clicks (${waits.length} over 16 ms), stop ${stop} ms, heap at most ${most} MB, now ${await heap()} MB; ${[...new Set(cuts)].slice(0, 3).join(" | ")}`,
    ]);
  });
}
