// Outputs inside an Output widget, through the page's own renderers; what needs a frame on the page stands here as it is.
import type { Renderer } from "../../extension.ts";
import type { Output } from "../../nbformat/types.ts";
import { errorRenderer } from "../../outputs/error.ts";
import { textOf } from "../../outputs/failure.ts";
import { imageRenderer, svgRenderer } from "../../outputs/image.ts";
import { latexRenderer } from "../../outputs/latex.ts";
import { markdownRenderer } from "../../outputs/markdown-output.ts";
import { plainRenderer } from "../../outputs/plain.ts";
import { makeOutputRenderer, type RenderOutputs } from "../../outputs/registry.ts";
import { runScript, showHtml } from "../html.ts";
import { loadPlotly, loadVega } from "../libraries.ts";
import type { FrameManager } from "./manager.ts";
import { adoptOutputStyle } from "./style.ts";

/** Output widgets in Output widgets deeper than this are taken for endless. */
const DEEPEST = 5;

const drawers = new WeakMap<FrameManager, RenderOutputs>();
const forever = new AbortController().signal;

/** Shows outputs in place of what `el` held; equal ones keep their elements. */
export function drawOutputs(el: HTMLElement, outputs: unknown, manager: FrameManager): void {
  adoptOutputStyle();
  let draw = drawers.get(manager);
  if (draw === undefined) {
    draw = makeOutputRenderer(renderersFor(manager));
    drawers.set(manager, draw);
  }
  draw(el, Array.isArray(outputs) ? (outputs as readonly Output[]) : [], forever, {
    isTrusted: true,
  });
}

function renderersFor(manager: FrameManager): readonly Renderer[] {
  return [
    errorRenderer,
    {
      name: "widget",
      mimeTypes: ["application/vnd.jupyter.widget-view+json"],
      render: async ({ data, el, signal }) => {
        const { model_id: id } = data as { readonly model_id?: unknown };
        if (typeof id !== "string" || !manager.has_model(id))
          throw new Error("The widget that stood here is gone.");
        if (depthOf(el) > DEEPEST) throw new Error("This widget shows itself again and again.");
        const view = await manager.show(id, el);
        signal.addEventListener("abort", () => {
          view.remove();
        });
      },
    },
    {
      name: "Plotly",
      mimeTypes: ["application/vnd.plotly.v1+json"],
      render: async ({ data, el }) => (await loadPlotly()).showFigure(el, data),
    },
    {
      name: "Vega",
      mimeTypes: ["v6", "v5", "v4"].flatMap((version) => [
        `application/vnd.vegalite.${version}+json`,
        `application/vnd.vega.${version}+json`,
      ]),
      render: async ({ data, el, mime }) => {
        const mode = mime.includes("vegalite") ? "vega-lite" : "vega";
        await (await loadVega()).showChart(el, data, { mode });
      },
    },
    {
      name: "HTML",
      mimeTypes: ["text/html"],
      render: ({ data, el, mime }) => showHtml(el, textOf(data, mime)),
    },
    markdownRenderer,
    latexRenderer,
    svgRenderer,
    imageRenderer,
    {
      name: "JavaScript",
      mimeTypes: ["application/javascript", "text/javascript"],
      render: ({ data, el, mime }) => runScript(el, textOf(data, mime)),
    },
    plainRenderer,
  ];
}

function depthOf(el: Element): number {
  const parent = el.parentElement?.closest(".lb-outputs");
  return parent === null || parent === undefined ? 0 : 1 + depthOf(parent);
}
