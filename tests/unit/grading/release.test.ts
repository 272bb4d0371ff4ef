import { describe, expect, it } from "vitest";
import { DEFAULT_WORDS } from "../../../src/grading/exercise-steps.ts";
import { findLeakInText } from "../../../src/grading/exercise-leaks.ts";
import { releaseAssignment } from "../../../src/grading/release.ts";
import { checksumOf } from "../../../src/grading/checksum.ts";
import { readGradeInfo } from "../../../src/grading/cell-metadata.ts";
import type { Cell, JsonObject, MarkdownCell } from "../../../src/nbformat/types.ts";
import { code, md, nb, withMetadata } from "../../support/builders.ts";
import { answer, essay, nbgrader, task, tests } from "../../support/exercises.ts";

const question =
  "Which one waits?\n\n- [x] await\n  > It hands over to the loop.\n- [ ] def\n\n> Why: await gives the loop its turn.";
const graded = (extra: JsonObject = {}, metadata: JsonObject = {}): MarkdownCell =>
  md(question, {
    id: "q1",
    metadata: {
      lessonbook: { kind: "quiz", question: "single", mode: "graded", ...extra },
      ...metadata,
    },
  });

const solution = "    first = await fetch(names[0])\n    return [first.upper(), *names[1:]]";
const exercise = answer(
  "a",
  `async def shout(names):\n    ### BEGIN SOLUTION\n${solution}\n    ### END SOLUTION`,
);
const test = tests(
  "t",
  2,
  'assert callable(shout)\n### BEGIN HIDDEN TESTS\nassert await shout(["a", "zebra"]) == ["A", "zebra"]\n### END HIDDEN TESTS',
);
const drawing = task(
  "d",
  3,
  "Draw it.\n=== BEGIN MARK SCHEME ===\nTwo lanes and a loop lane on top\n=== END MARK SCHEME ===",
);

const problemsOf = (...cells: readonly Cell[]) => releaseAssignment(nb(...cells)).problems;
const released = (...cells: readonly Cell[]): readonly Cell[] => {
  const result = releaseAssignment(nb(...cells));
  expect(result.problems).toEqual([]);
  return result.released?.cells ?? [];
};

describe("questions and exercises in one notebook", () => {
  it("are released together, each by its own rule", () => {
    const text = JSON.stringify(released(graded(), exercise, test, drawing));
    for (const secret of ["[x]", "hands over", "first.upper", "zebra", "lanes"]) {
      expect(text).not.toContain(secret);
    }
    for (const kept of [
      "Which one waits?",
      "raise NotImplementedError",
      "callable(shout)",
      "Draw it.",
    ]) {
      expect(text).toContain(kept);
    }
  });

  it("a graded question becomes a cell that nbgrader can keep and mark", () => {
    const [cell] = released(graded({ attempts: [10, 5] }));
    const info = cell === undefined ? undefined : readGradeInfo(cell);
    expect(info).toMatchObject({ gradeId: "q1", grade: true, solution: true, points: 10 });
    expect(info?.checksum).toBe(
      cell === undefined || info === undefined ? "" : checksumOf(cell, info),
    );
  });

  it("come out alike each time", () => {
    const cells = [graded(), exercise, test, drawing];
    expect(released(...cells)).toEqual(released(...cells));
  });

  it("hidden tests stay in the master, with the checksum that nbgrader keeps for them", () => {
    const { master } = releaseAssignment(nb(test));
    const cell = master?.cells[0];
    expect(cell?.source).toBe(test.source);
    expect(cell?.metadata.nbgrader).toMatchObject({ checksum: checksumOf(test, readInfo(test)) });
  });
});

