// The table of files: columns that sort, rows that are chosen, and the keyboard. It shows what it is given and tells what was
// done; what is chosen and where the keyboard stands is all it keeps. DOM.
import { makeElement, setAttribute } from "../elements.ts";
import type { FileInfo } from "../execution/files-port.ts";
import { LOOK_WORDS, lookOf, makeIcon } from "./icons.ts";
import type { Column, Order } from "./order.ts";
import { shortTimeWords, sizeWords, timeWords } from "./words.ts";

export interface FileListOptions {
  /** The address of a file's or folder's page. */
  readonly href: (entry: FileInfo) => string;
  /** Opens a file or folder in this page; gives whether it did, else the link is followed. */
  readonly onOpen: (entry: FileInfo) => boolean;
  readonly onOrder: (by: Column) => void;
  readonly onChoice: (chosen: readonly FileInfo[]) => void;
  /** A key that the list itself has no use for. */
  readonly onKey: (event: KeyboardEvent, at: FileInfo | undefined) => void;
}

export interface ShownFiles {
  readonly entries: readonly FileInfo[];
  readonly order: Order;
  /** Paths of notebooks whose kernel runs. */
  readonly running: ReadonlySet<string>;
  /** The folder whose files these are; names are shown from there. */
  readonly folder: string;
}

const COLUMNS: readonly (readonly [Column, string])[] = [
  ["name", "Name"],
  ["changed", "Changed"],
  ["size", "Size"],
];

interface Row {
  readonly entry: FileInfo;
  readonly el: HTMLTableRowElement;
  readonly link: HTMLAnchorElement;
  readonly box: HTMLInputElement;
  /** What else than the entry it was drawn from. */
  readonly drawnFor: string;
}

export class FileList {
  readonly el: HTMLElement;
  readonly #options: FileListOptions;
  readonly #body = makeElement("tbody");
  readonly #heads: ReadonlyMap<Column, HTMLElement>;
  readonly #all = makeElement("input", { type: "checkbox", "aria-label": "Choose all" });
  #rows: readonly Row[] = [];
  /** Paths. */
  #chosen: ReadonlySet<string> = new Set();
  #current: string | undefined;
  #typed = { text: "", at: 0 };

