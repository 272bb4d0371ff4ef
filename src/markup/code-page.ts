// Code in colours as HTML text, for pages that are files. Pure.
import { colourPython } from "./code-colours.ts";
import { escapeHtml } from "./markdown-parser.ts";

/** Python in colours, as HTML that is safe as it stands. */
export function pythonPage(code: string): string {
  return colourPython(code)
    .map(({ text, classes }) =>
      classes === "" ? escapeHtml(text) : `<span class="${classes}">${escapeHtml(text)}</span>`,
    )
    .join("");
}
