// What a student gets back in a notebook: all that concerns them, and nothing that is hidden.
import { describe, expect, it } from "vitest";
import type { CellRun, GuardReport } from "../../../src/grading/cell-run.ts";
import { DEFAULT_WORDS } from "../../../src/grading/exercise-steps.ts";
import { feedbackNotebook } from "../../../src/grading/feedback-notebook.ts";
import { giveBack, type GivenBack } from "../../../src/grading/given-back.ts";
import type { StudentGrade } from "../../../src/grading/grades.ts";
import { parseNotebookText } from "../../../src/nbformat/parse.ts";
import { serialiseNotebook } from "../../../src/nbformat/serialise.ts";
import type { Output } from "../../../src/nbformat/types.ts";
import { failure, gradeIt, HIDDEN } from "../../support/given-back.ts";

const guard: GuardReport = {
  ended: true,
  line: null,
  changed: [],
  shadowed: [],
  suspicious: [],
  findings: [],
};
const passed: CellRun = { end: "ok", outputs: [], note: "", guard };
const failed = (line: number, output: Output): CellRun => ({
  end: "error",
  outputs: [output],
  note: "",
  guard: { ...guard, ended: false, line },
});

function given(
  runs: Readonly<Record<string, CellRun>>,
  { showHidden = false, change = (student: StudentGrade) => student } = {},
): { readonly back: GivenBack; readonly text: string } {
  const { run, student: graded, source } = gradeIt(runs);
  const student = change(graded);
  const [grade] = student.notebooks;
  if (grade === undefined) throw new Error("no notebook");
  const back = giveBack(run, source, grade, { words: DEFAULT_WORDS, showHidden });
  const notebook = feedbackNotebook(back, { assignment: "a1", student });
  if (notebook === undefined) throw new Error("nothing given back");
  const text = serialiseNotebook(notebook);
  // It is a notebook that can be read again, with every id once.
  const { cells } = parseNotebookText(text).notebook;
  expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
  return { back, text };
}

const messageOf = ({ grades }: GivenBack): string =>
  grades.find(({ gradeId }) => gradeId === "double_test")?.message ?? "";

const secrets = ["double(210)", "limit_of_the_test", "HIDDEN TESTS", "two arrows", "MARK SCHEME"];

describe("hidden tests and mark schemes", () => {
  const leaky: readonly (readonly [string, CellRun, string])[] = [
    ["when all is right", passed, ""],
    [
      "in a traceback, whose author gave a reason",
      failed(3, failure("AssertionError", "big numbers are wrong", `----> 3 ${HIDDEN}`)),
      "A hidden test: big numbers are wrong",
    ],
    [
      "in an error that has the test's words",
      failed(4, failure("NameError", "name 'limit_of_the_test' is not defined")),
      "A hidden test is not passed.",
    ],
    [
      "in coloured pieces",
      failed(
        3,
        failure(
          "AssertionError",
          "",
          "\u001b[32massert\u001b[0m double(\u001b[31m210\u001b[0m) == 420",
        ),
      ),
      "A hidden test is not passed.",
    ],
    [
      "in what it prints",
      {
        ...passed,
        outputs: [{ output_type: "stream", name: "stdout", text: "double(210) is 420\n" }],
      },
      "",
    ],
    [
      "in the line that was waiting",
      {
        end: "timeout",
        outputs: [],
        note: `Not finished after 6 s: waiting at line 3: ${HIDDEN}.`,
      },
      "Stopped in a hidden test: it did not end in time.",
    ],
  ];
  it.each(leaky)("are not shown %s", (_, run, message) => {
    const { back, text } = given({ "cell-double_test": run });
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(messageOf(back)).toBe(message);
  });

  it("are not shown by another cell that repeats them", () => {
    const stream = { output_type: "stream", name: "stdout", text: `seen: ${HIDDEN}\n` } as const;
    const told = { output_type: "stream", name: "stdout", text: "my own\n" } as const;
    const { text } = given({
      "cell-double": { ...passed, outputs: [stream, told] },
      "cell-double_test": passed,
    });
    expect(text).not.toContain("double(210)");
    expect(text).toContain("my own");
  });

  it("leave what visible tests say as it is", () => {
    const output = failure("AssertionError", "", "----> 1 assert double(1) == 2");
    const { back } = given({ "cell-double_test": failed(1, output) });
    expect(messageOf(back)).toBe("AssertionError");
  });

  it("are not quoted in advice on the event loop", () => {
    const finding = (text: string) => ({ kind: "blocked", text, most: 0 });
    const findings = [finding(`Line 3 (\`${HIDDEN}\`) held it.`), finding("Line 2 held it.")];
    const { text } = given({ "cell-double_test": { ...passed, guard: { ...guard, findings } } });
    expect(text).toContain("Noticed: Line 2 held it.");
    expect(text).not.toContain("Line 3");
  });

  it("are shown when the teacher asks for it", () => {
    const output = failure("AssertionError", "big numbers are wrong", `----> 3 ${HIDDEN}`);
    const { text } = given({ "cell-double_test": failed(3, output) }, { showHidden: true });
    for (const secret of secrets) expect(text).toContain(secret);
  });
});

