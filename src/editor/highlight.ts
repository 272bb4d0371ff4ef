// Coloured Python without an editor: cells show it until they are edited, Markdown shows it in code blocks.
// editor.ts uses the same classes, so that nothing changes when an editor takes a cell over. Imports no CodeMirror.
import { colourPython } from "../markup/code-colours.ts";

/** Makes Python's coloured text; its `textContent` is `code`. */
export function highlightPython(code: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const { text, classes } of colourPython(code)) {
    if (classes === "") fragment.append(text);
    else {
      const span = document.createElement("span");
      span.className = classes;
      span.textContent = text;
      fragment.append(span);
    }
  }
  return fragment;
}

/** Puts coloured code in place of what `el` held. */
export function showPython(el: Element, code: string): void {
  el.replaceChildren(highlightPython(code));
}
