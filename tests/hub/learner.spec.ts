// A learner on a real hub: from the login to an answer in the file, by the addresses that a class is given.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { releaseNotebook } from "../../src/lesson/release.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { code, md, nb } from "../support/builders.ts";
import { expect, fillLogin, giveLessons, logIn, notebookOf, openWith, test } from "./hub-page.ts";

const QUESTION = md("Which one waits?\n\n- [x] the first\n- [ ] the second", {
  id: "q",
  metadata: { lessonbook: { kind: "quiz", question: "single", mode: "graded" } },
});

test("logs in and comes to the files, then to a lesson", async ({ page, hub }) => {
  await giveLessons(hub, "ann");
  await logIn(page, hub, "ann");
  expect(new URL(page.url()).pathname).toBe("/user/ann/lessonbook/tree");
  await page.getByRole("link", { name: "generators", exact: true }).click();
  await page.getByRole("link", { name: "generators.ipynb", exact: true }).click();
  await expect(notebookOf(page)).toHaveAttribute("data-ready", "true");
});

test("runs a cell, answers a question and saves", async ({ page, hub }) => {
  const { notebook } = releaseNotebook(nb(code("6 * 7", { id: "a" }), QUESTION));
  const folder = await openWith(page, hub, "ben", "work.ipynb", notebook?.cells ?? []);
  await page.locator('[data-cell-id="a"] [data-command="cell.run"]').click();
  await expect(page.locator('[data-cell-id="a"] [data-part="output"]')).toHaveText("42");
  await page.getByRole("radio", { name: "the second", exact: true }).check();
  await page.getByRole("button", { name: "Record", exact: true }).click();
  await expect(page.locator('[data-part="verdict"]')).toHaveAttribute("data-verdict", "recorded");
  await expect(notebookOf(page)).toHaveAttribute("data-saved", "saved");
  const saved = await readFile(join(folder, "work.ipynb"), "utf8");
  expect(saved).toContain("- [x] the second");
  expect(saved).toContain('"42"');
});

test("a link for the class leads through login and start to the notebook", async ({
  page,
  hub,
}) => {
  await giveLessons(hub, "cora");
  await page.goto(`${hub.url}hub/user-redirect/lessonbook/notebooks/generators/generators.ipynb`);
  await fillLogin(page, hub, "cora");
  await expect(notebookOf(page)).toHaveAttribute("data-ready", "true", { timeout: 90_000 });
  expect(new URL(page.url()).pathname).toBe(
    "/user/cora/lessonbook/notebooks/generators/generators.ipynb",
  );
});

test("fetches an assignment, hands it in under the hub's name for them, and reads the feedback", async ({
  page,
  hub,
}) => {
  const course = join(hub.exchange, "async101");
  await mkdir(join(course, "inbound"), { recursive: true });
  await mkdir(join(course, "outbound", "hw1"), { recursive: true });
  const text = serialiseNotebook(nb(code("1 + 1", { id: "a" })));
  await writeFile(join(course, "outbound", "hw1", "first.ipynb"), text);
  await logIn(page, hub, "kim");
  await page.getByRole("link", { name: "Class", exact: true }).click();
  await page.getByRole("button", { name: "Fetch hw1", exact: true }).click();
  await page.getByRole("button", { name: "Submit hw1", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("Your teacher has it.");
  const [submission = ""] = await readdir(join(course, "inbound"));
  expect(submission).toMatch(/^kim\+hw1\+/);
  expect(await readFile(join(course, "inbound", submission, "first.ipynb"), "utf8")).toBe(text);

  const secret = await readFile(join(course, "inbound", submission, "submission_secret.txt"));
  const digest = createHash("md5").update(secret).update("first").digest("hex");
  await mkdir(join(course, "feedback"));
  await writeFile(join(course, "feedback", `${digest}.html`), "<p>Well argued.</p>");
  await page.reload();
  await page.getByRole("button", { name: "Get the feedback hw1", exact: true }).click();
  await page.getByRole("link", { name: /^Feedback on first/ }).click();
  await expect(page.getByText("Well argued.")).toBeVisible();
});
