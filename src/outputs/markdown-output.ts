// `text/markdown`: as in a Markdown cell, but without ids, which belong to the lesson's own headings.
import type { Renderer } from "../extension.ts";
import { textOf } from "./failure.ts";
import { renderMarkdown } from "./markdown.ts";

export const markdownRenderer: Renderer = {
  name: "Markdown",
  mimeTypes: ["text/markdown"],
  render({ mime, data, el }) {
    renderMarkdown(el, textOf(data, mime), { idPrefix: "output-" });
  },
};
