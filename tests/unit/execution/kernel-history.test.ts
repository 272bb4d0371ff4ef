import { describe, expect, it } from "vitest";
import { HistoryWalk } from "../../../src/execution/kernel-history.ts";
import { defer } from "../../support/deferred.ts";

/** A walk through these sources in a cell with this text; gives what stands there after each step. */
function walk(sources: readonly string[], typed: string) {
  const cell = { id: "a", source: typed };
  let asked = 0;
  const history = new HistoryWalk({
    history: () => {
      asked += 1;
      return Promise.resolve(sources);
    },
    cell: () => ({ ...cell }),
    show: (_, text) => {
      cell.source = text;
    },
  });
  const go = async (...steps: readonly (1 | -1)[]): Promise<readonly string[]> => {
    const shown: string[] = [];
    for (const by of steps) {
      await history.go(by);
      shown.push(cell.source);
    }
    return shown;
  };
  return { cell, go, asked: () => asked };
}

describe("a walk through the kernel's history", () => {
  it("goes back to the oldest and forward again to what was typed", async () => {
    const { go } = walk(["one", "two", "three"], "");
    expect(await go(-1, -1, -1, -1, 1, 1, 1, 1)).toEqual([
      "three",
      "two",
      "one",
      "one",
      "two",
      "three",
      "",
      "",
    ]);
  });

  it("shows what begins as what was typed, each source once, where it was run last", async () => {
    const { go } = walk(["print(1)", "x", "print(2)", "print(1)", "print"], "print");
    expect(await go(-1, -1, -1, 1, 1)).toEqual([
      "print(1)",
      "print(2)",
      "print(2)",
      "print(1)",
      "print",
    ]);
  });

  it("begins anew with a text that it did not show, and asks the kernel again only then", async () => {
    const { cell, go, asked } = walk(["import os", "await f()"], "");
    expect(await go(-1, -1)).toEqual(["await f()", "import os"]);
    expect(asked()).toBe(1);
    cell.source = "aw";
    expect(await go(-1, 1)).toEqual(["await f()", "aw"]);
    expect(asked()).toBe(2);
  });

  it("changes nothing where nothing fits, or nobody can say", async () => {
    expect(await walk(["one"], "two").go(-1, 1)).toEqual(["two", "two"]);
    const silent = new HistoryWalk({
      history: () => Promise.resolve(null),
      cell: () => ({ id: "a", source: "" }),
      show: () => expect.unreachable(),
    });
    await silent.go(-1);
  });

  it("drops an answer that comes when somebody has typed on or gone to another cell", async () => {
    for (const now of [{ id: "a", source: "typed on" }, { id: "b", source: "" }, undefined]) {
      const answered = defer();
      let cell: { id: string; source: string } | undefined = { id: "a", source: "" };
      const history = new HistoryWalk({
        history: () => answered.promise.then(() => ["old"]),
        cell: () => cell,
        show: () => expect.unreachable(),
      });
      const gone = history.go(-1);
      cell = now;
      answered.resolve();
      await gone;
    }
  });
});
