// Fenced code of a Markdown text: Python coloured, stated output under its own word, the rest plain. Used by markdown.ts.
import { highlightPython } from "../editor/highlight.ts";

/** Makes the element of a code block; `info` is the fence's info string. */
export function makeCodeBlock(info: string, text: string): HTMLElement {
  const language = info.trim().split(/\s+/, 1)[0]?.toLowerCase() ?? "";
  const code = document.createElement("code");
  const shown = text.replace(/\n$/, "");
  code.append(
    ["python", "py", "python3", "ipython3"].includes(language) ? highlightPython(shown) : shown,
  );
  const block = document.createElement("pre");
  block.className = "lb-code-block";
  block.tabIndex = 0; // So that the keyboard can scroll long lines.
  block.append(code);
  return language === "output" ? makeStatedOutput(block) : block;
}

/** What the cell before is said to print: set off from code that one could run. */
function makeStatedOutput(block: HTMLElement): HTMLElement {
  const figure = document.createElement("figure");
  figure.className = "lb-stated-output";
  const caption = document.createElement("figcaption");
  caption.textContent = "Expected output";
  figure.append(caption, block);
  return figure;
}
