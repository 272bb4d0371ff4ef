// Links to sections: within the notebook, also into a folded or not yet drawn one, and from another page by its address.
import { headingAt } from "../markup/heading-at.ts";
import { defaultIdPrefix, slugOf } from "../markup/slug.ts";
import type { CellId, NotebookState } from "../model/state.ts";

export interface SectionLinksOptions {
  readonly state: () => NotebookState;
  /** Makes a cell active and brings it into sight. */
  readonly goTo: (id: CellId) => void;
}

/** Listens until the signal is aborted, and goes at once to the section that the page's address names. */
export function listenToSectionLinks(
  { state, goTo }: SectionLinksOptions,
  signal: AbortSignal,
): void {
  /** Gives whether there is such a section. */
  const go = (slug: string): boolean => {
    const cell = state().cells.find(
      ({ cell: { cell_type, source } }) => cell_type === "markdown" && headingAt(source, slug),
    )?.cell;
    const id = defaultIdPrefix + slug;
    if (cell !== undefined) goTo(cell.id);
    const inCell = cell === undefined ? "" : `[data-cell-id="${CSS.escape(cell.id)}"] `;
    const place = document.querySelector<HTMLElement>(`${inCell}#${CSS.escape(id)}`);
    place?.scrollIntoView({ block: "start" });
    place?.focus({ preventScroll: true });
    return cell !== undefined || place !== null;
  };
  const goToAddress = (): void => {
    const slug = slugOf(decode(location.hash.slice(1)));
    if (slug !== "") go(slug);
  };
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      const href = link?.getAttribute("href") ?? "";
      if (!href.startsWith(`#${defaultIdPrefix}`) || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const slug = decode(href.slice(1 + defaultIdPrefix.length));
      if (go(slug)) history.pushState(null, "", `#${slug}`);
    },
    { signal },
  );
  addEventListener("popstate", goToAddress, { signal });
  goToAddress();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
