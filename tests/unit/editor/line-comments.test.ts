import { expect, it } from "vitest";
import { lineCommentOf } from "../../../src/editor/line-comments.ts";

it.each([
  ["python", "#"],
  ["bash", "#"],
  ["r", "#"],
  ["javascript", "//"],
  ["rust", "//"],
  ["sql", "--"],
  ["octave", "%"],
])("knows how %s marks a comment", (language, sign) => {
  expect(lineCommentOf(language)).toBe(sign);
});

it.each(["", "no such language", "__proto__", "constructor"])("knows nothing of %j", (language) => {
  expect(lineCommentOf(language)).toBeUndefined();
});
