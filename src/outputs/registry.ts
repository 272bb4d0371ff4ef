// From outputs to elements: picks the best MIME type of each output and keeps what did not change.
// The notebook calls the function made here after every change; the renderers do the showing.
import type { Renderer } from "../extension.ts";
import type { JsonObject, JsonValue, Output, StreamOutput } from "../nbformat/types.ts";
import { showFailure } from "./failure.ts";
import { createStreamView, type StreamView } from "./stream.ts";

/** Renders outputs in place of what `el` held; equal outputs keep their elements, a longer stream gains only its new text. */
export type RenderOutputs = (
  el: HTMLElement,
  outputs: readonly Output[],
  signal: AbortSignal,
) => void;

/** What an element of ours shows. */
interface ShownOutput {
  readonly output: Output;
  readonly el: HTMLElement;
  readonly stream?: StreamView;
  /** Ends what the renderer started. */
  readonly lifetime: AbortController;
}

/**
 * Makes the function that renders outputs with these renderers; an earlier one in the list is preferred.
 * @throws RangeError when two renderers have one name.
 */
export function makeOutputRenderer(renderers: readonly Renderer[]): RenderOutputs {
  const names = new Set<string>();
  for (const { name } of renderers) {
    if (names.has(name)) throw new RangeError(`two renderers are called "${name}"`);
    names.add(name);
  }
  const shownIn = new WeakMap<HTMLElement, readonly ShownOutput[]>();

  return (el, outputs, signal) => {
    const before = shownIn.get(el) ?? [];
    const shown = outputs.map((output, at) => keep(before[at], output) ?? show(output));
    shownIn.set(el, shown);
    const kept = new Set(shown.map((item) => item.el));
    for (const item of before) {
      if (kept.has(item.el)) continue;
      item.lifetime.abort();
      item.el.remove();
    }
    if (before.length === 0) el.replaceChildren();
    shown.forEach((item, at) => {
      if (el.children[at] !== item.el) el.insertBefore(item.el, el.children[at] ?? null);
    });

    function show(output: Output): ShownOutput {
      const lifetime = new AbortController();
      signal.addEventListener("abort", () => lifetime.abort(), {
        once: true,
        signal: lifetime.signal,
      });
      const item = document.createElement("div");
      item.className = "lb-output";
      if (output.output_type === "stream") {
        item.dataset.mime = streamMime(output);
        const stream = createStreamView(item);
        stream.append(output.text);
        return { output, el: item, stream, lifetime };
      }
      renderBundle(item, renderers, readBundle(output), lifetime.signal);
      return { output, el: item, lifetime };
    }
  };
}

/** The element of the output before, if it can show this one too. */
function keep(before: ShownOutput | undefined, output: Output): ShownOutput | undefined {
  if (before === undefined || before.output === output) return before;
  const { output: old, stream } = before;
  if (stream === undefined || old.output_type !== "stream" || output.output_type !== "stream")
    return undefined;
  if (old.name !== output.name || !output.text.startsWith(old.text)) return undefined;
  stream.append(output.text.slice(old.text.length));
  return { ...before, output };
}

/** An output as MIME types, those that Jupyter has no name for included. */
interface ReadOutput {
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

function readBundle(output: Exclude<Output, StreamOutput>): ReadOutput {
  if (output.output_type !== "error") return { data: output.data, metadata: output.metadata };
  const { ename, evalue, traceback } = output;
  return { data: { "application/vnd.jupyter.error": { ename, evalue, traceback } }, metadata: {} };
}

function streamMime(output: StreamOutput): string {
  return `application/vnd.jupyter.${output.name === "stderr" ? "stderr" : "stdout"}`;
}

/** Renders the best MIME type; what no renderer can show is said in words, with the plain text where there is one. */
function renderBundle(
  el: HTMLElement,
  renderers: readonly Renderer[],
  { data, metadata }: ReadOutput,
  signal: AbortSignal,
): void {
  const best = pickRenderer(renderers, data);
  const fail = (error: unknown) => {
    if (!signal.aborted) showFailure(el, error, data["text/plain"]);
  };
  if (best === undefined) {
    const types = Object.keys(data).join(", ");
    el.dataset.mime = Object.keys(data)[0] ?? "";
    fail(
      new Error(
        types === ""
          ? "This output is empty."
          : `This kind of output cannot be shown here: ${types}.`,
      ),
    );
    return;
  }
  el.dataset.mime = best.mime;
  const value = data[best.mime];
  if (value === undefined) return;
  const context = {
    mime: best.mime,
    data: value,
    metadata: metadataOf(data, metadata, best.mime),
    el,
    signal,
  };
  // A renderer may be anybody's: whatever it throws stays in its output.
  try {
    Promise.resolve(best.renderer.render(context)).catch(fail);
  } catch (error) {
    fail(error);
  }
}

/** What the metadata says of this type; a picture gets the bundle's plain text as its alternative where it has none. */
function metadataOf(data: JsonObject, metadata: JsonObject, mime: string): JsonObject {
  const own = metadata[mime];
  const said = isObject(own) ? own : metadata;
  return mime.startsWith("image/") ? { alt: data["text/plain"], ...said } : said;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first renderer in the list that knows one of the bundle's types, and that type. */
export function pickRenderer(
  renderers: readonly Renderer[],
  data: JsonObject,
): { readonly renderer: Renderer; readonly mime: string } | undefined {
  for (const renderer of renderers) {
    const mime = renderer.mimeTypes.find((type) => Object.hasOwn(data, type));
    if (mime !== undefined) return { renderer, mime };
  }
  return undefined;
}
