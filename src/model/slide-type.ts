// A cell's place in a show of slides, by the metadata that RISE, JupyterLab and nbconvert share: `slideshow.slide_type` is `slide`,
// `subslide`, `fragment`, `skip`, `notes`, or `-` for what goes on. Pure.
import { isObject } from "../nbformat/parse.ts";
import type { Cell } from "../nbformat/types.ts";

export const SLIDE_TYPES = ["slide", "subslide", "fragment", "skip", "notes", "-"] as const;
export type SlideType = (typeof SLIDE_TYPES)[number];

/** What the file says of a cell's place; `-` for nothing, or for what nobody knows. */
export function slideTypeOf({ metadata }: Cell): SlideType {
  const { slideshow } = metadata;
  const type = isObject(slideshow) ? slideshow.slide_type : undefined;
  return SLIDE_TYPES.find((known) => known === type) ?? "-";
}

/** The metadata of a cell with another place in the show. */
export function withSlideType({ metadata }: Cell, type: SlideType): Cell["metadata"] {
  const { slideshow, ...rest } = metadata;
  const { slide_type: _before, ...others } = isObject(slideshow) ? slideshow : {};
  if (type === "-" && Object.keys(others).length === 0) return rest;
  return { ...metadata, slideshow: type === "-" ? others : { ...others, slide_type: type } };
}
