// The list of cells, for any number of them: frames stand in groups of about 25, which the browser lays out only near the
// screen (`content-visibility`). One group per cell would cost every cell on every frame; measured, 6 against 55 frames a second.
import { Widget } from "@lumino/widgets";
import type { CellHost, CellKind } from "../extension.ts";
import type { CellEntry, CellId, Mode, NotebookState } from "../model/state.ts";
import { selectedRange } from "../model/select.ts";
import { CellFrame } from "./cell-frame.ts";
import { makeElement } from "../elements.ts";
import { SectionView } from "./section-view.ts";

const GROUP_SIZE = 25;
/** The longest stretch of mounting before the page may answer again, in milliseconds. */
const SLICE = 8;
/** How many cells are drawn before the first paint. */
const FIRST_CELLS = 12;

export interface CellListOptions {
  readonly kindOf: (entry: CellEntry) => CellKind;
  readonly host: CellHost;
}

export class CellList extends Widget {
  readonly #options: CellListOptions;
  readonly #frames = new Map<CellId, CellFrame>();
  readonly #sections = new SectionView((id) => this.#frames.get(id));
  readonly #near: IntersectionObserver;
  readonly #unmounted = new Set<CellFrame>();
  #shown: NotebookState | undefined;
  #slice: ReturnType<typeof setTimeout> | undefined;

