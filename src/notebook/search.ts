// Search and replace in the whole notebook: the bar, the finder and the marks put together. The commands of `search.` act on it.
// Going from hit to hit moves what is seen, not the selection; closing goes to the cell of the last hit seen.
import type { Change } from "../model/change.ts";
import { patchCells } from "../model/edits.ts";
import type { SearchQuery } from "../model/search.ts";
import type { CellId, Mode, NotebookState } from "../model/state.ts";
import type { SearchControl } from "../extension.ts";
import { SearchBar, type SearchSwitch } from "./search-bar.ts";
import { SearchFinder, type Found, type PlacedHit } from "./search-finder.ts";
import { SearchMarks } from "./search-marks.ts";
import { chosenWords, isInside, uncover } from "./search-sight.ts";
import {
  cellWords,
  hitWords,
  planReplacement,
  planWords,
  type ReplacePlan,
} from "./search-replace.ts";

export interface SearchOptions {
  readonly state: () => NotebookState;
  readonly dispatch: (change: Change) => void;
  /** The element that holds the cells, and the one that scrolls it. */
  readonly list: HTMLElement;
  readonly scroller: HTMLElement;
  /** A cell's element, drawn. */
  readonly reveal: (id: CellId) => HTMLElement | undefined;
  readonly elementOf: (id: CellId) => HTMLElement | undefined;
  readonly focusCell: (id: CellId, mode: Mode) => void;
  readonly announce: (text: string) => void;
}

/** A place in the notebook: a cell, a text of it, an offset in that. */
interface Spot {
  readonly id: CellId;
  readonly part: "source" | number;
  readonly start: number;
}

const NOTHING_FOUND: Found = { hits: [], isAll: true };

