import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern } from "../../../src/lesson/text-pattern.ts";

describe("a pattern", () => {
  it("takes the same texts as the language's own", () => {
    const atom = fc.constantFrom(
      "a",
      "b",
      ".",
      "[ab]",
      "[^a]",
      "\\d",
      "\\w",
      "\\s",
      "\\.",
      "[a-c]",
    );
    const count = fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,2}", "{2,}", "*?");
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { maxDepth: 3 },
        fc.tuple(atom, count).map(([one, times]) => one + times),
        fc.tuple(tie("pattern"), tie("pattern")).map(([left, right]) => left + right),
        fc.tuple(tie("pattern"), tie("pattern")).map(([left, right]) => `${left}|${right}`),
        fc.tuple(tie("pattern"), count).map(([inner, times]) => `(${inner})${times}`),
        tie("pattern").map((inner) => `(?:${inner})`),
      ),
    }));
    const text = fc.string({
      unit: fc.constantFrom("a", "b", "c", "1", ".", " ", "A"),
      maxLength: 8,
    });
    fc.assert(
      fc.property(pattern, fc.array(text, { minLength: 4, maxLength: 4 }), (source, texts) => {
        const own = new RegExp(`^(?:${source})$`, "u");
        expect(texts.map((one) => matches(source, one))).toEqual(texts.map((one) => own.test(one)));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["a letter outside the basic plane", "🙂+", "🙂🙂", true],
    ["any one sign", "...", "a🙂ß", true],
    ["a bracket in a class", "[]a]+", "]a]", true],
    ["a dash at the end of a class", "[a-]+", "a-a", true],
    ["named signs in a class", "[\\d\\s]+", "1 2", true],
    ["marks for start and end", "^ab$", "ab", true],
    ["a dollar sign", "\\$5", "$5", true],
    ["a dollar sign at the end", "5\\$", "5$", true],
    ["braces that count nothing", "a{b}", "a{b}", true],
    ["no part of a text", "b", "abc", false],
    ["nothing", "", "", true],
    ["something where nothing is asked", "", "a", false],
  ])("takes %s", (_, source, text, isTaken) => {
    expect(matches(source, text)).toBe(isTaken);
  });

  it("makes no difference between cases when asked to", () => {
    expect(matches("aB[c-d]É", "AbCé", true)).toBe(true);
    expect(matches("aB", "Ab")).toBe(false);
  });

  it.each([
    ["(a", "( in it has no )"],
    ["a)", "A ) in it has no ("],
    ["[a", "ends too early"],
    ["a\\", "ends too early"],
    ["*a", "Write \\* for the sign"],
    ["a|+", "Write \\+ for the sign"],
    ["a^b", "Write \\^ for the sign"],
    ["(?=a)", "Looking ahead"],
    ["(?<name>a)", "Looking ahead"],
    ["(a)\\1", "\\1 is not possible"],
    ["\\bword", "\\b is not possible"],
    ["[z-a]", "z-a counts backwards"],
    ["a{3,2}", "{3,2} counts backwards"],
    ["(a{99}){99}", "too large"],
    ["(".repeat(60) + ")".repeat(60), "nested too deeply"],
  ])("that cannot be used says why: %s", (source, words) => {
    const pattern = compilePattern(source, { ignoreCase: false });
    expect("problem" in pattern && pattern.problem).toContain(words);
  });

  it("takes no longer for a pattern that other engines need years for", () => {
    const text = "a".repeat(1000);
    expect(matches("(a|a)*(a|a)*(a|a)*b", text)).toBe(false);
    expect(matches("(a*)*b", text)).toBe(false);
    expect(matches("(.*a){20}", text)).toBe(true);
  });
});

function matches(source: string, text: string, ignoreCase = false): boolean {
  const pattern = compilePattern(source, { ignoreCase });
  if ("problem" in pattern) throw new Error(`${source}: ${pattern.problem}`);
  return pattern.matches(text);
}
