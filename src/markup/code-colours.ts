// Python's colours: which classes the pieces of a code have. Pure; pages, editor and export all colour by it.
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

/** Code in pieces, each with its classes (empty for plain text); the pieces joined give the code again. */
export function colourPython(
  code: string,
): readonly { readonly text: string; readonly classes: string }[] {
  if (isTooMuchToColour(code)) return [{ text: code, classes: "" }];
  const pieces: { readonly text: string; readonly classes: string }[] = [];
  highlightCode(
    code,
    parser.parse(code),
    codeClasses,
    (text, classes) => pieces.push({ text, classes }),
    () => pieces.push({ text: "\n", classes: "" }),
  );
  return pieces;
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

/** Whether Python code awaits outside of all functions, which notebooks can and scripts cannot. */
export function awaitsAtTop(code: string): boolean {
  if (isTooMuchToColour(code)) return false;
  let found = false;
  parser.parse(code).iterate({
    enter: ({ name }) => {
      found ||= name === "AwaitExpression" || name === "async";
      return !found && name !== "FunctionDefinition" && name !== "LambdaExpression";
    },
  });
  return found;
}