  constructor(options: CellListOptions) {
    super({ node: makeElement("div", { class: "lb-cells" }) });
    this.#options = options;
    this.#near = new IntersectionObserver((entries) => this.#onNear(entries), {
      rootMargin: "1500px 0px",
    });
    this.node.addEventListener("beforematch", (event) => {
      const id = event.target instanceof HTMLElement ? event.target.dataset.cellId : undefined;
      if (id === undefined) return;
      SectionView.reveal(options.host, id);
      // At once: what appears only after the browser has scrolled would push its match away.
      this.draw(options.host.state());
    });
  }

  /** Shows a state; touches only what differs from the one before. */
  draw(state: NotebookState): void {
    const before = this.#shown;
    this.#shown = state;
    if (before?.cells !== state.cells) {
      this.#placeCells(state, before);
      this.#sections.draw(state, before);
    }
    const old =
      before === undefined ? undefined : { ...selectedRange(before), ...before.selection };
    const range = selectedRange(state);
    state.cells.forEach((entry, i) => {
      const wasChosen =
        old !== undefined &&
        ((i >= old.first && i <= old.last) || before?.cells[i]?.cell.id === old.active);
      const chosen = i >= range.first && i <= range.last;
      if (entry === before?.cells[i] && !wasChosen && !chosen) return;
      this.#frames.get(entry.cell.id)?.update(entry, {
        active: entry.cell.id === state.selection.active,
        selected: chosen && range.last > range.first,
        mode: state.selection.mode,
      });
    });
    if (before === undefined) {
      for (const { cell } of state.cells.slice(0, FIRST_CELLS))
        this.#mount(this.#frames.get(cell.id));
    }
  }

  frame(id: CellId): CellFrame | undefined {
    return this.#frames.get(id);
  }

  /** Draws a cell that may have waited for that; gives its element. */
  reveal(id: CellId): HTMLElement | undefined {
    const frame = this.#frames.get(id);
    this.#mount(frame);
    return frame?.el;
  }

  /** Scrolls a cell into view, if it is not, and puts the keyboard there. */
  focusCell(id: CellId, mode: Mode, at?: number): void {
    const frame = this.#frames.get(id);
    if (frame === undefined) return;
    this.#mount(frame);
    frame.focus(mode, at);
    const { top, bottom } = frame.el.getBoundingClientRect();
    const box = this.node.parentElement?.getBoundingClientRect();
    if (
      box !== undefined &&
      (top < box.top || (bottom > box.bottom && top > box.top + box.height / 2))
    ) {
      frame.el.scrollIntoView({ block: "nearest" });
    }
  }

  override dispose(): void {
    if (this.isDisposed) return;
    clearTimeout(this.#slice);
    this.#near.disconnect();
    for (const frame of this.#frames.values()) frame.dispose();
    super.dispose();
  }

  /** Brings the frames into the order of the cells: what is the same at both ends is left alone. */
  #placeCells(state: NotebookState, before: NotebookState | undefined): void {
    const old = (before?.cells ?? []).map(({ cell }) => cell.id);
    const wanted = state.cells;
    const keeps = (entry: CellEntry | undefined, id: CellId | undefined): boolean =>
      entry !== undefined &&
      entry.cell.id === id &&
      this.#frames.get(id)?.kind === this.#options.kindOf(entry);
    let start = 0;
    while (start < wanted.length && keeps(wanted[start], old[start])) start++;
    let end = 0;
    while (
      end < Math.min(wanted.length, old.length) - start &&
      keeps(wanted[wanted.length - 1 - end], old[old.length - 1 - end])
    ) {
      end++;
    }
    const middle = wanted.slice(start, wanted.length - end);
    const staying = new Set(middle.map(({ cell }) => cell.id));
    for (const id of old.slice(start, old.length - end)) if (!staying.has(id)) this.#drop(id);
    let previous = start === 0 ? undefined : this.#frames.get(wanted[start - 1]?.cell.id ?? "")?.el;
    for (const entry of middle) {
      const frame = this.#frameFor(entry);
      this.#placeAfter(previous, frame.el);
      previous = frame.el;
    }
    for (const group of [...this.node.children]) {
      if (group.childElementCount === 0) {
        this.#near.unobserve(group);
        group.remove();
      }
    }
    if (middle.length > 0 || old.length !== wanted.length)
      wanted.forEach(({ cell }, i) =>
        this.#frames.get(cell.id)?.place({ at: i + 1, of: wanted.length }),
      );
    if (this.#unmounted.size > 0) this.#mountLater();
  }

  #frameFor(entry: CellEntry): CellFrame {
    const { id } = entry.cell;
    const kind = this.#options.kindOf(entry);
    const present = this.#frames.get(id);
    if (present?.kind === kind) return present;
    if (present !== undefined) this.#drop(id);
    const frame = new CellFrame(entry, kind, this.#options.host);
    this.#frames.set(id, frame);
    this.#unmounted.add(frame);
    return frame;
  }

  #drop(id: CellId): void {
    const frame = this.#frames.get(id);
    if (frame === undefined) return;
    this.#frames.delete(id);
    this.#unmounted.delete(frame);
    frame.dispose();
  }

  #placeAfter(previous: HTMLElement | undefined, el: HTMLElement): void {
    if (previous === undefined) {
      const first = this.node.firstElementChild;
      if (first === null || first.childElementCount >= 2 * GROUP_SIZE)
        this.node.prepend(this.#makeGroup());
      this.node.firstElementChild?.prepend(el);
      return;
    }
    if (previous.nextElementSibling === el) return;
    let group = previous.parentElement;
    if (group === null) throw new Error("a placed cell has no group");
    if (group.childElementCount >= GROUP_SIZE && group.lastElementChild === previous) {
      // Going on at the end of a full group: the next one takes it, if there is room.
      const next = group.nextElementSibling;
      const fresh =
        next instanceof HTMLElement && next.childElementCount < GROUP_SIZE
          ? next
          : this.#makeGroup();
      if (fresh !== next) group.after(fresh);
      group = fresh;
      group.prepend(el);
      return;
    }
    previous.after(el);
    if (group.childElementCount > 2 * GROUP_SIZE) this.#splitGroup(group);
  }

  #splitGroup(group: HTMLElement): void {
    const half = this.#makeGroup();
    half.append(...[...group.children].slice(GROUP_SIZE));
    group.after(half);
  }

  #makeGroup(): HTMLElement {
    const group = makeElement("div", { class: "lb-cell-group" });
    this.#near.observe(group);
    return group;
  }

  #onNear(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      for (const el of target.children) {
        const id = el instanceof HTMLElement ? el.dataset.cellId : undefined;
        if (id !== undefined) this.#mount(this.#frames.get(id));
      }
    }
  }

  #mount(frame: CellFrame | undefined): void {
    if (frame === undefined || !this.#unmounted.delete(frame)) return;
    frame.mount();
  }

  /** Draws the rest in small pieces, so that keys and scrolling are answered meanwhile. */
  #mountLater(): void {
    this.#slice ??= setTimeout(() => {
      this.#slice = undefined;
      const until = performance.now() + SLICE;
      for (const frame of this.#unmounted) {
        if (performance.now() > until) break;
        this.#mount(frame);
      }
      if (this.#unmounted.size > 0) this.#mountLater();
    });
  }
}
