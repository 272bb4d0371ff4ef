// What shows and folds the sections of the list of cells: a button beside each heading, and cells out of sight that the browser's
// own find still reaches.
import type { CellHost } from "../extension.ts";
import { makeElement, setAttribute, setText } from "../elements.ts";
import { hiddenCells, isFolded, revealCell, sectionEnd } from "../model/folding.ts";
import { headingLevel } from "../model/headings.ts";
import type { CellEntry, CellId, NotebookState } from "../model/state.ts";
import type { CellFrame } from "./cell-frame.ts";
import { commandButton } from "./command-button.ts";

interface Fold {
  readonly el: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly count: HTMLElement;
}

export class SectionView {
  readonly #frameOf: (id: CellId) => CellFrame | undefined;
  readonly #folds = new WeakMap<CellFrame, Fold>();

  constructor(frameOf: (id: CellId) => CellFrame | undefined) {
    this.#frameOf = frameOf;
  }

  /** Shows what is folded; does nothing when no text cell and no place differs from the state before. */
  draw(state: NotebookState, before: NotebookState | undefined): void {
    const { cells } = state;
    if (before !== undefined && !differsInText(cells, before.cells)) return;
    const hidden = hiddenCells(cells);
    cells.forEach(({ cell }, at) => {
      const frame = this.#frameOf(cell.id);
      if (frame === undefined) return;
      const isHidden = hidden.has(cell.id);
      setAttribute(frame.el, "hidden", isHidden ? "until-found" : undefined);
      setAttribute(frame.el, "aria-hidden", isHidden ? "true" : undefined);
      const below = headingLevel(cell) === 0 ? 0 : sectionEnd(cells, at) - at - 1;
      if (below > 0) this.#drawFold(frame, isFolded(cell), below);
      else this.#folds.get(frame)?.el.remove();
    });
  }

  /** The browser has found something in a hidden cell: unfolds what hides it, before the browser scrolls there. */
  static reveal(host: CellHost, id: CellId): void {
    for (const change of revealCell(host.state(), id)) host.dispatch(change);
  }

  #drawFold(frame: CellFrame, folded: boolean, below: number): void {
    let fold = this.#folds.get(frame);
    if (fold === undefined) {
      fold = makeFold();
      this.#folds.set(frame, fold);
    }
    const { el, button, count } = fold;
    if (el.parentElement === null) frame.gutter.append(el);
    const cells = below === 1 ? "1 cell" : `${below} cells`;
    setAttribute(button, "aria-expanded", String(!folded));
    setText(button, folded ? "▸" : "▾");
    setText(count, folded ? cells : "");
    const label = folded ? `Unfold the section, ${cells}` : "Fold the section";
    setAttribute(button, "aria-label", label);
    setAttribute(button, "title", label);
  }
}

function makeFold(): Fold {
  const button = commandButton("heading.toggle", "Fold the section", { icon: "▾" });
  const count = makeElement("span", { class: "lb-fold-count" });
  return { el: makeElement("div", { class: "lb-fold" }, button, count), button, count };
}

function differsInText(cells: readonly CellEntry[], before: readonly CellEntry[]): boolean {
  if (cells === before) return false;
  if (cells.length !== before.length) return true;
  return cells.some((entry, at) => {
    const old = before[at];
    if (entry === old || old?.cell === entry.cell) return false;
    const isCode = entry.cell.cell_type === "code" && old?.cell.cell_type === "code";
    return !isCode || entry.cell.id !== old.cell.id;
  });
}
