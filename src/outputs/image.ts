// Pictures: PNG, JPEG, GIF, WebP from base64, and SVG as a picture too, where no script or link of it can live.
// Alternative text, width and height come from the output's metadata, in CSS pixels.
import type { RenderContext, Renderer } from "../extension.ts";
import type { JsonValue } from "../nbformat/types.ts";
import { OutputError, textOf } from "./failure.ts";
import { imageDataUrl } from "../markup/safe-address.ts";

export const svgRenderer: Renderer = {
  name: "SVG",
  mimeTypes: ["image/svg+xml"],
  render: renderImage,
};

export const imageRenderer: Renderer = {
  name: "image",
  mimeTypes: ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif", "image/bmp"],
  render: renderImage,
};

const widest = 10_000;
const longestAlt = 300;

function renderImage({ mime, data, metadata, el, signal }: RenderContext): Promise<void> {
  const image = document.createElement("img");
  image.alt = typeof metadata.alt === "string" ? metadata.alt.slice(0, longestAlt) : "Picture";
  setSize(image, "width", metadata.width);
  setSize(image, "height", metadata.height);
  el.classList.add("lb-output-image");
  el.append(image);
  return new Promise((resolve, reject) => {
    const end = { signal, once: true };
    image.addEventListener("load", () => resolve(), end);
    image.addEventListener("error", () => reject(new OutputError("This picture is damaged.")), end);
    image.src = imageDataUrl(mime, textOf(data, mime));
  });
}

function setSize(
  image: HTMLImageElement,
  side: "width" | "height",
  value: JsonValue | undefined,
): void {
  const size = Number(value);
  if (value !== null && size > 0 && size <= widest) image[side] = Math.round(size);
}
