import { expect, test } from "vitest";
import { lineNumbers } from "../../../src/cells/line-numbers.ts";

test("every line has its number, an empty text one", () => {
  expect(lineNumbers("", [])).toBe("1");
  expect(lineNumbers("a\nb\n", [])).toBe("1\n2\n3");
});

test("lines that are folded away have none", () => {
  const text = "def f():\n    a\n    b\nc\nd = [\n1,\n]";
  const folds = [
    { from: text.indexOf(":") + 1, to: text.indexOf("\nc") },
    { from: text.indexOf("[") + 1, to: text.indexOf("]") },
  ];
  expect(lineNumbers(text, folds)).toBe("1\n4\n5");
});
