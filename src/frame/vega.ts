// Vega and Vega-Lite charts. Expressions are interpreted, not compiled, so that a still frame can run them.
import * as vega from "vega";
import vegaEmbed from "vega-embed";
import * as vegaLite from "vega-lite";

export const globals = { vega, vegaLite, vegaEmbed };

/** Draws a chart from its specification; `options` are vega-embed's. */
export async function showChart(root: HTMLElement, spec: unknown, options: unknown): Promise<void> {
  if (typeof spec !== "object" || spec === null)
    throw new TypeError("This chart has no specification.");
  const place = root.appendChild(document.createElement("div"));
  place.style.width = "100%";
  await vegaEmbed(place, spec, {
    ...(typeof options === "object" && options),
    ast: true,
    // Saving a picture or opening an editor needs what a frame may not do.
    actions: false,
  });
}
