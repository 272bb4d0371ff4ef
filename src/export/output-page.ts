// One output → HTML that needs no script. Of a bundle's types the best is shown that a file can show, and what is better
// still, and needs a script, is named.
import { imageDataUrl } from "../markup/safe-address.ts";
import { parseMarkdown } from "../markup/markdown-parser.ts";
import { formulaMathml } from "../markup/formula.ts";
import { readTerminalText } from "../markup/terminal-text.ts";
import { WIDGET_TYPE } from "../model/trust.ts";
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject, JsonValue, Output } from "../nbformat/types.ts";
import { html, Html } from "./html.ts";
import { safeHtml } from "./safe-html.ts";
import { textOf } from "./text.ts";
import { widgetPage, type Widgets } from "./widget-page.ts";

export interface OutputOptions {
  /** Most characters of one output that are shown. */
  readonly mostText: number;
  /** Saved state of the notebook's widgets. */
  readonly widgets?: Widgets;
  readonly markdown: (source: string) => Html;
  /** Gives pictures that lie beside the notebook, as `data:` addresses. */
  readonly beside?: (path: string) => string | undefined;
}

/** Shows a bundle's data of one type; `undefined` when there is nothing of it to see. */
type Show = (value: JsonValue, bundle: JsonObject, options: OutputOptions) => Html | undefined;

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"];
const AUDIO = ["mpeg", "mp3", "ogg", "wav", "x-wav", "webm", "mp4"].map((kind) => `audio/${kind}`);
const VIDEO = ["mp4", "webm", "ogg"].map((kind) => `video/${kind}`);

/** In order of preference, as on the page. */
const TYPES: readonly (readonly [types: readonly string[], show: Show])[] = [
  [[WIDGET_TYPE], showWidget],
  [["text/html"], showHtml],
  [["text/markdown"], (value, _bundle, { markdown }) => box(markdown(textOf(value)))],
  [["text/latex"], showLatex],
  [["image/svg+xml"], (value, bundle) => picture("image/svg+xml", value, bundle)],
  ...PICTURES.map(
    (mime) =>
      [[mime], (value: JsonValue, bundle: JsonObject) => picture(mime, value, bundle)] as const,
  ),
  ...AUDIO.map((mime) => [[mime], (value: JsonValue) => player("audio", mime, value)] as const),
  ...VIDEO.map((mime) => [[mime], (value: JsonValue) => player("video", mime, value)] as const),
  [["application/json", "application/geo+json"], showJson],
  [["text/plain"], (value, _bundle, options) => terminal(textOf(value), "text/plain", options)],
];

/** What needs a script, in words; the timeline is not among them, since its picture says what it says. */
const NEEDS_SCRIPT: readonly (readonly [RegExp, string])[] = [
  [/^application\/vnd\.plotly\./, "a chart of Plotly"],
  [/^application\/vnd\.vega/, "a chart of Vega"],
  [/^application\/vnd\.jupyter\.widget-view/, "a control"],
  [/^(?:application|text)\/(?:x-)?javascript$/, "a script"],
  [/^application\/pdf$/, "a PDF"],
];

export function outputPage(output: Output, options: OutputOptions): Html {
  switch (output.output_type) {
    case "stream": {
      const name = output.name === "stderr" ? "stderr" : "stdout";
      return terminal(output.text, `application/vnd.jupyter.${name}`, options);
    }
    case "error":
      return html`<div class="lb-output" data-mime="application/vnd.jupyter.error">
        ${errorHeading(output.ename, cut(output.evalue, options))}
        <details class="lb-traceback">
          <summary>Traceback</summary>
          ${terminal(output.traceback.join("\n"), "text/plain", options)}
        </details>
      </div>`;
    default:
      return bundlePage(output.data, options);
  }
}

/** Blanks count in it. */
function errorHeading(name: string, words: string): Html {
  const text = html`<strong>${name}</strong>: ${words}`;
  return new Html(`<p class="lb-error-heading">${text.text}</p>`);
}

function bundlePage(bundle: JsonObject, options: OutputOptions): Html {
  for (const [types, show] of TYPES) {
    for (const type of types) {
      const value = bundle[type];
      const shown = value === undefined ? undefined : show(value, bundle, options);
      if (shown !== undefined) return html`${shown}${notice(wordsOnRest(bundle, type))}`;
    }
  }
  const types = Object.keys(bundle).join(", ");
  const rest = wordsOnRest(bundle, "");
  if (rest !== "") return notice(rest);
  return notice(
    types === "" ? "This output is empty." : `This output cannot be shown in a file: ${types}.`,
  );
}

