// What is checked in under notebooks/release is what release makes of notebooks/source today, and holds no key.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { releaseAssignment } from "../../../src/grading/release.ts";
import { scanForLeaks } from "../../../src/lesson/leak-scan.ts";
import { parseNotebookText } from "../../../src/nbformat/parse.ts";
import { serialiseNotebook } from "../../../src/nbformat/serialise.ts";
import type { Notebook } from "../../../src/nbformat/types.ts";

const notebooks = fileURLToPath(new URL("../../../notebooks/", import.meta.url));
const list = (side: string): readonly string[] =>
  readdirSync(join(notebooks, side), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ipynb"))
    .sort();
const read = (side: string, name: string): string =>
  readFileSync(join(notebooks, side, name), "utf8");
const parse = (text: string): Notebook => parseNotebookText(text).notebook;

describe("the released lessons", () => {
  it("are those of the source, all of them", () => {
    expect(list("source")).toContain("asyncio/asyncio.ipynb");
    expect(list("release")).toEqual(list("source"));
  });

  it.each(list("source"))("%s is current", (name) => {
    const { released, problems } = releaseAssignment(parse(read("source", name)));
    expect(problems).toEqual([]);
    expect(released && serialiseNotebook(released)).toBe(read("release", name));
  });

  it.each(list("source"))("%s holds no key", (name) => {
    expect(scanForLeaks(parse(read("source", name)), parse(read("release", name)))).toEqual([]);
  });

  it.each(list("source"))("%s would be caught if its answers were left in", (name) => {
    const source = parse(read("source", name));
    expect(scanForLeaks(source, source).length).toBeGreaterThan(0);
  });
});
