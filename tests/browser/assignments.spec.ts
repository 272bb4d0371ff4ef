// A learner's side of the class page: from fetching to feedback, by keyboard, on an exchange folder as nbgrader makes it.
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { verify } from "../../src/cli/verify.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import type { Cell } from "../../src/nbformat/types.ts";
import { findViolations } from "../support/axe.ts";
import { code, md, nb } from "../support/builders.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { expect, NotebookPage, test as base } from "./notebook-page.ts";

interface School {
  readonly server: TestServer;
  /** The exchange's course. */
  readonly course: string;
  release(assignment: string, cells: readonly Cell[]): Promise<void>;
}

const test = base.extend<{ school: School }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
  school: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), "lessonbook-exchange-"));
    const course = join(home, "async101");
    await mkdir(join(course, "inbound"), { recursive: true });
    const server = await startTestServer({
      lessonbook: true,
      args: [`--LessonbookApp.exchange_dir=${home}`, "--LessonbookApp.exchange_student=ann"],
    });
    await use({
      server,
      course,
      release: async (assignment, cells) => {
        const folder = join(course, "outbound", assignment);
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, "first.ipynb"), serialiseNotebook(nb(...cells)));
        const rules = { due: "2020-12-01T12:00:00Z", late: { percentPerDay: 10 } };
        await writeFile(
          join(folder, "assignment.json"),
          JSON.stringify({ assignments: { [assignment]: rules } }),
        );
      },
    });
    await server.stop();
    await rm(home, { recursive: true, force: true });
  },
});

const TASK = md("Add two numbers.", { id: "task" });
const ANSWER = code("# YOUR CODE HERE", {
  id: "answer",
  metadata: {
    nbgrader: {
      ...{ schema_version: 3, grade_id: "add", grade: false, solution: true },
      ...{ locked: false, task: false },
    },
  },
});

async function openClass(page: Page, { server }: School): Promise<void> {
  await page.goto(`${server.url}lessonbook/class?token=${server.token}`);
  await expect(page.locator('main[data-lessonbook="class"]')).toHaveAttribute("data-ready", "true");
}

function cardOf(page: Page, assignment: string): Locator {
  return page.getByRole("article", { name: assignment, exact: true });
}

async function press(card: Locator, name: string): Promise<void> {
  await card.getByRole("button", { name, exact: true }).press("Enter");
}

test("an assignment is fetched, worked on, handed in, and its feedback comes back", async ({
  page,
  school,
}) => {
  await school.release("hw1", [TASK, ANSWER]);
  await openClass(page, school);
  const card = cardOf(page, "hw1");
  await expect(card).toContainText("Not fetched yet.");
  await expect(card).toContainText("It was due");
  await expect(card).toContainText("Late work loses 10 % of its points");
  await press(card, "Fetch hw1");
  await expect(card.getByRole("status")).toHaveText("New: first.ipynb.");
  await expect(card).toContainText("Not handed in yet.");
  expect(await findViolations(page)).toEqual([]);

  await card.getByRole("link", { name: "Open hw1", exact: true }).press("Enter");
  const notebook = new NotebookPage(page, school.server);
  await expect(notebook.main).toHaveAttribute("data-ready", "true");
  await notebook.cell("answer").locator('[data-part="input"]').click();
  await expect(notebook.cell("answer").getByRole("textbox", { name: "Code" })).toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("1 + 2");
  await expect(notebook.main).toHaveAttribute("data-saved", "unsaved");
  await page.keyboard.press("ControlOrMeta+s");
  await expect(notebook.main).toHaveAttribute("data-saved", "saved");

  await openClass(page, school);
  await press(card, "Submit hw1");
  const before = card.getByRole("region", { name: "Before you hand in" });
  await expect(before).toContainText("It is late: it was due");
  expect(await readdir(join(school.course, "inbound"))).toEqual([]);
  await press(card, "Hand in all the same");
  await expect(card.getByRole("status")).toContainText("Your teacher has it.");
  await expect(card).toContainText("Handed in");
  const [folder = ""] = await readdir(join(school.course, "inbound"));
  const there = join(school.course, "inbound", folder);
  expect(folder).toMatch(/^ann\+hw1\+\d{4}-.* UTC\+/);
  expect(await readFile(join(there, "first.ipynb"), "utf8")).toContain("1 + 2");

  await expect(card).toContainText("1 of 1 questions answered.");
  const saving = page.waitForEvent("download");
  await card.getByRole("link", { name: "Save the receipt hw1", exact: true }).click();
  const receipt = join(school.course, "receipt.json");
  await (await saving).saveAs(receipt);
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const terminal = { out: say, say, ending: new AbortController().signal };
  expect(await verify([receipt, join(there, "first.ipynb")], terminal)).toBe(0);
  expect(said.join()).toContain("is what ann handed in for hw1 of async101");

  const secret = await readFile(join(there, "submission_secret.txt"), "utf8");
  const digest = createHash("md5").update(`${secret}first`).digest("hex");
  await mkdir(join(school.course, "feedback"));
  await writeFile(join(school.course, "feedback", `${digest}.html`), "<p>Well done.</p>");
  await openClass(page, school);
  await press(card, "Get the feedback hw1");
  await card.getByRole("link", { name: /^Feedback on first/ }).click();
  await expect(page.getByText("Well done.")).toBeVisible();
});

