// Bringing a hit into sight, for the search: what hides it, and whether it is seen. Knows nothing of hits.

/** What is selected on the page, if it is a few words in one line. */
export function chosenWords(): string {
  const words = document.getSelection()?.toString() ?? "";
  return words.length <= 200 && !words.includes("\n") ? words : "";
}

/** Opens what hides a mark: folded text, a closed part, a section that is put away. */
export function uncover(mark: HTMLElement): void {
  for (let el = mark.parentElement; el !== null; el = el.parentElement) {
    if (el instanceof HTMLDetailsElement) el.open = true;
    else if (el.getAttribute("hidden") === "until-found") {
      // What the browser's own find does.
      el.dispatchEvent(new Event("beforematch", { bubbles: true }));
      el.removeAttribute("hidden");
    }
  }
}

/** Whether an element is wholly within the part of `box` that is seen. */
export function isInside(el: HTMLElement, box: HTMLElement): boolean {
  const inner = el.getBoundingClientRect();
  const outer = box.getBoundingClientRect();
  const isSideways = inner.left >= outer.left && inner.right <= outer.right;
  return inner.height > 0 && inner.top >= outer.top && inner.bottom <= outer.bottom && isSideways;
}
