// The colours of style/tokens.css against the contrast that WCAG 2.2 asks for.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const sheet = readFileSync(new URL("../../../style/tokens.css", import.meta.url), "utf8");
const [ordinary = "", strong = ""] = sheet.split("@media (prefers-contrast: more)");

const texts = ["color-text", "color-muted", "color-accent"];
const meanings = ["color-right", "color-wrong", "color-warning", "color-note"];
const planes = ["color-surface", "color-panel"];

describe.each(["light", "dark"] as const)("%s theme", (theme) => {
  const colours = readColours(ordinary, theme);
  const code = [...colours.keys()].filter((name) => name.startsWith("code-"));
  const ansi = [...colours.keys()].filter((name) => name.startsWith("ansi-"));

  test("has syntax and terminal colours to check", () => {
    expect(code.length).toBeGreaterThan(8);
    expect(ansi).toHaveLength(16);
  });

  test.each(planes)("text, code and terminal colours reach 4.5:1 on %s", (plane) => {
    for (const name of [...texts, ...meanings, ...code, ...ansi])
      expect(ratio(colours, name, plane), `${name} on ${plane}`).toBeGreaterThanOrEqual(4.5);
  });

  test.each(meanings)("%s and ordinary text reach 4.5:1 on its own background", (meaning) => {
    for (const name of [meaning, "color-text", "color-muted", "color-accent"])
      expect(ratio(colours, name, `${meaning}-bg`), name).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["color-accent-bg", "color-selection", "color-hit"])(
    "text reaches 4.5:1 on %s",
    (plane) => {
      expect(ratio(colours, "color-text", plane)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test("words on a primary button reach 4.5:1", () => {
    expect(ratio(colours, "color-on-accent", "color-accent")).toBeGreaterThanOrEqual(4.5);
  });

  test.each(planes)("edges of controls and the focus ring reach 3:1 on %s", (plane) => {
    expect(ratio(colours, "color-control", plane)).toBeGreaterThanOrEqual(3);
    expect(ratio(colours, "color-accent", plane)).toBeGreaterThanOrEqual(3);
  });

  test("high contrast brings text and meanings to 7:1", () => {
    const strongColours = new Map([...colours, ...readColours(strong, theme)]);
    for (const plane of planes)
      for (const name of [...texts, ...meanings])
        expect(ratio(strongColours, name, plane), `${name} on ${plane}`).toBeGreaterThanOrEqual(7);
  });
});

test("high contrast is the same, whether the system or the reader asks for it", () => {
  const declarations = (text: string): readonly string[] => text.match(/--lb-[^;]+;/g) ?? [];
  const block = (start: string): readonly string[] =>
    declarations(sheet.split(start)[1]?.split("}")[0] ?? "");
  const bySystem = block("@media (prefers-contrast: more)");
  expect(bySystem.length).toBeGreaterThan(10);
  expect(block('[data-contrast="more"] {')).toEqual(bySystem);
});

function readColours(text: string, theme: "light" | "dark"): Map<string, string> {
  const pattern = /--lb-([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g;
  return new Map(
    [...text.matchAll(pattern)].map(([, name = "", light = "", dark = ""]) => [
      name,
      theme === "light" ? light : dark,
    ]),
  );
}

/** WCAG's contrast ratio of two named colours, 1 to 21. */
function ratio(colours: ReadonlyMap<string, string>, one: string, other: string): number {
  const [low = 0, high = 0] = [one, other]
    .map((name) => {
      const colour = colours.get(name);
      if (colour === undefined) throw new RangeError(`tokens.css has no --lb-${name}`);
      return luminance(colour);
    })
    .sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
