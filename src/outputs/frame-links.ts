// The frames of a traceback that stand in cells become buttons that go to the line. Part of the chunk advice.ts.
import type { OutputPage } from "../extension.ts";

/** As IPython 8 and 9 write the place of a frame, its colours taken off. */
const place = /(?:Cell|Input) In ?\[(\d+)\], (?:in )?(?:<cell )?line:? ?(\d+)/g;

/** Makes the places of cells in the text of `el` pressable; the text stays as it is, colours and all. */
export function linkFrames(el: Element, { goToRun }: OutputPage): void {
  const found = [...el.textContent.matchAll(place)];
  // From the end, so that what comes before keeps its place.
  for (const match of found.reverse()) {
    const range = rangeOf(el, match.index, match.index + match[0].length);
    if (range === undefined) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "lb-frame-link";
    const [count, line] = [Number(match[1]), Number(match[2])];
    button.title = `Go to line ${line} of cell ${count}`;
    button.append(range.extractContents());
    button.addEventListener("click", () => {
      if (goToRun(count, line)) return;
      button.disabled = true;
      button.title = `No cell bears the number ${count} any more: it was run again since.`;
    });
    range.insertNode(button);
  }
}

/** The part of an element's text between two offsets in UTF-16 units. */
function rangeOf(el: Element, start: number, end: number): Range | undefined {
  const range = document.createRange();
  const walker = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
  let at = 0;
  let isOpen = false;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (!isOpen && start < at + length) {
      range.setStart(node, start - at);
      isOpen = true;
    }
    if (isOpen && end <= at + length) {
      range.setEnd(node, end - at);
      return range;
    }
    at += length;
  }
  return undefined;
}
