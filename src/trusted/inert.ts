import { makePolicy } from "./policy.ts";

const inert = makePolicy("lessonbook-inert", "HTML");

/** Reads HTML into a document that no window shows: nothing in it runs or loads, and none of it may be put into a page. */
export function parseInert(html: string): Document {
  return new DOMParser().parseFromString(inert(html), "text/html");
}
