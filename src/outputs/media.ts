// Sound, film and documents that come as base64: `audio/*`, `video/*`, `application/pdf`.
import type { RenderContext } from "../extension.ts";
import { OutputError, textOf } from "./failure.ts";

/** A PDF opens in the browser's own viewer, in a tab of its own: the page's policy lets no document be part of it. */
export function renderPdf(context: RenderContext): void {
  const { el } = context;
  const { url, size } = makeFile(context);
  const open = document.createElement("a");
  open.href = url;
  open.target = "_blank";
  open.rel = "noopener";
  open.textContent = "Open";
  const save = document.createElement("a");
  save.href = url;
  save.download = "output.pdf";
  save.textContent = "Save";
  el.classList.add("lb-output-file");
  el.append(`PDF document, ${sizeWords(size)}`, open, save);
}

/** Plays what it holds; rejects when the browser cannot. */
export function renderPlayer(context: RenderContext): Promise<void> {
  const tag = context.mime.startsWith("audio/") ? "audio" : "video";
  const { el, signal } = context;
  const player = document.createElement(tag);
  player.controls = true;
  player.preload = "metadata";
  player.setAttribute("aria-label", tag === "audio" ? "Sound" : "Film");
  const { url } = makeFile(context);
  el.classList.add("lb-output-media");
  el.append(player);
  return new Promise((resolve, reject) => {
    const end = { signal, once: true };
    player.addEventListener("loadedmetadata", () => resolve(), end);
    player.addEventListener(
      "error",
      () =>
        reject(
          new OutputError(
            `This ${tag === "audio" ? "sound" : "film"} is damaged, or the browser cannot play its kind.`,
          ),
        ),
      end,
    );
    player.src = url;
  });
}

/** The bytes as an address that lives as long as the output. */
function makeFile({ data, mime, signal }: RenderContext): {
  readonly url: string;
  readonly size: number;
} {
  const bytes = decode(textOf(data, mime), mime);
  const url = URL.createObjectURL(new Blob([bytes], { type: mime }));
  signal.addEventListener("abort", () => URL.revokeObjectURL(url));
  return { url, size: bytes.length };
}

function decode(text: string, mime: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text.replace(/\s/g, "")), (char) => char.charCodeAt(0));
  } catch {
    throw new OutputError(`This output says that it is ${mime}, but its data is damaged.`);
  }
}

function sizeWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
