import { describe, expect, it } from "vitest";
import { checkRows } from "../../../src/check/rows.ts";
import type { CellResult, CellStatus } from "../../../src/check/run.ts";
import type { Cell, JsonObject, MarkdownCell } from "../../../src/nbformat/types.ts";
import { code, exerciseCells, md } from "../../support/builders.ts";
import { tests } from "../../support/exercises.ts";

const question = (id: string, source: string, metadata: JsonObject): MarkdownCell =>
  md(source, { id, metadata: { lessonbook: { kind: "quiz", released: true, ...metadata } } });

const result = (id: string, status: CellStatus, message = ""): [string, CellResult] => [
  id,
  { id, status, message, seconds: 0 },
];

const rowsOf = (cells: readonly Cell[], ...results: [string, CellResult][]) =>
  checkRows(cells, new Map(results)).map(({ cellId, title, state, text }) =>
    [cellId, state, title, text].join(" | "),
  );

const exercise = question("ask", "#### Exercise: add `two` *numbers*\n\nDo it.", {
  question: "code",
});

describe("the rows of a check", () => {
  it("say of a question how it stands in the page, and of a graded one only whether it is answered", () => {
    const ask = (id: string, extra: JsonObject) =>
      question(id, "Which one?\n\n- [ ] a\n- [x] b", { question: "single", ...extra });
    expect(
      rowsOf([
        ask("todo", {}),
        ask("tried", { learner: { attempts: 1 } }),
        ask("done", { learner: { attempts: 2, solved: "2026-01-01" } }),
        ask("graded", { mode: "graded", learner: { attempts: 1, checked: "2026-01-01" } }),
      ]),
    ).toEqual([
      "todo | open | Which one? | Not answered yet.",
      "tried | wrong | Which one? | Not right yet.",
      "done | right | Which one? | Right.",
      "graded | right | Which one? | Answered.",
    ]);
  });

  it("say of an exercise what its tests said, once they have all run", () => {
    const cells = [exercise, ...exerciseCells({ first: 1, second: 1 })];
    const title = "Exercise: add two numbers";
    expect(rowsOf(cells)).toEqual([`ask | waiting | ${title} | `]);
    expect(rowsOf(cells, result("first", "ok"))).toEqual([`ask | waiting | ${title} | `]);
    expect(rowsOf(cells, result("first", "ok"), result("second", "ok"))).toEqual([
      `ask | right | ${title} | All 2 tests pass.`,
    ]);
    expect(rowsOf(cells, result("first", "failed", "add(1, 2) gave None"))).toEqual([
      `first | wrong | ${title} | add(1, 2) gave None`,
    ]);
  });

  it("name the cell that goes through in the page, and not from a clean start", () => {
    const [solution, ...checks] = exerciseCells();
    const passed = checks.map((test) => ({ ...test, execution_count: 4 }));
    const cells = [exercise, ...(solution === undefined ? [] : [solution]), ...passed];
    expect(rowsOf(cells, result("test", "failed", "NameError: name 'x' is not defined"))).toEqual([
      "test | wrong | Exercise: add two numbers | Goes through here, but not from a clean start: NameError: name 'x' is not defined. Perhaps it needs a cell that was changed, deleted or run in another order.",
    ]);
  });

  it("lead to the answer where that does not even run", () => {
    const cells = [exercise, ...exerciseCells()];
    const broken = [
      result("solution", "failed", "SyntaxError: invalid syntax"),
      result("test", "failed", "NameError: add"),
    ];
    expect(rowsOf(cells, ...broken)).toEqual([
      "solution | wrong | Exercise: add two numbers | SyntaxError: invalid syntax",
    ]);
  });

  it("leave an exercise alone that is not begun", () => {
    const [solution, ...checks] = exerciseCells();
    const stub = { ...solution, source: "def add(a, b):\n    raise NotImplementedError()" } as Cell;
    const failed = result("test", "failed", "NotImplementedError");
    expect(rowsOf([exercise, stub, ...checks], failed)).toEqual([
      "ask | open | Exercise: add two numbers | Not begun yet.",
    ]);
  });

  it("tell tests without a question, and other cells only when they do not go through", () => {
    const cells = [
      md("# Words"),
      code("x = 1", { id: "good" }),
      code("while True: pass", { id: "endless", execution_count: 1 }),
      tests("t1", 2, "assert x == 1"),
      tests("t2", 2, "assert x == 2"),
    ];
    expect(
      rowsOf(
        cells,
        result("good", "ok"),
        result("endless", "timeout", "stopped after 30 s"),
        result("cell-t1", "ok"),
        result("cell-t2", "not-run"),
      ),
    ).toEqual([
      "endless | wrong | Cell 3: while True: pass | Goes through here, but not from a clean start: stopped after 30 s. Perhaps it needs a cell that was changed, deleted or run in another order.",
      "cell-t1 | right | Test t1 | Passes.",
      "cell-t2 | wrong | Test t2 | It was not run, because the kernel ended before.",
    ]);
  });

  it("keep long and empty cells short", () => {
    const failed = result("long", "failed", "no");
    expect(rowsOf([code("y".repeat(200), { id: "long" })], failed)).toEqual([
      `long | wrong | Cell 1: ${"y".repeat(79)}… | no`,
    ]);
  });
});
