// What the hub's tests share: one hub, and what a learner does to get to their notebook.
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test as base, type Locator, type Page } from "@playwright/test";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import type { Cell } from "../../src/nbformat/types.ts";
import { nb } from "../support/builders.ts";
import { CHECKOUT } from "../support/server.ts";
import { startTestHub, type TestHub } from "./hub.ts";

export { expect } from "@playwright/test";

/** What a hub does every few minutes it does every second: learn of activity from its proxy and from the servers. */
const AT_ONCE = [
  "--JupyterHub.last_activity_interval=1",
  "--JupyterHub.activity_resolution=0",
  `--Spawner.environment=${JSON.stringify({ JUPYTERHUB_ACTIVITY_INTERVAL: "1" })}`,
];

export const test = base.extend<object, { hub: TestHub }>({
  hub: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const hub = await startTestHub(AT_ONCE);
      await use(hub);
      await hub.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

/** Puts the lessons into a learner's folder. */
export async function giveLessons(hub: TestHub, user: string): Promise<void> {
  const folder = await hub.folderOf(user);
  await cp(join(CHECKOUT, "notebooks", "release"), folder, { recursive: true });
}

/** Fills the hub's login page, which must be open. */
export async function fillLogin(page: Page, hub: TestHub, user: string): Promise<void> {
  await page.locator("#username_input").fill(user);
  await page.locator("#password_input").fill(hub.password);
  await page.locator("#login_submit").click();
}

/** Logs in at the hub's own address and waits for the learner's files. */
export async function logIn(page: Page, hub: TestHub, user: string): Promise<void> {
  await page.goto(hub.url);
  await fillLogin(page, hub, user);
  await page
    .locator('main[data-lessonbook="tree"][data-ready="true"]')
    .waitFor({ timeout: 90_000 });
}

/** Calls the hub's API as the learner of this page: with their cookie and the hub's own XSRF token. */
export async function callHub(
  page: Page,
  hub: TestHub,
  method: "GET" | "POST" | "DELETE",
  path: string,
): Promise<unknown> {
  const cookies = await page.context().cookies(`${hub.url}hub/`);
  const xsrf = cookies.find(({ name, path }) => name === "_xsrf" && path === "/hub/")?.value ?? "";
  const answer = await page.request.fetch(`${hub.url}hub/api/${path}`, {
    method,
    headers: { "X-XSRFToken": xsrf, Referer: `${hub.url}hub/home` },
  });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  const text = await answer.text();
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}

/**
 * Logs in, with one notebook among the learner's files, and opens it, ready with its kernel. Gives the learner's folder.
 */
export async function openWith(
  page: Page,
  hub: TestHub,
  user: string,
  name: string,
  cells: readonly Cell[],
): Promise<string> {
  const folder = await hub.folderOf(user);
  await writeFile(join(folder, name), serialiseNotebook(nb(...cells)));
  await logIn(page, hub, user);
  await page.getByRole("link", { name, exact: true }).click();
  const main = notebookOf(page);
  await expect(main).toHaveAttribute("data-ready", "true");
  await expect(main).toHaveAttribute("data-kernel", "idle");
  return folder;
}

export function notebookOf(page: Page): Locator {
  return page.locator('main[data-lessonbook="notebook"]');
}
