// The notebook page: bar, contents, notices, cells. Gets each state and shows it; turns clicks and keys into commands.
// It knows no particular cell kind.
import { PanelLayout, Widget } from "@lumino/widgets";
import type { CellHost, CellKind, Command, EditorAction } from "../extension.ts";
import type { Cell } from "../nbformat/types.ts";
import type { CellEntry, CellId, Mode, NotebookState } from "../model/state.ts";
import { savedStatus, selectedCells } from "../model/select.ts";
import { isTrusted } from "../model/trust.ts";
import { CellList } from "./cell-list.ts";
import { makeElement, setAttribute, setText } from "../elements.ts";
import { isMoveHandle, listenToDrags } from "./drag.ts";
import type { MoveContext } from "./drop-line.ts";
import { moveWithKeys } from "./move-keys.ts";
import type * as Extras from "./extras.ts";
import { Notices } from "./notices.ts";
import { Outline, type OutlineHeading, type Progress } from "./outline.ts";
import type { Part } from "./part.ts";
import { SearchPart } from "./search-part.ts";
import { ScrollMemory } from "./scroll-memory.ts";
import { TopBar } from "./top-bar.ts";
import { endedWords } from "./words.ts";

export interface NotebookPanelOptions {
  readonly kindOf: (entry: CellEntry) => CellKind;
  readonly host: CellHost;
  readonly extras: Part<typeof Extras>;
  /** The commands that have a place here now. */
  readonly commands: () => readonly Command[];
  readonly keyWords: (command: Command) => string;
  readonly headingsOf: (source: string) => readonly OutlineHeading[];
  readonly progressOf: (cells: readonly Cell[]) => Progress;
  /** The address of the list of files. */
  readonly filesUrl: string;
  /** The reader went to a cell; `mode` is `edit` when the keyboard is in its editor, `extend` when a range is meant. */
  readonly onSelect: (id: CellId, mode: Mode, extend: boolean) => void;
  /** The reader wants to edit a cell (double click). */
  readonly onEdit: (id: CellId) => void;
  /** The selected cells are to go before place `gap`. */
  readonly onDrop: (gap: number) => void;
  readonly onDismiss: (noticeId: string) => void;
  /** A button with `data-command` was pressed, in this cell if it stands in one. */
  readonly onCommand: (id: string, cell: CellId | undefined) => void;
}

/** How long drawing waits while the page is hidden, or while cells run one after the other, in milliseconds. */
const SLOW_DRAW = 200;
/** Drawing that takes longer than this is followed by a rest, of so many milliseconds at most. */
const FRAME = 30;
const MOST_REST = 300;

export class NotebookPanel extends Widget {
  readonly search: SearchPart;
  readonly #options: NotebookPanelOptions;
  readonly #bar: TopBar;
  readonly #outline: Outline;
  readonly #notices: Notices;
  readonly #cells: CellList;
  readonly #main: Widget;
  readonly #announcer = makeElement("div", { class: "lb-hidden-text", "aria-live": "polite" });
  readonly #places: ScrollMemory;
  readonly #moves: MoveContext;
  #waiting: NotebookState | undefined;
  #drawn: NotebookState | undefined;
  /** The next drawing is a while off, because only runs go on. */
  #isSlow = false;
  /** Milliseconds that the last drawing took, layout and paint included. */
  #cost = 0;

