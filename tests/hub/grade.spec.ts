// Grading in a hub's containers: `lessonbook grade` on a learner's server that the hub has spawned, let in by the hub's token.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool } from "../../scripts/lib/tool.mjs";
import type { Gradebook } from "../../src/grading/grades.ts";
import { CHECKOUT } from "../support/server.ts";
import { ASSIGNMENT, handIn, makeCourse, readCases } from "../support/submissions.ts";
import { callHub, expect, logIn, test } from "./hub-page.ts";

test("a class is graded on a server that the hub has spawned", async ({ page, hub }) => {
  const home = await hub.folderOf("grader");
  await logIn(page, hub, "grader");
  const { token } = (await callHub(page, hub, "POST", "users/grader/tokens")) as {
    readonly token: string;
  };
  const course = await mkdtemp(join(tmpdir(), "lessonbook-course-"));
  try {
    await makeCourse(course);
    for (const one of readCases("cases")) {
      if (["right", "os-exit"].includes(one.name)) await handIn(course, one);
    }
    const { output } = await runTool(process.execPath, [
      ...[join(CHECKOUT, "dist", "cli", "lessonbook.mjs"), "grade", ASSIGNMENT],
      ...["--course", course, "--server", `${hub.url}user/grader/`, "--token", token],
    ]);
    expect(output).toContain("Graded 2 ");
    expect(output).toMatch(/^Isolation: remote\./);
    expect(output).not.toContain(token);
    const text = await readFile(join(course, "grades.json"), "utf8");
    const { students } = JSON.parse(text) as Gradebook;
    expect(students.map(({ id, score }) => [id, score])).toEqual([
      ["os-exit", 11],
      ["right", 17],
    ]);
    // Nothing of the class is among the files of the server's owner.
    expect((await readdir(home)).filter((name) => name.includes(ASSIGNMENT))).toEqual([]);
  } finally {
    await rm(course, { recursive: true });
  }
});

test("a token that the hub does not know grades nothing, and says so", async ({ page, hub }) => {
  await logIn(page, hub, "grader");
  const course = await mkdtemp(join(tmpdir(), "lessonbook-course-"));
  try {
    await makeCourse(course);
    const right = readCases("cases").find(({ name }) => name === "right");
    if (right !== undefined) await handIn(course, right);
    const { code, output } = await runTool(process.execPath, [
      ...[join(CHECKOUT, "dist", "cli", "lessonbook.mjs"), "grade", ASSIGNMENT],
      ...["--course", course, "--server", `${hub.url}user/grader/`, "--token", "wrong"],
    ]);
    expect(code).toBe(1);
    expect(output).toContain(`${hub.url}user/grader/ is out of reach`);
    expect(await readdir(course)).not.toContain("grades.json");
  } finally {
    await rm(course, { recursive: true });
  }
});
