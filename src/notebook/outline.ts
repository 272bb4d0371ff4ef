// The lesson's headings as links, each with a dot that says how its section stands: running, failed, done.
import { Widget } from "@lumino/widgets";
import type { Cell } from "../nbformat/types.ts";
import type { CellEntry, CellId, NotebookState } from "../model/state.ts";
import { mayFail } from "../model/select.ts";
import { makeElement, setAttribute } from "../elements.ts";

export interface OutlineHeading {
  readonly level: number;
  readonly text: string;
}

export interface OutlineOptions {
  /** The headings of a Markdown text, in order. */
  readonly headingsOf: (source: string) => readonly OutlineHeading[];
  readonly onChoose: (id: CellId) => void;
}

interface Section {
  readonly id: CellId;
  readonly heading: OutlineHeading;
  readonly state: "none" | "running" | "error" | "done";
}

export class Outline extends Widget {
  readonly #options: OutlineOptions;
  readonly #headings = new WeakMap<Cell, readonly OutlineHeading[]>();
  readonly #list: HTMLElement;
  #drawn = "";

  constructor(options: OutlineOptions) {
    super({ node: makeElement("nav", { class: "lb-outline", "aria-label": "Contents" }) });
    this.#options = options;
    this.#list = makeElement("ol", { class: "lb-outline-list" });
    this.node.append(this.#list);
    this.node.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("[data-target]") : null;
      const id = link?.getAttribute("data-target");
      if (typeof id !== "string") return;
      event.preventDefault();
      options.onChoose(id);
    });
  }

  draw(state: NotebookState): void {
    const sections = this.#sectionsOf(state);
    const drawn = JSON.stringify(sections);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#list.replaceChildren(...sections.map(draw));
    this.node.hidden = sections.length === 0;
  }

  #sectionsOf(state: NotebookState): readonly Section[] {
    const sections: Section[] = [];
    let members: CellEntry[] = [];
    let open: Omit<Section, "state"> | undefined;
    const close = (): void => {
      if (open !== undefined) sections.push({ ...open, state: stateOf(members) });
      members = [];
    };
    for (const entry of state.cells) {
      for (const heading of this.#headingsOf(entry.cell)) {
        if (heading.level > 3) continue;
        close();
        open = { id: entry.cell.id, heading };
      }
      members.push(entry);
    }
    close();
    return sections;
  }

  #headingsOf(cell: Cell): readonly OutlineHeading[] {
    if (cell.cell_type !== "markdown") return [];
    let headings = this.#headings.get(cell);
    if (headings === undefined) {
      headings = this.#options.headingsOf(cell.source);
      this.#headings.set(cell, headings);
    }
    return headings;
  }
}

function stateOf(entries: readonly CellEntry[]): Section["state"] {
  const code = entries.filter(({ cell }) => cell.cell_type === "code");
  if (code.some(({ run }) => run.state === "running" || run.state === "queued")) return "running";
  if (code.some(({ cell, run }) => run.state === "error" && !mayFail(cell))) return "error";
  const ran = code.every(({ run }) => run.state === "done" || run.state === "error");
  return code.length > 0 && ran ? "done" : "none";
}

const STATE_WORDS = { none: "", running: "running", error: "failed", done: "done" } as const;

function draw({ id, heading, state }: Section): HTMLElement {
  const link = makeElement("a", { href: `#${id}`, "data-target": id }, heading.text);
  if (state !== "none")
    link.append(makeElement("span", { class: "lb-hidden-text" }, `, ${STATE_WORDS[state]}`));
  const item = makeElement("li", { "data-level": String(heading.level) }, link);
  setAttribute(item, "data-state", state === "none" ? undefined : state);
  return item;
}
