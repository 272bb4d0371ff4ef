// The notebook as slides: the very same cells, so that they run, answer and can be edited, with all others out of sight. A lazy chunk.
import { makeElement, setText } from "../elements.ts";
import { nextPlace, placeOf, slidesOf, type Slide, type SlidePlace } from "../model/slides.ts";
import type { CellId, Mode, NotebookState } from "../model/state.ts";
import { quietButton } from "./command-button.ts";

export interface SlideShowOptions {
  /** The page that stands around the cells. */
  readonly page: HTMLElement;
  readonly state: () => NotebookState;
  /** Calls back after each change; gives the way to stop. */
  readonly subscribe: (listener: (state: NotebookState) => void) => () => void;
  readonly elementOf: (id: CellId) => HTMLElement | undefined;
  /** Draws a cell that may have waited for that; gives its element. */
  readonly reveal: (id: CellId) => HTMLElement | undefined;
  readonly focusCell: (id: CellId, mode: Mode) => void;
  readonly announce: (text: string) => void;
  readonly onEnd: () => void;
}

const KEYS: Readonly<Record<string, 1 | -1 | "first" | "last" | "notes" | "end">> = {
  ArrowRight: 1,
  PageDown: 1,
  " ": 1,
  ArrowLeft: -1,
  PageUp: -1,
  Home: "first",
  End: "last",
  s: "notes",
  Escape: "end",
};

export class SlideShow {
  readonly #options: SlideShowOptions;
  readonly #gone = new AbortController();
  readonly #count = makeElement("output", { class: "lb-slides-count" });
  readonly #bar: HTMLElement;
  #slides: readonly Slide[] = [];
  #place: SlidePlace = { slide: 0, step: 0 };
  #notes: Window | null = null;

  constructor(options: SlideShowOptions) {
    this.#options = options;
    const { page, state, subscribe } = options;
    this.#bar = makeElement(
      "nav",
      { class: "lb-slides-bar", "aria-label": "Slides" },
      quietButton("Back", () => this.#step(-1)),
      this.#count,
      quietButton("Next", () => this.#step(1)),
      quietButton("Notes", () => this.#openNotes()),
      quietButton("End", () => this.end()),
    );
    page.append(this.#bar);
    page.toggleAttribute("data-slides", true);
    this.#slides = slidesOf(state().cells);
    this.#go(placeOf(this.#slides, state().selection.active) ?? this.#place);
    const { signal } = this.#gone;
    signal.addEventListener(
      "abort",
      subscribe((next) => this.#follow(next)),
    );
    // Before the notebook's own keys, which listen on the document.
    addEventListener("keydown", (event) => this.#onKey(event), { capture: true, signal });
  }

  end(): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    this.#notes?.close();
    this.#bar.remove();
    const { page, state, onEnd, focusCell } = this.#options;
    page.removeAttribute("data-slides");
    for (const { cell } of state().cells)
      this.#options.elementOf(cell.id)?.removeAttribute("data-off-slide");
    onEnd();
    focusCell(state().selection.active, "command");
  }

  /** Cells came, went or changed their place, or the reader went to another one: then the slide is that one's. */
  #follow(state: NotebookState): void {
    this.#slides = slidesOf(state.cells);
    const { active } = state.selection;
    const place = placeOf(this.#slides, active);
    const { slide, step } = this.#place;
    if (place !== undefined && (place.slide !== slide || place.step > step)) this.#place = place;
    // At the next turn, when the page has drawn the cells that are new.
    requestAnimationFrame(() => this.#draw());
  }

  #step(by: 1 | -1): void {
    const next = nextPlace(this.#slides, this.#place, by);
    if (next === undefined) this.#options.announce(by === 1 ? "The last slide" : "The first slide");
    else this.#go(next);
  }

  #go(place: SlidePlace): void {
    this.#place = place;
    this.#draw();
    const cells = this.#slides[place.slide]?.cells ?? [];
    const first = cells.find(({ step }) => step === place.step) ?? cells[0];
    if (first !== undefined) this.#options.focusCell(first.id, "command");
    this.#options.announce(this.#words());
  }

  #words(): string {
    return this.#slides.length === 0
      ? "There is nothing to show: all cells are left out or notes."
      : `Slide ${this.#place.slide + 1} of ${this.#slides.length}`;
  }

  #draw(): void {
    if (this.#gone.signal.aborted) return;
    const { slide, step } = this.#place;
    const shown = new Set(
      (this.#slides[slide]?.cells ?? []).filter((cell) => cell.step <= step).map(({ id }) => id),
    );
    for (const { cell } of this.#options.state().cells)
      this.#options.elementOf(cell.id)?.toggleAttribute("data-off-slide", !shown.has(cell.id));
    setText(this.#count, this.#words());
    this.#drawNotes();
  }

  /** Notes go to a window of their own, for the speaker's screen. */
  #openNotes(): void {
    this.#notes = open("", "lessonbook-notes", "width=600,height=700");
    if (this.#notes === null) {
      this.#options.announce(
        "The browser did not let a window for notes be opened. Allow it, then press S again.",
      );
      return;
    }
    this.#drawNotes();
  }

  #drawNotes(): void {
    const notes = this.#notes;
    if (notes === null || notes.closed) return;
    const { document: there } = notes;
    there.title = "Notes";
    const sheets = document.querySelectorAll('link[rel="stylesheet"]');
    if (there.head.childElementCount <= 1)
      there.head.append(...[...sheets].map((sheet) => there.importNode(sheet, true)));
    const texts = (this.#slides[this.#place.slide]?.notes ?? []).flatMap((id) => {
      const shown = this.#options.reveal(id)?.querySelector(".lb-markdown, [data-part=input]");
      return shown === null || shown === undefined ? [] : [there.importNode(shown, true)];
    });
    const none = makeElement("p", {}, "No notes for this slide.");
    const main = makeElement(
      "main",
      { class: "lb-slides-notes" },
      makeElement("h1", {}, this.#words()),
    );
    main.append(...(texts.length === 0 ? [none] : texts));
    there.body.replaceChildren(there.adoptNode(main));
  }

  #onKey(event: KeyboardEvent): void {
    const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
    const act = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (act === undefined || ctrlKey || metaKey || altKey || shiftKey) return;
    const isControl =
      target instanceof Element &&
      target.closest("[contenteditable=true], input, textarea, select, dialog, audio, video") !==
        null;
    const isPress = target instanceof Element && target.closest("button, a, summary") !== null;
    if (isControl || (isPress && key === " ")) return;
    event.preventDefault();
    event.stopPropagation();
    if (act === "notes") this.#openNotes();
    else if (act === "end") this.end();
    else if (act === "first") this.#go({ slide: 0, step: 0 });
    else if (act === "last") this.#go({ slide: Math.max(0, this.#slides.length - 1), step: 0 });
    else this.#step(act);
  }
}
