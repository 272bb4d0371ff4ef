// Finds commands by a few letters of their words: `rsa` finds "Restart the kernel and run all cells". Pure.

/** How well a text fits what was typed, and where; a higher score fits better. */
export interface Match {
  readonly score: number;
  /** Places of the letters that were found, in order (UTF-16 units). */
  readonly places: readonly number[];
}

const WORD_START = 8;
const NEXT_LETTER = 5;
const GAP = -0.2;

/**
 * Matches each word of the query, in any order, by letters that stand in the text in the same order.
 * @returns undefined when a word does not fit; an empty query fits everything.
 */
export function matchWords(query: string, text: string): Match | undefined {
  const places = new Set<number>();
  let score = 0;
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === "") continue;
    const match = matchWord(word, text);
    if (match === undefined) return undefined;
    score += match.score;
    for (const place of match.places) places.add(place);
  }
  return { score, places: [...places].sort((a, b) => a - b) };
}

interface Path {
  readonly score: number;
  readonly place: number;
  readonly before: Path | undefined;
}

/** The best way to find the letters: for each letter, the best path that ends at each place of the text. */
function matchWord(word: string, text: string): Match | undefined {
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return undefined;
  let ends: readonly Path[] = [];
  for (let at = 0; at < word.length; at++) {
    const letter = word.charAt(at);
    const next: Path[] = [];
    for (let place = lower.indexOf(letter); place >= 0; place = lower.indexOf(letter, place + 1)) {
      const own = isWordStart(text, place) ? WORD_START : 0;
      if (at === 0) {
        next.push({ score: own + GAP * Math.min(place, 20), place, before: undefined });
        continue;
      }
      let best: Path | undefined;
      for (const before of ends) {
        const gap = place - before.place - 1;
        if (gap < 0) break;
        const score = before.score + own + (gap === 0 ? NEXT_LETTER : GAP * Math.min(gap, 20));
        if (best === undefined || score > best.score) best = { score, place, before };
      }
      if (best !== undefined) next.push(best);
    }
    ends = next;
  }
  const best = ends.reduce<Path | undefined>(
    (found, path) => (found === undefined || path.score > found.score ? path : found),
    undefined,
  );
  if (best === undefined) return undefined;
  const places: number[] = [];
  for (let path: Path | undefined = best; path !== undefined; path = path.before)
    places.unshift(path.place);
  return { score: best.score, places };
}

function isWordStart(text: string, place: number): boolean {
  return place === 0 || /[^\p{L}\p{N}]/u.test(text[place - 1] ?? "");
}
