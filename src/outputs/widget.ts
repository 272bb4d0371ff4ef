// `application/vnd.jupyter.widget-view+json`: a widget of ipywidgets or anywidget, in an isolated frame. A widget is a
// script, so it is shown only where the output is trusted.
import type { RenderContext } from "../extension.ts";
import { isObject } from "../nbformat/parse.ts";
import { OutputError } from "./failure.ts";
import { showInFrame, type FrameControl } from "./frame.ts";
import { HeldBackError } from "./held-back.ts";
import { makeNotice } from "./sanitise.ts";

const SAVED =
  "This widget shows how it was left. Nothing in the kernel hears it: run the cell to make it work again.";

/** Shows the widget that the output names. @throws OutputError with words where there is none to show. */
export async function renderWidget(context: RenderContext): Promise<void> {
  const { data, el, isTrusted, page, signal } = context;
  const id = isObject(data) ? data.model_id : undefined;
  if (typeof id !== "string")
    throw new OutputError("This output says that it is a widget, but not which.");
  if (!isTrusted) throw new HeldBackError("A widget is held back.");
  const { widgets } = page;
  if (widgets === undefined) throw new OutputError("Widgets cannot be shown here.");
  const place = el.appendChild(document.createElement("div"));
  place.className = "lb-widget";
  const notices = el.appendChild(document.createElement("div"));
  const state = document.createElement("div");
  const wait = makeNotice("This widget is being looked for in the kernel.");
  place.append(wait);
  const said = new Set<string>();
  const shown: { frame?: FrameControl } = {};
  const { title, content, receive } = await widgets.connect(id, {
    signal,
    cell: () => el.closest<HTMLElement>("[data-cell-id]")?.dataset.cellId,
    send: (message) => shown.frame?.send(message),
    tell: (next) => {
      place.dataset.widget = next;
      place.hidden = next === "closed";
      state.replaceChildren(...(next === "saved" ? [makeNotice(SAVED)] : []));
    },
    say: (words) => {
      if (said.has(words)) return;
      said.add(words);
      notices.append(makeNotice(words));
    },
  });
  if (signal.aborted) return;
  wait.remove();
  notices.prepend(state);
  shown.frame = showInFrame(place, () => ({ kind: "widget", theme: themeOf(el), ...content() }), {
    page,
    signal,
    isLive: true,
    title,
    onWidget: receive,
  });
}

function themeOf(el: HTMLElement): "light" | "dark" {
  const chosen = el.closest<HTMLElement>("[data-theme]")?.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
