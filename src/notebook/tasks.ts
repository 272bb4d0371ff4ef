// The panel "Event loop": what holds the loop, what the running cell waits for, which tasks are alive and what each waits for,
// and ways to cancel them. It asks again each second while it is open.
import { makeElement } from "../elements.ts";
import { waitWords } from "../model/wait-words.ts";
import { commandButton } from "./command-button.ts";
import { SidePanel } from "./side-panel.ts";

const PAUSE = 1000;

interface Doing {
  readonly runs: boolean;
  readonly wait: { readonly kind: string; readonly detail: string };
  readonly line: number | null;
}

export interface ListedTask extends Doing {
  readonly id: string;
  readonly name: string;
  readonly coroutine: string;
  readonly cell: string;
}

/** What the loop does now. */
export interface ListedLoop {
  readonly tasks: readonly ListedTask[];
  readonly cell: (Doing & { readonly cell: string }) | null;
  readonly held: {
    readonly cell: string | null;
    readonly line: number;
    readonly source: string;
    readonly seconds: number;
  } | null;
}

export interface TaskPanelOptions {
  /** Whether the kernel answers while a cell runs. */
  readonly isConcurrent: () => boolean;
  readonly look: () => Promise<ListedLoop>;
  readonly cancel: (ids: readonly string[] | "all") => Promise<void>;
  /** Words for a cell, such as "cell 3"; `undefined` when it is not there any more. */
  readonly cellWords: (id: string) => string | undefined;
  readonly announce: (text: string) => void;
}

export class TaskPanel {
  readonly #options: TaskPanelOptions;
  readonly #panel: SidePanel;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shown = "";
  /** The task whose button was pressed last. */
  #chosen: string | undefined;

  constructor(options: TaskPanelOptions) {
    this.#options = options;
    this.#panel = new SidePanel({
      part: "tasks",
      title: "Event loop",
      command: "help.tasks",
      onToggle: (isOpen) => {
        clearTimeout(this.#timer);
        this.#shown = "";
        if (isOpen) void this.#refresh();
      },
    });
    // Before the command runs that the button names.
    this.#panel.body.addEventListener(
      "click",
      (event) => {
        const row = event.target instanceof Element ? event.target.closest("[data-task]") : null;
        this.#chosen = row?.getAttribute("data-task") ?? undefined;
      },
      { capture: true },
    );
  }

  toggle(page: HTMLElement): void {
    this.#panel.toggle(page);
  }

  /** Cancels the task whose button was pressed, or all. */
  async cancel(which: "chosen" | "all"): Promise<void> {
    if (which === "chosen" && this.#chosen === undefined) return;
    await this.#options.cancel(which === "all" ? "all" : [this.#chosen ?? ""]);
    this.#options.announce(which === "all" ? "All tasks are asked to stop" : "Task asked to stop");
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    clearTimeout(this.#timer);
    let now: ListedLoop | undefined;
    try {
      now = this.#options.isConcurrent() ? await this.#options.look() : undefined;
    } catch {
      now = undefined;
    }
    if (!this.#panel.isOpen) return;
    this.#draw(now);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), PAUSE);
  }

  /** Draws only what is new, so that the keyboard stays on its button. */
  #draw(now: ListedLoop | undefined): void {
    const text = JSON.stringify(now ?? this.#options.isConcurrent());
    if (text === this.#shown) return;
    this.#shown = text;
    const { body } = this.#panel;
    const focused = document.activeElement?.closest("[data-task]")?.getAttribute("data-task");
    if (now === undefined) {
      const words = this.#options.isConcurrent()
        ? "The kernel does not answer now."
        : "This kernel answers only between cells, so nobody can look at its event loop while one runs. ipykernel 7 and newer can.";
      body.replaceChildren(hint(words));
      return;
    }
    const { tasks, cell, held } = now;
    body.replaceChildren(
      ...(held === null ? [] : [this.#heldRow(held)]),
      ...(cell === null || held !== null ? [] : [this.#cellRow(cell)]),
      ...(tasks.length === 0
        ? [hint("No task of a cell is alive.")]
        : [
            commandButton("tasks.cancel-all", "Cancel all"),
            makeElement("ul", { class: "lb-tasks" }, ...tasks.map((task) => this.#row(task))),
          ]),
    );
    if (typeof focused === "string") {
      const rows = [...body.querySelectorAll("[data-task]")];
      const row = rows.find((el) => el.getAttribute("data-task") === focused);
      row?.querySelector("button")?.focus();
    }
  }

  #heldRow({ cell, line, source, seconds }: NonNullable<ListedLoop["held"]>): HTMLElement {
    const place = cell === null ? "code outside this notebook" : this.#placeOf(cell, line);
    return makeElement(
      "div",
      { class: "lb-task lb-task-held", "data-part": "held", role: "status" },
      makeElement("strong", {}, "The loop is held"),
      makeElement("span", {}, `Nothing else can run, for ${seconds.toFixed(1)} s by now: ${place}`),
      makeElement("code", {}, source),
      commandButton("kernel.interrupt", "Stop the cell"),
    );
  }

  #cellRow(doing: NonNullable<ListedLoop["cell"]>): HTMLElement {
    return makeElement(
      "div",
      { class: "lb-task", "data-part": "running-cell" },
      makeElement("strong", {}, "The cell that runs"),
      makeElement("span", { "data-part": "waits" }, doingWords(doing)),
      makeElement("span", { class: "lb-side-hint" }, this.#placeOf(doing.cell, doing.line)),
    );
  }

  #row({ id, name, coroutine, cell, ...doing }: ListedTask): HTMLElement {
    return makeElement(
      "li",
      { class: "lb-task", "data-task": id },
      makeElement("strong", {}, name),
      makeElement("code", {}, coroutine),
      makeElement("span", { "data-part": "waits" }, doingWords(doing)),
      makeElement("span", { class: "lb-side-hint" }, this.#placeOf(cell, doing.line)),
      commandButton("tasks.cancel", "Cancel", { title: `Cancel ${name}` }),
    );
  }

  #placeOf(cell: string, line: number | null): string {
    const place = this.#options.cellWords(cell) ?? "a cell that was deleted";
    return line === null ? place : `${place}, line ${line}`;
  }
}

function doingWords({ runs, wait }: Doing): string {
  return runs ? "runs now" : `waits for ${waitWords(wait)}`;
}

function hint(text: string): HTMLElement {
  return makeElement("p", { class: "lb-side-hint" }, text);
}
