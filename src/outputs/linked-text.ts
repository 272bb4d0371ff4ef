// Text with its web addresses as links. Used for streams, errors and plain results.
import { findLinks } from "../markup/links.ts";

/** Appends text to `parent`, with its addresses as links that tell the other side nothing of this page. */
export function appendLinked(parent: Element, text: string): void {
  for (const piece of findLinks(text)) {
    if (piece.href === undefined) {
      parent.append(piece.text);
      continue;
    }
    const link = document.createElement("a");
    link.href = piece.href;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = piece.text;
    parent.append(link);
  }
}
