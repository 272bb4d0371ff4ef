// Where the reader was when cells were changed: undo and redo bring that place back along with cells and selection.
// Kept beside the history, not in it: the place is a matter of this window.
import type { HistoryItem, NotebookState } from "../model/state.ts";

/** A cell, and how far below the top of the scroller it stands, in pixels. */
interface Place {
  readonly id: string;
  readonly offset: number;
}

export interface ScrollMemoryOptions {
  /** Holds the groups of cells. */
  readonly list: HTMLElement;
  readonly scroller: HTMLElement;
  readonly elementOf: (id: string) => HTMLElement | undefined;
}

export class ScrollMemory {
  readonly #options: ScrollMemoryOptions;
  readonly #places = new WeakMap<HistoryItem, Place>();
  #before: NotebookState | undefined;
  #wanted: { readonly state: NotebookState; readonly place: Place | undefined } | undefined;

  constructor(options: ScrollMemoryOptions) {
    this.#options = options;
  }

  /** Sees each state before it is drawn, while the page still shows the one before. */
  note(state: NotebookState): void {
    const before = this.#before;
    this.#before = state;
    if (before === undefined || (before.undo === state.undo && before.redo === state.redo)) return;
    const here = this.#place();
    const undone = before.undo.at(-1);
    const redone = before.redo.at(-1);
    const fresh = state.undo.at(-1);
    if (undone !== undefined && state.undo.length < before.undo.length) {
      this.#wanted = { state, place: this.#places.get(undone) };
      this.#keep(state.redo.at(-1), here);
    } else if (redone !== undefined && fresh?.made === redone.made) {
      this.#wanted = { state, place: this.#places.get(redone) };
      this.#keep(fresh, here);
    } else this.#keep(fresh, here);
  }

  /** After drawing: gives the keyboard and the place back where the last change was an undo or a redo. */
  restore(): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted === undefined) return;
    const { elementOf, scroller } = this.#options;
    const active = elementOf(wanted.state.selection.active);
    active?.focus({ preventScroll: true });
    const el = wanted.place === undefined ? undefined : elementOf(wanted.place.id);
    if (wanted.place === undefined || el === undefined) {
      active?.scrollIntoView({ block: "nearest" });
      return;
    }
    // Twice, as cells that come near the screen get their true height only then.
    for (let pass = 0; pass < 2; pass++) {
      const offset = el.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      scroller.scrollTop += offset - wanted.place.offset;
    }
  }

  #keep(item: HistoryItem | undefined, place: Place | undefined): void {
    if (item !== undefined && place !== undefined) this.#places.set(item, place);
  }

  #place(): Place | undefined {
    const { list, scroller } = this.#options;
    const { top } = scroller.getBoundingClientRect();
    const isBelow = (el: Element): boolean => el.getBoundingClientRect().bottom > top;
    const group = [...list.children].find(isBelow);
    const cell = group === undefined ? undefined : [...group.children].find(isBelow);
    const id = cell?.getAttribute("data-cell-id");
    return cell === undefined || typeof id !== "string"
      ? undefined
      : { id, offset: cell.getBoundingClientRect().top - top };
  }
}
