import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuestion } from "../../../src/lesson/question-kinds.ts";
import { releaseNotebook } from "../../../src/lesson/release.ts";
import { serialiseNotebook } from "../../../src/nbformat/serialise.ts";
import type { Cell, JsonObject, MarkdownCell, Notebook } from "../../../src/nbformat/types.ts";
import { code, md, nb, raw, stream, withMetadata } from "../../support/builders.ts";
import { readCases } from "./cases.ts";
import { describeQuestion } from "./question-drivers.ts";

const question = [
  "Which one waits?",
  "",
  "- [ ] the first",
  "  > It returns before it has begun.",
  "",
  "- [x] the second",
  "",
  "> Why: only the second one awaits anything.",
].join("\n");

describe("releasing a question", () => {
  it("takes ticks, feedback and explanation out, and the layout that they leave", () => {
    expect(released(quiz(question)).source).toBe(
      "Which one waits?\n\n- [ ] the first\n- [ ] the second",
    );
  });

  it("leaves a sealed key in practice mode", () => {
    const metadata = lessonOf(released(quiz(question, { points: 2, hints: ["Think."] })));
    expect(metadata).toMatchObject({
      kind: "quiz",
      question: "single",
      points: 2,
      hints: ["Think."],
      released: true,
    });
    expect(Object.keys(metadata.sealed ?? {}).sort()).toEqual([
      "digest",
      "explanation",
      "parts",
      "salt",
      "version",
    ]);
  });

  it("leaves no key at all in graded mode", () => {
    const cell = released(quiz(question, { mode: "graded", points: 3 }));
    expect(lessonOf(cell)).toEqual({
      kind: "quiz",
      question: "single",
      mode: "graded",
      points: 3,
      released: true,
    });
    expect(cell.source).not.toContain("x]");
  });

  it("takes the learner's record and unknown keys out of the lesson's metadata", () => {
    const cell = quiz(question, { learner: { attempts: 3 }, correct: [1], note: "b is right" });
    expect(Object.keys(lessonOf(released(cell))).sort()).toEqual([
      "kind",
      "question",
      "released",
      "sealed",
    ]);
  });

  it("keeps other metadata and attachments", () => {
    const nbgrader = { grade: true, grade_id: "q", points: 1, solution: true, schema_version: 3 };
    const attachments = { "a.png": { "image/png": "AAAA" } };
    const cell: MarkdownCell = { ...quiz(question), attachments };
    const result = released({ ...cell, metadata: { ...cell.metadata, tags: ["t"], nbgrader } });
    expect(result.metadata).toMatchObject({ tags: ["t"], nbgrader });
    expect(result.attachments).toBe(attachments);
  });

  it("makes lines end in one way", () => {
    expect(released(quiz(question.replaceAll("\n", "\r\n"))).source).toBe(
      released(quiz(question)).source,
    );
  });

  it("keeps code, paragraphs and lists of options", () => {
    const source = [
      "Which?",
      "- [x] this:",
      "",
      "  ```",
      "  > a()",
      "  ```",
      "  > No such thing as feedback here.",
      "",
      "  and more",
      "- [ ] that",
    ].join("\n");
    expect(released(quiz(source)).source).toBe(
      "Which?\n\n- [ ] this:\n\n  ```\n  > a()\n  ```\n\n  and more\n- [ ] that",
    );
  });

  it.each(
    readCases("questions.txt")
      .filter(
        (one) => !/^!/m.test(one.part("expect")) && !one.part("metadata", "").includes("released"),
      )
      .map((one) => [one.name, one] as const),
  )("gives a question with the same options and no key: %s", (_, one) => {
    const metadata = JSON.parse(one.part("metadata", "{}")) as JsonObject;
    const cell = quiz(one.part("source"), metadata);
    const after = parseQuestion(released(cell));
    expect(after.problems).toEqual([]);
    expect(describeQuestion(after.question)).toEqual(
      describeQuestion(parseQuestion(cell).question)
        .filter((line) => !/^(?:>|why)/.test(line))
        .map((line) => line.replace(/^\[x\]/, "[ ]")),
    );
  });
});

