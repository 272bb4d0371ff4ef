import { describe, expect, test } from "vitest";
import { imageDataUrl, safeImage, safeLink } from "../../../src/markup/safe-address.ts";

describe("links", () => {
  test.each([
    ["https://docs.python.org/3/", "https://docs.python.org/3/"],
    ["HTTP://Example.org", "http://example.org/"],
    ["mailto:a@example.org", "mailto:a@example.org"],
    ["next.ipynb", "next.ipynb"],
    ["../other/next.ipynb#x", "../other/next.ipynb#x"],
    ["#Why-asyncio?", "#user-content-why-asyncio"],
    ["#Why%20asyncio%3F", "#user-content-why-asyncio"],
    ["#100%", "#user-content-100"],
  ])("%s may be followed", (value, href) => {
    expect(safeLink(value)).toBe(href);
  });

  test.each([
    "javascript:alert(1)",
    " java\tscript:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://x/1",
    "https://python.org@evil.test/",
    "https://",
    "#",
    "#!?",
  ])("%j may not", (value) => {
    expect(safeLink(value)).toBeUndefined();
  });
});

describe("pictures", () => {
  const files = { root: "/user/alice/files/", folder: "/user/alice/files/week 1/" };
  const attachments = {
    "plot.png": { "image/png": "AA\nBB\n" },
    "page.html": { "text/html": "<script>" },
    broken: 7,
  };

  test.each([
    ["plot.png", "/user/alice/files/week%201/plot.png"],
    ["../shared/a%20b.png", "/user/alice/files/shared/a%20b.png"],
    ["attachment:plot.png", "data:image/png;base64,AABB"],
    ["data:image/gif;base64,R0lGODlh", "data:image/gif;base64,R0lGODlh"],
  ])("%s may load", (value, src) => {
    expect(safeImage(value, { files, attachments })).toBe(src);
  });

  test.each([
    "https://evil.test/beacon.png",
    "//evil.test/beacon.png",
    "\\\\evil.test\\beacon.png",
    "/user/alice/logout",
    "../../logout",
    "..\\..\\logout",
    "%2e%2e/%2e%2e/logout",
    "..%2f..%2flogout",
    "attachment:page.html",
    "attachment:broken",
    "attachment:none.png",
    "attachment:__proto__",
    "data:text/html,x",
    "data:image/svg+xml-evil,x",
    "javascript:x",
    "",
  ])("%j may not", (value) => {
    expect(safeImage(value, { files, attachments })).toBeUndefined();
  });

  test("beside the notebook none may load when the files' address is not known", () => {
    expect(safeImage("plot.png", {})).toBeUndefined();
  });
});

test("an SVG becomes an address whatever its text holds", () => {
  expect(imageDataUrl("image/svg+xml", '<svg>"#%\ud800</svg>')).toBe(
    "data:image/svg+xml;charset=utf-8,%3Csvg%3E%22%23%25%EF%BF%BD%3C%2Fsvg%3E",
  );
});