describe("refusing", () => {
  const refusals: readonly (readonly [string, Cell, number, string])[] = [
    [
      "a practice question with points",
      graded({ mode: "practice" }, nbgrader("q", { grade: true, solution: true, points: 1 })),
      1,
      "practice question",
    ],
    [
      "points that differ",
      graded({ points: 3 }, nbgrader("q", { grade: true, solution: true, points: 1 })),
      1,
      "worth 3 by its own",
    ],
    [
      "a question that is not marked as graded and answered",
      graded({}, nbgrader("q", { locked: true })),
      1,
      '"grade" and "solution"',
    ],
    ["a stray end of a solution", answer("s", "a = 1\n### END SOLUTION"), 2, 'no "BEGIN SOLUTION"'],
    [
      "a stray end of hidden tests",
      tests("s", 1, "assert a\n### END HIDDEN TESTS"),
      2,
      'no "BEGIN HIDDEN TESTS"',
    ],
    ["tests that nbgrader would write", tests("s", 1, "x = 1\n### AUTOTEST f(1)"), 2, "AUTOTEST"],
    [
      "a task without points",
      md("Do.", { metadata: nbgrader("s", { task: true, locked: true }) }),
      1,
      "no points",
    ],
  ];
  it.each(refusals)("%s, with its cell and line", (_, cell, line, words) => {
    const problems = problemsOf(md("fine"), cell);
    expect(problems[0]).toMatchObject({ cellId: cell.id, line });
    expect(problems[0]?.message).toContain(words);
  });

  it("names every problem at once, in the order of the cells", () => {
    const broken = answer("b", "### BEGIN SOLUTION\nx");
    const problems = problemsOf(
      tests("t", -1, "assert 1"),
      broken,
      code("y\n### BEGIN HIDDEN TESTS"),
      graded({ points: -1 }),
    );
    expect(
      problems.map(({ cellId }) => cellId).filter((id, index, ids) => ids.indexOf(id) === index),
    ).toHaveLength(4);
    expect(problems[0]?.cellId).toBe("cell-t");
  });

  it("names what would be left beside the other problems, each with its line", () => {
    const problems = problemsOf(
      graded({ points: -1 }),
      exercise,
      md(`The answer:\n\n${solution}\n\nNow you.`, { id: "told" }),
      md("Remember: it hands over\nto the loop.", { id: "hinted" }),
      answer("b", `### BEGIN SOLUTION\n${solution}`),
    );
    expect(problems.map(({ cellId, line }) => [cellId, line])).toEqual([
      ["q1", 1],
      ["told", 4],
      ["hinted", 2],
      ["cell-b", 1],
    ]);
  });

  it("gives a leak the line of the teacher's notebook", () => {
    const below = answer(
      "a",
      `def shout(names):\n    ### BEGIN SOLUTION\n${solution}\n    ### END SOLUTION\n# assert await shout(["a", "zebra"]) == ["A", "zebra"]`,
    );
    expect(problemsOf(test, below)).toMatchObject([{ cellId: below.id, line: 6 }]);
  });
});

describe("the leak scan", () => {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const line = 'assert await shout(["a", "zebra"]) == ["A", "zebra"]';
  const plants: readonly (readonly [string, Cell])[] = [
    ["a solution in a text", md(`The answer:\n\n${solution}`)],
    ["a solution laid out differently", md(solution.replaceAll(" ", "").replaceAll("\n", "\n\n"))],
    ["a hidden test in a comment", code(`# ${line}`)],
    ["a hidden test in metadata", code("x", { metadata: { note: line } })],
    ["a solution's line in base64 in metadata", md("x", { metadata: { blob: base64(solution) } })],
    [
      "a hidden test in an attachment",
      md("![a](attachment:a.txt)", { attachments: { "a.txt": { "text/plain": base64(line) } } }),
    ],
    ["a mark scheme in a text", md("Two lanes and a loop lane on top.")],
    [
      "a key of an exercise's metadata",
      {
        ...answer("k", "long_enough = 12"),
        metadata: { ...nbgrader("k", { solution: true }), solution: "x" },
      },
    ],
    ["a marker", md("Write between END SOLUTION", {})],
  ];
  it.each(plants)("finds %s", (_, cell) => {
    const problems = problemsOf(exercise, test, drawing, cell);
    expect(problems[0]?.cellId).toBe(cell.id);
  });

  it("finds a hidden test in the notebook's own metadata", () => {
    const { problems } = releaseAssignment(withMetadata(nb(test), { remark: [line] }));
    expect(problems[0]).toMatchObject({ cellId: "" });
  });

  it("finds a picture of an answer that was taken out", () => {
    const cell = {
      ...essay("e", 1, "It looks so: ![x](attachment:x.png)"),
      attachments: { "x.png": { "image/png": "aGFsbG8=" } },
    };
    expect(problemsOf(cell)[0]?.message).toContain("attachments.x.png");
  });

  it("leaves no output, where a solution may have been printed", () => {
    const told = code("shout(names)", {
      id: "told",
      outputs: [{ output_type: "stream", name: "stdout", text: `${solution}\n` }],
    });
    const cells = released(exercise, { ...told, execution_count: 7 });
    expect(cells[1]).toMatchObject({ outputs: [], execution_count: null });
  });

  it("finds a solution in a file beside the notebook", () => {
    const { secrets } = releaseAssignment(nb(exercise, test));
    expect(findLeakInText(`def shout(names):\n${solution}\n`, secrets, DEFAULT_WORDS)).toBe(
      "the solution of cell cell-a",
    );
    expect(findLeakInText("import asyncio\n", secrets, DEFAULT_WORDS)).toBeUndefined();
  });

  it("is silent where nothing is told", () => {
    const cells = [
      exercise,
      test,
      // Stubs, imports, short lines and single lines of a longer solution are nobody's secret.
      answer("stub", "# YOUR CODE HERE\nraise NotImplementedError()"),
      essay("later", 1, "YOUR ANSWER HERE"),
      answer("imports", "import asyncio"),
      code("import asyncio\nfirst = await fetch(names[0])"),
      answer("short", "x = 1"),
      md("x = 1, then ![own](attachment:own.png)", {
        attachments: { "own.png": { "image/png": "aGFsbG8=" } },
      }),
    ];
    expect(problemsOf(...cells)).toEqual([]);
  });
});

function readInfo(cell: Cell): NonNullable<ReturnType<typeof readGradeInfo>> {
  const info = readGradeInfo(cell);
  if (info === undefined) throw new Error("no nbgrader cell");
  return info;
}
