// `application/javascript`: runs in an isolated frame with its place in `element`, and only where the output is trusted.
import type { RenderContext } from "../extension.ts";
import { textOf } from "./failure.ts";
import { showInFrame } from "./frame.ts";
import { HeldBackError } from "./held-back.ts";

/** Runs the script in a frame. @throws HeldBackError where the output is not trusted. */
export function renderJavascript(context: RenderContext): void {
  const { mime, data, el, isTrusted, page, signal } = context;
  const code = textOf(data, mime);
  if (!isTrusted) throw new HeldBackError("A script is held back.");
  showInFrame(el, { kind: "script", code }, { page, signal, isLive: true, title: "Script output" });
}
