// Which addresses from a lesson or an output may stay. The browser's own URL parser decides what an address means,
// so that no spelling of it reads one way here and another way there. Pure; sanitise.ts is its user.
import type { JsonObject } from "../nbformat/types.ts";
import { defaultIdPrefix, slugOf } from "./slug.ts";

/** Where pictures may come from besides `data:`. */
export interface ImageSources {
  /** The cell's attachments: name → MIME bundle. */
  readonly attachments?: JsonObject;
  /** Gives a picture that lies beside the notebook as a `data:` address, by its path from the notebook's folder. */
  readonly beside?: (path: string) => string | undefined;
  /** Where the server gives out files: paths that end in `/`, `folder` being the notebook's own, inside `root`. */
  readonly files?: { readonly root: string; readonly folder: string };
}

const linkSchemes = ["http:", "https:", "mailto:"];
const imageMimes = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"];
/** Stands for the page's own address, which an address from a lesson must not depend on. */
const here = "https://here.invalid/folder/page";

/**
 * The address of a link that may be followed, or undefined. `#Heading` gets the prefix and the spelling of heading ids.
 */
export function safeLink(value: string, idPrefix: string = defaultIdPrefix): string | undefined {
  const text = value.trim();
  if (text.startsWith("#")) {
    const slug = slugOf(decode(text.slice(1)));
    return slug === "" ? undefined : `#${idPrefix}${slug}`;
  }
  if (!URL.canParse(text, here)) return undefined;
  const url = new URL(text, here);
  if (!linkSchemes.includes(url.protocol)) return undefined;
  // Names and passwords in an address serve only to disguise where it leads.
  if (url.username !== "" || url.password !== "") return undefined;
  return URL.canParse(text) ? url.href : text;
}

/** The address of a picture that may load by itself, or undefined. */
export function safeImage(value: string, sources: ImageSources): string | undefined {
  const text = value.trim();
  if (text === "") return undefined;
  if (/^attachment:/i.test(text))
    return attachmentImage(decode(text.slice(11)), sources.attachments);
  if (/^data:/i.test(text)) {
    const mime = /^data:([\w/+.-]+)[;,]/i.exec(text)?.[1]?.toLowerCase();
    return mime !== undefined && imageMimes.includes(mime) ? text : undefined;
  }
  const path = sources.beside === undefined ? undefined : pathBeside(text);
  if (path !== undefined) return sources.beside?.(path);
  return sources.files === undefined ? undefined : fileImage(text, sources.files);
}

/** A `data:` address from base64 text (line breaks allowed), or from an SVG's source. */
export function imageDataUrl(mime: string, data: string): string {
  const isText = mime === "image/svg+xml" && data.includes("<");
  return isText
    ? `data:${mime};charset=utf-8,${encodeURIComponent(data.replace(/\p{Surrogate}/gu, "\ufffd"))}`
    : `data:${mime};base64,${data.replace(/[^\w+/=-]/g, "")}`;
}

function attachmentImage(name: string, attachments: JsonObject | undefined): string | undefined {
  if (attachments === undefined || !Object.hasOwn(attachments, name)) return undefined;
  const bundle = attachments[name];
  if (typeof bundle !== "object" || bundle === null) return undefined;
  for (const [mime, data] of Object.entries(bundle))
    if (imageMimes.includes(mime) && typeof data === "string") return imageDataUrl(mime, data);
  return undefined;
}

/** The path from the notebook's folder that an address names; undefined where it leads out of the folder. */
function pathBeside(text: string): string | undefined {
  const folder = new URL(here).pathname.replace(/[^/]*$/, "");
  if (/^[#?\\/]/.test(text) || URL.canParse(text) || !URL.canParse(text, here)) return undefined;
  const { pathname } = new URL(text, here);
  if (!pathname.startsWith(folder) || /%(?:2e|2f|5c|00)/i.test(pathname)) return undefined;
  return decode(pathname.slice(folder.length));
}

/** Only below the folder of files: a picture must not be able to call the server's other addresses. */
function fileImage(
  text: string,
  files: { readonly root: string; readonly folder: string },
): string | undefined {
  const base = new URL(files.folder, here);
  if (URL.canParse(text) || !URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  const inside =
    url.host === base.host && url.pathname.startsWith(new URL(files.root, here).pathname);
  // A coded dot or slash could still climb once the server decodes it.
  return inside && !/%(?:2e|2f|5c|00)/i.test(url.pathname) ? url.pathname : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign: the text as it stands is the name
  }
}
