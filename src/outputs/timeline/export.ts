// The picture and the record as files: SVG that stands alone, and Chrome's trace format.
import type { Picture } from "./picture.ts";

/** What the style sheet says of each part of the picture; it is written into the file. */
const PROPERTIES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size"];

/** Gives a file to the browser. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read by the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The picture as SVG text, with its labels and colours as they are on the page now. */
export function pictureSvg({ el }: Picture): string {
  const chart = el.querySelector("svg");
  if (chart === null) return "";
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const parts = [...chart.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((part, at) => {
    const original = parts[at];
    if (original === undefined || !(part instanceof SVGElement)) return;
    const style = getComputedStyle(original);
    for (const property of PROPERTIES) {
      const value = style.getPropertyValue(property);
      if (value !== "" && !value.includes("url(")) part.setAttribute(property, value);
    }
    part.removeAttribute("class");
  });
  const labels = [...el.querySelectorAll<HTMLElement>(".lb-timeline-label")];
  const left = Math.max(0, ...labels.map(({ offsetWidth }) => offsetWidth));
  const [width, height] = [
    Number(chart.getAttribute("width")),
    Number(chart.getAttribute("height")),
  ];
  const frame = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  frame.setAttribute("width", String(left + width));
  frame.setAttribute("height", String(height));
  frame.setAttribute("font-family", "sans-serif");
  const ground = document.createElementNS(frame.namespaceURI ?? "", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  frame.append(ground);
  const top = el.getBoundingClientRect().top + el.clientTop - el.scrollTop;
  for (const label of labels) {
    const text = document.createElementNS(frame.namespaceURI ?? "", "text");
    const box = label.getBoundingClientRect();
    const indent = Number.parseFloat(getComputedStyle(label).paddingInlineStart) || 0;
    text.setAttribute("x", String(indent));
    text.setAttribute("y", String(box.top - top + box.height / 2 + 4));
    text.setAttribute("font-size", "12");
    text.setAttribute("fill", getComputedStyle(label).color);
    text.textContent = label.textContent;
    frame.append(text);
  }
  copy.setAttribute("x", String(left));
  copy.removeAttribute("aria-hidden");
  frame.append(copy);
  return new XMLSerializer().serializeToString(frame);
}
