// A server that the hub has stopped under an open page, and an open page that does not keep its server from being stopped.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { code } from "../support/builders.ts";
import { callHub, expect, notebookOf, openWith, test } from "./hub-page.ts";

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
