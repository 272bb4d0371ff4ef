// A question taken apart into fields and written again is the same question, for all fixtures and for what people type.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bodyTypeOf,
  draftOf,
  withKind,
  type QuestionDraft,
} from "../../../src/lesson/draft/draft.ts";
import { codeSpan, isFaithful, writeDraft } from "../../../src/lesson/draft/write.ts";
import { unwrapCodeSpan } from "../../../src/lesson/markdown-lines.ts";
import {
  parseQuestion,
  type Question,
  type QuestionKindName,
} from "../../../src/lesson/question-kinds.ts";
import type { JsonObject } from "../../../src/nbformat/types.ts";
import { md } from "../../support/builders.ts";
import { readCases } from "./cases.ts";
import { describeQuestion } from "./question-drivers.ts";

const kinds: readonly QuestionKindName[] = [
  "single",
  "many",
  "number",
  "text",
  "ordering",
  "matching",
  "output",
  "code",
];

describe("a question taken apart and written again", () => {
  const sound = [
    ...readCases("questions.txt").map((one) => ({ one, kind: "single", says: "expect" })),
    ...kinds
      .slice(2)
      .flatMap((kind) =>
        readCases(`kinds/${kind}.txt`).map((one) => ({ one, kind, says: "read" })),
      ),
  ].filter(
    ({ one, says }) =>
      !/^!/m.test(one.part(says, "")) && !one.part("metadata", "").includes("released"),
  );

  it.each(sound.map(({ one, kind }) => [`${kind}: ${one.name}`, one, kind] as const))(
    "is the same: %s",
    (_, one, kind) => {
      const settings = JSON.parse(one.part("metadata", "{}")) as JsonObject;
      const question = read(one.part("source"), { question: kind, ...settings });
      const draft = draftOf(question);
      expect(isFaithful(draft)).toBe(true);
      const again = read(writeDraft(draft), { question: kind, ...settings });
      // An exercise has nothing between the text above and the text below.
      if (kind !== "code") expect(linesOf(again)).toEqual(linesOf(question));
      expect(writeDraft(draftOf(again))).toBe(writeDraft(draft));
    },
  );

  const words = fc.constantFrom(
    "a",
    "`b`",
    "größer 🙂",
    "two\nlines",
    "x\n\n```\ncode\n```",
    "| pipe",
    "$x$",
    "<b>",
  );
  const short = fc.constantFrom("a", "`b`", "größer", "c d", "x | y");
  const answers = fc.array(
    fc.record({ text: words, feedback: fc.constantFrom("", "no", "no:\n\n- really") }),
    { minLength: 2, maxLength: 4 },
  );
  const bodies = fc.oneof(
    answers.map((list) => ({
      kind: "many" as const,
      body: { type: "choice" as const, options: list.map((one) => ({ ...one, isRight: true })) },
    })),
    answers.map((list) => ({
      kind: "ordering" as const,
      body: { type: "ordering" as const, items: list.map((one) => ({ ...one, isPlaced: true })) },
    })),
    fc
      .record({ right: short, name: fc.constantFrom("x", "a:b", "`", "``y``", "/a.*/") })
      .map(({ right, name }) => ({
        kind: "text" as const,
        body: {
          type: "typed" as const,
          answers: [{ text: right, feedback: "" }],
          cases: [{ name, feedback: "no" }],
        },
      })),
    fc.record({ right: words, name: words }).map(({ right, name }) => ({
      kind: "output" as const,
      body: {
        type: "typed" as const,
        answers: [{ text: right, feedback: "yes" }],
        cases: [{ name, feedback: "no" }],
      },
    })),
    fc
      .array(fc.record({ left: short, right: short, feedback: fc.constantFrom("", "no") }), {
        minLength: 2,
        maxLength: 3,
      })
      .map((rows) => ({
        kind: "matching" as const,
        body: {
          type: "matching" as const,
          header: ["p", "q"] as const,
          rows: rows.map((row, index) => ({ ...row, left: `${row.left} ${index}` })),
          extras: [{ text: "z", feedback: "no" }],
          otherwise: "look",
        },
      })),
  );

  it("keeps what is typed into its fields, or says that it does not", () => {
    let faithful = 0;
    fc.assert(
      fc.property(
        words,
        bodies,
        words,
        fc.constantFrom("", "The end."),
        (stem, { kind, body }, explanation, after) => {
          const draft: QuestionDraft = { kind, stem, body, after, explanation };
          const question = read(writeDraft(draft), { question: kind });
          if (!isFaithful(draft)) return;
          faithful += 1;
          expect(question.stem).toBe(stem.trim());
          expect(question.explanation).toBe(explanation.trim());
          expect(question.after).toBe(after);
        },
      ),
      { numRuns: 300 },
    );
    expect(faithful).toBeGreaterThan(200);
  });

  it("says when a field holds something that reads like another part", () => {
    const draft = (stem: string): QuestionDraft => ({
      kind: "single",
      stem,
      after: "",
      explanation: "",
      body: { type: "choice", options: [{ text: "a", feedback: "", isRight: true }] },
    });
    expect(isFaithful(draft("Which?"))).toBe(true);
    expect(isFaithful(draft("Which?\n\n- [ ] of these"))).toBe(false);
    expect(isFaithful(draft("Which?\n\n```\n- [ ] of these\n```"))).toBe(true);
  });
});

describe("a draft of another kind", () => {
  it.each(kinds.flatMap((from) => kinds.map((to) => [from, to] as const)))(
    "%s as %s keeps its texts",
    (from, to) => {
      const whole = withKind(
        {
          kind: "single",
          stem: "Which?",
          after: "",
          explanation: "so",
          body: {
            type: "choice",
            options: [
              { text: "p", feedback: "", isRight: true },
              { text: "q", feedback: "", isRight: false },
            ],
          },
        },
        from,
      );
      const changed = withKind(whole, to);
      expect(changed.kind).toBe(to);
      expect(changed.body.type).toBe(bodyTypeOf(to));
      expect([changed.stem, changed.explanation]).toEqual(["Which?", "so"]);
      if (from !== "code" && to !== "code") expect(writeDraft(changed)).toContain("p");
    },
  );
});

describe("inline code", () => {
  it("holds any line of text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("`", "a", " ", ":"), minLength: 1 }),
        (text) => {
          if (text.trim() !== text) return;
          expect(unwrapCodeSpan(codeSpan(text))).toBe(text);
        },
      ),
    );
  });
});

function read(source: string, settings: JsonObject): Question {
  const { question } = parseQuestion(
    md(source, { metadata: { lessonbook: { kind: "quiz", ...settings } } }),
  );
  if (question === undefined) throw new Error("no question");
  return question;
}

/** What a question holds; the names of outputs and texts in backticks are the same without. */
function linesOf(question: Question): readonly string[] {
  return describeQuestion(question).map((line) =>
    line
      .replace(/^case \| `(.*)` \|/, "case | $1 |")
      .replace(/ {2,}/g, " ")
      .trim(),
  );
}
