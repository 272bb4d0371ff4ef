import { describe, expect, it } from "vitest";
import { releaseNotebook } from "../../../src/lesson/release.ts";
import { checkPractice, pointsAtAttempt, scoreAnswer } from "../../../src/lesson/score.ts";
import type { Cell, JsonObject } from "../../../src/nbformat/types.ts";
import { md, nb } from "../../support/builders.ts";
import { linesOf, readCases } from "./cases.ts";
import { answerIn, questionIn } from "./question-drivers.ts";

describe("scoring an answer", () => {
  const cases = readCases("scores.txt").flatMap((one) =>
    linesOf(one.part("scores")).map((line) => {
      const [ticks = "", result = ""] = line.split(" -> ");
      return { name: one.name, ticks, result, one };
    }),
  );
  it.each(cases)("$name: $ticks gives $result", ({ ticks, result, one }) => {
    const teacher = quiz(one.part("source"), JSON.parse(one.part("metadata")) as JsonObject);
    const learner = answerIn(release(teacher), ticks);
    const byTeacher = scoreAnswer(questionIn(teacher), learner.source);
    expect(`${byTeacher.fraction} ${byTeacher.verdict}`).toBe(result);
    expect(byTeacher.points).toBe(byTeacher.fraction * questionIn(teacher).points);
    if (questionIn(teacher).mode === "practice") {
      expect(checkPractice(questionIn(learner)).score).toEqual(byTeacher);
    }
  });

  it("takes rules and points from the teacher, not from the learner's file", () => {
    const teacher = quiz("Which?\n\n- [x] a\n- [ ] b\n- [ ] c", { question: "single" });
    const claimed = { question: "many", partial: "each-answer", points: 100, released: true };
    const learner = quiz("Which?\n\n- [ ] a\n- [x] b\n- [ ] c", claimed);
    expect(scoreAnswer(questionIn(teacher), learner.source)).toEqual({
      verdict: "wrong",
      fraction: 0,
      points: 0,
      maxPoints: 1,
      changed: false,
    });
  });

  it("knows the options by their text, wherever they stand", () => {
    const teacher = quiz("Which?\n\n- [x] a\n- [ ] b", { question: "single" });
    const learner = quiz("Which?\n\n* [ ] b\n* [X] a", { question: "single", released: true });
    expect(scoreAnswer(questionIn(teacher), learner.source).verdict).toBe("right");
  });

  it("gives nothing for a changed text, and says so", () => {
    const teacher = quiz("Which?\n\n- [x] a\n- [ ] b", { question: "single" });
    const learner = quiz("Which?\n\n- [x] aa\n- [ ] b", { question: "single", released: true });
    expect(scoreAnswer(questionIn(teacher), learner.source)).toMatchObject({
      verdict: "wrong",
      changed: true,
    });
  });

  it("gives nothing for repeating the right option", () => {
    const teacher = quiz("Which?\n\n- [x] a\n- [x] b\n- [ ] c", {
      question: "many",
      partial: "net-correct",
    });
    const learner = quiz("Which?\n\n- [x] a\n- [x] a\n- [x] a", {
      question: "many",
      released: true,
    });
    expect(scoreAnswer(questionIn(teacher), learner.source).fraction).toBe(0.5);
  });
});

describe("checking a practice question", () => {
  const teacher = quiz(
    "Which?\n\n- [ ] a\n  > Not a.\n- [x] b\n  > Yes, b.\n- [ ] c\n\n> Why: b it is.",
    { question: "single" },
  );

  it("shows the feedback of the ticked option, and no explanation while it is wrong", () => {
    expect(checkPractice(questionIn(answerIn(release(teacher), "1")))).toMatchObject({
      score: { verdict: "wrong", fraction: 0, points: 0, maxPoints: 1, changed: false },
      feedback: [{ text: "a", feedback: "Not a." }],
    });
  });

  it("shows the explanation when it is right", () => {
    expect(checkPractice(questionIn(answerIn(release(teacher), "2")))).toMatchObject({
      score: { verdict: "right", fraction: 1, points: 1, maxPoints: 1, changed: false },
      feedback: [{ text: "b", feedback: "Yes, b." }],
      explanation: "b it is.",
    });
  });

  it("has nothing to say about an option without feedback", () => {
    expect(checkPractice(questionIn(answerIn(release(teacher), "3"))).feedback).toEqual([]);
  });

  it("notices that an option's text was changed", () => {
    const cell = answerIn(release(teacher), "1");
    const changed = { ...cell, source: cell.source.replace("] c", "] d") };
    expect(checkPractice(questionIn(changed)).score.changed).toBe(true);
  });

  it("refuses a question without a key", () => {
    expect(() => checkPractice(questionIn(teacher))).toThrow(TypeError);
  });
});

describe("points at an attempt", () => {
  it("follow the list and end with it", () => {
    const { attempts, points } = { attempts: [10, 7, 5], points: 1 };
    const settings = questionIn(
      quiz("Q\n\n- [x] a\n- [ ] b", { question: "single", attempts, points }),
    );
    expect([1, 2, 3, 4].map((attempt) => pointsAtAttempt(settings, attempt))).toEqual([
      10, 7, 5, 0,
    ]);
  });

  it("are the question's points every time without a list", () => {
    const settings = questionIn(quiz("Q\n\n- [x] a\n- [ ] b", { question: "single", points: 2 }));
    expect([1, 5].map((attempt) => pointsAtAttempt(settings, attempt))).toEqual([2, 2]);
  });
});

function quiz(source: string, metadata: JsonObject): Cell {
  return md(source, { metadata: { lessonbook: { kind: "quiz", ...metadata } } });
}

function release(cell: Cell): Cell {
  const { notebook, problems } = releaseNotebook(nb(cell));
  expect(problems).toEqual([]);
  return notebook?.cells[0] ?? cell;
}
