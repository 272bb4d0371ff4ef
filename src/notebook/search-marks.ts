// Shows hits where they stand: marks in the text of cells, and under a cell the line of a hit that cannot be seen in it,
// such as an address behind a link. Marks come back when a cell is drawn anew.
import { makeElement } from "../elements.ts";
import { lineOf } from "../model/search.ts";
import type { CellId } from "../model/state.ts";
import type { PlacedHit } from "./search-finder.ts";
import { markRanges, readShownText, unmark, type ShownText } from "./shown-text.ts";

/** The most marks in one cell, and in all cells but the one with the current hit. */
const MOST_IN_CELL = 500;
const MOST_MARKS = 5000;
/** The longest stretch of marking before the page may answer, in milliseconds. */
const SLICE = 8;
/** How soon a cell that was drawn anew is marked again, in milliseconds. */
const AGAIN = 100;

export interface MarkedHits {
  readonly hits: readonly PlacedHit[];
  readonly current: PlacedHit | undefined;
  readonly wholeWord: boolean;
}

const NOTHING: MarkedHits = { hits: [], current: undefined, wholeWord: false };

export class SearchMarks {
  readonly #list: HTMLElement;
  readonly #elementOf: (id: CellId) => HTMLElement | undefined;
  readonly #observer: MutationObserver;
  #shown: MarkedHits = NOTHING;
  #byCell = new Map<CellId, readonly PlacedHit[]>();
  /** How many marks each cell has. */
  readonly #marked = new Map<CellId, number>();
  readonly #waiting = new Set<CellId>();
  #slice: ReturnType<typeof setTimeout> | undefined;
  #total = 0;
  #currentMark: HTMLElement | undefined;

  constructor(list: HTMLElement, elementOf: (id: CellId) => HTMLElement | undefined) {
    this.#list = list;
    this.#elementOf = elementOf;
    this.#observer = new MutationObserver((records) => this.#onDrawn(records));
  }

