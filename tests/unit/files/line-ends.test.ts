// Line ends survive an edit.
import { describe, expect, it } from "vitest";
import { withEndsOf, withPlainEnds } from "../../../src/files/line-ends.ts";

const FILES = [
  "",
  "a",
  "a\n",
  "a\r\nb",
  "a\r\nb\r\n",
  "a\rb\r",
  "a\nb\r\nc\r\nd\n",
  "\r\n\r\n",
  "\n\r\n",
];

describe("line ends", () => {
  it.each(FILES)("of a text that was not changed stay: %j", (file) => {
    expect(withEndsOf(file, withPlainEnds(file))).toBe(file);
  });

  it("of lines that were not touched stay, new lines get the usual one", () => {
    expect(withEndsOf("a\nb\r\nc\r\nd", "a\nb\nnew\nmore\nc\nd")).toBe(
      "a\nb\r\nnew\r\nmore\r\nc\r\nd",
    );
    expect(withEndsOf("a\r\nb", "a\nb\nc")).toBe("a\r\nb\r\nc");
    expect(withEndsOf("a\nb", "a\n\nb")).toBe("a\n\nb");
    expect(withEndsOf("a\r\n", "")).toBe("");
  });
});
