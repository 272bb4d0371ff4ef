// Properties of answering: what is written is read again, nothing else in the text changes, and what was answered and
// released again holds no answer.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { givenText, writeAnswerLine } from "../../../src/lesson/kinds/answer-line.ts";
import { writeMatch } from "../../../src/lesson/kinds/matching.ts";
import { writeOrder } from "../../../src/lesson/kinds/ordering.ts";
import { givenOutput, writeOutput } from "../../../src/lesson/kinds/output.ts";
import { kindOf, parseQuestion, type Question } from "../../../src/lesson/question-kinds.ts";
import { releaseNotebook } from "../../../src/lesson/release.ts";
import { scoreAnswer } from "../../../src/lesson/score.ts";
import type { Cell, JsonObject } from "../../../src/nbformat/types.ts";
import { md, nb } from "../../support/builders.ts";
import { questionIn } from "./question-drivers.ts";

const stems = fc.constantFrom(
  "What?",
  "Was ist „größer“? 🙂 שלום",
  "Look:\n\n```\nAnswer: no\n1. no\n- [ ] no\n```",
  "> [!NOTE]\n> Read.\n\nWhat?",
  "<script>alert(1)</script> $x$ `- [x]`",
);
const tails = fc.constantFrom("", "\n\nTake your time.", "\n\n---\n\n# End");
/** What people and programs put into answers: marks of Markdown, other scripts, look-alikes, blanks. */
const pieces = fc.constantFrom(
  "a",
  "B2",
  "`",
  "```",
  "~~~",
  "|",
  "\\",
  "*",
  "- [x] ",
  "> ",
  "Answer:",
  "1. ",
  "<b>",
  "&amp;",
  "$",
  "שלום",
  "🙂",
  "e\u0301",
  " ",
  "   ",
  "#",
);
const texts = fc.array(pieces, { minLength: 1, maxLength: 6 }).map((list) => list.join("").trim());
const endings = fc.constantFrom("\n", "\r\n", "\r");

describe("an answer in a line", () => {
  it("is read as it was written, and nothing else changes", () => {
    fc.assert(
      fc.property(stems, tails, texts, endings, (stem, tail, text, ending) => {
        const source = `${stem}\n\nAnswer:${tail}`.replaceAll("\n", ending);
        const written = writeAnswerLine(source, linesIn(source), text);
        expect(givenText(linesIn(written))).toBe(text);
        expect(written.replace(`Answer:${text === "" ? "" : " "}${text}`, "Answer:")).toBe(source);
        expect(writeAnswerLine(written, linesIn(written), "")).toBe(source);
      }),
    );
  });

  it("stays in its line, whatever breaks are in it", () => {
    const source = "What?\n\nAnswer:\n\nEnd";
    const written = writeAnswerLine(source, linesIn(source), "a\r\n\u2028b\n\n c ");
    expect(written).toBe("What?\n\nAnswer: a b c\n\nEnd");
  });

  it("that was written by hand below the empty line counts", () => {
    expect(givenText(linesIn("What?\n\nAnswer:\n\nAnswer: 5"))).toBe("5");
  });
});

describe("an answer in a block", () => {
  it("is read as it was written, and nothing else changes", () => {
    const lines = fc.array(texts, { minLength: 1, maxLength: 5 }).map((list) => list.join("\n"));
    fc.assert(
      fc.property(stems, tails, lines, endings, (stem, tail, text, ending) => {
        const source = `${stem}\n\n\`\`\`answer\n\n\`\`\`${tail}`.replaceAll("\n", ending);
        const written = writeOutput(source, outputIn(source), text);
        const read = outputIn(written);
        expect(givenOutput(read)).toBe(text.trim() === "" ? "" : text);
        expect(read.stem).toBe(outputIn(source).stem);
        expect(read.after).toBe(outputIn(source).after);
        expect(writeOutput(written, outputIn(written), "")).toBe(source);
      }),
    );
  });
});