  constructor(options: NotebookPanelOptions) {
    super({ node: makeElement("div", { class: "lb-page" }) });
    this.#options = options;
    this.#bar = new TopBar(options);
    this.#outline = new Outline({
      headingsOf: options.headingsOf,
      progressOf: options.progressOf,
      onChoose: (id) => this.#goToSection(id),
    });
    this.#notices = new Notices(options.onDismiss);
    this.#cells = new CellList(options);
    const scroller = new Widget({
      node: makeElement("div", { class: "lb-scroller", "data-part": "scroller" }),
    });
    stack(scroller, this.#cells);
    const around = {
      list: this.#cells.node,
      scroller: scroller.node,
      elementOf: (id: CellId) => this.#cells.frame(id)?.el,
    };
    this.#places = new ScrollMemory(around);
    this.#moves = {
      ...around,
      node: this.node,
      state: () => options.host.state(),
      drop: options.onDrop,
      announce: (text) => this.announce(text),
    };
    this.search = new SearchPart(options.extras, {
      state: () => options.host.state(),
      dispatch: (change) => options.host.dispatch(change),
      list: this.#cells.node,
      scroller: scroller.node,
      reveal: (id) => this.#cells.reveal(id),
      elementOf: (id) => this.#cells.frame(id)?.el,
      focusCell: (id, mode) => {
        options.onSelect(id, mode, false);
        this.focusCell(id, mode);
      },
      announce: (text) => this.announce(text),
    });
    this.#main = new Widget({
      node: makeElement("main", {
        class: "lb-main",
        "data-lessonbook": "notebook",
        "data-ready": "false",
      }),
    });
    stack(this.#main, this.#notices, new Widget({ node: this.search.el }), scroller);
    stack(this, this.#bar, this.#outline, this.#main);
    this.node.append(this.#announcer);
    this.#listen();
  }

  /** Takes the place of what an element holds. */
  attachTo(el: HTMLElement): void {
    el.replaceChildren();
    Widget.attach(this, el);
  }

  /** Shows a state with the next frame; of several in one frame only the last. */
  render(state: NotebookState): void {
    this.#places.note(state);
    const asked = this.#waiting !== undefined;
    this.#waiting = state;
    if (asked && !this.#isSlow) return;
    const pause = this.#pauseBefore(state);
    if (asked && pause > 0) return;
    this.#isSlow = pause > 0;
    if (pause > 0) setTimeout(() => this.#draw(), pause);
    else requestAnimationFrame(() => this.#draw());
  }

  /** Milliseconds before the next drawing; 0 for the next frame. What the reader does is never kept waiting. */
  #pauseBefore(state: NotebookState): number {
    // A hidden page gets no frames, yet its attributes have to stay true.
    if (document.hidden) return SLOW_DRAW;
    const drawn = this.#drawn;
    const isRunsAlone =
      drawn?.selection === state.selection &&
      drawn.undo === state.undo &&
      drawn.notices === state.notices;
    if (!isRunsAlone) return 0;
    // With more to run the kernel needs the processor more than the screen does.
    if (state.cells.some(({ run }) => run.state === "queued")) return SLOW_DRAW;
    // In a flood the page rests as long as it drew, so that there is room for clicks.
    return this.#cost > FRAME ? Math.min(2 * this.#cost, MOST_REST) : 0;
  }

  /** Shows a state now. */
  renderNow(state: NotebookState): void {
    this.#places.note(state);
    this.#waiting = state;
    this.#draw();
  }

  /** Draws now what waits to be drawn, with the keyboard where it belongs. */
  flush(): void {
    if (this.#waiting !== undefined) this.#draw();
  }

  /** Says that the file is open and can be edited. */
  ready(): void {
    setAttribute(this.#main.node, "data-ready", "true");
  }

  focusCell(id: CellId, mode: Mode, at?: number): void {
    this.flush();
    this.#cells.focusCell(id, mode, at);
  }

  /** Puts the keyboard on a notice. */
  focusNotice(id: string): void {
    this.flush();
    this.#notices.focus(id);
  }

  /** Where the cursor stands in a cell's text, while it is edited. */
  cursor(id: CellId): number | undefined {
    return this.#cells.frame(id)?.cursor();
  }

  /** Does something in a cell's text. */
  act(id: CellId, action: EditorAction): void {
    this.#cells.frame(id)?.act(action);
  }

  /** Puts another text in the place of a cell's, as if it had been typed. */
  replaceText(id: CellId, text: string): void {
    this.#cells.frame(id)?.replaceText(text);
  }

  /** Lets the reader move the selected cells with the keyboard. */
  moveCells(): void {
    this.flush();
    moveWithKeys(this.#moves);
  }

  announce(text: string): void {
    setText(this.#announcer, text);
  }

  toggleOutline(): void {
    this.node.toggleAttribute("data-outline");
  }

  /** Puts outputs beside their code, where the window has room, or below it again. */
  toggleSideBySide(): void {
    this.node.toggleAttribute("data-side-by-side");
  }

  /** Hides all code, or shows it again; gives whether it is hidden now. */
  toggleReading(): boolean {
    return this.node.toggleAttribute("data-reading");
  }

  elementOf(id: CellId): HTMLElement | undefined {
    return this.#cells.frame(id)?.el;
  }

  /** Draws a cell that may have waited for that; gives its element. */
  reveal(id: CellId): HTMLElement | undefined {
    return this.#cells.reveal(id);
  }

  toggleLineNumbers(): void {
    this.node.toggleAttribute("data-line-numbers");
  }

  #draw(): void {
    const state = this.#waiting;
    this.#waiting = undefined;
    this.#isSlow = false;
    if (state === undefined || this.isDisposed) return;
    const began = performance.now();
    const ended = this.#drawn === undefined ? "" : endedWords(state.cells, this.#drawn.cells);
    if (ended !== "") this.announce(ended);
    this.#drawn = state;
    const main = this.#main.node;
    setAttribute(main, "data-kernel", state.kernel.status);
    setAttribute(main, "data-saved", savedStatus(state));
    setAttribute(main, "data-trusted", String(isTrusted(state)));
    this.#bar.draw(state);
    this.#outline.draw(state);
    this.#notices.draw(state.notices);
    this.#cells.draw(state);
    this.search.draw(state);
    this.#places.restore();
    // The next turn comes when the browser has laid out and painted what was drawn.
    setTimeout(() => {
      this.#cost = performance.now() - began;
    });
  }

  #goToSection(id: CellId): void {
    this.node.removeAttribute("data-outline");
    this.#options.onSelect(id, "command", false);
    this.focusCell(id, "command");
    this.#cells.frame(id)?.el.scrollIntoView({ block: "start" });
  }

  #isSelected(id: CellId): boolean {
    return selectedCells(this.#options.host.state()).some(({ cell }) => cell.id === id);
  }

  #listen(): void {
    const { onCommand, onEdit, onSelect } = this.#options;
    this.node.addEventListener("click", (event) => {
      if (isMoveHandle(event.target)) {
        this.moveCells();
        return;
      }
      const button =
        event.target instanceof Element ? event.target.closest("[data-command]") : null;
      const id = button?.getAttribute("data-command");
      if (typeof id !== "string") return;
      // A button outside the cells can name the cell that it is about.
      onCommand(id, button?.getAttribute("data-target-cell") ?? cellIdOf(event.target));
    });
    this.node.addEventListener("pointerdown", (event) => {
      const id = cellIdOf(event.target);
      if (id === undefined || event.button !== 0) return;
      // A press on the handle of one of several selected cells is about all of them.
      if (isMoveHandle(event.target) && this.#isSelected(id)) return;
      onSelect(id, modeAt(event.target), event.shiftKey);
    });
    this.node.addEventListener("mousedown", (event) => {
      const id = cellIdOf(event.target);
      if (id === undefined || !event.shiftKey || !isOutsideText(event.target)) return;
      // With Shift the browser would select text up to here; cells are meant.
      event.preventDefault();
      this.#cells.frame(id)?.focus("command");
    });
    this.node.addEventListener("focusin", (event) => {
      const id = cellIdOf(event.target);
      if (id !== undefined && isMoveHandle(event.target) && this.#isSelected(id)) return;
      const mode = modeAt(event.target);
      // The focus comes back to the active cell from a dialog or a menu: a range stays selected.
      const { selection } = this.#options.host.state();
      if (id === selection.active && mode === selection.mode) return;
      if (id !== undefined) onSelect(id, mode, false);
    });
    listenToDrags(this.#moves);
    this.node.addEventListener("dblclick", (event) => {
      const id = cellIdOf(event.target);
      const control =
        event.target instanceof Element && event.target.closest("button, a, input, label, summary");
      if (id !== undefined && !control) onEdit(id);
    });
  }
}

function isOutsideText(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("[contenteditable=true], textarea, input, select") === null
  );
}

/** Lumino lays nothing out here; the style sheet does. It keeps the order of the children and their lifetimes. */
function stack(parent: Widget, ...children: readonly Widget[]): void {
  const layout = new PanelLayout();
  for (const child of children) layout.addWidget(child);
  parent.layout = layout;
}

function modeAt(target: EventTarget | null): Mode {
  return target instanceof Element && target.closest("[contenteditable=true], textarea") !== null
    ? "edit"
    : "command";
}

function cellIdOf(target: EventTarget | null): CellId | undefined {
  const frame = target instanceof Element ? target.closest("[data-cell-id]") : null;
  return frame?.getAttribute("data-cell-id") ?? undefined;
}
