// The marked regions in a cell's text: solution, hidden tests, mark scheme. A line that contains a marker belongs to
// the marker, whatever else stands in it. Source of the rules: what `nbgrader generate_assignment` does.
import type { Problem } from "../lesson/lesson-metadata.ts";

export interface Markers {
  readonly begin: string;
  readonly end: string;
  /** For messages: "solution". */
  readonly what: string;
}

export interface Cut {
  /** The text without the regions and their markers. */
  readonly source: string;
  /** The text of each region, without its markers. */
  readonly removed: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Takes the regions out of a text.
 * @param stub what stands in the place of each region, at the indent of its first marker
 */
export function cutRegions(source: string, markers: Markers, stub: readonly string[] = []): Cut {
  const kept: string[] = [];
  const removed: string[] = [];
  const problems: Problem[] = [];
  let region: { readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, text] of source.split("\n").entries()) {
    const line = index + 1;
    if (text.includes(markers.begin)) {
      if (region !== undefined) {
        problems.push({ message: nestedMessage(markers, region.line), line });
        continue;
      }
      region = { line, lines: [] };
      const indent = /^\s*/.exec(text)?.[0] ?? "";
      kept.push(...stub.map((stubLine) => indent + stubLine));
    } else if (text.includes(markers.end)) {
      if (region === undefined) problems.push({ message: strayMessage(markers), line });
      else removed.push(region.lines.join("\n"));
      region = undefined;
    } else (region?.lines ?? kept).push(text);
  }
  if (region !== undefined) problems.push({ message: openMessage(markers), line: region.line });
  return { source: kept.join("\n"), removed, problems };
}

/** The numbers, from 1, of the lines that `cutRegions` takes out, markers included. */
export function linesInRegions(
  source: string,
  { begin, end }: Pick<Markers, "begin" | "end">,
): ReadonlySet<number> {
  const inside = new Set<number>();
  let isInside = false;
  for (const [index, text] of source.split("\n").entries()) {
    const isMarker = text.includes(begin) || text.includes(end);
    if (text.includes(begin)) isInside = true;
    else if (text.includes(end)) isInside = false;
    if (isInside || isMarker) inside.add(index + 1);
  }
  return inside;
}

function nestedMessage({ begin, end, what }: Markers, line: number): string {
  return `"${begin}" stands inside the ${what} that begins in line ${line}. End that one first, with "${end}".`;
}

function strayMessage({ begin, end }: Markers): string {
  return `"${end}" has no "${begin}" before it. Put "${begin}" where the part begins, or take this line out.`;
}

function openMessage({ begin, end }: Markers): string {
  return `"${begin}" has no "${end}" after it. Put "${end}" in a line of its own where the part ends.`;
}
