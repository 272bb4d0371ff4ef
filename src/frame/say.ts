// What the frame says to the page that holds it.
import type { FromFrame } from "./protocol.ts";

/** Says something; the page believes no more than the protocol's shapes. */
export function say(message: FromFrame): void {
  parent.postMessage(message, "*");
}

/** A link was pressed: the page offers it, since a frame that followed it would lose its output. */
export function offerLink(href: string): void {
  say({ type: "link", href });
}
