import { makePolicy } from "./policy.ts";

const exported = makePolicy("lessonbook-export", "HTML");

/** Shows an exported page in a frame that is not in the page yet, in which no script runs. */
export function fillFrame(frame: HTMLIFrameElement, html: string): void {
  if (!frame.hasAttribute("sandbox") || frame.sandbox.contains("allow-scripts")) {
    throw new TypeError("An exported page is shown where no script runs.");
  }
  frame.srcdoc = exported(html);
}

/** Shows an exported page, which has no script, in an empty window. */
export function fillWindow(place: Window, html: string): void {
  place.document.open();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what fills a window that has no address
  place.document.write(exported(html));
  place.document.close();
}
