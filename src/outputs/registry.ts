// From outputs to elements: picks the best MIME type of each output and keeps what did not change.
// The notebook calls the function made here after every change; the renderers do the showing.
import type { OutputPage, RenderContext, Renderer } from "../extension.ts";
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject, JsonValue, Output, StreamOutput } from "../nbformat/types.ts";
import { OutputError } from "./failure.ts";
import { makeNotice } from "./sanitise.ts";
import { createStreamView, type StreamView } from "./stream.ts";

/**
 * Renders outputs in place of what `el` held; equal outputs keep their elements, a longer stream gains only its new text.
 * Scripts of outputs that are not trusted are held back.
 */
export type RenderOutputs = (
  el: HTMLElement,
  outputs: readonly Output[],
  signal: AbortSignal,
  options?: { readonly isTrusted?: boolean },
) => void;

/** What an element of ours shows. */
interface ShownOutput {
  readonly output: Output;
  readonly isTrusted: boolean;
  readonly el: HTMLElement;
  readonly stream?: StreamView;
  readonly bundle?: ShownBundle;
  /** Ends what the renderer started. */
  readonly lifetime: AbortController;
}

/** What a renderer made of a bundle. */
interface ShownBundle {
  mime: string;
  /** Shows newer data; absent while it is not ready, and for renderers that cannot. */
  update?: (data: JsonValue) => void;
}

/** A page that nothing can be asked of: for outputs that stand alone. */
const NO_PAGE: OutputPage = {
  findSection: () => undefined,
  goToRun: () => false,
  frameUrl: "about:blank",
};

/**
 * Makes the function that renders outputs with these renderers; an earlier one in the list is preferred.
 * @throws RangeError when two renderers have one name.
 */
export function makeOutputRenderer(
  renderers: readonly Renderer[],
  page: OutputPage = NO_PAGE,
): RenderOutputs {
  const names = new Set<string>();
  for (const { name } of renderers) {
    if (names.has(name)) throw new RangeError(`two renderers are called "${name}"`);
    names.add(name);
  }
  const shownIn = new WeakMap<HTMLElement, readonly ShownOutput[]>();

  return (el, outputs, signal, { isTrusted = false } = {}) => {
    const before = shownIn.get(el) ?? [];
    // What is there already stays, also where something before it went.
    const known = new Map(before.map((item) => [item.output, item]));
    const claimed = new Set(outputs.map((output) => known.get(output)));
    const shown = outputs.map((output, at) => {
      const next = { output, isTrusted };
      const old = known.get(output) ?? (claimed.has(before[at]) ? undefined : before[at]);
      return keep(old, next, renderers, page) ?? show(output);
    });
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
        if (output.name === "stderr") advise(item, output.text, page);
        return { output, isTrusted, el: item, stream, lifetime };
      }
      const place = { el: item, signal: lifetime.signal, isTrusted, page };
      const bundle = renderBundle(renderers, readBundle(output), place);
      return { output, isTrusted, el: item, lifetime, bundle };
    }
  };
}

/** The element of the output before, if it can show this one too. */
function keep(
  before: ShownOutput | undefined,
  { output, isTrusted }: { readonly output: Output; readonly isTrusted: boolean },
  renderers: readonly Renderer[],
  page: OutputPage,
): ShownOutput | undefined {
  if (before === undefined) return undefined;
  const { output: old, stream, bundle } = before;
  if (stream === undefined && before.isTrusted !== isTrusted) return undefined;
  if (output === old) return before;
  if (bundle !== undefined && output.output_type !== "stream")
    return updateBundle(bundle, output, renderers) ? { ...before, output } : undefined;
  if (stream === undefined || old.output_type !== "stream" || output.output_type !== "stream")
    return undefined;
  if (old.name !== output.name || !output.text.startsWith(old.text)) return undefined;
  stream.append(output.text.slice(old.text.length));
  if (output.name === "stderr") advise(before.el, output.text, page);
  return { ...before, output };
}

