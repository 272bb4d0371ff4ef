// Runs inside the isolated frame of one output (`server/lessonbook/output_frame.py`): it has no origin, no network and no
// way to the page but messages. It shows what the page hands it and says how high that is.
import { showHtml, runScript } from "./html.ts";
import { loadPlotly, loadVega } from "./libraries.ts";
import type { FrameContent, ToFrame } from "./protocol.ts";
import { offerLink, say } from "./say.ts";
import "./paper.ts";

/** Where drawings of SVG 1.1 have the addresses of their links. */
const XLINK = "http://www.w3.org/1999/xlink";

const root = document.createElement("div");
root.id = "output";
document.body.append(root);

function fail(error: unknown): void {
  say({ type: "failed", message: error instanceof Error ? error.message : String(error) });
}

async function show(content: FrameContent): Promise<void> {
  switch (content.kind) {
    case "html":
      await showHtml(root, content.html);
      break;
    case "script":
      await runScript(root, content.code);
      break;
    case "plotly": {
      const { showFigure } = await loadPlotly();
      await showFigure(root, content.figure);
      break;
    }
    case "vega": {
      const { showChart } = await loadVega();
      await showChart(root, content.spec, content.options);
      break;
    }
    case "widget": {
      const { showWidget } = await import("./widgets/show.ts");
      // Not awaited: a widget may wait for a message before it shows itself.
      showWidget(root, content, say).catch(fail);
    }
  }
  new ResizeObserver(tellSize).observe(root);
}

function tellSize(): void {
  const isEmpty = root.childElementCount === 0 && root.textContent.trim() === "";
  const sideways = document.documentElement.scrollWidth > innerWidth ? 16 : 0;
  const height = isEmpty ? 0 : Math.ceil(root.getBoundingClientRect().height) + sideways;
  say({ type: "size", height });
}

async function hear(message: ToFrame): Promise<void> {
  if (message.type === "show") await show(message.content);
  else (await import("./widgets/show.ts")).hearOfWidgets(message).catch(fail);
}

let heard = Promise.resolve();
addEventListener("message", ({ source, data }: MessageEvent<ToFrame>) => {
  // One after the other: what comes later may be about what comes first.
  if (source === parent) heard = heard.then(() => hear(data)).catch(fail);
});
addEventListener("error", ({ error, message }) => fail(error ?? message));
addEventListener("unhandledrejection", ({ reason }) => fail(reason));
addEventListener("securitypolicyviolation", ({ blockedURI }) => {
  if (/^(?:https?|wss?):/.test(blockedURI)) say({ type: "refused", address: blockedURI });
});
addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a, area") : null;
  const href = link?.getAttribute("href") ?? link?.getAttributeNS(XLINK, "href") ?? "#";
  if (href.startsWith("#")) return;
  event.preventDefault();
  offerLink(href);
});
say({ type: "ready" });
