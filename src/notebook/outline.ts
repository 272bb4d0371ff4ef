// The lesson's headings as links, each with a dot that says how its section stands: running, failed, done; and how far
// the whole lesson is. A section with questions is done when they are.
import { Widget } from "@lumino/widgets";
import type { Cell } from "../nbformat/types.ts";
import type { CellEntry, CellId, NotebookState } from "../model/state.ts";
import { mayFail } from "../model/select.ts";
import { makeElement, setAttribute } from "../elements.ts";
import { commandButton } from "./command-button.ts";

export interface OutlineHeading {
  readonly level: number;
  readonly text: string;
}

/** How many of the questions among some cells are done, and tried without success. */
export interface Progress {
  readonly done: number;
  readonly tried: number;
  readonly total: number;
}

export interface OutlineOptions {
  /** The headings of a Markdown text, in order. */
  readonly headingsOf: (source: string) => readonly OutlineHeading[];
  readonly progressOf: (cells: readonly Cell[]) => Progress;
  readonly onChoose: (id: CellId) => void;
}

interface Section {
  readonly id: CellId;
  readonly heading: OutlineHeading;
  readonly state: "none" | "running" | "error" | "part" | "done";
  readonly progress: Progress;
}

export class Outline extends Widget {
  readonly #options: OutlineOptions;
  readonly #headings = new WeakMap<Cell, readonly OutlineHeading[]>();
  readonly #list: HTMLElement;
  readonly #whole = makeElement("div", { class: "lb-outline-progress", "data-part": "progress" });
  #drawn = "";

  constructor(options: OutlineOptions) {
    super({ node: makeElement("nav", { class: "lb-outline", "aria-label": "Contents" }) });
    this.#options = options;
    this.#list = makeElement("ol", { class: "lb-outline-list" });
    this.node.append(this.#whole, this.#list);
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
    const whole = this.#options.progressOf(state.cells.map(({ cell }) => cell));
    const drawn = JSON.stringify([sections, whole]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#list.replaceChildren(...sections.map(draw));
    this.#whole.replaceChildren(...drawWhole(whole));
    this.#whole.hidden = whole.total === 0;
    this.node.hidden = sections.length === 0;
  }

  /** Each heading with what stands under it, down to the next one that is as high. */
  #sectionsOf(state: NotebookState): readonly Section[] {
    const parts: { id: CellId; heading: OutlineHeading; members: CellEntry[] }[] = [];
    for (const entry of state.cells) {
      for (const heading of this.#headingsOf(entry.cell)) {
        if (heading.level <= 3) parts.push({ id: entry.cell.id, heading, members: [] });
      }
      parts.at(-1)?.members.push(entry);
    }
    return parts.map(({ id, heading }, place) => {
      const below = parts.slice(place + 1);
      const end = below.findIndex((part) => part.heading.level <= heading.level);
      const until = end === -1 ? parts.length : place + 1 + end;
      const members = parts.slice(place, until).flatMap((part) => part.members);
      const progress = this.#options.progressOf(members.map(({ cell }) => cell));
      return { id, heading, progress, state: stateOf(members, progress) };
    });
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

function stateOf(
  entries: readonly CellEntry[],
  { done, tried, total }: Progress,
): Section["state"] {
  const code = entries.filter(({ cell }) => cell.cell_type === "code");
  if (code.some(({ run }) => run.state === "running" || run.state === "queued")) return "running";
  if (code.some(({ cell, run }) => run.state === "error" && !mayFail(cell))) return "error";
  if (total > 0) return done === total ? "done" : done + tried > 0 ? "part" : "none";
  const ran = code.every(({ run }) => run.state === "done" || run.state === "error");
  return code.length > 0 && ran ? "done" : "none";
}

const STATE_WORDS = {
  none: "",
  running: "running",
  error: "failed",
  part: "begun",
  done: "done",
} as const;

/** How far the whole lesson is, and the way on. */
function drawWhole({ done, tried, total }: Progress): readonly HTMLElement[] {
  const words = `${done} of ${total} ${total === 1 ? "question" : "questions"} done`;
  const bar = makeElement("progress", {
    max: String(total),
    value: String(done),
    "aria-hidden": "true",
  });
  const isUnderWay = done + tried > 0 && done < total;
  return [
    makeElement("p", {}, words),
    bar,
    ...(isUnderWay ? [commandButton("lesson.resume", "Go on where you left off")] : []),
  ];
}

function draw({ id, heading, state, progress }: Section): HTMLElement {
  const link = makeElement("a", { href: `#${id}`, "data-target": id }, heading.text);
  if (state !== "none")
    link.append(makeElement("span", { class: "lb-hidden-text" }, `, ${STATE_WORDS[state]}`));
  if (progress.total > 0) {
    const { done, total } = progress;
    const count = makeElement("span", { class: "lb-outline-count" }, `${done}/${total}`);
    count.append(makeElement("span", { class: "lb-hidden-text" }, " questions"));
    link.append(" ", count);
  }
  const item = makeElement("li", { "data-level": String(heading.level) }, link);
  setAttribute(item, "data-state", state === "none" ? undefined : state);
  return item;
}