/** What asyncio warns of gets the coach's line. Most of what is printed to stderr is nothing of the kind and costs one look. */
function advise(el: HTMLElement, stderr: string, { findSection }: OutputPage): void {
  if (!/never (?:awaited|retrieved)|but it is pending|in a TaskGroup/.test(stderr)) return;
  const place =
    el.querySelector<HTMLElement>(":scope > .lb-advices") ??
    el.appendChild(Object.assign(document.createElement("div"), { className: "lb-advices" }));
  void import("./advice.ts").then(
    ({ adviseOnWarnings }) => adviseOnWarnings(place, stderr, findSection),
    () => undefined, // The server is out of reach: the warning stands there all the same.
  );
}

/** Whether what shows a bundle shows another one of its kind now. */
function updateBundle(
  bundle: ShownBundle,
  output: Exclude<Output, StreamOutput>,
  renderers: readonly Renderer[],
): boolean {
  const { data } = readBundle(output);
  const value = data[bundle.mime];
  if (bundle.update === undefined || value === undefined) return false;
  if (pickRenderer(renderers, data)?.mime !== bundle.mime) return false;
  try {
    bundle.update(value);
    return true;
  } catch {
    return false; // It is rendered anew, and what is wrong with it is said there.
  }
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

type Place = Pick<RenderContext, "el" | "signal" | "isTrusted" | "page">;

/**
 * Renders the best MIME type. What cannot be shown is said in words, and the next best type of the bundle takes its place;
 * so is the name of a type that nobody here can show.
 */
function renderBundle(
  renderers: readonly Renderer[],
  { data, metadata }: ReadOutput,
  place: Place,
): ShownBundle {
  const bundle: ShownBundle = { mime: "" };
  const strange = Object.keys(data).filter(
    (type) => !renderers.some(({ mimeTypes }) => mimeTypes.includes(type)),
  );
  renderBest(data, []);
  return bundle;

  function renderBest(left: JsonObject, refusals: readonly HTMLElement[]): void {
    const { el, signal } = place;
    const best = pickRenderer(renderers, left);
    const types = Object.keys(data);
    const notices = [...refusals];
    if (strange.length > 0 || types.length === 0)
      notices.push(makeNotice(wordsOnTypes(types, strange)));
    el.className = "lb-output";
    bundle.mime = best?.mime ?? types[0] ?? "";
    el.dataset.mime = bundle.mime;
    delete bundle.update;
    const isInstead = refusals.length > 0 || best === undefined;
    if (isInstead) el.dataset.failed = "true";
    el.replaceChildren(...(isInstead ? notices : []));
    const value = best === undefined ? undefined : left[best.mime];
    if (best === undefined || value === undefined) return;
    const fail = (error: unknown): void => {
      if (signal.aborted) return;
      const { [best.mime]: _refused, ...rest } = left;
      renderBest(rest, [...refusals, noticeOf(error)]);
    };
    const context: RenderContext = {
      ...place,
      el: isInstead ? el.appendChild(document.createElement("div")) : el,
      mime: best.mime,
      data: value,
      metadata: metadataOf(data, metadata, best.mime),
      onUpdate: (show) => {
        bundle.update = show;
      },
    };
    // A renderer may be anybody's: whatever it throws stays in its output.
    try {
      Promise.resolve(best.renderer.render(context)).catch(fail);
    } catch (error) {
      fail(error);
      return;
    }
    if (!isInstead) el.append(...notices);
  }
}

function noticeOf(error: unknown): HTMLElement {
  if (error instanceof OutputError && error.notice !== undefined) return error.notice;
  return makeNotice(error instanceof Error ? error.message : String(error));
}

function wordsOnTypes(all: readonly string[], strange: readonly string[]): string {
  if (all.length === 0) return "This output is empty.";
  const types = strange.join(", ");
  return all.length === strange.length
    ? `This kind of output cannot be shown here: ${types}.`
    : `This output is also there as ${types}, which cannot be shown here.`;
}

/** What the metadata says of this type; a picture gets the bundle's plain text as its alternative where it has none. */
function metadataOf(data: JsonObject, metadata: JsonObject, mime: string): JsonObject {
  const own = metadata[mime];
  const said = isObject(own) ? own : metadata;
  return mime.startsWith("image/") ? { alt: data["text/plain"], ...said } : said;
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
