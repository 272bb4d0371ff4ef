import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/nbformat/types.ts";
import type { AnswerKey } from "../../../src/lesson/answer-key.ts";
import {
  deriveSalt,
  digestAnswer,
  isSealedAnswer,
  openSealedExplanation,
  openSealedPart,
  openSealedRule,
  openSealedSolution,
  parseSealedKey,
  sealKey,
} from "../../../src/lesson/seal.ts";

const key: AnswerKey = {
  answer: '["b"]',
  parts: [
    { text: "a", feedback: "Not a: it returns at once.", right: false },
    { text: "b", right: true },
    { text: "c", feedback: "Größe ⚡ — „nein“", right: false },
  ],
  explanation: "Only b waits.",
  rights: ["b"],
};
const salt = deriveSalt("cell", "source");
const sealed = sealKey(key, salt, { withRights: false });

describe("a sealed key", () => {
  it("knows the right answer and no other", () => {
    expect(isSealedAnswer(sealed, '["b"]')).toBe(true);
    expect(['["a"]', '["b","c"]', "b", ""].filter((text) => isSealedAnswer(sealed, text))).toEqual(
      [],
    );
  });

  it("opens each feedback by its own option only", () => {
    expect(openSealedPart(sealed, "a")).toEqual({ feedback: "Not a: it returns at once." });
    expect(openSealedPart(sealed, "b")).toEqual({});
    expect(openSealedPart(sealed, "c")).toEqual({ feedback: "Größe ⚡ — „nein“" });
    expect(openSealedPart(sealed, "d")).toBeUndefined();
  });

  it("opens the explanation by the right answer only", () => {
    expect(openSealedExplanation(sealed, { answer: '["b"]' })).toBe("Only b waits.");
    expect(openSealedExplanation(sealed, { answer: '["a"]' })).toBeUndefined();
  });

  it("says which parts are right only where that was asked for", () => {
    expect(openSealedPart(sealKey(key, salt, { withRights: true }), "b")).toEqual({ right: true });
  });

  it("holds no text in clear", () => {
    const text = JSON.stringify(sealed);
    const bytes = sealed.parts
      .concat(sealed.explanation ?? "")
      .map(atob)
      .join();
    for (const secret of ["Not a", "returns", "Only b", "feedback", "right"]) {
      expect(text).not.toContain(secret);
      expect(bytes).not.toContain(secret);
    }
  });

  it("does not tell by length which option has feedback, or how much", () => {
    expect(new Set(sealed.parts.map((part) => part.length)).size).toBe(1);
    const short = sealKey({ ...key, explanation: "x" }, salt, { withRights: false });
    expect(short.explanation?.length).toBe(sealed.explanation?.length);
  });

  it("is the same for the same salt, and another for another", () => {
    expect(sealKey(key, salt, { withRights: false })).toEqual(sealed);
    const other = sealKey(key, deriveSalt("other", "source"), { withRights: false });
    expect(other.digest).not.toBe(sealed.digest);
    expect(other.parts.some((part) => sealed.parts.includes(part))).toBe(false);
  });

  it("has the digest that SHA-256 gives elsewhere", async () => {
    const answer = key.answer ?? "";
    const text = `3:key${salt.length}:${salt}${answer.length}:${answer}`;
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    const hex = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0"));
    expect(sealed.digest).toBe(hex.join(""));
  });

  it("gives back any text", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }),
        fc.string({ unit: "binary" }),
        (texts, explanation) => {
          const parts = texts.map((text) => ({ text, feedback: `${text}!`, right: true }));
          const whole = sealKey({ answer: "x", parts, explanation, rights: [] }, salt, {
            withRights: false,
          });
          expect(parseSealedKey(JSON.parse(JSON.stringify(whole)) as JsonObject)).toEqual(whole);
          expect(texts.map((text) => openSealedPart(whole, text)?.feedback)).toEqual(
            parts.map((part) => part.feedback),
          );
          expect(openSealedExplanation(whole, { answer: "x" })).toBe(explanation);
        },
      ),
    );
  });
});

describe("a sealed key where several answers are right", () => {
  const several: AnswerKey = {
    rule: { right: ["0.1 ± 0.02"] },
    parts: [],
    explanation: "It is about a tenth.",
    rights: ["0.1 ± 0.02"],
  };
  const whole = sealKey(several, salt, { withRights: false, solution: "- 0.1" });

  it("holds the rule and the solution, neither in clear nor in base64, and no digest", () => {
    expect(whole.digest).toBeUndefined();
    expect(isSealedAnswer(whole, "")).toBe(false);
    expect(JSON.stringify(whole)).not.toContain("0.1");
    expect([whole.rule, whole.solution].map((text) => atob(text ?? "")).join()).not.toContain(
      "0.1",
    );
  });

  it("opens the rule and the solution by itself, the explanation by the rule", () => {
    expect(openSealedRule(whole)).toEqual(several.rule);
    expect(openSealedSolution(whole)).toBe("- 0.1");
    expect(openSealedExplanation(whole, several)).toBe("It is about a tenth.");
    expect(openSealedExplanation(whole, { answer: "0.1" })).toBeUndefined();
  });

  it("that is damaged opens nothing and throws nothing", () => {
    const damaged = { ...whole, rule: "AAAA", solution: "%" };
    expect(openSealedRule(damaged)).toBeUndefined();
    expect(openSealedSolution(damaged)).toBeUndefined();
  });
});

describe("a sealed key from a file", () => {
  it.each([
    ["nothing", undefined],
    ["a text", "sealed"],
    ["a newer version", { ...sealed, version: 2 }],
    ["no parts", { ...sealed, parts: "x" }],
    ["parts that are no texts", { ...sealed, parts: [1] }],
    ["an explanation that is no text", { ...sealed, explanation: 1 }],
    ["a rule that is no text", { ...sealed, rule: {} }],
    ["a solution that is no text", { ...sealed, solution: ["b"] }],
    ["neither a digest nor a rule", { version: 1, salt, parts: [] }],
  ])("is not read from %s", (_, value) => {
    expect(parseSealedKey(value)).toBeUndefined();
  });

  it("that is damaged opens nothing and throws nothing", () => {
    const damaged = { ...sealed, parts: ["%%%", "", "AAAA"], explanation: "not base64!" };
    expect(openSealedPart(damaged, "a")).toBeUndefined();
    expect(openSealedExplanation(damaged, key)).toBeUndefined();
  });
});

describe("the mark of an answer", () => {
  it("differs by answer and by cell", () => {
    const marks = [digestAnswer("q1", "a"), digestAnswer("q1", "b"), digestAnswer("q2", "a")];
    expect(new Set(marks).size).toBe(3);
    expect(digestAnswer("q1", "a")).toBe(marks[0]);
  });

  it("cannot be the same by moving letters between cell and answer", () => {
    expect(digestAnswer("q", "1a")).not.toBe(digestAnswer("q1", "a"));
  });
});
