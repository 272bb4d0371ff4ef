// What stands in place of an output that cannot be shown: why, and its plain text. Used by the registry.
import type { JsonValue } from "../nbformat/types.ts";
import { makeNotice } from "./sanitise.ts";
import { createStreamView } from "./stream.ts";

/** An output holds something that its renderer cannot or may not show; the message is for the reader. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/** Says why an output is not shown as it should be, and shows its plain text. */
export function showFailure(el: HTMLElement, error: unknown, plain: JsonValue | undefined): void {
  const reason = error instanceof Error ? error.message : String(error);
  el.dataset.failed = "true";
  el.replaceChildren(makeNotice(reason));
  if (typeof plain !== "string" || plain === "") return;
  createStreamView(el).append(plain);
}

/** The data as text. @throws OutputError when it is no text. */
export function textOf(data: JsonValue, mime: string): string {
  if (typeof data === "string") return data;
  throw new OutputError(`This output says that it is ${mime}, but it holds no text.`);
}
