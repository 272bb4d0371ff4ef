import type { CDPSession, Page } from "@playwright/test";
import { code } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "../browser/notebook-page.ts";
import { timeBareClient } from "./bare-client.ts";
import { figures, report } from "./figures.ts";

const LESSON = "asyncio/asyncio.ipynb";
const VISITS = 7;
const RUNS = 100;

interface Loaded {
  readonly requests: number;
  readonly scriptWire: number;
  readonly scriptDecoded: number;
  readonly allWire: number;
}

/** Counts what the network brings until `act` is over. */
async function countLoading(page: Page, act: () => Promise<void>): Promise<Loaded> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  const scripts = new Set<string>();
  const loaded = { requests: 0, scriptWire: 0, scriptDecoded: 0, allWire: 0 };
  cdp.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script" || response.mimeType.includes("javascript")) scripts.add(requestId);
  });
  cdp.on("Network.dataReceived", ({ requestId, dataLength }) => {
    if (scripts.has(requestId)) loaded.scriptDecoded += dataLength;
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    loaded.requests += 1;
    loaded.allWire += encodedDataLength;
    if (scripts.has(requestId)) loaded.scriptWire += encodedDataLength;
  });
  await act();
  await cdp.detach();
  return loaded;
}

/** Notes in the page itself when things are first seen, in milliseconds since the navigation began. */
async function noteTimes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const times: Record<string, number> = {};
    Object.assign(window, { lessonbookTimes: times });
    const look = (): void => {
      const note = (name: string, seen: boolean): void => {
        if (seen) times[name] ??= performance.now();
      };
      note("text", document.querySelector('[data-cell-type="markdown"] h1') !== null);
      note("ready", document.querySelector('main[data-ready="true"]') !== null);
      note("kernel", document.querySelector('main[data-kernel="idle"]') !== null);
      note("ran", document.querySelector('[data-cell-type="code"][data-state="done"]') !== null);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

async function readTimes(page: Page): Promise<Readonly<Record<string, number>>> {
  return page.evaluate(
    () => (window as unknown as { lessonbookTimes: Record<string, number> }).lessonbookTimes,
  );
}

async function runFirstCell(notebook: NotebookPage): Promise<void> {
  await notebook.goto(LESSON);
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  const first = notebook.page.locator('[data-cell-type="code"]').first();
  await first.locator('[data-command="cell.run"]').click();
  await expect(first).toHaveAttribute("data-state", "done");
}

test("opening the lesson", async ({ notebook, browser }) => {
  const times: Record<string, number[]> = {};
  let cold: Loaded | undefined;
  for (let visit = 0; visit < VISITS; visit++) {
    // A context of its own has empty caches; the kernel of the visit before is gone.
    const context = await browser.newContext();
    const page = await context.newPage();
    await noteTimes(page);
    const visitor = new (notebook.constructor as typeof NotebookPage)(page, notebook.server);
    const loaded = await countLoading(page, () => runFirstCell(visitor));
    cold ??= loaded;
    for (const [name, time] of Object.entries(await readTimes(page)))
      (times[name] ??= []).push(time);
    await context.close();
    const headers = { Authorization: `token ${notebook.server.token}` };
    const sessions = (await (
      await fetch(`${notebook.server.url}api/sessions`, { headers })
    ).json()) as { id: string }[];
    for (const { id } of sessions)
      await fetch(`${notebook.server.url}api/sessions/${id}`, { method: "DELETE", headers });
  }
  report([
    `requests until the first cell has run               ${cold?.requests ?? 0}`,
    `script on the wire / decoded, kB                    ${((cold?.scriptWire ?? 0) / 1000).toFixed(1)} / ${((cold?.scriptDecoded ?? 0) / 1000).toFixed(1)}`,
    `everything on the wire, kB                          ${((cold?.allWire ?? 0) / 1000).toFixed(1)}`,
    figures("navigation → first text", times.text ?? [], "ms"),
    figures("navigation → can be edited", times.ready ?? [], "ms"),
    figures("navigation → kernel ready", times.kernel ?? [], "ms"),
    figures("navigation → first cell has run", times.ran ?? [], "ms"),
  ]);
});

test("round trip of 1+1", async ({ notebook }) => {
  await notebook.open("bench/sum.ipynb", [code("1+1", { id: "sum" })]);
  await notebook.kernelReady();
  const bareFirst = await timeBareClient(notebook.server, RUNS);
  const page = await notebook.page.evaluate(async (runs) => {
    const cell = document.querySelector<HTMLElement>('[data-cell-id="sum"]');
    const button = cell?.querySelector<HTMLElement>('[data-command="cell.run"]');
    if (!cell || !button) throw new Error("the page has no cell to run");
    // The count is drawn with the result; two states that follow within one frame are drawn as the last.
    const counted = (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (cell.dataset.executionCount !== String(count) || cell.dataset.state !== "done")
            return;
          observer.disconnect();
          resolve();
        };
        const observer = new MutationObserver(look);
        observer.observe(cell, { attributes: true });
        look();
      });
    const times: number[] = [];
    for (let i = 0; i <= runs; i++) {
      const begun = performance.now();
      button.click();
      await counted(i + 1);
      if (i > 0) times.push(performance.now() - begun);
    }
    return times;
  }, RUNS);
  const bareAgain = await timeBareClient(notebook.server, RUNS);
  report([
    figures("bare websocket client, before: reply and idle", bareFirst, "ms"),
    figures("page: click → drawn as done", page, "ms"),
    figures("bare websocket client, after: reply and idle", bareAgain, "ms"),
  ]);
});
