import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tickOption, type ChoiceQuestion } from "../../../src/lesson/kinds/choice.ts";
import { parseQuestion } from "../../../src/lesson/question-kinds.ts";
import type { JsonObject, MarkdownCell } from "../../../src/nbformat/types.ts";
import { md } from "../../support/builders.ts";
import { linesOf, readCases } from "./cases.ts";
import { describeQuestion } from "./question-drivers.ts";

describe("reading a question", () => {
  it.each(readCases("questions.txt").map((one) => [one.name, one] as const))("%s", (_, one) => {
    const parsed = parseQuestion(quiz(one.part("source"), one.part("metadata", "")));
    const expected = linesOf(one.part("expect"));
    expect(describeQuestion(parsed.question)).toEqual(
      expected.filter((line) => !line.startsWith("!")).map((line) => line.trimEnd()),
    );
    const problems = expected.filter((line) => line.startsWith("!")).map((line) => line.slice(2));
    expect(parsed.problems.map(({ line }) => line)).toEqual(problems.map((line) => parseInt(line)));
    for (const [index, problem] of problems.entries()) {
      expect(parsed.problems[index]?.message).toContain(problem.replace(/^\d+ /, ""));
    }
  });

  it("gives the place of each box", () => {
    const source = "Which?\r\n\r\n- [ ] a\r\n- [x] b";
    const { options } = parse(source);
    expect(options.map(({ boxAt }) => source.slice(boxAt - 1, boxAt + 2))).toEqual(["[ ]", "[x]"]);
    expect(options.map(({ line }) => line)).toEqual([3, 4]);
  });

  it("never throws, whatever the text", () => {
    const line = fc.constantFrom(
      "- [ ] a",
      "- [x] b",
      "  > c",
      "> Why: d",
      "> e",
      "",
      "```",
      "  ```",
      "\t- [x] f",
      "1. [X] g",
      "text",
      "-[ ]",
      "- - -",
      "  text",
      "\u2028",
    );
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom("\n", "\r\n", "\r"), (lines, ending) => {
        const source = lines.join(ending);
        for (const option of parse(source).options) {
          expect(source.slice(option.boxAt - 1, option.boxAt + 2)).toMatch(/^\[[ xX]\]$/);
          expect(source.split(ending)[option.line - 1]).toContain("[");
        }
      }),
    );
  });
});

describe("ticking an option", () => {
  it.each(readCases("ticks.txt").map((one) => [one.name, one] as const))("%s", (_, one) => {
    const source = one.part("source");
    const [action = "", place = ""] = one.part("do").split(" ");
    const { question: kind } = JSON.parse(one.part("metadata", "{}")) as { question?: string };
    expect(tickOption(source, parse(source, kind), Number(place) - 1, action === "tick")).toBe(
      one.part("expect"),
    );
  });

  it("and clearing it gives the same bytes", () => {
    const option = fc.record({
      bullet: fc.constantFrom("- ", "*   ", "+\t", "  - ", "7. "),
      text: fc.constantFrom("a", "`b`", "c\n  more", "d\n  > feedback", "🙂"),
    });
    fc.assert(
      fc.property(
        fc.array(option, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        fc.boolean(),
        (list, pick, crlf) => {
          const text = "Q\n\n" + list.map((each) => `${each.bullet}[ ] ${each.text}`).join("\n");
          const source = crlf ? text.replaceAll("\n", "\r\n") : text;
          const before = parse(source, "many");
          const index = pick % before.options.length;
          const ticked = tickOption(source, before, index, true);
          expect(ticked).not.toBe(source);
          expect(tickOption(ticked, parse(ticked, "many"), index, false)).toBe(source);
        },
      ),
    );
  });

  it("leaves exactly one tick in a single question", () => {
    const boxes = fc.array(fc.constantFrom("[ ]", "[x]", "[X]"), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(boxes, fc.nat(), (list, pick) => {
        const source = "Q\n\n" + list.map((box, index) => `- ${box} ${index}`).join("\n");
        const index = pick % list.length;
        const ticked = parse(tickOption(source, parse(source, "single"), index, true), "single");
        expect(ticked.options.map((option) => option.ticked)).toEqual(
          list.map((_, place) => place === index),
        );
      }),
    );
  });

  it("refuses an option that is not there", () => {
    const source = "Q\n\n- [ ] a\n- [x] b";
    expect(() => tickOption(source, parse(source, "single"), 2, true)).toThrow(
      new RangeError("option 2 in a question of 2 options"),
    );
  });
});

function parse(source: string, kind = "single"): ChoiceQuestion {
  const { question } = parseQuestion(quiz(source, JSON.stringify({ question: kind })));
  if (question?.kind !== "single" && question?.kind !== "many") throw new Error("no question");
  return question;
}

function quiz(source: string, metadata = ""): MarkdownCell {
  const given = JSON.parse(metadata === "" ? '{"question":"single"}' : metadata) as JsonObject;
  return md(source, { metadata: { lessonbook: { kind: "quiz", ...given } } });
}
