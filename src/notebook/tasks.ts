// The panel "Tasks": the asyncio tasks that are alive, what each waits for, its cell, and ways to cancel them.
// It asks again each second while it is open.
import { makeElement } from "../elements.ts";
import { commandButton } from "./command-button.ts";
import { SidePanel } from "./side-panel.ts";

const PAUSE = 1000;

export interface ListedTask {
  readonly id: string;
  readonly name: string;
  readonly coroutine: string;
  readonly cell: string;
  readonly waits: string;
  readonly line: number | null;
}

export interface TaskPanelOptions {
  readonly list: () => Promise<readonly ListedTask[]>;
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
      title: "Tasks",
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
    let tasks: readonly ListedTask[] | undefined;
    try {
      tasks = await this.#options.list();
    } catch {
      tasks = undefined;
    }
    if (!this.#panel.isOpen) return;
    this.#draw(tasks);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), PAUSE);
  }

  /** Draws only what is new, so that the keyboard stays on its button. */
  #draw(tasks: readonly ListedTask[] | undefined): void {
    const text = JSON.stringify(tasks ?? null);
    if (text === this.#shown) return;
    this.#shown = text;
    const { body } = this.#panel;
    const focused = document.activeElement?.closest("[data-task]")?.getAttribute("data-task");
    if (tasks === undefined || tasks.length === 0) {
      const words =
        tasks === undefined ? "The kernel does not answer now." : "No task of a cell is alive.";
      body.replaceChildren(makeElement("p", { class: "lb-side-hint" }, words));
      return;
    }
    body.replaceChildren(
      commandButton("tasks.cancel-all", "Cancel all"),
      makeElement("ul", { class: "lb-tasks" }, ...tasks.map((task) => this.#row(task))),
    );
    if (typeof focused === "string") {
      const rows = [...body.querySelectorAll("[data-task]")];
      const row = rows.find((el) => el.getAttribute("data-task") === focused);
      row?.querySelector("button")?.focus();
    }
  }

  #row({ id, name, coroutine, cell, waits, line }: ListedTask): HTMLElement {
    const place = this.#options.cellWords(cell) ?? "a cell that was deleted";
    const at = line === null ? place : `${place}, line ${line}`;
    return makeElement(
      "li",
      { class: "lb-task", "data-task": id },
      makeElement("strong", {}, name),
      makeElement("code", {}, coroutine),
      makeElement("span", { "data-part": "waits" }, `waits for ${waits}`),
      makeElement("span", { class: "lb-side-hint" }, at),
      commandButton("tasks.cancel", "Cancel", { title: `Cancel ${name}` }),
    );
  }
}