describe("an order", () => {
  const items = fc.uniqueArray(
    fc.constantFrom("a", "`b`", "c\n  more", "- d", "```\ne()\n```", "🙂", "[x] g", "h\n\n  i"),
    { minLength: 2, maxLength: 6 },
  );

  it("is read as it was written, with each item whole", () => {
    fc.assert(
      fc.property(stems, tails, items, endings, fc.nat(), fc.nat(), (...values) => {
        const [stem, tail, list, ending, seed, cut] = values;
        const source = `${stem}\n\n${numbered(list)}${tail}`.replaceAll("\n", ending);
        const before = orderIn(source);
        const order = list.map((_, index) => (index + seed) % list.length);
        const at = 1 + (cut % list.length);
        const written = writeOrder(source, before, order.slice(0, at), order.slice(at));
        const after = orderIn(written);
        expect(after.items.map(({ text, isPlaced }) => [text, isPlaced])).toEqual(
          order.map((index, place) => [before.items[index]?.text, place < at]),
        );
        expect(after.stem).toBe(before.stem);
        expect(after.after).toBe(before.after);
      }),
    );
  });

  it("keeps what the learner noted under an item", () => {
    const source = "What?\n\n1. a\n   > not sure\n2. b";
    const written = writeOrder(source, orderIn(source), [1, 0], []);
    expect(written).toBe("What?\n\n1. b\n2. a\n   > not sure");
  });

  it("refuses an item that is missing or named twice", () => {
    const source = "What?\n\n1. a\n2. b";
    expect(() => writeOrder(source, orderIn(source), [0], [])).toThrow(RangeError);
    expect(() => writeOrder(source, orderIn(source), [0, 0], [])).toThrow(RangeError);
  });

  it("can be answered with everything left out", () => {
    const source = "What?\n\n1. a\n2. b";
    const written = writeOrder(source, orderIn(source), [], [0, 1]);
    expect(written).toBe("What?\n\n- a\n- b");
    expect(orderIn(written).items.map(({ isPlaced }) => isPlaced)).toEqual([false, false]);
  });

  it("that nobody touched is no answer, and never a right one", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: "grapheme-ascii", minLength: 1 }).filter(isPlain), {
          minLength: 2,
          maxLength: 8,
        }),
        (list) => {
          const teacher = quiz(`What?\n\n${numbered(list)}`, "ordering", { mode: "graded" });
          const released = release(teacher);
          expect(scoreAnswer(questionIn(teacher), released.source).verdict).toBe("unanswered");
          const sorted = orderIn(released.source).items.map(({ text }) => text);
          expect(sorted).not.toEqual(list);
          expect(sorted.toSorted()).toEqual(list.toSorted());
        },
      ),
    );
  });

  it("in the released text does not depend on the teacher's", () => {
    const orders = ["a b c", "a c b", "b a c", "b c a", "c a b", "c b a"].map((letters) =>
      letters.split(" "),
    );
    const released = orders.map(
      (list) => release(quiz(`What?\n\n${numbered(list)}`, "ordering")).source,
    );
    // Only the one whose right order came up first shows the next.
    expect(new Set(released).size).toBe(2);
  });
});

describe("a match", () => {
  it("is read as it was written, and no other line changes", () => {
    const cells = texts.filter((text) => !text.includes("\\"));
    fc.assert(
      fc.property(stems, tails, cells, endings, (stem, tail, text, ending) => {
        const source = `${stem}\n\n| a | b |\n|---|---|\n| x | |\n| y \\| z | |${tail}`.replaceAll(
          "\n",
          ending,
        );
        const written = writeMatch(source, matchIn(source), 1, text);
        expect(matchIn(written).rows.map(({ left, right }) => [left, right])).toEqual([
          ["x", ""],
          ["y | z", text.replace(/\s+/g, " ").trim()],
        ]);
        const others = (whole: string): string[] =>
          whole.split(ending).filter((line) => !line.startsWith("| y"));
        expect(others(written)).toEqual(others(source));
        expect(writeMatch(written, matchIn(written), 1, "")).toBe(
          writeMatch(source, matchIn(source), 1, ""),
        );
      }),
    );
  });

  it("refuses a row that is not there", () => {
    const source = "Q\n\n| a | b |\n|---|---|\n| x | |\n| y | |";
    expect(() => writeMatch(source, matchIn(source), 2, "z")).toThrow(RangeError);
  });
});

