// The line that shows where moved cells will go, and the places between cells by their height on the screen.
// Shared by dragging and by moving with keys. A place ("gap") counts from 0, above the first cell, to the number of cells.
import { makeElement, setText } from "../elements.ts";
import { movedRange, placeInSight } from "../model/edits.ts";
import type { NotebookState } from "../model/state.ts";

/** What moving cells needs of the page. */
export interface MoveContext {
  /** Gets the line; everything listened to stands in it. */
  readonly node: HTMLElement;
  /** Holds the groups of cells. */
  readonly list: HTMLElement;
  readonly scroller: HTMLElement;
  readonly state: () => NotebookState;
  readonly elementOf: (id: string) => HTMLElement | undefined;
  /** Moves the selected cells to before place `gap`. */
  readonly drop: (gap: number) => void;
  readonly announce: (text: string) => void;
}

export class DropLine {
  readonly #context: MoveContext;
  readonly #el = makeElement("div", { class: "lb-drop-line", "data-part": "drop-line" });

  constructor(context: MoveContext) {
    this.#context = context;
  }

  /** Shows the line at a place, with words beside it. */
  show(gap: number, words = ""): void {
    const { node, state, elementOf, scroller } = this.#context;
    const { cells } = state();
    const above = elementOf(cells[gap - 1]?.cell.id ?? "");
    const below = elementOf(cells[gap]?.cell.id ?? "");
    const y = below?.getBoundingClientRect().top ?? above?.getBoundingClientRect().bottom;
    if (y === undefined) return;
    const box = scroller.getBoundingClientRect();
    this.#el.style.top = `${Math.min(Math.max(y, box.top), box.bottom)}px`;
    this.#el.style.left = `${box.left}px`;
    this.#el.style.width = `${box.width}px`;
    this.#el.dataset.gap = String(gap);
    setText(this.#el, words);
    if (!this.#el.isConnected) {
      node.append(this.#el);
      this.#mark(true);
    }
  }

  hide(): void {
    this.#el.remove();
    this.#mark(false);
  }

  /** The place nearest to a height on the screen. */
  gapAt(y: number): number {
    const { list, state } = this.#context;
    // By groups first: measuring a cell far off the screen would make the browser lay out its whole group.
    const group = nearest([...list.children], y);
    const cell = group === undefined ? undefined : nearest([...group.children], y);
    if (!(cell instanceof HTMLElement)) return 0;
    const { top, bottom } = cell.getBoundingClientRect();
    const index = state().cells.findIndex((entry) => entry.cell.id === cell.dataset.cellId);
    return placeInSight(state(), y > (top + bottom) / 2 ? index + 1 : index);
  }

  #mark(moving: boolean): void {
    const { list, state, elementOf } = this.#context;
    for (const el of list.querySelectorAll("[data-moving]")) el.removeAttribute("data-moving");
    if (!moving) return;
    const { first, end } = movedRange(state());
    for (const { cell } of state().cells.slice(first, end))
      elementOf(cell.id)?.setAttribute("data-moving", "true");
  }
}

function nearest(elements: readonly Element[], y: number): Element | undefined {
  let best: Element | undefined;
  let least = Infinity;
  for (const el of elements) {
    const { top, bottom, height } = el.getBoundingClientRect();
    const distance = y < top ? top - y : y > bottom ? y - bottom : 0;
    if (height > 0 && distance < least) {
      best = el;
      least = distance;
    }
  }
  return best;
}
