// When two texts count as the same answer: Unicode in one form, then case and blanks as the question says.

export interface TextRules {
  readonly matchCase: boolean;
  /** `all`: every blank counts. `ends`: those at the ends of lines do not. `none`: any run of blanks is one blank. */
  readonly blanks: "all" | "ends" | "none";
}

/** The form in which texts that count as the same are equal. */
export function normaliseAnswer(text: string, rules: TextRules): string {
  const lines = text.normalize("NFC").split(/\r\n|\n|\r/);
  const cased = (one: string): string => (rules.matchCase ? one : one.toLowerCase());
  switch (rules.blanks) {
    case "all":
      return cased(lines.join("\n"));
    case "ends":
      return cased(trimBlankLines(lines.map((line) => line.trimEnd())).join("\n"));
    case "none":
      return cased(lines.join(" ").replace(/\s+/g, " ").trim());
  }
}

/** How alike two texts are, from 0 to 1: 1 − (fewest letters to change, add or take away) / (length of the longer). */
export function similarity(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [index, letter] of a.entries()) {
    const next = [index + 1];
    for (const [place, other] of b.entries()) {
      const change = (row[place] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1));
    }
    row = next;
  }
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : 1 - (row.at(-1) ?? 0) / longer;
}

function trimBlankLines(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line !== "");
  const last = lines.findLastIndex((line) => line !== "");
  return first === -1 ? [] : lines.slice(first, last + 1);
}