/** What the reader of the live notebook sees in the place of this. */
function wordsOnRest(bundle: JsonObject, shown: string): string {
  const better = Object.keys(bundle).flatMap(
    (type) => NEEDS_SCRIPT.find(([pattern]) => pattern.test(type) && type !== shown)?.[1] ?? [],
  );
  const isScripted = shown !== "text/html" && safeHtml(textOf(bundle["text/html"])).hadScript;
  const what = better[0] ?? (isScripted ? "drawn by a script" : undefined);
  return what === undefined
    ? ""
    : `In the notebook this is ${what}, which a page without scripts cannot show.`;
}

function showWidget(value: JsonValue, _bundle: JsonObject, options: OutputOptions) {
  const id = isObject(value) ? value.model_id : undefined;
  return typeof id === "string" && options.widgets !== undefined
    ? widgetPage(id, options.widgets, (output) => outputPage(output, options))
    : undefined;
}

function showHtml(
  value: JsonValue,
  _bundle: JsonObject,
  { beside }: OutputOptions,
): Html | undefined {
  const source = textOf(value);
  const safe = safeHtml(source, beside && { beside });
  if (safe.isEmpty) return undefined;
  const shown = safe.sheets.length === 0 ? withBoxes(safe.html) : styled(source, safe.sheets);
  return html`${shown}${notice(safe.hadScript ? "A script of this output was left out." : "")}`;
}

function withBoxes(inside: Html): Html {
  return html`<div class="lb-output lb-output-html" data-mime="text/html">${inside}</div>`;
}

/**
 * HTML with a sheet of its own, such as a styled table: in a shadow tree, whose sheet meets nothing of the page, in a box that
 * nothing of it can leave. On white paper, which such sheets are made for.
 */
function styled(source: string, sheets: readonly string[]): Html {
  const { html: inside } = safeHtml(source, { isApart: true });
  return html`<div class="lb-output lb-output-styled" data-mime="text/html" tabindex="0">
    <div>
      <template shadowrootmode="open"
        ><style>
          ${new Html("table{border-collapse:collapse}th,td{padding:.25rem .75rem;text-align:end}")}
        </style>
        <style>
          ${new Html(sheets.join("\n"))}
        </style>
        ${inside}</template
      >
    </div>
  </div>`;
}

function showLatex(value: JsonValue): Html | undefined {
  const source = textOf(value).trim();
  const { slots } = parseMarkdown(source);
  const found = slots.flatMap((slot) => (slot.type === "math" ? [slot] : []));
  const formulas = found.length > 0 ? found : [{ tex: source, display: true }];
  const set = formulas.map(({ tex, display }) => formulaMathml(tex, display));
  if (source === "" || set.includes(undefined)) return undefined;
  return box(html`${set.map((text) => new Html(text ?? ""))}`);
}

function picture(mime: string, value: JsonValue, bundle: JsonObject): Html | undefined {
  const data = textOf(value);
  const text = textOf(bundle["text/plain"]);
  if (data === "") return undefined;
  // As a picture, not as a part of the page: what is drawn cannot run anything.
  const image = (alt: string): Html => html`<img src="${imageDataUrl(mime, data)}" alt="${alt}" />`;
  // A text of many lines says it too, and is too long for a name.
  const lines = text.split("\n");
  return html`<div class="lb-output lb-given-picture">
    ${image(text === "" ? "Picture" : (lines[0] ?? "").slice(0, 300))}
    ${
      lines.length > 1 &&
      html`<details>
        <summary>As text</summary>
        <pre class="lb-output-text" tabindex="0">${text}</pre>
      </details>`
    }
  </div>`;
}

function player(kind: "audio" | "video", mime: string, value: JsonValue): Html | undefined {
  const data = textOf(value).replace(/[^\w+/=-]/g, "");
  if (data === "") return undefined;
  const address = `data:${mime};base64,${data}`;
  return box(
    kind === "audio"
      ? html`<audio controls src="${address}"></audio>`
      : html`<video controls src="${address}"></video>`,
  );
}

function showJson(value: JsonValue, _bundle: JsonObject, options: OutputOptions): Html {
  return terminal(JSON.stringify(value, null, 2), "application/json", options);
}

function terminal(text: string, mime: string, options: OutputOptions): Html {
  const runs = readTerminalText(cut(text, options)).map(({ text: part, style }) =>
    style === "" ? html`${part}` : html`<span class="${style}">${part}</span>`,
  );
  return html`<div class="lb-output" data-mime="${mime}">
    <pre class="lb-output-text" tabindex="0">${runs}</pre>
  </div>`;
}

function box(inside: Html): Html {
  return html`<div class="lb-output">${inside}</div>`;
}

function notice(words: string): Html {
  return words === "" ? html`` : html`<p class="lb-notice">${words}</p>`;
}

function cut(text: string, { mostText }: OutputOptions): string {
  return text.length > mostText
    ? `${text.slice(0, mostText)}\n… ${(text.length - mostText).toLocaleString("en")} more characters`
    : text;
}
