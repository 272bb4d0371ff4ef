// A cell of a notebook → HTML that needs no script: text, code in colours, outputs.
import { parseMarkdown } from "../markup/markdown-parser.ts";
import { pythonPage } from "../markup/code-page.ts";
import { formulaMathml } from "../markup/formula.ts";
import type { Slot } from "../markup/slot.ts";
import { createSlugger, defaultIdPrefix } from "../markup/slug.ts";
import { isObject } from "../nbformat/parse.ts";
import type { Cell, JsonObject } from "../nbformat/types.ts";
import { html, Html } from "./html.ts";
import { outputPage, type OutputOptions } from "./output-page.ts";
import { safeHtml } from "./safe-html.ts";

export interface CellPageOptions extends Omit<OutputOptions, "markdown"> {
  /** The notebook's, in small letters. */
  readonly language: string;
  /** Gives headings their ids: one for all cells of a page. */
  readonly anchorOf?: (heading: string) => string;
}

/** Gives each heading of a page an id of its own, the one that the lesson's links name. */
export function makeAnchors(): (heading: string) => string {
  const slug = createSlugger();
  return (heading) => defaultIdPrefix + slug(heading);
}

/** The cell's text and outputs. */
export function cellPage(cell: Cell, options: CellPageOptions): Html {
  const { language, anchorOf, beside } = options;
  if (cell.cell_type === "markdown") {
    const attachments = isObject(cell.attachments) ? cell.attachments : undefined;
    return markdown(cell.source, { attachments, anchorOf, beside });
  }
  if (cell.cell_type === "raw")
    return html`<pre class="lb-output-text" tabindex="0">${cell.source}</pre>`;
  const code = language === "python" ? new Html(pythonPage(cell.source)) : cell.source;
  return html`${
    cell.source.trim() !== "" &&
    html`<pre class="lb-given-code" tabindex="0"><code>${code}</code></pre>`
  }${cell.outputs.map((output) => outputPage(output, { ...options, markdown: (source) => markdown(source, { beside }) }))}`;
}

/** Somebody's Markdown. */
export function markdown(
  source: string,
  options: {
    readonly attachments?: JsonObject | undefined;
    readonly anchorOf?: ((heading: string) => string) | undefined;
    readonly beside?: ((path: string) => string | undefined) | undefined;
  } = {},
): Html {
  const { attachments, anchorOf = () => "", beside } = options;
  const { html: text, slots, cut } = parseMarkdown(source);
  const safe = safeHtml(text, {
    ...(attachments !== undefined && { attachments }),
    ...(beside !== undefined && { beside }),
    slot: (index) => slots[index] && slotPage(slots[index]),
    anchorOf,
  });
  return html`<div class="lb-markdown">
    ${safe.html}${cut && html`<p class="lb-notice">The rest of this text is too long to show here.</p>`}
  </div>`;
}

/** A formula that cannot be set is its source. */
export function formulaPage(tex: string, display: boolean): Html {
  const mathml = formulaMathml(tex, display);
  return html`<span class="lb-math" data-display="${display ? "block" : "inline"}"
    >${mathml === undefined ? html`<code>${tex}</code>` : new Html(mathml)}</span
  >`;
}

function slotPage(slot: Slot): Html {
  if (slot.type === "math") return formulaPage(slot.tex, slot.display);
  const language = slot.info.trim().split(/\s+/, 1)[0]?.toLowerCase() ?? "";
  const text = slot.text.replace(/\n$/, "");
  const shown = /^(?:python|py|ipython)3?$/.test(language) ? new Html(pythonPage(text)) : text;
  const block = html`<pre class="lb-code-block" tabindex="0"><code>${shown}</code></pre>`;
  return language === "output"
    ? html`<figure class="lb-stated-output">
        <figcaption>Expected output</figcaption>
        ${block}
      </figure>`
    : block;
}
