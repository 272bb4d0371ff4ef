// Typing, running and stopping beside JupyterLab and Notebook 7, taking turns in one browser.
// Set LESSONBOOK_PEERS_PYTHON to a Python that has both; without it only our own figures are printed.
import { test, type Page } from "@playwright/test";
import type { Cell } from "../../src/nbformat/types.ts";
import { code, md } from "../support/builders.ts";
import { timeBareClient, timeBareSequence } from "./bare-client.ts";
import { figures, report } from "./figures.ts";
import { startFrontEnds, type FrontEnd, type InPage } from "./peers.ts";

test.setTimeout(600_000);

let frontEnds: readonly FrontEnd[];
test.beforeAll(async () => {
  frontEnds = await startFrontEnds();
});
test.afterAll(async () => {
  for (const frontEnd of frontEnds) await frontEnd.stop();
});

/** Runs a measure in the page with the front end's functions; the measure is given as text because it names them. */
function inPage<T>(page: Page, parts: InPage, body: string): Promise<T> {
  const functions = Object.entries(parts)
    .map(([name, text]) => `const ${name} = ${String(text)};`)
    .join("\n");
  return page.evaluate<T>(`(async () => { ${functions}
    const until = (check) => new Promise((resolve, reject) => {
      // Looks when something has changed: looking at each frame would make the page draw frames for it.
      const stop = () => { observer.disconnect(); clearInterval(timer); clearTimeout(patience); };
      const ended = () => { if (check()) { stop(); resolve(); } };
      const patience = setTimeout(() => { stop(); reject(new Error("never came: " + check)); }, 60_000);
      const observer = new MutationObserver(ended);
      observer.observe(document, { attributes: true, childList: true, characterData: true, subtree: true });
      const timer = setInterval(ended, 100);
      ended();
    });
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    ${body} })()`);
}

/** The median. */
function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** A line that says how a front end's time compares with a bare client's on the same server. */
function ratio(name: string, times: readonly number[], floor: readonly number[]): string {
  return (
    `${name}: ÷ bare client, median by median`.padEnd(52) +
    (middle(times) / middle(floor)).toFixed(2)
  );
}

async function each(
  page: Page,
  name: string,
  cells: readonly Cell[],
  measure: (frontEnd: FrontEnd) => Promise<readonly string[]>,
): Promise<void> {
  for (const frontEnd of frontEnds) {
    await frontEnd.open(page, name, cells);
    report(await measure(frontEnd));
  }
}

test("round trip of 1+1, to the frame that draws it", async ({ page }) => {
  await each(page, "sum.ipynb", [code("1+1")], async ({ name, server, inPage: parts }) => {
    const times = await inPage<number[]>(
      page,
      parts,
      `const times = [];
       for (let i = 0; i < 31; i++) {
         const begun = performance.now();
         run(0);
         await until(() => count(0) === String(i + 1));
         await frame();
         if (i > 0) times.push(performance.now() - begun);
       }
       return times;`,
    );
    const floor = await timeBareClient(server, times.length);
    return [
      figures(`${name}: round trip`, times, "ms"),
      figures("  bare client there", floor, "ms"),
      ratio(name, times, floor),
    ];
  });
});

test("run all of 200 trivial cells", async ({ page }) => {
  const sources = Array.from({ length: 200 }, (_, i) => `${i} + 1`);
  const cells = sources.map((source) => code(source));
  await each(page, "all.ipynb", cells, async ({ name, server, inPage: parts }) => {
    const times: number[] = [];
    const floor: number[] = [];
    for (let round = 1; round <= 6; round++) {
      const time = await inPage<number>(
        page,
        parts,
        `const begun = performance.now();
         runAll();
         await until(() => count(199) === String(${round * 200}));
         return performance.now() - begun;`,
      );
      const bare = await timeBareSequence(server, sources);
      // The first round warms both and is not counted.
      if (round === 1) continue;
      times.push(time);
      floor.push(bare);
    }
    return [
      figures(`${name}: run all of 200`, times, "ms"),
      figures("  bare client there", floor, "ms"),
      ratio(name, times, floor),
    ];
  });
});