  constructor(options: FileListOptions) {
    this.#options = options;
    this.#heads = new Map(
      COLUMNS.map(([column, words]) => {
        const button = makeElement("button", { type: "button", "data-sort": column }, words);
        button.addEventListener("click", () => options.onOrder(column));
        return [column, makeElement("th", { scope: "col", "data-column": column }, button)];
      }),
    );
    this.#all.addEventListener("change", () =>
      this.#choose(this.#all.checked ? this.#rows.map(({ entry }) => entry.path) : []),
    );
    this.el = makeElement(
      "table",
      { class: "lb-file-list", "aria-label": "Files" },
      makeElement(
        "thead",
        {},
        makeElement(
          "tr",
          {},
          makeElement("td", { class: "lb-file-choice" }, this.#all),
          ...this.#heads.values(),
        ),
      ),
      this.#body,
    );
    this.#body.addEventListener("keydown", (event) => this.#onKey(event));
    this.#body.addEventListener("focusin", ({ target }) => {
      const row = this.#rows.find(({ el }) => target instanceof Node && el.contains(target));
      if (row !== undefined) this.#setCurrent(row);
    });
  }

  get chosen(): readonly FileInfo[] {
    return this.#rows.flatMap(({ entry }) => (this.#chosen.has(entry.path) ? [entry] : []));
  }

  show({ entries, order, running, folder }: ShownFiles): void {
    for (const [column, head] of this.#heads) {
      const way = order.down ? "descending" : "ascending";
      setAttribute(head, "aria-sort", order.by === column ? way : undefined);
    }
    const active = document.activeElement;
    const hadFocus = active !== null && this.#body.contains(active);
    const before = new Map(this.#rows.map((row) => [row.entry, row]));
    this.#rows = entries.map((entry) => {
      const isRunning = running.has(entry.path);
      const drawnFor = `${isRunning} ${folder}`;
      const row = before.get(entry);
      if (row?.drawnFor === drawnFor) return row;
      return { ...this.#makeRow(entry, isRunning, folder), drawnFor };
    });
    this.#body.replaceChildren(...this.#rows.map(({ el }) => el));
    const there = new Set(entries.map(({ path }) => path));
    this.#setCurrent(this.#row(this.#current) ?? this.#rows[0]);
    this.#choose([...this.#chosen].filter((path) => there.has(path)));
    if (hadFocus) this.#row(this.#current)?.link.focus();
  }

  /** Puts the keyboard on a file, on the first one where it is not there; gives whether there was one. */
  focus(path?: string): boolean {
    const row = this.#row(path) ?? this.#rows[0];
    row?.link.focus();
    return row !== undefined;
  }

  /** The file beside this one, where the keyboard goes when it is taken away. */
  neighbour(paths: ReadonlySet<string>): string | undefined {
    const last = this.#rows.findLastIndex(({ entry }) => paths.has(entry.path));
    const rest = [...this.#rows.slice(last + 1), ...this.#rows.slice(0, last + 1).reverse()];
    return rest.find(({ entry }) => !paths.has(entry.path))?.entry.path;
  }

  clearChoice(): void {
    this.#choose([]);
  }

  #makeRow(entry: FileInfo, isRunning: boolean, folder: string): Omit<Row, "drawnFor"> {
    const look = lookOf(entry);
    const name = folder === "" ? entry.path : entry.path.slice(folder.length + 1);
    const link = makeElement(
      "a",
      { href: this.#options.href(entry) },
      makeIcon(look),
      makeElement("bdi", { title: name }, name),
    );
    link.addEventListener("click", (event) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
      if (isPlain && this.#options.onOpen(entry)) event.preventDefault();
    });
    const box = makeElement("input", { type: "checkbox", "aria-label": `Choose ${name}` });
    box.addEventListener("change", () => this.#toggle(entry.path));
    const changed = shortTimeWords(entry.lastModified, new Date());
    const el = makeElement(
      "tr",
      { "data-path": entry.path, "data-type": entry.type },
      makeElement("td", { class: "lb-file-choice" }, box),
      makeElement(
        "th",
        { scope: "row" },
        makeElement(
          "div",
          { class: "lb-file-name" },
          link,
          makeElement("span", { class: "lb-hidden-text" }, ` ${LOOK_WORDS[look]}`),
          isRunning ? makeElement("span", { class: "lb-file-running" }, "Running") : "",
        ),
      ),
      makeElement(
        "td",
        { class: "lb-file-changed" },
        changed === ""
          ? ""
          : makeElement(
              "time",
              { datetime: entry.lastModified, title: timeWords(entry.lastModified) },
              changed,
            ),
      ),
      makeElement(
        "td",
        { class: "lb-file-size" },
        entry.size === undefined ? "" : sizeWords(entry.size),
      ),
    );
    el.addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.closest("a, input") === null)
        this.#toggle(entry.path);
    });
    return { entry, el, link, box };
  }

  #row(path: string | undefined): Row | undefined {
    return this.#rows.find(({ entry }) => entry.path === path);
  }

  #toggle(path: string): void {
    const chosen = new Set(this.#chosen);
    if (!chosen.delete(path)) chosen.add(path);
    this.#choose([...chosen]);
  }

  #choose(paths: readonly string[]): void {
    this.#chosen = new Set(paths);
    for (const { entry, el, box } of this.#rows) {
      box.checked = this.#chosen.has(entry.path);
      setAttribute(el, "data-chosen", box.checked ? "" : undefined);
    }
    this.#all.checked = this.#rows.length > 0 && paths.length === this.#rows.length;
    this.#all.indeterminate = paths.length > 0 && !this.#all.checked;
    this.#all.disabled = this.#rows.length === 0;
    this.#options.onChoice(this.chosen);
  }

  /** One row has the keyboard, so that Tab leaves the list however long it is. */
  #setCurrent(row: Row | undefined): void {
    this.#current = row?.entry.path;
    for (const { link, box } of this.#rows)
      for (const el of [link, box]) setAttribute(el, "tabindex", link === row?.link ? "0" : "-1");
  }

  #onKey(event: KeyboardEvent): void {
    const at = this.#rows.findIndex(({ entry }) => entry.path === this.#current);
    const last = this.#rows.length - 1;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, at + 1),
      ArrowUp: Math.max(0, at - 1),
      Home: 0,
      End: last,
      PageDown: Math.min(last, at + 10),
      PageUp: Math.max(0, at - 10),
    };
    const row = this.#rows[at];
    const isBare = !event.ctrlKey && !event.metaKey && !event.altKey;
    const target = isBare ? this.#rows[steps[event.key] ?? -1] : undefined;
    if (target !== undefined) {
      if (event.shiftKey && row !== undefined)
        this.#choose([...new Set([...this.#chosen, row.entry.path, target.entry.path])]);
      target.link.focus();
    } else if (event.key === " " && isBare && row !== undefined) {
      this.#toggle(row.entry.path);
    } else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) {
      this.#choose(this.#rows.map(({ entry }) => entry.path));
    } else if (event.key === "Escape" && this.#chosen.size > 0) {
      this.#choose([]);
    } else if (isBare && /^[\p{L}\p{N}]$/u.test(event.key)) {
      this.#type(event.key, at);
    } else {
      this.#options.onKey(event, row?.entry);
      return;
    }
    event.preventDefault();
  }

  /** Goes to the next file whose name begins with what is typed; keys within a second are one word. */
  #type(key: string, at: number): void {
    const now = performance.now();
    const text = now - this.#typed.at < 1_000 ? this.#typed.text + key : key;
    this.#typed = { text, at: now };
    const from = text.length > 1 ? at : at + 1;
    const rows = [...this.#rows.slice(from), ...this.#rows.slice(0, from)];
    const matches = ({ entry }: Row): boolean =>
      entry.name.toLowerCase().startsWith(text.toLowerCase());
    rows.find(matches)?.link.focus();
  }
}
