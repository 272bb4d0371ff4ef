// The renderers that most notebooks never need, as one lazy chunk: players, charts, scripts, trees, frames, widgets.
export { renderPlotly, renderVega } from "./charts.ts";
export { showEmbed } from "./embeds.ts";
export { showInFrame } from "./frame.ts";
export { HeldBackError, makeHeldBack } from "./held-back.ts";
export { renderJavascript } from "./javascript.ts";
export { renderJson } from "./json.ts";
export { renderPdf, renderPlayer } from "./media.ts";
export { renderWidget } from "./widget.ts";