export class NotebookSearch implements SearchControl {
  readonly #options: SearchOptions;
  readonly #bar: SearchBar;
  readonly #finder = new SearchFinder();
  readonly #marks: SearchMarks;
  #query: SearchQuery = {
    text: "",
    matchCase: false,
    wholeWord: false,
    isPattern: false,
    inOutputs: false,
  };
  #found: Found = NOTHING_FOUND;
  #current = -1;
  /** Where to look for the next current hit. */
  #spot: Spot | undefined;
  #cameFrom: { readonly id: CellId; readonly mode: Mode } | undefined;
  #isFinding = false;
  /** Counts requests to find, so that one that comes during a search is not lost. */
  #asked = 0;
  /** The query that `#found` answers. */
  #foundFor: SearchQuery | undefined;
  #isReplacing = false;
  #plan: ReplacePlan | undefined;
  #said = "";
  #drawn: NotebookState["cells"] | undefined;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#bar = new SearchBar({
      onInput: () => this.#onInput(),
      onKey: (event) => this.#onKey(event),
    });
    this.#marks = new SearchMarks(options.list, options.elementOf);
  }

  get el(): HTMLElement {
    return this.#bar.el;
  }

  get isOpen(): boolean {
    return this.#bar.isOpen;
  }

  get hasFocus(): boolean {
    return this.#bar.hasFocus;
  }

  open(withReplace: boolean): void {
    const { state } = this.#options;
    const chosen = this.#bar.hasFocus ? "" : chosenWords();
    if (!this.#bar.isOpen) {
      const { active, mode } = state().selection;
      this.#cameFrom = { id: active, mode };
      this.#spot = { id: active, part: "source", start: 0 };
    }
    this.#isReplacing ||= withReplace;
    this.#bar.open(this.#query.isPattern ? "" : chosen, this.#isReplacing);
    this.#onInput();
  }

  close(): void {
    if (!this.#bar.isOpen) return;
    const hit = this.#currentHit();
    const mark = this.#marks.currentMark;
    const box = mark?.getBoundingClientRect();
    this.#bar.close();
    this.#marks.clear();
    this.#finder.dispose();
    this.#isFinding = false;
    this.#isReplacing = false;
    this.#found = NOTHING_FOUND;
    const { id, mode } = this.#cameFrom ?? {
      id: this.#options.state().selection.active,
      mode: "command",
    };
    // Closing takes nobody back to where the search began: the hit stays in sight.
    if (hit === undefined || hit.id === id) this.#options.focusCell(id, mode);
    else {
      this.#options.focusCell(hit.id, "command");
      if (box !== undefined) this.#keepInSight(hit.id, box.top);
    }
  }

  go(by: 1 | -1): void {
    if (!this.#bar.isOpen) {
      this.open(false);
      return;
    }
    const { hits } = hitsOf(this.#found);
    if (hits.length === 0) return;
    this.#current = (this.#current + by + hits.length) % hits.length;
    const hit = hits[this.#current];
    if (hit !== undefined) this.#spot = hit;
    this.#said = "";
    this.#show();
    if (!this.#bar.hasFocus && hit !== undefined) this.#options.focusCell(hit.id, "command");
    this.#scrollToCurrent();
  }

  toggle(name: SearchSwitch): void {
    this.#query = { ...this.#query, [name]: !this.#query[name] };
    void this.#find(true);
  }

  /** Replaces the current hit, or every hit that may be replaced as one step of undo. */
  async replace(what: "one" | "all"): Promise<void> {
    if (!this.#isReplacing) return;
    await this.#find(true);
    if (this.#foundFor !== this.#query) return;
    const { state, dispatch, announce } = this.#options;
    const { hits } = hitsOf(this.#found);
    const hit = this.#currentHit();
    const wanted = what === "all" ? hits : hit === undefined ? [] : [hit];
    const { replacement } = this.#bar;
    const plan = planReplacement(state().cells, wanted, replacement, this.#query.isPattern);
    if (plan.hits === 0) {
      this.#say(
        plan.locked + plan.inOutputs === 0 ? "" : `${planWords(plan)} Nothing was replaced.`,
      );
      if (what === "one") this.go(1);
      return;
    }
    const edit = patchCells(state(), "Replace", plan.patches);
    if (edit !== undefined) dispatch(edit);
    if (what === "one" && hit !== undefined) {
      const grown = plan.lines[0]?.fresh.length ?? 0;
      this.#spot = { id: hit.id, part: hit.part, start: hit.start + grown };
      await this.#find();
      this.#scrollToCurrent();
      return;
    }
    const stays = planWords({ ...plan, hits: 0 });
    const done = `Replaced ${hitWords(plan.hits)} in ${cellWords(plan.patches.length)}. Undo takes it back in one step.`;
    await this.#find();
    this.#say(`${done} ${stays}`.trim());
    announce(done);
  }

  /** Called with each state that is shown: hits follow what is typed and printed. */
  draw({ cells }: NotebookState): void {
    if (!this.#bar.isOpen || cells === this.#drawn) return;
    this.#drawn = cells;
    void this.#find();
  }

  dispose(): void {
    this.#marks.clear();
    this.#finder.dispose();
  }

  #onInput(): void {
    const { text } = this.#bar;
    if (text !== this.#query.text) this.#query = { ...this.#query, text };
    this.#said = "";
    void this.#find(true);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isField = event.target instanceof HTMLInputElement;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && isField && !event.ctrlKey && !event.metaKey)
      this.go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Finds anew; while a search is on its way, once more after it. A new query does not wait. */
  async #find(isNew = false): Promise<void> {
    this.#asked++;
    if (this.#isFinding && !isNew) return;
    this.#isFinding = true;
    const query = this.#query;
    let found: Found | undefined;
    let asked: number;
    do {
      asked = this.#asked;
      found = await this.#finder.find(query, this.#options.state().cells);
      if (found === undefined || !this.#bar.isOpen) return;
    } while (asked !== this.#asked);
    this.#isFinding = false;
    this.#foundFor = query;
    this.#take(found, isNew);
  }

  #take(found: Found, isNew: boolean): void {
    const old = hitsOf(this.#found).hits;
    const fresh = hitsOf(found).hits;
    // Equal hits stay the same list, so that nothing is marked anew.
    const same = old.length === fresh.length && old.every((hit, i) => hit === fresh[i]);
    this.#found = same && !("problem" in found) ? { ...found, hits: old } : found;
    this.#current = this.#firstFrom(hitsOf(this.#found).hits);
    this.#show();
    if (isNew) this.#scrollToCurrent();
  }

  /** The first hit at the spot or after it, else the first of all. */
  #firstFrom(hits: readonly PlacedHit[]): number {
    const spot = this.#spot;
    if (hits.length === 0 || spot === undefined) return hits.length - 1;
    const { cells } = this.#options.state();
    const places = new Map(cells.map(({ cell }, i) => [cell.id, i]));
    const wanted = places.get(spot.id) ?? 0;
    const order = (part: "source" | number): number => (part === "source" ? -1 : part);
    const at = hits.findIndex((hit) => {
      const place = places.get(hit.id) ?? 0;
      if (place !== wanted) return place > wanted;
      if (hit.part !== spot.part) return order(hit.part) > order(spot.part);
      return hit.start >= spot.start;
    });
    return Math.max(0, at);
  }

  #currentHit(): PlacedHit | undefined {
    return hitsOf(this.#found).hits[this.#current];
  }

  #say(words: string): void {
    this.#said = words;
    this.#show();
  }

  #show(): void {
    const found = this.#found;
    const { hits, isAll } = hitsOf(found);
    const { text, isPattern, wholeWord } = this.#query;
    const current = this.#currentHit();
    if (current !== undefined) this.#options.reveal(current.id);
    this.#marks.show({ hits, current, wholeWord });
    this.#plan =
      this.#isReplacing && text !== ""
        ? planReplacement(this.#options.state().cells, hits, this.#bar.replacement, isPattern)
        : undefined;
    const total = `${hits.length}${isAll ? "" : "+"}`;
    const count = hits.length === 0 ? "No hits" : `${this.#current + 1} of ${total}`;
    const problem = "problem" in found ? found.problem : "";
    const planned = this.#plan === undefined ? "" : planWords(this.#plan);
    this.#bar.draw({
      count: text === "" || problem !== "" ? "" : count,
      message: problem !== "" ? problem : this.#said !== "" ? this.#said : planned,
      switches: this.#query,
      plan: this.#plan,
    });
  }

  #scrollToCurrent(): void {
    const mark = this.#marks.currentMark;
    const hit = this.#currentHit();
    if (mark === undefined || hit === undefined) return;
    uncover(mark);
    let frames = 0;
    // Cells around the hit are laid out only now, and move it.
    const look = (): void => {
      const now = this.#marks.currentMark;
      if (now === undefined || this.#currentHit() !== hit) return;
      if (!isInside(now, this.#options.scroller))
        now.scrollIntoView({ block: "center", inline: "nearest" });
      if (++frames < 6) requestAnimationFrame(look);
    };
    look();
  }

  /** After the focus went to a cell, keeps the place of the hit where it was on the screen. */
  #keepInSight(id: CellId, top: number): void {
    const { scroller, elementOf } = this.#options;
    const box = scroller.getBoundingClientRect();
    const cell = elementOf(id)?.getBoundingClientRect();
    if (cell === undefined || (cell.top < box.bottom && cell.bottom > box.top)) return;
    scroller.scrollTop += cell.top - Math.max(box.top, top);
  }
}

function hitsOf(found: Found): { readonly hits: readonly PlacedHit[]; readonly isAll: boolean } {
  return "problem" in found ? { hits: [], isAll: true } : found;
}
