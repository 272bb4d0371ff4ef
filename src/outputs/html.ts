// `text/html`: sanitised, tables in a box that scrolls. Scripts never run; an output that is nothing else says so.
import type { Renderer } from "../extension.ts";
import { OutputError, textOf } from "./failure.ts";
import { wrapTables } from "./markdown.ts";
import { sanitiseHtml } from "./sanitise.ts";

export const htmlRenderer: Renderer = {
  name: "HTML",
  mimeTypes: ["text/html"],
  render({ mime, data, el }) {
    const content = sanitiseHtml(textOf(data, mime));
    const isEmpty =
      content.textContent.trim() === "" && content.querySelector("img, hr, table") === null;
    if (isEmpty && textOf(data, mime).trim() !== "")
      throw new OutputError(
        "This output is made by a script. Scripts of a notebook are not run here.",
      );
    wrapTables(content);
    el.classList.add("lb-output-html");
    el.append(content);
  },
};