test("interrupt of an await", async ({ page }) => {
  const cells = [code("import asyncio\nawait asyncio.sleep(4)")];
  await each(page, "stop.ipynb", cells, async ({ name, inPage: parts }) => {
    const times = await inPage<number[]>(
      page,
      parts,
      `const times = [];
       for (let i = 0; i < 3; i++) {
         run(0);
         await until(() => count(0) === "*");
         await new Promise((resolve) => setTimeout(resolve, 500));
         const begun = performance.now();
         interrupt();
         await until(() => count(0) === String(i + 1));
         times.push(performance.now() - begun);
       }
       return times;`,
    );
    return [figures(`${name}: interrupt → cell over`, times, "ms")];
  });
});

/** How long is waited for proposals, in milliseconds. */
const PATIENCE = 6_000;

/** Presses Tab at the end of cell 1; gives the milliseconds until proposals are in sight, `null` when none come. */
async function timeProposals(page: Page, parts: InPage, busy: boolean): Promise<number | null> {
  await inPage(
    page,
    parts,
    `if (${busy}) { run(0); await until(() => count(0) === "*"); }
     edit(1);
     await until(() => document.activeElement?.closest('.cm-content'));
     const selection = document.getSelection();
     selection.selectAllChildren(document.activeElement);
     selection.collapseToEnd();
     window.proposed = new Promise((resolve) => {
       const onKey = () => {
         const begun = performance.now();
         setTimeout(() => resolve(null), ${PATIENCE});
         void until(isProposing).then(() => resolve(performance.now() - begun));
       };
       addEventListener('keydown', onKey, { capture: true, once: true });
     });`,
  );
  await page.keyboard.press("Tab");
  const time = await page.evaluate<number | null>("window.proposed");
  await inPage(page, parts, `await until(() => count(0) !== "*")`);
  // Some come when nobody waits for them any more: the page has to be at rest without them.
  do {
    await page.keyboard.press("Escape");
    await page.evaluate(
      () =>
        new Promise<void>((resolve) =>
          requestIdleCallback(() => requestAnimationFrame(() => resolve())),
        ),
    );
  } while (await inPage<boolean>(page, parts, `return isProposing()`));
  return time;
}

test("completion while the kernel is idle, and while it is busy for 3 s", async ({ page }) => {
  const cells = [code("import time\ntime.sleep(3)"), code("import os; os.pa")];
  await each(page, "complete.ipynb", cells, async ({ name, inPage: parts }) => {
    // The first may come too early, and makes the kernel read modules.
    for (let i = 0; i < 5 && (await timeProposals(page, parts, false)) === null; i++);
    const measure = async (what: string, times: number, busy: boolean): Promise<string> => {
      const seen: number[] = [];
      for (let i = 0; i < times; i++) {
        const time = await timeProposals(page, parts, busy);
        if (time !== null) seen.push(time);
      }
      const none = seen.length === times ? "" : `  none in ${times - seen.length} of ${times}`;
      const title = `${name}: Tab → proposals, ${what}`;
      return (seen.length === 0 ? title.padEnd(52) : figures(title, seen, "ms")) + none;
    };
    return [await measure("idle", 8, false), await measure("busy", 3, true)];
  });
});

for (const length of [25, 5_000]) {
  test(`typing in a notebook of ${length} cells`, async ({ page }) => {
    const cells = Array.from({ length }, (_, i) =>
      i % 3 === 0
        ? md(`## Part ${i}\n\nSome *text*.`)
        : code(`value_${i} = ${i}\nprint(value_${i})`),
    );
    await each(page, `typing-${length}.ipynb`, cells, async ({ name, inPage: parts }) => {
      const times = await inPage<number[]>(
        page,
        parts,
        `edit(1);
         await until(() => document.activeElement?.closest('.cm-content'));
         const times = [];
         for (let i = 0; i < 60; i++) {
           const begun = performance.now();
           document.execCommand('insertText', false, 'x');
           await frame();
           if (i >= 10) times.push(performance.now() - begun);
         }
         return times;`,
      );
      const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? NaN;
      return [
        `${figures(`${name}: key → next frame, ${length} cells`, times, "ms")}  p95 ${p95.toFixed(1)}`,
      ];
    });
  });
}