test("an update is put into the learner's work, which stays", async ({ page, school }) => {
  await school.release("hw1", [TASK, ANSWER]);
  await openClass(page, school);
  const card = cardOf(page, "hw1");
  await press(card, "Fetch hw1");
  await expect(card).toContainText("Not handed in yet.");
  const mine = join(school.server.root, "hw1", "first.ipynb");
  await writeFile(mine, serialiseNotebook(nb(TASK, { ...ANSWER, source: "my answer" })));
  await school.release("hw1", [{ ...TASK, source: "Add two integers." }, ANSWER]);
  await openClass(page, school);
  await expect(card).toContainText("Your teacher has changed it since you fetched it.");
  await press(card, "Fetch the update hw1");
  await expect(card.getByRole("status")).toHaveText(
    "The update was put into first.ipynb. What you wrote stayed.",
  );
  await expect(card).not.toContainText("has changed it");
  const text = await readFile(mine, "utf8");
  expect(text).toContain("my answer");
  expect(text).toContain("Add two integers.");
});

test("what was changed of the teacher's is said, put right, and the answer stays", async ({
  page,
  school,
}) => {
  const nbgrader = { schema_version: 3, grade_id: "add_test", grade: true, points: 1 };
  const locked = code("assert add(1, 2) == 3", {
    id: "tests",
    metadata: { nbgrader: { ...nbgrader, solution: false, locked: true, task: false } },
  });
  await school.release("hw1", [TASK, ANSWER, locked]);
  await openClass(page, school);
  const card = cardOf(page, "hw1");
  await press(card, "Fetch hw1");
  await expect(card).toContainText("Not handed in yet.");
  const mine = join(school.server.root, "hw1", "first.ipynb");
  const solved = { ...ANSWER, source: "def add(a, b): return a + b" };
  await writeFile(mine, serialiseNotebook(nb(TASK, solved, { ...locked, source: "pass" })));
  await press(card, "Submit hw1");
  const before = card.getByRole("region", { name: "Before you hand in" });
  await expect(before).toContainText("“add_test” was changed, though it is your teacher's.");
  await expect(before.getByRole("heading", { name: "Before you hand in" })).toBeFocused();
  expect(await findViolations(page)).toEqual([]);
  await press(card, "Put it right");
  await expect(card.getByRole("status")).toContainText("It was put right.");
  const text = await readFile(mine, "utf8");
  expect(text).toContain("def add(a, b): return a + b");
  expect(text).toContain("assert add(1, 2) == 3");
  expect(await readdir(join(school.course, "inbound"))).toEqual([]);
  await press(card, "Submit hw1");
  await expect(before).not.toContainText("add_test");
  await press(card, "Not yet");
  await expect(before).toBeHidden();
});

test("what could not be handed in is said, and is no success", async ({ page, school }) => {
  await school.release("hw1", [TASK, ANSWER]);
  await openClass(page, school);
  const card = cardOf(page, "hw1");
  await press(card, "Fetch hw1");
  await expect(card).toContainText("Not handed in yet.");
  await rm(join(school.course, "inbound"), { recursive: true });
  await press(card, "Submit hw1");
  await expect(card).toContainText("One question is not answered: add.");
  await press(card, "Hand in all the same");
  await expect(card.getByRole("alert")).toContainText("takes no submissions");
  await expect(card).toContainText("Not handed in yet.");
  await expect(card.getByRole("button", { name: "Submit hw1", exact: true })).toBeEnabled();
});

test("where nothing was released, the page says so", async ({ page, school }) => {
  await openClass(page, school);
  await expect(page.getByText("Nothing has been released to you yet.")).toBeVisible();
});
