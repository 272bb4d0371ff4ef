// The teacher's side of the class page, by keyboard: marks that are kept, and two teachers at once.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import {
  gradeNotebook,
  gradeStudent,
  type CellGrade,
  type Gradebook,
} from "../../src/grading/grades.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import type { Cell } from "../../src/nbformat/types.ts";
import { findViolations } from "../support/axe.ts";
import { md, nb } from "../support/builders.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

const ANSWERS = { ann: "Because *gather* waits.", bob: "No idea <script>alert(1)</script>" };

function essay(source: string): Cell {
  const nbgrader = { schema_version: 3, grade_id: "why", grade: true, solution: true, points: 4 };
  return md(source, {
    id: "why",
    metadata: { nbgrader: { ...nbgrader, locked: false, task: false } },
  });
}

/** A course that was graded: one answer that needs a mark, two students. */
async function makeCourse(notebook: NotebookPage, course: string): Promise<void> {
  await rm(join(notebook.server.root, course), { recursive: true, force: true });
  const write = async (path: string, text: string): Promise<void> => {
    const file = join(notebook.server.root, course, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  const grade: CellGrade = {
    gradeId: "why",
    kind: "answer",
    auto: null,
    manual: null,
    extra: null,
    score: 0,
    maxScore: 4,
    status: "needs-manual",
    message: "",
    work: "w1",
  };
  await write("source/hw1/gather.ipynb", serialiseNotebook(nb(essay("The teacher's."))));
  await write("students.csv", "id,first_name,last_name\nann,Ann,Archer\nbob,Bob,Baker\n");
  for (const [student, answer] of Object.entries(ANSWERS)) {
    const text = serialiseNotebook(nb(md("# Work"), essay(answer)));
    await write(`submitted/${student}/hw1/gather.ipynb`, text);
    await write(`autograded/${student}/hw1/gather.ipynb`, text);
  }
  const book: Gradebook = {
    schema: 1,
    assignment: "hw1",
    course: "",
    gradedAt: "2026-03-01T10:00:00Z",
    rules: "fair",
    isolation: "process",
    students: Object.keys(ANSWERS).map((id) =>
      gradeStudent({
        id,
        late: null,
        submittedAt: null,
        problems: [],
        notebooks: [gradeNotebook("gather", [grade])],
      }),
    ),
  };
  await write("grades/hw1.json", JSON.stringify(book));
}

async function readMarks(notebook: NotebookPage, course: string): Promise<unknown> {
  const text = await readFile(join(notebook.server.root, course, "marks", "hw1.json"), "utf8");
  return (JSON.parse(text) as { students: unknown }).students;
}

async function openMarking(page: Page, notebook: NotebookPage, course: string): Promise<void> {
  const place = new URLSearchParams({ course, assignment: "hw1", notebook: "gather", cell: "why" });
  await page.goto(`${notebook.address("lessonbook/class")}#${place.toString()}`);
  await expect(page.getByRole("article", { name: "Ann Archer" })).toContainText("gather waits");
}

test("a class is marked by keyboard alone, answer by answer", async ({ notebook }) => {
  const { page } = notebook;
  await makeCourse(notebook, "marking");
  await page.goto(notebook.address("lessonbook/class"));
  await page.getByRole("region", { name: "marking" }).getByRole("link", { name: "hw1" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "hw1", level: 1 })).toBeFocused();
  await page.getByRole("link", { name: "2 to mark in why" }).focus();
  await page.keyboard.press("Enter");
  const [ann, bob] = ["Ann Archer", "Bob Baker"].map((name) =>
    page.getByRole("article", { name }),
  ) as [ReturnType<Page["locator"]>, ReturnType<Page["locator"]>];
  await expect(ann.getByRole("textbox", { name: "Points" })).toBeFocused();
  await expect(bob).toContainText("No idea");
  await page.keyboard.type("5");
  await page.keyboard.press("Enter");
  await expect(ann.getByRole("alert")).toContainText("from 0 to 4");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("3,5");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Say why.");
  await page.keyboard.press("Control+Enter");
  await expect(bob.getByRole("textbox", { name: "Points" })).toBeFocused();
  await expect(ann).toContainText("3.5 of 4, some points, flagged");
  await bob.getByRole("button", { name: "Say why." }).focus();
  await page.keyboard.press("Enter");
  await expect(bob.getByRole("textbox", { name: "Comment" })).toHaveValue("Say why.");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("0");
  await page.keyboard.press("Enter");
  await expect(page.getByText("That was the last answer.")).toBeFocused();
  expect(await readMarks(notebook, "marking")).toMatchObject({
    ann: { gather: { why: { points: 3.5, comment: "Say why.", flag: true, work: "w1" } } },
    bob: { gather: { why: { points: 0, comment: "Say why.", flag: false } } },
  });
  await page.goBack();
  await expect(page.getByRole("row", { name: /Ann Archer/ })).toContainText("3.5 of 4");
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole("link", { name: "Hide names" }).click();
  await expect(page.getByRole("heading", { name: "hw1" })).toBeVisible();
  await expect(page.locator("main")).not.toContainText("Archer");
});

test("two teachers at once: the second sees the first's mark, and neither is lost", async ({
  notebook,
  context,
}) => {
  await makeCourse(notebook, "two");
  const { page } = notebook;
  const other = await context.newPage();
  await openMarking(page, notebook, "two");
  await openMarking(other, notebook, "two");
  const points = (one: Page) =>
    one.getByRole("article", { name: "Ann Archer" }).getByRole("textbox", { name: "Points" });
  await points(other).fill("4");
  await points(other).press("Enter");
  await expect(other.getByRole("article", { name: "Ann Archer" })).toContainText("4 of 4");
  await points(page).fill("1");
  await points(page).press("Enter");
  const conflict = page.getByRole("article", { name: "Ann Archer" }).getByRole("alert").last();
  await expect(conflict).toContainText("marked this meanwhile: 4 points");
  await expect(points(page)).toHaveValue("1");
  expect(await readMarks(notebook, "two")).toMatchObject({
    ann: { gather: { why: { points: 4 } } },
  });
  expect(await findViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Keep mine" }).press("Enter");
  await expect(page.getByRole("article", { name: "Ann Archer" })).toContainText("1 of 4");
  expect(await readMarks(notebook, "two")).toMatchObject({
    ann: { gather: { why: { points: 1 } } },
  });
});

test("a mark that cannot be saved stays on the page, and is saved the next time", async ({
  notebook,
}) => {
  await makeCourse(notebook, "offline");
  const { page } = notebook;
  await openMarking(page, notebook, "offline");
  const ann = page.getByRole("article", { name: "Ann Archer" });
  await page.route("**/api/class/marks", (route) => route.abort());
  await ann.getByRole("textbox", { name: "Points" }).fill("2");
  await ann.getByRole("textbox", { name: "Points" }).press("Enter");
  await expect(ann.getByRole("alert").last()).toContainText("What you wrote stays here");
  await page.unroute("**/api/class/marks");
  await ann.getByRole("button", { name: "Try again" }).press("Enter");
  await expect(ann.getByText("Saved")).toBeVisible();
  expect(await readMarks(notebook, "offline")).toMatchObject({
    ann: { gather: { why: { points: 2 } } },
  });
});

test("an assignment is released from the page, by the program that the terminal runs", async ({
  notebook,
}) => {
  await makeCourse(notebook, "releasing");
  await rm(join(notebook.server.root, "releasing", "grades"), { recursive: true });
  const { page } = notebook;
  const place = new URLSearchParams({ course: "releasing", assignment: "hw1" });
  await page.goto(`${notebook.address("lessonbook/class")}#${place.toString()}`);
  await expect(page.getByText("2 students handed in, and nothing was graded yet")).toBeVisible();
  await page.getByRole("button", { name: "Release hw1" }).press("Enter");
  await expect(page.getByText("Released.", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Release again hw1" })).toBeVisible();
  const released = join(notebook.server.root, "releasing", "release", "hw1", "gather.ipynb");
  expect(await readFile(released, "utf8")).not.toContain("The teacher's.");
});
