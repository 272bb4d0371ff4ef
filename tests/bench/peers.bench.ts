// Typing, running and stopping beside JupyterLab and Notebook 7, taking turns in one browser.
// Set LESSONBOOK_PEERS_PYTHON to a Python that has both; without it only our own figures are printed.
import { test, type Page } from "@playwright/test";
import type { Cell } from "../../src/nbformat/types.ts";
import { code, md } from "../support/builders.ts";
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
    const until = (check) => new Promise((resolve) => { const look = () => (check() ? resolve() : requestAnimationFrame(look)); look(); });
    ${body} })()`);
}

async function each(
  page: Page,
  name: string,
  cells: readonly Cell[],
  measure: (frontEnd: FrontEnd) => Promise<readonly string[]>,
): Promise<void> {
  const lines: string[] = [];
  for (const frontEnd of frontEnds) {
    await frontEnd.open(page, name, cells);
    lines.push(...(await measure(frontEnd)));
  }
  report(lines);
}

test("round trip of 1+1, to the frame that draws it", async ({ page }) => {
  await each(page, "sum.ipynb", [code("1+1")], async ({ name, inPage: parts }) => {
    const times = await inPage<number[]>(
      page,
      parts,
      `const times = [];
       for (let i = 0; i < 31; i++) {
         const begun = performance.now();
         run(0);
         await until(() => count(0) === String(i + 1));
         if (i > 0) times.push(performance.now() - begun);
       }
       return times;`,
    );
    return [figures(`${name}: round trip`, times, "ms")];
  });
});

test("run all of 200 trivial cells", async ({ page }) => {
  const cells = Array.from({ length: 200 }, (_, i) => code(`${i} + 1`));
  await each(page, "all.ipynb", cells, async ({ name, inPage: parts }) => {
    const times = await inPage<number[]>(
      page,
      parts,
      `const times = [];
       for (let round = 0; round < 3; round++) {
         const begun = performance.now();
         runAll();
         await until(() => count(199) === String((round + 1) * 200));
         times.push(performance.now() - begun);
       }
       return times;`,
    );
    return [figures(`${name}: run all of 200`, times, "ms")];
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
           await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
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
