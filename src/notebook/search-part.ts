// Search in the notebook before it is there: the search itself comes with the page's extras, when it is first opened.
import { makeElement } from "../elements.ts";
import type { SearchControl } from "../extension.ts";
import type { NotebookState } from "../model/state.ts";
import type * as Extras from "./extras.ts";
import type { Part } from "./part.ts";
import type { NotebookSearch, SearchOptions } from "./search.ts";

export class SearchPart implements SearchControl {
  /** Where the search's bar will stand. */
  readonly el = makeElement("div", { hidden: "" });
  readonly #extras: Part<typeof Extras>;
  readonly #options: SearchOptions;
  #search: NotebookSearch | undefined;

  constructor(extras: Part<typeof Extras>, options: SearchOptions) {
    this.#extras = extras;
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#search?.isOpen ?? false;
  }

  get hasFocus(): boolean {
    return this.#search?.hasFocus ?? false;
  }

  open(withReplace: boolean): void {
    this.#use((search) => search.open(withReplace));
  }

  close(): void {
    this.#search?.close();
  }

  go(by: 1 | -1): void {
    this.#use((search) => search.go(by));
  }

  toggle(name: Parameters<SearchControl["toggle"]>[0]): void {
    this.#search?.toggle(name);
  }

  async replace(what: "one" | "all"): Promise<void> {
    await this.#search?.replace(what);
  }

  draw(state: NotebookState): void {
    this.#search?.draw(state);
  }

  #use(act: (search: NotebookSearch) => void): void {
    this.#extras.use(({ NotebookSearch }) => {
      if (this.#search === undefined) {
        this.#search = new NotebookSearch(this.#options);
        this.el.replaceWith(this.#search.el);
      }
      act(this.#search);
    });
  }
}
