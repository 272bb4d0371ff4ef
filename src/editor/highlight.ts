// Coloured Python without an editor: cells show it until they are edited, Markdown shows it in code blocks.
// editor.ts uses the same classes, so that nothing changes when an editor takes a cell over. Imports no CodeMirror.
import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";
import { parser } from "@lezer/python";

/** Python's syntax tags → the classes of style/editor.css. */
export const codeClasses = tagHighlighter([
  { tag: tags.comment, class: "lb-tok-comment" },
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], class: "lb-tok-keyword" },
  {
    tag: [tags.controlKeyword, tags.moduleKeyword, tags.definitionKeyword],
    class: "lb-tok-keyword",
  },
  { tag: [tags.string, tags.special(tags.string)], class: "lb-tok-string" },
  { tag: [tags.escape, tags.special(tags.brace)], class: "lb-tok-escape" },
  { tag: tags.number, class: "lb-tok-number" },
  { tag: [tags.bool, tags.null, tags.self], class: "lb-tok-constant" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "lb-tok-definition" },
  { tag: tags.definition(tags.className), class: "lb-tok-class" },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    class: "lb-tok-call",
  },
  { tag: tags.meta, class: "lb-tok-decorator" },
  { tag: tags.operator, class: "lb-tok-operator" },
]);

/** Code longer than this many characters stays uncoloured: it is data, and parsing it would hold the page up. */
const longestCode = 100_000;
/** Deeper brackets than this make the parser's work grow faster than the text. */
const deepestNesting = 200;

/** Whether code is too long or too deep to be parsed while somebody waits. */
export function isTooMuchToColour(code: string): boolean {
  return code.length > longestCode || bracketDepth(code) > deepestNesting;
}

/** Makes Python's coloured text; its `textContent` is `code`. */
export function highlightPython(code: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  if (isTooMuchToColour(code)) {
    fragment.append(code);
    return fragment;
  }
  highlightCode(
    code,
    parser.parse(code),
    codeClasses,
    (text, classes) => {
      if (classes === "") fragment.append(text);
      else {
        const span = document.createElement("span");
        span.className = classes;
        span.textContent = text;
        fragment.append(span);
      }
    },
    () => {
      fragment.append("\n");
    },
  );
  return fragment;
}

/** Puts coloured code in place of what `el` held. */
export function showPython(el: Element, code: string): void {
  el.replaceChildren(highlightPython(code));
}

function bracketDepth(code: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of code) {
    if ("([{".includes(character)) deepest = Math.max(deepest, ++depth);
    else if (")]}".includes(character)) depth = Math.max(0, depth - 1);
  }
  return deepest;
}
