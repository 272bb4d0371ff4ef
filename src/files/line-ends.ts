// The line ends of a text file. An editor knows one kind only; a file keeps the ones it has. Pure.

/** The text as an editor has it: `\n` after each line. */
export function withPlainEnds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/**
 * An edited text with the line ends of the file that it came from: lines at the start and the end that are still the same
 * keep their own, the ones between get the kind that most lines of the file have.
 * @param edited with `\n` alone
 */
export function withEndsOf(file: string, edited: string): string {
  const old = linesOf(file);
  if (!old.some(({ end }) => end.startsWith("\r"))) return edited;
  const lines = edited.split("\n");
  const most = Math.min(old.length, lines.length);
  let start = 0;
  while (start < most && old[start]?.text === lines[start]) start += 1;
  let same = 0;
  while (same < most - start && old[old.length - 1 - same]?.text === lines[lines.length - 1 - same])
    same += 1;
  const usual = usualEnd(old);
  const endAt = (at: number): string => {
    if (at === lines.length - 1) return "";
    const isTail = at >= lines.length - same;
    const kept = isTail ? old[at - lines.length + old.length] : at < start ? old[at] : undefined;
    return kept === undefined || kept.end === "" ? usual : kept.end;
  };
  return lines.map((line, at) => line + endAt(at)).join("");
}

interface Line {
  readonly text: string;
  /** Empty for the last one. */
  readonly end: string;
}

function linesOf(text: string): readonly Line[] {
  const parts = text.split(/(\r\n?|\n)/);
  return parts.flatMap((part, at) =>
    at % 2 === 0 ? [{ text: part, end: parts[at + 1] ?? "" }] : [],
  );
}

function usualEnd(lines: readonly Line[]): string {
  const counts = new Map<string, number>();
  for (const { end } of lines) if (end !== "") counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "\n";
}
