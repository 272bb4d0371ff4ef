// What the browser tests share: a server for each worker, and a notebook page with the names that the contract gives its parts.
import { access, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  test as base,
  expect,
  type BrowserContext,
  type Locator,
  type Page,
} from "@playwright/test";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import type { Cell } from "../../src/nbformat/types.ts";
import { nb } from "../support/builders.ts";
import { CHECKOUT, startTestServer, type TestServer } from "../support/server.ts";

export { expect } from "@playwright/test";

export class NotebookPage {
  readonly main: Locator;

  constructor(
    readonly page: Page,
    readonly server: TestServer,
  ) {
    this.main = page.locator('main[data-lessonbook="notebook"]');
  }

  /** Writes a notebook into the server's folder, opens its page and waits until it can be edited. */
  async open(name: string, cells: readonly Cell[]): Promise<void> {
    await this.write(name, serialiseNotebook(nb(...cells)));
    await this.goto(name);
    await this.page.locator('main[data-lessonbook="notebook"][data-ready="true"]').waitFor();
  }

  async write(name: string, text: string): Promise<void> {
    const path = join(this.server.root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  async read(name: string): Promise<string> {
    return readFile(join(this.server.root, name), "utf8");
  }

  /** Waits until a cell has written a file. */
  async written(name: string): Promise<void> {
    const isThere = (): Promise<boolean> =>
      access(join(this.server.root, name)).then(
        () => true,
        () => false,
      );
    await expect.poll(isThere, { timeout: 60_000 }).toBe(true);
  }

  async goto(name: string): Promise<void> {
    await this.page.goto(this.address(`lessonbook/notebooks/${name}`));
  }

  address(path: string): string {
    return `${this.server.url}${path}?token=${this.server.token}`;
  }

  /** Waits until the kernel is there and has nothing to do. */
  async kernelReady(): Promise<void> {
    await expect(this.main).toHaveAttribute("data-kernel", "idle", { timeout: 30_000 });
  }

  cell(id: string): Locator {
    return this.page.locator(`[data-cell-id="${id}"]`);
  }

  output(id: string): Locator {
    return this.cell(id).locator('[data-part="output"]');
  }

  /** Selects a cell as a click on its number would, without editing it. */
  async select(id: string): Promise<void> {
    await this.cell(id)
      .locator(".lb-cell-gutter")
      .click({ position: { x: 4, y: 4 } });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Runs a command by its button in the bar. */
  async command(id: string): Promise<void> {
    await this.page.locator(`.lb-bar [data-command="${id}"]`).first().click();
  }

  /** The sources of all cells on the page, in order. */
  async order(): Promise<readonly string[]> {
    return this.page
      .locator("[data-cell-id]")
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute("data-cell-id") ?? ""));
  }
}

export const test = base.extend<{ notebook: NotebookPage }, { server: TestServer }>({
  server: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const server = await startTestServer({ lessonbook: true });
      await cp(join(CHECKOUT, "notebooks", "release"), server.root, { recursive: true });
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  context: async ({ context }, use) => {
    const violations = await watchPolicy(context);
    await use(context);
    // The page keeps to the policy that it is served with, whatever is opened in it.
    expect(violations).toEqual([]);
  },
  notebook: async ({ page, server }, use) => {
    // What an earlier test set for itself.
    await rm(join(server.config, "lessonbook"), { recursive: true, force: true });
    await use(new NotebookPage(page, server));
  },
});

/** Gathers what the page's own documents do against their Content-Security-Policy; frames of outputs have one of their own. */
async function watchPolicy(context: BrowserContext): Promise<readonly string[]> {
  const mark = "policy violation:";
  const found: string[] = [];
  context.on("console", (message) => {
    if (message.text().startsWith(mark)) found.push(message.text());
  });
  await context.addInitScript((word) => {
    if (window !== window.top) return;
    document.addEventListener("securitypolicyviolation", (event) => {
      // Chromium reports each handler in HTML that is parsed in order to be made safe; none is ever in the page.
      if (event.effectiveDirective === "script-src-attr") return;
      const { effectiveDirective, blockedURI, sample, sourceFile, lineNumber } = event;
      // eslint-disable-next-line no-console -- the way out of the page that changes nothing in it
      console.debug(word, effectiveDirective, blockedURI, sample, sourceFile, lineNumber);
    });
  }, mark);
  return found;
}

/** Runs a cell beside the others, once the command is there: the kernel has said that it can, and is ready for it. */
export async function runBeside(notebook: NotebookPage, id: string): Promise<void> {
  await notebook.select(id);
  await expect
    .poll(async () => {
      await notebook.press("Control+Alt+Enter");
      return notebook.cell(id).getAttribute("data-state");
    })
    .not.toBe("idle");
}
