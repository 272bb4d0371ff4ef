// Plotly's charts: the build of plotly.js that makes no code from text, so that a still frame can run it.
import Plotly from "plotly.js-strict-dist-min";

export const globals = { Plotly };

/** Draws a figure as plotly.py writes it (`application/vnd.plotly.v1+json`); throws plotly's own errors. */
export async function showFigure(root: HTMLElement, figure: unknown): Promise<void> {
  const { data, layout, config, frames } = (figure ?? {}) as Record<string, unknown>;
  if (!Array.isArray(data)) throw new TypeError("This Plotly figure has no list of traces.");
  const place = root.appendChild(document.createElement("div"));
  await Plotly.newPlot(place, {
    data,
    layout: { ...(isObject(layout) && layout) },
    // Links to Plotly's own service, which a frame cannot reach.
    config: {
      responsive: true,
      ...(isObject(config) && config),
      displaylogo: false,
      showSendToCloud: false,
    },
    ...(Array.isArray(frames) && { frames }),
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
