// The list of files: its order, its words, what an upload plans, and the search.
import { describe, expect, it } from "vitest";
import type { FileInfo } from "../../../src/execution/files-port.ts";
import { FIRST_ORDER, pressColumn, sortFiles } from "../../../src/files/order.ts";
import { matchesName, MOST, searchFiles, type SearchProgress } from "../../../src/files/search.ts";
import { planUpload, type Source } from "../../../src/files/upload-plan.ts";
import { sizeWords } from "../../../src/files/words.ts";

function info(path: string, more: Partial<FileInfo> = {}): FileInfo {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { name, path, type: "file", writable: true, ...more };
}

const names = (entries: readonly FileInfo[]): readonly string[] => entries.map(({ name }) => name);

describe("the order of files", () => {
  const entries = [
    info("lesson 10.ipynb", { size: 1, lastModified: "2026-03-01T00:00:00Z" }),
    info("b", { type: "directory", lastModified: "2026-01-01T00:00:00Z" }),
    info("Émile.txt", { size: 30, lastModified: "2026-02-01T00:00:00Z" }),
    info("lesson 2.ipynb", { size: 1, lastModified: "not a time" }),
    info("a", { type: "directory" }),
  ];

  it("has folders first, numbers by their value, accents beside their letter", () => {
    const sorted = names(sortFiles(entries, FIRST_ORDER));
    expect(sorted).toEqual(["a", "b", "Émile.txt", "lesson 2.ipynb", "lesson 10.ipynb"]);
  });

  it("goes by time and by size, and by name where those are equal", () => {
    expect(names(sortFiles(entries, { by: "changed", down: true }))).toEqual([
      "b",
      "a",
      "lesson 10.ipynb",
      "Émile.txt",
      "lesson 2.ipynb",
    ]);
    expect(names(sortFiles(entries, { by: "size", down: true })).slice(2)).toEqual([
      "Émile.txt",
      "lesson 2.ipynb",
      "lesson 10.ipynb",
    ]);
  });

  it("turns round with a second press on the column", () => {
    const byTime = pressColumn(FIRST_ORDER, "changed");
    expect(byTime).toEqual({ by: "changed", down: true });
    expect(pressColumn(byTime, "changed")).toEqual({ by: "changed", down: false });
    expect(pressColumn(byTime, "name")).toEqual({ by: "name", down: false });
  });
});

describe("sizes in words", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1_000, "1 kB"],
    [1_449, "1.4 kB"],
    [123_456_789, "123 MB"],
    [2_000_000_000_000_000, "2,000 TB"],
  ])("%i is %s", (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });
});

describe("the plan of an upload", () => {
  const source: Source = { size: 1, lastModified: 0, slice: () => new Blob() };

  it("makes each folder before what is in it, also empty ones", () => {
    const plan = planUpload("course", {
      files: [
        { path: "a/b/deep.txt", source },
        { path: "top.txt", source },
      ],
      folders: ["a", "empty"],
    });
    expect(plan.folders).toEqual(["course/a", "course/empty", "course/a/b"]);
    expect(plan.files.map(({ path }) => path)).toEqual(["course/a/b/deep.txt", "course/top.txt"]);
    expect(plan.refused).toEqual([]);
  });

  it("leaves out what the server does not take, with the reason", () => {
    const plan = planUpload("", {
      files: [
        { path: ".git/config", source },
        { path: "fine.txt", source },
      ],
      folders: [".git"],
    });
    expect(plan.files.map(({ path }) => path)).toEqual(["fine.txt"]);
    expect(plan.folders).toEqual([]);
    expect(plan.refused.map(({ path }) => path)).toEqual([".git/config", ".git"]);
    expect(plan.refused[0]?.reason).toMatch(/hidden/);
  });
});

describe("the search by name", () => {
  it("takes words in any order and case, with and without accents", () => {
    expect(matchesName("Übung 3 – Lösung.ipynb", "losung ubung")).toBe(true);
    expect(matchesName("Übung 3.ipynb", "übung 4")).toBe(false);
  });

  const tree: Readonly<Record<string, readonly FileInfo[]>> = {
    "": [
      info("near match.txt"),
      info("sub", { type: "directory" }),
      info("shut", { type: "directory" }),
    ],
    sub: [info("sub/other.txt"), info("sub/match", { type: "directory" })],
    "sub/match": [info("sub/match/a match.ipynb", { type: "notebook" })],
  };
  const list = (path: string) => {
    const entries = tree[path];
    return entries === undefined
      ? Promise.reject(new Error("no permission"))
      : Promise.resolve({ entries, writable: true });
  };

  it("looks into every folder below, and says which it could not read", async () => {
    const told: SearchProgress[] = [];
    await searchFiles(
      { list },
      {
        folder: "",
        query: "match",
        onProgress: (progress) => told.push(progress),
        signal: new AbortController().signal,
      },
    );
    const last = told.at(-1);
    expect(last).toMatchObject({ folders: 4, closed: 1, state: "done" });
    expect(last?.found.map(({ path }) => path)).toEqual([
      "near match.txt",
      "sub/match",
      "sub/match/a match.ipynb",
    ]);
  });

  it("ends in a folder that holds itself", async () => {
    const told: SearchProgress[] = [];
    const endless = (path: string) =>
      Promise.resolve({
        entries: [info(`${path}/again`, { type: "directory" })],
        writable: true,
      });
    await searchFiles(
      { list: endless },
      {
        folder: "x",
        query: "nothing",
        onProgress: (progress) => told.push(progress),
        signal: new AbortController().signal,
      },
    );
    expect(told.at(-1)).toMatchObject({ folders: MOST.folders, state: "cut" });
  });

  it("says nothing any more when it was given up", async () => {
    const giveUp = new AbortController();
    const told: SearchProgress[] = [];
    await searchFiles(
      { list },
      {
        folder: "",
        query: "match",
        onProgress: (progress) => {
          told.push(progress);
          giveUp.abort();
        },
        signal: giveUp.signal,
      },
    );
    expect(told).toHaveLength(1);
  });
});
