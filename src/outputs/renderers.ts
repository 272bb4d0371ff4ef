// The built-in renderers in order of preference: of an output's MIME types, the first one here is shown. Those that most
// notebooks never need come with the chunk `rare.ts`, when there is such an output.
import type { Renderer } from "../extension.ts";
import { errorRenderer } from "./error.ts";
import { htmlRenderer } from "./html.ts";
import { imageRenderer, svgRenderer } from "./image.ts";
import { latexRenderer } from "./latex.ts";
import { markdownRenderer } from "./markdown-output.ts";
import { plainRenderer } from "./plain.ts";
import type * as Rare from "./rare.ts";
import { WIDGET_TYPE } from "../model/trust.ts";
import { timelineRenderer } from "./timeline.ts";

/** Altair names the version that it writes; the library draws older ones too. */
const VEGA = ["vegalite.v6", "vegalite.v5", "vegalite.v4", "vegalite.v3", "vegalite.v2"].concat([
  "vega.v6",
  "vega.v5",
  "vega.v4",
  "vega.v3",
]);

export const standardRenderers: readonly Renderer[] = [
  errorRenderer,
  timelineRenderer,
  rare("widget", [WIDGET_TYPE], ({ renderWidget }) => renderWidget),
  rare("Plotly", ["application/vnd.plotly.v1+json"], ({ renderPlotly }) => renderPlotly),
  rare(
    "Vega",
    VEGA.map((version) => `application/vnd.${version}+json`),
    ({ renderVega }) => renderVega,
  ),
  htmlRenderer,
  markdownRenderer,
  latexRenderer,
  svgRenderer,
  imageRenderer,
  rare("PDF", ["application/pdf"], ({ renderPdf }) => renderPdf),
  rare(
    "audio",
    ["audio/mpeg", "audio/mp3", "audio/ogg", "audio/wav", "audio/x-wav", "audio/webm", "audio/mp4"],
    ({ renderPlayer }) => renderPlayer,
  ),
  rare("video", ["video/mp4", "video/webm", "video/ogg"], ({ renderPlayer }) => renderPlayer),
  rare("JSON", ["application/json", "application/geo+json"], ({ renderJson }) => renderJson),
  rare(
    "JavaScript",
    ["application/javascript", "text/javascript"],
    ({ renderJavascript }) => renderJavascript,
  ),
  plainRenderer,
];

/** A renderer out of the lazy chunk. */
function rare(
  name: string,
  mimeTypes: readonly string[],
  pick: (chunk: typeof Rare) => Renderer["render"],
): Renderer {
  return {
    name,
    mimeTypes,
    render: async (context) => {
      const render = pick(await import("./rare.ts"));
      if (!context.signal.aborted) await render(context);
    },
  };
}
