// The widgets of a frame: shows one with all that it holds, and takes what the page says of them. A lazy chunk.
import type { FrameContent, FromWidget, ToWidget } from "../protocol.ts";
import { FrameManager } from "./manager.ts";
import { adoptWidgetStyle } from "./style.ts";

let manager: FrameManager | undefined;

/** Shows a widget in place of what `root` held. */
export async function showWidget(
  root: HTMLElement,
  { id, models, theme }: Extract<FrameContent, { kind: "widget" }>,
  say: (message: FromWidget) => void,
): Promise<void> {
  adoptWidgetStyle(theme);
  fetchIconsWhenUsed(root);
  nameHandles(root);
  manager = new FrameManager(say);
  await manager.takeModels(models);
  await manager.show(id, root);
}

/** Icons are a font, which comes with the first of them. */
function fetchIconsWhenUsed(root: HTMLElement): void {
  const observer = new MutationObserver(() => {
    if (root.querySelector(".fa") === null) return;
    observer.disconnect();
    void import("./icons.ts").then(({ adoptIcons }) => adoptIcons());
  });
  observer.observe(root, { subtree: true, childList: true, attributeFilter: ["class"] });
}

/** A slider's handle gets the words beside it as its name, which ipywidgets does not give it. */
function nameHandles(root: HTMLElement): void {
  new MutationObserver(() => {
    for (const handle of root.querySelectorAll(".noUi-handle:not([aria-label])")) {
      const label = handle.closest(".jupyter-widgets")?.querySelector(".widget-label")?.textContent;
      const words = label === undefined || label === "" ? "Slider" : label;
      const isUpper = handle.classList.contains("noUi-handle-upper");
      const isRange = handle.closest(".noUi-base")?.querySelectorAll(".noUi-handle").length === 2;
      handle.setAttribute("aria-label", isRange ? `${words}, ${isUpper ? "to" : "from"}` : words);
    }
  }).observe(root, { subtree: true, childList: true });
}

/** Takes a message for the widgets that are shown. */
export async function hearOfWidgets(message: ToWidget): Promise<void> {
  switch (message.type) {
    case "models":
      await manager?.takeModels(message.models);
      return;
    case "comm":
      await manager?.receive(message.id, message.data, message.buffers);
      return;
    case "closed":
      await manager?.close(message.id);
      return;
    case "handled":
      manager?.handled(message.id);
  }
}
