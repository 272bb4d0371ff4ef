// Texts that make careless patterns slow. There is no time limit here but the test runner's own: a pattern that takes
// quadratic time needs minutes for these, a good one milliseconds.
import { describe, expect, it } from "vitest";
import { parseQuestion } from "../../../src/lesson/question-kinds.ts";
import { matchesStatedOutput } from "../../../src/lesson/stated-output.ts";
import { parseTable, plainText } from "../../../src/lesson/table.ts";
import { readingsOf, skeletonOf } from "../../../src/lesson/readings.ts";
import type { MarkdownCell } from "../../../src/nbformat/types.ts";
import { md } from "../../support/builders.ts";

const size = 300_000;

describe("very long texts", () => {
  it.each([
    ["blanks", " ".repeat(size)],
    ["brackets", "[".repeat(size)],
    ["stars", "*".repeat(size)],
    ["backticks", "`".repeat(size)],
    ["quotes", ">".repeat(size)],
    ["rules", "- ".repeat(size)],
    ["digits", "1".repeat(size)],
    ["pipes", "|".repeat(size)],
    ["backslashes", "\\".repeat(size)],
    ["percent signs", "%4".repeat(size)],
    ["hexadecimal", "ab".repeat(size)],
  ])("of %s are read", (_, text) => {
    const source = `Q ${text}x\n\n- [x] a ${text}x\n  > ${text}x\n- [ ] b\n\n> Why: ${text}x`;
    const cell = md(source, { metadata: { lessonbook: { kind: "quiz", question: "single" } } });
    expect(optionsOf(cell)).toHaveLength(2);
    for (const question of ["number", "text", "ordering", "matching", "output", "code"]) {
      const answers = `${text}x\n\nAnswer: ${text}x\n> ${text}x: no\n> \`${text}\`: no\n\n1. ${text}a\n2. ${text}b\n   > After: ${text}x\n`;
      const table = `\n| a | b |\n|---|---|\n| ${text}x | c |\n| d | ${text}y |\n\n\`\`\`answer\n${text}x\n\`\`\`\n`;
      const other = md(answers + table, { metadata: { lessonbook: { kind: "quiz", question } } });
      expect(parseQuestion(other).question?.kind).toBe(question);
    }
    expect(parseTable(`| a | b |\n|---|---|\n| ${text}x | c |`).table?.rows).toHaveLength(1);
    expect(plainText(text).length).toBeLessThanOrEqual(1000);
    expect(matchesStatedOutput(`${text}x...y`, `${text}x\n${text}y`)).toBe(true);
    expect(readingsOf(text).map(skeletonOf).length).toBeGreaterThan(0);
  });

  it("of many options are read", () => {
    const options = Array.from({ length: 5000 }, (_, index) => `- [ ] option ${index}\n  > no`);
    const cell = md(`Q\n\n${options.join("\n")}`, {
      metadata: { lessonbook: { kind: "quiz", question: "many" } },
    });
    expect(optionsOf(cell)).toHaveLength(5000);
  });
});

function optionsOf(cell: MarkdownCell): readonly unknown[] {
  const { question } = parseQuestion(cell);
  return question?.kind === "single" || question?.kind === "many" ? question.options : [];
}
