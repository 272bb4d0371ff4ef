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
