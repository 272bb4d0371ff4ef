// HTML that is nothing but one player or one page of somewhere else, as `IPython.display` writes Audio, Video, IFrame and
// YouTubeVideo. Players are made here from what they play; a page elsewhere becomes a link to it.
import type { RenderContext } from "../extension.ts";
import { safeLink } from "../markup/safe-address.ts";
import { parseInert } from "../trusted/inert.ts";
import { makeNotice } from "./sanitise.ts";

/** Shows the HTML if it is such an element; gives whether it was. */
export function showEmbed({ el, page }: RenderContext, html: string): boolean {
  if (!/<(?:audio|video|iframe)\b/i.test(html)) return false;
  const { body } = parseInert(html);
  const only = body.children.length === 1 ? body.firstElementChild : null;
  if (only === null) return false;
  const address = (
    only.getAttribute("src") ?? only.querySelector("source")?.getAttribute("src")
  )?.trim();
  if (address === undefined) return false;
  if (only instanceof HTMLIFrameElement) return showLink(el, address, "A page of");
  if (!(only instanceof HTMLMediaElement)) return false;
  const source = mediaAddress(address, page.files);
  if (source === undefined) return showLink(el, address, "A recording on");
  const player = document.createElement(only instanceof HTMLVideoElement ? "video" : "audio");
  player.controls = true;
  player.loop = only.loop;
  player.setAttribute("aria-label", only instanceof HTMLVideoElement ? "Film" : "Sound");
  for (const side of ["width", "height"]) {
    const value = only.getAttribute(side);
    if (value !== null && /^\d{1,4}$/.test(value)) player.setAttribute(side, value);
  }
  player.addEventListener("error", () => {
    player.replaceWith(
      makeNotice("This recording is missing or damaged, or the browser cannot play its kind."),
    );
  });
  player.src = source;
  el.classList.add("lb-output-media");
  el.append(player);
  return true;
}

/** Data in the output itself, or a file beside the notebook; never an address elsewhere. */
function mediaAddress(address: string, files: RenderContext["page"]["files"]): string | undefined {
  if (/^data:(?:audio|video)\/[\w.+-]+[;,]/i.test(address)) return address;
  if (files === undefined || /^[\w+.-]+:|^[\\/]/.test(address)) return undefined;
  const url = new URL(address, new URL(files.folder, location.href));
  const root = new URL(files.root, location.href);
  const inside = url.origin === location.origin && url.pathname.startsWith(root.pathname);
  return inside && !/%(?:2e|2f|5c|00)/i.test(url.pathname) ? url.pathname : undefined;
}

function showLink(el: HTMLElement, address: string, what: string): boolean {
  const href = safeLink(address);
  if (href === undefined || !/^https?:/.test(href)) return false;
  const link = document.createElement("a");
  link.href = href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.textContent = new URL(href).host;
  const line = makeNotice(`${what} `);
  line.append(link, ", which is not shown inside a notebook here.");
  el.append(line);
  return true;
}
