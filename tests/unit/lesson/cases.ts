// Reads the text fixtures of this folder. A case starts with `=== name`; its parts with `@@ part`.
// A part named `… escaped` is written with \n, \r, \t, \uXXXX and \\ and holds nothing else on further lines.
import { readFileSync } from "node:fs";

export interface FixtureCase {
  readonly name: string;
  readonly part: (name: string, otherwise?: string) => string;
}

/** Every case of a fixture file. */
export function readCases(file: string): readonly FixtureCase[] {
  const text = readFileSync(new URL(`./fixtures/${file}`, import.meta.url), "utf8");
  return text
    .split(/^=== /m)
    .slice(1)
    .map((block) => {
      const [head = "", ...parts] = block.split(/^@@ /m);
      const texts = new Map(
        parts.map((part): [string, string] => {
          const end = part.indexOf("\n");
          const name = part.slice(0, end).trim();
          const body = part.slice(end + 1).replace(/\n+$/, "");
          return name.endsWith(" escaped")
            ? [name.slice(0, -" escaped".length), unescape(body)]
            : [name, body];
        }),
      );
      const name = head.trim();
      return {
        name,
        part: (partName, otherwise) => {
          const found = texts.get(partName) ?? otherwise;
          if (found === undefined) throw new Error(`the case "${name}" has no part "${partName}"`);
          return found;
        },
      };
    });
}

/** The lines of a part, without empty ones. */
export function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

function unescape(text: string): string {
  const named: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
  return text.replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code?: string, letter?: string) =>
    code === undefined
      ? (named[letter ?? ""] ?? letter ?? "")
      : String.fromCharCode(parseInt(code, 16)),
  );
}
