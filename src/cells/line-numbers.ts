// The numbers of the lines that are seen, for the style sheet to show beside code. They are no text of the page.
import { setAttribute } from "../elements.ts";
import type { Fold } from "../editor/code-editing.ts";

/** The numbers of the lines of a text that are not folded away, one a line; `folds` are in order. */
export function lineNumbers(text: string, folds: readonly Fold[]): string {
  const numbers: number[] = [];
  let number = 1;
  let fold = 0;
  for (let at = 0; ; number++) {
    while ((folds[fold]?.to ?? Infinity) < at) fold++;
    if (at <= (folds[fold]?.from ?? Infinity)) numbers.push(number);
    const end = text.indexOf("\n", at);
    if (end === -1) return numbers.join("\n");
    at = end + 1;
  }
}

/** Puts the numbers where the style sheet finds them. */
export function showLineNumbers(el: Element, text: string, folds: readonly Fold[]): void {
  setAttribute(el, "data-lines", lineNumbers(text, folds));
}
