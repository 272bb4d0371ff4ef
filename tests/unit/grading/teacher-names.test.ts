import { describe, expect, it } from "vitest";
import type { CellRun } from "../../../src/grading/cell-run.ts";
import { findPrying, withSuspicion } from "../../../src/grading/prying.ts";
import { readTeacherNames } from "../../../src/grading/teacher-names.ts";
import { code, nb } from "../../support/builders.ts";
import { answer, given, tests } from "../../support/exercises.ts";

describe("names of the teacher's", () => {
  const source = nb(
    given(
      "setup",
      "import asyncio, time as clock\nfrom math import pi, sqrt as root\nimport os.path",
    ),
    answer("a", "import statistics\ndef sum(values):\n    total: int = 0\n    return total"),
    code("class Queue:\n    pass\nlist = [1]\nfor item in list: pass"),
  );
  const names = readTeacherNames(source, source);

  it("are what the code binds", () => {
    expect(names.bound).toEqual(expect.arrayContaining(["sum", "total", "Queue", "list", "item"]));
    expect(names.bound).not.toContain("statistics");
  });

  it("and what cells import that students cannot change", () => {
    expect(names.imports).toEqual([
      { name: "asyncio", module: "asyncio", attribute: "" },
      { name: "clock", module: "time", attribute: "" },
      { name: "os", module: "os", attribute: "" },
      { name: "pi", module: "math", attribute: "pi" },
      { name: "root", module: "math", attribute: "sqrt" },
    ]);
  });
});

describe("prying code", () => {
  const names = readTeacherNames(nb(code("import ctypes")), nb(code("import ctypes")));

  it("is found in what students wrote, but for the teacher's own words", () => {
    const notebook = nb(
      tests("t", 1, "import sys; sys._getframe()"),
      answer("a", "import ctypes\nframe = inspect.currentframe().f_back"),
      code("text = 'a tree has get_parent()'"),
    );
    expect(findPrying(notebook, names)).toEqual([
      "cell 2: uses currentframe, f_back, by which code can look at the tests that call it",
    ]);
  });

  it("makes every test suspicious, and nothing else", () => {
    const guard = {
      ended: true,
      line: null,
      changed: [],
      shadowed: [],
      suspicious: [],
      findings: [],
    };
    const run: CellRun = { end: "ok", outputs: [], note: "" };
    const runs = withSuspicion(
      new Map<string, CellRun>([
        ["t", { ...run, guard }],
        ["a", run],
      ]),
      ["why"],
    );
    expect(runs.get("t")?.guard?.suspicious).toEqual(["why"]);
    expect(runs.get("a")).toBe(run);
  });
});
