// Whether a Markdown text has the heading that a link names. Pure.
import { outlineOf } from "./markdown-parser.ts";
import { createSlugger } from "./slug.ts";

export function headingAt(source: string, slug: string): boolean {
  if (!source.includes("#") && !/^[=-]{2,}/m.test(source)) return false;
  const nameOf = createSlugger();
  return outlineOf(source).some(({ text }) => nameOf(text) === slug);
}
