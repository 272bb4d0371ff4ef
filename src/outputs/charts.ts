// Charts that come as data: Plotly's figures, Vega and Vega-Lite. The libraries that draw them live in the frame, where no
// script of a file runs with them, so that charts need no trust.
import type { RenderContext } from "../extension.ts";
import { isObject } from "../nbformat/parse.ts";
import type { FrameContent } from "../frame/protocol.ts";
import { showInFrame } from "./frame.ts";

/** A figure as plotly.py writes it. */
export function renderPlotly(context: RenderContext): void {
  showChart(context, (figure) => ({ kind: "plotly", figure }));
}

/** A chart of Vega or Vega-Lite, as Altair's MIME types have it. */
export function renderVega(context: RenderContext): void {
  const { embed_options: options } = context.metadata;
  const mode = context.mime.includes("vegalite") ? "vega-lite" : "vega";
  showChart(context, (spec) => ({
    kind: "vega",
    spec,
    options: { ...(isObject(options) && options), mode },
  }));
}

function showChart(
  { data, el, page, signal, onUpdate }: RenderContext,
  contentOf: (data: unknown) => FrameContent,
): void {
  const frame = showInFrame(el, contentOf(data), { page, signal, title: "Chart" });
  onUpdate((newer) => frame.show(contentOf(newer)));
}
