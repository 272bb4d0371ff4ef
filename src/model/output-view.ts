// How a cell's outputs are to be seen, in Jupyter's own metadata: hidden (`jupyter.outputs_hidden`, and `collapsed` as
// older programs have it), in a box that scrolls or at full length (`scrolled`). Jupyter has no word for lines that are not to
// be wrapped; that stands in our own (`lessonbook.wrap`). Pure.
import { isObject } from "../nbformat/parse.ts";
import type { Cell, JsonObject } from "../nbformat/types.ts";

export interface OutputView {
  readonly hidden: boolean;
  /** `auto`: long text scrolls in a box. */
  readonly scrolled: boolean | "auto";
  /** Long lines go on in the next line. */
  readonly wrapped: boolean;
}

export function outputView({ metadata }: Cell): OutputView {
  const { jupyter, collapsed, scrolled, lessonbook } = metadata;
  const hidden = isObject(jupyter) ? jupyter.outputs_hidden : undefined;
  return {
    hidden: typeof hidden === "boolean" ? hidden : collapsed === true,
    scrolled: typeof scrolled === "boolean" ? scrolled : "auto",
    wrapped: !(isObject(lessonbook) && lessonbook.wrap === false),
  };
}

/** The cell's metadata with another view; what says nothing new is left out, as Jupyter does. */
export function withOutputView({ metadata }: Cell, view: Partial<OutputView>): JsonObject {
  const { jupyter, collapsed, scrolled, lessonbook, ...rest } = metadata;
  const { wrap, ...kept } = isObject(lessonbook) ? lessonbook : {};
  const isWrapped = view.wrapped ?? wrap !== false;
  const ours = { ...kept, ...(!isWrapped && { wrap: false }) };
  const { outputs_hidden: before, ...others } = isObject(jupyter) ? jupyter : {};
  const hidden = view.hidden ?? (typeof before === "boolean" ? before : collapsed === true);
  const wanted = view.scrolled ?? scrolled;
  const own = { ...others, ...(hidden && { outputs_hidden: true }) };
  return {
    ...rest,
    ...(hidden && { collapsed: true }),
    ...(typeof wanted === "boolean" && { scrolled: wanted }),
    ...(Object.keys(own).length > 0 && { jupyter: own }),
    ...(Object.keys(ours).length > 0 && { lessonbook: ours }),
    ...(lessonbook !== undefined && !isObject(lessonbook) && { lessonbook }),
  };
}
