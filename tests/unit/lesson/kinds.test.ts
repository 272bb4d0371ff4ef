// Questions of all kinds but choices: text → parsed → released → answered → scored, by the cases in fixtures/kinds.
import { describe, expect, it } from "vitest";
import { scanForLeaks } from "../../../src/lesson/leak-scan.ts";
import {
  kindOf,
  parseQuestion,
  type QuestionKindName,
} from "../../../src/lesson/question-kinds.ts";
import { releaseNotebook } from "../../../src/lesson/release.ts";
import { checkPractice, explainAnswer, scoreAnswer } from "../../../src/lesson/score.ts";
import type { Cell, JsonObject } from "../../../src/nbformat/types.ts";
import { exerciseCells, md, nb } from "../../support/builders.ts";
import { linesOf, readCases, type FixtureCase } from "./cases.ts";
import { answerIn, describeQuestion, questionIn } from "./question-drivers.ts";

const kinds: readonly QuestionKindName[] = [
  "number",
  "text",
  "ordering",
  "matching",
  "output",
  "code",
];

describe.each(kinds)("a question of the kind %s", (kind) => {
  const cases = readCases(`kinds/${kind}.txt`).map((one) => [one.name, one] as const);

  it.each(cases.filter(([, one]) => one.part("read", "-") !== "-"))("is read: %s", (_, one) => {
    const parsed = parseQuestion(cellOf(kind, one));
    const expected = one
      .part("read")
      .split("\n")
      .filter((line) => line !== "");
    const said = expected.filter((line) => !line.startsWith("!"));
    expect(describeQuestion(parsed.question).map((line) => line.trimEnd())).toEqual(
      said.map((line) => line.trimEnd()),
    );
    const problems = expected.filter((line) => line.startsWith("!")).map((line) => line.slice(2));
    expect(parsed.problems.map(({ line }) => line)).toEqual(problems.map((line) => parseInt(line)));
    for (const [index, problem] of problems.entries()) {
      expect(parsed.problems[index]?.message).toContain(problem.replace(/^\d+ /, ""));
    }
  });

  it.each(cases.filter(([, one]) => one.part("released", "-") !== "-"))(
    "is released: %s",
    (_, one) => {
      expect(release(cellOf(kind, one)).source).toBe(one.part("released"));
    },
  );

  it.each(cases.filter(([, one]) => !/^!/m.test(one.part("read", ""))))(
    "gives no key away: %s",
    (_, one) => {
      for (const mode of ["practice", "graded"]) {
        const teacher = cellOf(kind, one, { mode });
        const released = release(teacher);
        expect(scanForLeaks(nb(teacher), nb(released))).toEqual([]);
        const { question, problems } = parseQuestion(released);
        expect(problems).toEqual([]);
        expect(question?.explanation).toBeUndefined();
        expect(release(released)).toEqual(released);
      }
    },
  );

  it.each(
    cases.flatMap(([name, one]) =>
      linesOf(one.part("scores", "")).map((line) => ({ name, one, ...readScore(line) })),
    ),
  )("is scored: $name: $answer", ({ one, answer, result, feedback }) => {
    const teacher = cellOf(kind, one);
    const key = questionIn(teacher);
    const learner = answerIn(release(teacher), answer);
    const byTeacher = scoreAnswer(key, learner.source);
    expect(`${byTeacher.fraction} ${byTeacher.verdict}`).toBe(result);
    expect(byTeacher.changed).toBe(false);
    expect(saysOf(explainAnswer(key, learner.source).feedback)).toBe(feedback);
    // The same in practice mode, where only the sealed key is known, and with the learner's own claims about the rules.
    const released = release(cellOf(kind, one, { mode: "practice" }));
    const check = checkPractice(questionIn(answerIn(released, answer)));
    expect(check.score).toEqual(byTeacher);
    expect(saysOf(check.feedback)).toBe(feedback);
    expect(check.explanation).toBe(byTeacher.verdict === "right" ? key.explanation : undefined);
    // And all of it can be taken back.
    const answered = answerIn(released, answer);
    const again = questionIn(answered);
    expect(kindOf(again).clear(answered.source, again)).toBe(released.source);
  });
});

function readScore(line: string) {
  const [, answer = "", result = "", feedback = ""] =
    /^(.*?) ?-> (\S+ \w+)(?: · (.*))?$/.exec(line) ?? [];
  return { answer, result, feedback };
}

function saysOf(feedback: readonly { readonly feedback: string }[]): string {
  return feedback
    .map((one) => one.feedback)
    .join("\n")
    .replaceAll("\n", "⏎");
}

function cellOf(kind: string, one: FixtureCase, changes: JsonObject = {}): Cell {
  const given = JSON.parse(one.part("metadata", "{}")) as JsonObject;
  const lessonbook = { kind: "quiz", question: kind, ...given, ...changes };
  return md(one.part("source"), { id: "q", metadata: { lessonbook } });
}

/** An exercise needs its cells below it. */
function release(cell: Cell): Cell {
  const { notebook, problems } = releaseNotebook(nb(cell, ...exerciseCells()));
  expect(problems).toEqual([]);
  return notebook?.cells[0] ?? cell;
}