describe("a question of any kind", () => {
  const lines = fc.constantFrom(
    "What?",
    "Answer: 1",
    "**Answer:** `a`",
    "1. a",
    "2. b",
    "   > After: 1",
    "- c",
    "- [x] d",
    "> quote",
    "> 2: no",
    "> otherwise: no",
    "> Why: e",
    "```answer",
    "```",
    "~~~",
    "| a | b |",
    "|---|---|",
    "| f | g |",
    "    code",
    "\t1. h",
    "",
    "",
    "\u2028",
    "שלום",
  );
  const names = ["single", "many", "number", "text", "ordering", "matching", "output", "code"];

  it("is read, scored and explained without a throw, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.array(lines, { maxLength: 14 }),
        fc.array(lines, { maxLength: 14 }),
        fc.constantFrom(...names),
        endings,
        (teacher, learner, name, ending) => {
          const cell = quiz(teacher.join(ending), name, { partial: "each-answer" });
          const key = questionIn(cell);
          const score = scoreAnswer(key, learner.join(ending));
          expect(score.fraction).toBeGreaterThanOrEqual(0);
          expect(score.fraction).toBeLessThanOrEqual(1);
          expect(kindOf(key).solution(key)).toBeTypeOf("string");
        },
      ),
      { numRuns: 500 },
    );
  });

  it("scores its own key as right, and loses it when it is released", () => {
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 14 }), fc.constantFrom(...names), (text, name) => {
        const cell = quiz(text.join("\n"), name, { mode: "graded", reveal: true });
        const { question, problems } = parseQuestion(cell);
        if (question === undefined || problems.length > 0 || name === "code") return;
        expect(scoreAnswer(question, cell.source).verdict).toBe("right");
        const { notebook } = releaseNotebook(nb(cell));
        // The scan may refuse what the text itself gives away; what is released holds no answer.
        const released = notebook?.cells[0];
        if (released === undefined) return;
        expect(scoreAnswer(question, released.source).verdict).toBe("unanswered");
        expect(parseQuestion(released).problems).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

function quiz(source: string, question: string, more: JsonObject = {}): Cell {
  return md(source, { id: "q", metadata: { lessonbook: { kind: "quiz", question, ...more } } });
}

function release(cell: Cell): Cell {
  const { notebook, problems } = releaseNotebook(nb(cell));
  expect(problems).toEqual([]);
  return notebook?.cells[0] ?? cell;
}

function questionOf<K extends Question["kind"]>(
  source: string,
  kind: K,
): Extract<Question, { kind: K }> {
  const question = questionIn(quiz(source, kind, { released: true, mode: "graded" }));
  if (!isOfKind(question, kind)) throw new Error(`not a question of the kind ${kind}`);
  return question;
}

function isOfKind<K extends Question["kind"]>(
  question: Question,
  kind: K,
): question is Extract<Question, { kind: K }> {
  return question.kind === kind;
}

const linesIn = (source: string) => questionOf(source, "text").lines;
const outputIn = (source: string) => questionOf(source, "output");
const orderIn = (source: string) => questionOf(source, "ordering");
const matchIn = (source: string) => questionOf(source, "matching");

function numbered(items: readonly string[]): string {
  return items
    .map((item, index) => `${index + 1}. ${item.replace(/\n(?=[^ \n])/g, "\n   ")}`)
    .join("\n");
}

/** A text that Markdown reads as itself. */
function isPlain(text: string): boolean {
  return /^\w+$/.test(text);
}
