// The name of a place in a lesson, from its heading's words. Links, headings and the outline agree on it.

/** What stands before every id that comes from a lesson, so that none can pose as one of the page's own. */
export const defaultIdPrefix = "user-content-";

/**
 * Makes a heading's name as GitHub does: lower case, punctuation dropped, blanks as hyphens.
 * Jupyter's form of the same link (`#Why-asyncio?`) gives the same name.
 */
export function slugOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

/** Gives each heading of one text its name; a second heading of the same words gets `-1`, and so on. */
export function createSlugger(): (text: string) => string {
  const seen = new Map<string, number>();
  return (text) => {
    const slug = slugOf(text) || "section";
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  };
}
