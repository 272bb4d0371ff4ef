// Reads tests/fixtures/render/xss.txt; the form of a case stands at its top.
import { readFileSync } from "node:fs";

export interface RenderCase {
  readonly name: string;
  readonly input: string;
  /** `text …`, `has …`, `no …` */
  readonly claims: readonly string[];
}

/** Hostile HTML and Markdown; the name of a case that is Markdown begins so. */
export function hostileCases(): readonly RenderCase[] {
  const parts = readFileSync("tests/fixtures/render/xss.txt", "utf8").split(/^\.\n/m);
  const found: RenderCase[] = [];
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [heading = "", input = "", claims = ""] = parts.slice(at, at + 3);
    found.push({
      name: heading.trim().split("\n").at(-1) ?? "",
      input: input.replace(/\n$/, ""),
      claims: claims.split("\n").filter((line) => line !== ""),
    });
  }
  return found;
}