  /** Shows these hits in place of those before. */
  show(next: MarkedHits): void {
    const before = this.#shown;
    this.#noteDrawn();
    this.#shown = next;
    if (next.hits !== before.hits) {
      const old = this.#byCell;
      this.#byCell = groupByCell(next.hits);
      for (const id of new Set([...this.#byCell.keys(), ...old.keys()]))
        if (!isSame(this.#byCell.get(id), old.get(id))) this.#waiting.add(id);
      this.#observe();
    }
    // At once, so that there is never more than one current hit.
    if (before.current !== undefined && before.current !== next.current)
      this.#mark(before.current.id);
    if (next.current !== undefined) this.#mark(next.current.id);
    this.#markLater();
  }

  /** Takes everything away. */
  clear(): void {
    this.#observer.disconnect();
    clearTimeout(this.#slice);
    this.#slice = undefined;
    this.#shown = NOTHING;
    this.#byCell = new Map();
    for (const id of [...this.#marked.keys()]) this.#mark(id);
    this.#waiting.clear();
    this.#currentMark = undefined;
  }

  /** The element that shows the current hit. */
  get currentMark(): HTMLElement | undefined {
    return this.#currentMark;
  }

  #observe(): void {
    this.#observer.observe(this.#list, { subtree: true, childList: true, characterData: true });
  }

  #onDrawn(records: readonly MutationRecord[]): void {
    for (const { target } of records) {
      const el = target instanceof Element ? target : target.parentElement;
      const isOther = el?.closest(".cm-editor, .lb-cell-gutter, .lb-search-excerpt") !== null;
      if (isOther) continue;
      const id = el.closest<HTMLElement>("[data-cell-id]")?.dataset.cellId;
      if (id !== undefined && (this.#byCell.has(id) || this.#marked.has(id))) this.#waiting.add(id);
    }
    if (this.#waiting.size > 0) this.#markLater(AGAIN);
  }

  #noteDrawn(): void {
    this.#onDrawn(this.#observer.takeRecords());
  }

  #markLater(delay = 0): void {
    if (this.#waiting.size === 0) return;
    this.#slice ??= setTimeout(() => {
      this.#slice = undefined;
      this.#noteDrawn();
      const until = performance.now() + SLICE;
      for (const id of this.#waiting) {
        if (performance.now() > until) break;
        this.#mark(id);
      }
      this.#markLater();
    }, delay);
  }

  #mark(id: CellId): void {
    this.#waiting.delete(id);
    const el = this.#elementOf(id);
    const { current } = this.#shown;
    if ((this.#marked.get(id) ?? 0) > 0 && el !== undefined) {
      for (const excerpt of el.querySelectorAll(":scope > .lb-search-excerpt")) excerpt.remove();
      unmark(el);
    }
    this.#total -= this.#marked.get(id) ?? 0;
    this.#marked.delete(id);
    const hits = this.#byCell.get(id);
    const isCurrent = current?.id === id;
    if (el !== undefined && hits !== undefined && (isCurrent || this.#total < MOST_MARKS)) {
      const seen = markCell(el, hits, this.#shown);
      if (isCurrent) {
        const mark = seen.current ?? addExcerpt(el, current);
        mark.dataset.current = "true";
        this.#currentMark = mark;
      }
      const made = seen.count + (isCurrent ? 1 : 0);
      this.#total += made;
      this.#marked.set(id, made);
    }
    // What was written here is no news.
    this.#observer.takeRecords();
  }
}

interface Seen {
  readonly count: number;
  readonly current: HTMLElement | undefined;
}

/** Marks a cell's hits, part by part; says how many marks it made and which of them is the current hit's. */
function markCell(
  el: HTMLElement,
  all: readonly PlacedHit[],
  { current, wholeWord }: MarkedHits,
): Seen {
  let count = 0;
  let currentMark: HTMLElement | undefined;
  for (const part of new Set(all.map((hit) => hit.part))) {
    const root = rootOf(el, part);
    if (root === undefined) continue;
    const hits = all.filter((hit) => hit.part === part);
    const shown = readShownText(root);
    const places = placesOf(shown, hits, wholeWord);
    const chosen = thin(places, current);
    const marks = markRanges(shown, chosen);
    count += marks.length;
    const at = chosen.findIndex(({ hit }) => hit !== undefined && hit === current);
    currentMark ??= at === -1 ? undefined : marks[at];
  }
  return { count, current: currentMark };
}

function rootOf(el: HTMLElement, part: "source" | number): Element | undefined {
  if (part === "source") return el.querySelector('[data-part="input"]') ?? undefined;
  return el.querySelector('[data-part="output"]')?.children[part];
}

interface Place {
  readonly start: number;
  readonly end: number;
  /** The hit that stands here, where that is certain. */
  readonly hit: PlacedHit | undefined;
}

/**
 * Where the hits stand in what is shown. Where that is not the text that was searched (Markdown is shown without its signs), the
 * same words are looked for; when they stand there as often as they were found, they are taken to be those, in order.
 */
function placesOf(
  shown: ShownText,
  hits: readonly PlacedHit[],
  wholeWord: boolean,
): readonly Place[] {
  const text = hits[0]?.text;
  if (text === undefined) return [];
  if (shown.text === text) return hits.map((hit) => ({ start: hit.start, end: hit.end, hit }));
  const byWords = new Map<string, PlacedHit[]>();
  for (const hit of hits) {
    const words = text.slice(hit.start, hit.end);
    const own = byWords.get(words);
    if (own === undefined) byWords.set(words, [hit]);
    else own.push(hit);
  }
  const places: Place[] = [];
  for (const [words, own] of byWords) {
    const starts = startsOf(shown.text, words, wholeWord);
    starts.forEach((start, i) => {
      const hit = starts.length === own.length ? own[i] : undefined;
      places.push({ start, end: start + words.length, hit });
    });
  }
  places.sort((a, b) => a.start - b.start);
  return places.filter(({ start }, i) => i === 0 || start >= (places[i - 1]?.end ?? 0));
}

function startsOf(text: string, words: string, wholeWord: boolean): readonly number[] {
  const starts: number[] = [];
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + words.length)) {
    const around = `${text.charAt(at - 1)} ${text.charAt(at + words.length)}`;
    if (!wholeWord || !/[\p{L}\p{N}\p{M}_]/u.test(around)) starts.push(at);
  }
  return starts;
}

/** Of very many places the first ones, and always the current hit's. */
function thin(places: readonly Place[], current: PlacedHit | undefined): readonly Place[] {
  return places.length <= MOST_IN_CELL
    ? places
    : places.filter(({ hit }, i) => i < MOST_IN_CELL || (hit !== undefined && hit === current));
}

/** Most of a long line is left out. */
const AROUND = 60;

/** Shows the line of a hit under its cell; gives the mark in it. */
function addExcerpt(el: HTMLElement, hit: PlacedHit): HTMLElement {
  const line = lineOf(hit.text, hit);
  const mark = makeElement(
    "mark",
    { class: "lb-search-hit", "data-part": "search-hit" },
    line.text.slice(line.start, line.end).slice(0, 2 * AROUND),
  );
  const from = Math.max(0, line.start - AROUND);
  const where = hit.part === "source" ? "In the text of this cell" : "In the output of this cell";
  el.append(
    makeElement(
      "p",
      { class: "lb-search-excerpt" },
      `${where}, line ${line.number}: `,
      makeElement(
        "code",
        {},
        `${from > 0 ? "…" : ""}${line.text.slice(from, line.start)}`,
        mark,
        `${line.text.slice(line.end, line.end + AROUND)}${line.end + AROUND < line.text.length ? "…" : ""}`,
      ),
    ),
  );
  return mark;
}

function isSame(a: readonly PlacedHit[] | undefined, b: readonly PlacedHit[] | undefined): boolean {
  return a?.length === b?.length && (a ?? []).every((hit, i) => hit === b?.[i]);
}

function groupByCell(hits: readonly PlacedHit[]): Map<CellId, readonly PlacedHit[]> {
  const byCell = new Map<CellId, PlacedHit[]>();
  for (const hit of hits) {
    const own = byCell.get(hit.id);
    if (own === undefined) byCell.set(hit.id, [hit]);
    else own.push(hit);
  }
  return byCell;
}
