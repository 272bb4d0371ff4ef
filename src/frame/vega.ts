// Vega and Vega-Lite charts. Expressions are interpreted, not compiled, so that a still frame can run them.
import * as vega from "vega";
import vegaEmbed from "vega-embed";
import * as vegaLite from "vega-lite";
import { offerLink } from "./say.ts";

export const globals = { vega, vegaLite, vegaEmbed };

/** Draws a chart from its specification; `options` are vega-embed's. */
export async function showChart(root: HTMLElement, spec: unknown, options: unknown): Promise<void> {
  if (typeof spec !== "object" || spec === null)
    throw new TypeError("This chart has no specification.");
  const place = root.appendChild(document.createElement("div"));
  place.style.width = "100%";
  const loader = vega.loader();
  const { sanitize } = loader;
  // Vega would follow the link inside the frame, and the chart would be gone.
  loader.sanitize = async (address, how) => {
    if (how.context !== "href") return sanitize.call(loader, address, how);
    offerLink(address);
    throw new Error("The page offers the link.");
  };
  await vegaEmbed(place, spec, {
    ...(typeof options === "object" && options),
    loader,
    ast: true,
    // Saving a picture or opening an editor needs what a frame may not do.
    actions: false,
  });
}