describe("the graded notebook", () => {
  const evil = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) **good**\n<script>x</script>";

  it("has a summary on top, and points, message and comment under each cell", () => {
    const { back, text } = given(
      { "cell-double_test": failed(1, failure("ValueError", "no *stars* <b>")) },
      {
        change: (student) => ({
          ...student,
          notebooks: student.notebooks.map((notebook) => ({
            ...notebook,
            cells: notebook.cells.map((cell) =>
              cell.gradeId === "why"
                ? { ...cell, manual: 3, extra: 1, score: 4, comment: "Good, `x < y`" }
                : cell,
            ),
          })),
        }),
      },
    );
    const { cells, metadata } = parseNotebookText(text).notebook;
    const sources = cells.map(({ source }) => source);
    expect(sources[0]).toContain(`# doubles: ${back.score} of 10 points`);
    expect(sources[0]).toContain("| double\\_test | 0 of 2 | ✕ not right |");
    const under = (id: string): string =>
      sources[cells.findIndex((cell) => cell.id === id) + 1] ?? "";
    expect(under("cell-double_test")).toContain("ValueError: no \\*stars\\* \\<b\\>");
    expect(under("cell-why")).toContain("4 of 4 points** (+1 extra), marked by hand");
    expect(under("cell-why")).toContain("> **Comment:** Good,");
    expect(metadata.lessonbook).toEqual({ grade: { score: back.score, maxScore: 10 } });
    expect(cells.find(({ id }) => id === "cell-why")?.metadata.lessonbook).toMatchObject({
      grade: { score: 4, maxScore: 4, comment: "Good, `x < y`" },
    });
  });

  it("makes comments harmless", () => {
    const { text } = given(
      {},
      {
        change: (student) => ({
          ...student,
          notebooks: student.notebooks.map((notebook) => ({
            ...notebook,
            cells: notebook.cells.map((cell) => ({ ...cell, comment: evil })),
          })),
        }),
      },
    );
    const comments = parseNotebookText(text).notebook.cells.filter(({ source }) =>
      source.includes("**Comment:**"),
    );
    expect(comments.length).toBe(4);
    for (const { source } of comments) {
      expect(source).toContain("**good**");
      expect(source).not.toMatch(/(?<!\\)<|(?<!\\)\]\(/);
    }
  });

  it("says of a question what the teacher's text says to the answer", () => {
    const { run, student, source } = gradeIt({}, (cell) =>
      cell.id === "pick"
        ? { ...cell, source: cell.source.replace("[ ] `x + 2`", "[x] `x + 2`") }
        : cell,
    );
    const [grade] = student.notebooks;
    if (grade === undefined) throw new Error("no notebook");
    const back = giveBack(run, source, grade, { words: DEFAULT_WORDS, showHidden: false });
    const pick = back.cells.find(({ cell }) => cell.id === "pick");
    expect(pick?.grade).toMatchObject({ kind: "quiz", status: "failed", score: 0, maxScore: 3 });
    expect(pick?.notes).toEqual(["That adds two.", "twice is once more."]);
  });

  it("is not made where no notebook could be read, but its points are told", () => {
    const { student, source } = gradeIt({});
    const [grade] = student.notebooks;
    if (grade === undefined) throw new Error("no notebook");
    const back = giveBack(undefined, source, grade, { words: DEFAULT_WORDS, showHidden: false });
    expect(feedbackNotebook(back, { assignment: "a1", student })).toBeUndefined();
    expect(back.grades.map(({ gradeId }) => gradeId)).toEqual([
      "double_test",
      "why",
      "draw",
      "pick",
    ]);
  });
});
