// What tasks did on the event loop, as `lessonbook.timeline` in the kernel records it. The view is a lazy chunk.
import type { Renderer } from "../extension.ts";

export const timelineRenderer: Renderer = {
  name: "timeline",
  mimeTypes: ["application/vnd.lessonbook.timeline.v1+json"],
  async render({ data, el, signal, onUpdate }) {
    const { showTimeline } = await import("./timeline/view.ts");
    if (!signal.aborted) onUpdate(showTimeline(el, data, signal));
  },
};
