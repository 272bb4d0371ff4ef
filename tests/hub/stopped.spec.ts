// A server that the hub has stopped under an open page, and an open page that does not keep its server from being stopped.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { code } from "../support/builders.ts";
import type { Page } from "@playwright/test";
import { callHub, expect, logIn, notebookOf, openWith, test } from "./hub-page.ts";
import type { TestHub } from "./hub.ts";

test("a stopped server: typing goes on, one click starts it again, and all is saved", async ({
  page,
  hub,
  context,
}) => {
  const cells = [code("", { id: "a" }), code("'ran again'", { id: "b" })];
  const folder = await openWith(page, hub, "hana", "work.ipynb", cells);
  await callHub(page, hub, "DELETE", "users/hana/server");
  const answers = new Set<number>();
  page.on("response", (response) => answers.add(response.status()));
  await page.locator('[data-cell-id="a"] [data-part="input"]').click();
  await page.keyboard.type("first = 1");
  const alert = page.getByRole("alert").filter({ hasText: "your server was stopped" });
  await expect(alert).toBeVisible();
  expect([...answers]).toContain(424);
  await expect(notebookOf(page)).toHaveAttribute("data-saved", "failed");
  await page.keyboard.press("Enter");
  await page.keyboard.type("second = 2");
  await expect(page.locator('[data-cell-id="a"]')).toContainText("second = 2");
  expect(await readFile(join(folder, "work.ipynb"), "utf8")).not.toContain("first");

  const opening = context.waitForEvent("page");
  await alert.getByRole("button", { name: "Start the server", exact: true }).click();
  const tab = await opening;
  await tab.locator('main[data-lessonbook="tree"][data-ready="true"]').waitFor({ timeout: 90_000 });
  await expect(notebookOf(page)).toHaveAttribute("data-saved", "saved", { timeout: 60_000 });
  await expect(alert).toBeHidden();
  const saved = await readFile(join(folder, "work.ipynb"), "utf8");
  expect(saved).toContain("first = 1");
  expect(saved).toContain("second = 2");
});

test("an open page that nobody uses does not count as use of its server; a key does", async ({
  page,
  hub,
  browser,
}) => {
  await page.clock.install();
  const sockets: boolean[] = [];
  page.on("websocket", (socket) => {
    const at = sockets.push(true) - 1;
    socket.on("close", () => (sockets[at] = false));
  });
  await openWith(page, hub, "ivy", "work.ipynb", [
    code("x = 6", { id: "a" }),
    code("x * 7", { id: "b" }),
  ]);
  await page.locator('[data-cell-id="a"] [data-command="cell.run"]').click();
  await expect(page.locator('[data-cell-id="a"]')).toHaveAttribute("data-state", "done");
  await expect(notebookOf(page)).toHaveAttribute("data-saved", "saved");
  // While its line to the kernel is open, the proxy sees the answers to pings.
  const before = await activityOf(page, hub, "ivy");
  await expect.poll(() => activityOf(page, hub, "ivy")).toBeGreaterThan(before);

  await page.clock.runFor("10:30");
  await expect.poll(() => sockets).toEqual([false]);
  const other = await (await browser.newContext()).newPage();
  await logIn(other, hub, "jane");
  const resting = await activityOf(page, hub, "ivy");
  // Five seconds of the hub's own time, by a learner who is there all along.
  await expect
    .poll(async () => {
      await other.reload();
      return activityOf(other, hub, "jane");
    })
    .toBeGreaterThan(resting + 5_000);
  expect(await activityOf(page, hub, "ivy")).toBe(resting);
  await other.context().close();

  await page.locator('[data-cell-id="b"] [data-command="cell.run"]').click();
  await expect(page.locator('[data-cell-id="b"] [data-part="output"]')).toHaveText("42");
  expect(sockets).toEqual([false, true]);
  await expect.poll(() => activityOf(page, hub, "ivy")).toBeGreaterThan(resting);
});

/** When the hub last saw a learner's server used, in milliseconds: what its culler goes by. */
async function activityOf(page: Page, hub: TestHub, user: string): Promise<number> {
  const model = (await callHub(page, hub, "GET", `users/${user}`)) as {
    readonly servers: Readonly<Record<string, { readonly last_activity: string }>>;
  };
  return Date.parse(model.servers[""]?.last_activity ?? "");
}
