import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fillWorkspace } from "../../../src/cli/workspace.ts";

describe("the workspace", () => {
  let folder: string;
  const from = (...parts: string[]) => join(folder, "release", ...parts);
  const to = (...parts: string[]) => join(folder, "workspace", ...parts);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lessonbook-workspace-"));
    await mkdir(from("a1", "data"), { recursive: true });
    await writeFile(from("a1", "a1.ipynb"), "released");
    await writeFile(from("a1", "data", "x.csv"), "1");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("gets every released file, in its folder", async () => {
    const copied = await fillWorkspace(from(), to());
    expect([...copied].sort()).toEqual([join("a1", "a1.ipynb"), join("a1", "data", "x.csv")]);
    expect(await readFile(to("a1", "data", "x.csv"), "utf8")).toBe("1");
  });

  it("keeps the learner's file, also an empty one, and gets what is new beside it", async () => {
    await mkdir(to("a1"), { recursive: true });
    await writeFile(to("a1", "a1.ipynb"), "");
    expect(await fillWorkspace(from(), to())).toEqual([join("a1", "data", "x.csv")]);
    expect(await readFile(to("a1", "a1.ipynb"), "utf8")).toBe("");
    expect(await fillWorkspace(from(), to())).toEqual([]);
  });
});
