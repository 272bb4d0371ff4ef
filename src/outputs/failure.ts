// Why an output cannot be shown, for the reader: the registry says it and shows the next best type of the bundle.
import type { JsonValue } from "../nbformat/types.ts";

/** An output holds something that its renderer cannot or may not show; the message is for the reader. */
export class OutputError extends Error {
  override readonly name = "OutputError";
  /** Says it with more than words. */
  readonly notice?: HTMLElement;
}

/** The data as text. @throws OutputError when it is no text. */
export function textOf(data: JsonValue, mime: string): string {
  if (typeof data === "string") return data;
  throw new OutputError(`This output says that it is ${mime}, but it holds no text.`);
}
