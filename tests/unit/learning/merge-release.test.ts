// An assignment that was released anew, put into a learner's notebook: their work stays.
import { describe, expect, it } from "vitest";
import { mergeRelease } from "../../../src/learning/merge-release.ts";
import { serialiseNotebook } from "../../../src/nbformat/serialise.ts";
import { code, md, nb, withMetadata } from "../../support/builders.ts";

const task = md("Add two numbers.", { id: "task" });
const answer = code("# YOUR CODE HERE", { id: "answer" });
const tests = code("assert add(1, 2) == 3", { id: "tests" });
const base = nb(task, answer, tests);
const sources = (notebook = nb()): readonly string[] => notebook.cells.map(({ source }) => source);

describe("a notebook that is released anew", () => {
  it("brings its changes into the learner's, who keeps answers and cells of their own", () => {
    const mine = nb(
      task,
      { ...answer, source: "def add(a, b): return a + b" },
      code("add(1, 2)", { id: "own" }),
      tests,
    );
    const theirs = nb(
      { ...task, source: "Add two integers." },
      answer,
      tests,
      md("New", { id: "n" }),
    );
    const merged = mergeRelease(serialiseNotebook(base), mine, serialiseNotebook(theirs));
    expect(merged?.conflicts).toBe(0);
    expect(sources(merged?.notebook)).toEqual([
      "Add two integers.",
      "def add(a, b): return a + b",
      "add(1, 2)",
      "assert add(1, 2) == 3",
      "New",
    ]);
  });

  it("leaves the learner's where both changed a cell, and counts it", () => {
    const mine = nb(task, { ...answer, source: "mine" }, tests);
    const theirs = nb(task, { ...answer, source: "theirs" }, tests);
    const merged = mergeRelease(serialiseNotebook(base), mine, serialiseNotebook(theirs));
    expect(merged?.conflicts).toBe(1);
    expect(sources(merged?.notebook)).toEqual([
      "Add two numbers.",
      "mine",
      "assert add(1, 2) == 3",
    ]);
  });

  it("takes new metadata of the notebook and keeps the learner's", () => {
    const mine = withMetadata(base, { progress: { done: 1 } });
    const theirs = withMetadata(base, { kernelspec: { name: "python3" } });
    const merged = mergeRelease(serialiseNotebook(base), mine, serialiseNotebook(theirs));
    expect(merged?.notebook.metadata).toEqual({
      progress: { done: 1 },
      kernelspec: { name: "python3" },
    });
  });

  it.each([
    ["cells without ids", serialiseNotebook({ ...base, nbformat_minor: 4 }), base],
    ["a learner's file without ids", serialiseNotebook(base), { ...base, nbformat_minor: 4 }],
    ["no notebook", "Dear diary", base],
  ])("does nothing with %s", (_, before, mine) => {
    expect(mergeRelease(before, mine, serialiseNotebook(base))).toBeUndefined();
  });
});