describe("releasing a notebook", () => {
  it("clears outputs, counts and widget states, and nothing else of a code cell", () => {
    const cell = code("1 + 1", {
      outputs: [stream("2\n")],
      execution_count: 7,
      metadata: { tags: ["x"] },
    });
    const metadata = { widgets: { state: {} }, kernelspec: { name: "python3" } };
    const { notebook } = releaseNotebook(withMetadata(nb(cell), metadata));
    expect(notebook?.cells).toEqual([{ ...cell, outputs: [], execution_count: null }]);
    expect(notebook?.metadata).toEqual({ kernelspec: { name: "python3" } });
  });

  it("leaves other cells as the same objects", () => {
    const cells = [md("# Title\n\n- [x] done"), raw("raw")];
    expect(releaseNotebook(nb(...cells)).notebook?.cells).toEqual(cells);
  });

  it("takes the teacher's measurements out of a table", () => {
    const measured = [{ row: "a", column: "b", expression: "f()", values: [1], unit: "B" }];
    const cell = md("| a | b |\n|---|---|", {
      metadata: { lessonbook: { kind: "table", measure: [], measured } },
    });
    expect(lessonOf(released(cell))).toEqual({ kind: "table", measure: [] });
  });

  it("gives the same bytes each time, and again when released again", () => {
    const text = fc.constantFrom("a", "b `c`", "größer ⚡", "x\n  y", "> no quote");
    const option = fc.record({ text, feedback: fc.option(text), ticked: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(option, { minLength: 2, maxLength: 5 }),
        fc.constantFrom("single", "many"),
        fc.constantFrom("practice", "graded"),
        (options, kind, mode) => {
          const source = options.map(
            (each, index) =>
              `- [${each.ticked ? "x" : " "}] ${index} ${each.text}` +
              (each.feedback === null ? "" : `\n  > about ${each.feedback.replace("\n  ", " ")}`),
          );
          const cell = quiz(`Q\n\n${source.join("\n")}`, { question: kind, mode });
          const first = releaseNotebook(nb(cell));
          if (first.notebook === undefined) {
            expect(first.problems).not.toEqual([]);
            return;
          }
          const bytes = serialiseNotebook(first.notebook);
          const again = releaseNotebook(nb({ ...cell })).notebook;
          const twice = releaseNotebook(first.notebook).notebook;
          expect(again && serialiseNotebook(again)).toBe(bytes);
          expect(twice && serialiseNotebook(twice)).toBe(bytes);
          expect(bytes).not.toContain("[x]");
        },
      ),
    );
  });
});

describe("refusing to release", () => {
  const refusals: readonly (readonly [string, Cell, number, string])[] = [
    ["a malformed question", quiz("Q\n\n- [x] a\n- [x] b"), 4, "two options ticked"],
    ["a question that nobody answered", quiz("Q\n\n- [ ] a\n- [ ] b"), 3, "No option is ticked"],
    ["an unknown kind of question", quiz("Q", { question: "essay" }), 1, '"essay"'],
    ["a lost question", md("Q\n- [x] a", { metadata: lb({ kind: "quizz" }) }), 1, '"quizz"'],
    ["a question in a raw cell", raw("Q", { metadata: lb({ kind: "quiz" }) }), 1, "Markdown cell"],
    ["a comment in a question", quiz(`Q <!--\nb\n-->\n\n${question}`), 1, "comment"],
  ];
  it.each(refusals)("%s, with its cell and line", (_, cell, line, words) => {
    const { notebook, problems } = releaseNotebook(nb(md("fine"), cell));
    expect(notebook).toBeUndefined();
    expect(problems[0]).toMatchObject({ cellId: cell.id, line });
    expect(problems[0]?.message).toContain(words);
  });

  it("a released question that has been answered", () => {
    const notebook = releaseNotebook(nb(quiz(question))).notebook;
    const cells = (notebook?.cells ?? []).map((cell) => ({
      ...cell,
      source: cell.source.replace("[ ]", "[x]"),
    }));
    expect(releaseNotebook(nb(...cells)).problems[0]?.message).toContain("answered");
  });

  it("a notebook that tells the answer elsewhere", () => {
    const { problems } = releaseNotebook(
      nb(quiz(question, {}, "q1"), md("Only the second one awaits anything.", { id: "notes" })),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]?.cellId).toBe("notes");
    expect(problems[0]?.message).toContain("the explanation of question q1");
  });

  it("names every bad cell at once", () => {
    const { problems } = releaseNotebook(
      nb(quiz("a"), quiz("b"), raw("Q", { metadata: lb({ kind: "quiz" }) })),
    );
    expect(problems).toHaveLength(3);
  });
});

function quiz(source: string, metadata: JsonObject = {}, id?: string): MarkdownCell {
  const cell = md(source, { metadata: lb({ kind: "quiz", question: "single", ...metadata }) });
  return id === undefined ? cell : { ...cell, id };
}

function lb(lessonbook: JsonObject): JsonObject {
  return { lessonbook };
}

function released(cell: Cell): Cell {
  const { notebook, problems } = releaseNotebook(nb(cell));
  expect(problems).toEqual([]);
  return firstOf(notebook);
}

function firstOf(notebook: Notebook | undefined): Cell {
  const cell = notebook?.cells[0];
  if (cell === undefined) throw new Error("the notebook has no cell");
  return cell;
}

function lessonOf(cell: Cell): JsonObject {
  return cell.metadata.lessonbook as JsonObject;
}
