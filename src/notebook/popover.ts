// A list under a button of the bar, on the browser's own `details`: its parts exist only while it is open; Escape and a press
// elsewhere close it.
import { makeElement } from "../elements.ts";

export interface Popover {
  readonly el: HTMLDetailsElement;
  /** The button's words. */
  readonly summary: HTMLElement;
  /** Draws the list anew, if it is open. */
  refresh(): void;
}

/** Makes a popover; `draw` gives its parts each time it opens, and on `refresh`. */
export function makePopover(options: {
  readonly name: string;
  readonly label: string;
  readonly draw: () => readonly HTMLElement[];
  /** Whether a press inside closes it, as in a menu. */
  readonly closesOnPress: boolean;
}): Popover {
  const list = makeElement("div", { class: "lb-menu-list" });
  const summary = makeElement(
    "summary",
    { class: "lb-button", "data-kind": "quiet" },
    options.label,
  );
  const el = makeElement(
    "details",
    { class: "lb-menu", "data-popover": options.name },
    summary,
    list,
  );
  const refresh = (): void => list.replaceChildren(...(el.open ? options.draw() : []));
  const close = (): void => {
    el.open = false;
  };
  el.addEventListener("toggle", refresh);
  if (options.closesOnPress) list.addEventListener("click", close);
  el.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !el.open) return;
    close();
    summary.focus();
    event.stopPropagation();
  });
  document.addEventListener("pointerdown", (event) => {
    if (el.open && event.target instanceof Node && !el.contains(event.target)) close();
  });
  return { el, summary, refresh };
}
