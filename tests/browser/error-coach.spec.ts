// The coach's line under asyncio's own errors and warnings, with a way to the section that explains it.
import { code, md } from "../support/builders.ts";
import { expect, test } from "./notebook-page.ts";

test("asyncio's errors and warnings get one line each, others none", async ({ notebook }) => {
  await notebook.open("coach.ipynb", [
    md("# Lesson", { id: "top" }),
    code("async def hello(): pass\nhello();", { id: "forgets" }),
    code("import asyncio\nasyncio.run(hello())", { id: "runs" }),
    code("1 / 0", { id: "other" }),
    md("## asyncio.run(): where a program begins", { id: "section" }),
  ]);
  await notebook.kernelReady();
  const run = async (id: string): Promise<void> => {
    await notebook.select(id);
    await notebook.press("Control+Enter");
    await expect(notebook.cell(id)).toHaveAttribute("data-state", /done|error/);
  };
  const advice = (id: string) => notebook.output(id).locator('[data-part="advice"]');
  await run("forgets");
  await expect(notebook.output("forgets")).toContainText("was never awaited");
  await expect(advice("forgets")).toHaveText(
    "hello() was called without await, so none of it ran. Write await hello().",
  );
  await expect(advice("forgets").locator("code").first()).toHaveText("hello()");
  // No section explains it here, so nothing leads to one.
  await expect(advice("forgets").getByRole("button")).toHaveCount(0);
  await run("runs");
  await expect(notebook.output("runs")).toContainText("cannot be called from a running event loop");
  await advice("runs").getByRole("button", { name: "See “asyncio.run(): where a program" }).click();
  await expect(notebook.cell("section")).toBeFocused();
  await run("other");
  await expect(notebook.output("other")).toContainText("ZeroDivisionError");
  await expect(advice("other")).toHaveCount(0);
});
