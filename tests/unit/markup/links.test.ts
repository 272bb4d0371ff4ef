import { expect, test } from "vitest";
import { findLinks } from "../../../src/markup/links.ts";

const hrefs = (text: string) => findLinks(text).flatMap(({ href }) => href ?? []);

test.each([
  [
    "see https://docs.python.org/3/library/asyncio.html.",
    "https://docs.python.org/3/library/asyncio.html",
  ],
  ["(http://example.org/a_(b))", "http://example.org/a_(b)"],
  ["http://127.0.0.1:8888/tree?x=1&y=2#top, then", "http://127.0.0.1:8888/tree?x=1&y=2#top"],
  ["<https://example.org>", "https://example.org"],
  ["'https://example.org/q'", "https://example.org/q"],
])("finds the address in %s", (text, href) => {
  expect(hrefs(text)).toEqual([href]);
});

test.each([
  "javascript://%0aalert(1)",
  "javascript:alert(1)",
  "data://text/html,x",
  "file:///etc/passwd",
  "xhttps:/example.org",
  "https://",
  "no address here",
])("leaves %s as text", (text) => {
  expect(hrefs(text)).toEqual([]);
});

test("keeps every character of the text", () => {
  const text = "a https://x.org b (https://y.org/z) https://bad[ c";
  expect(
    findLinks(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});
