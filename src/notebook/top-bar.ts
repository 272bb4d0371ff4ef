// The one slim bar: title, kernel in words, Run all, Stop, Saved, and a menu with every command that has no button.
import { Widget } from "@lumino/widgets";
import type { Command } from "../extension.ts";
import type { NotebookState } from "../model/state.ts";
import { isBusy, savedStatus } from "../model/select.ts";
import { makeElement, setAttribute, setText } from "../elements.ts";
import { commandButton } from "./command-button.ts";
import { familiesOf } from "./families.ts";
import { makePopover } from "./popover.ts";
import { QueueList } from "./queue-list.ts";
import { KERNEL_WORDS, SAVED_WORDS, kernelName } from "./words.ts";

export interface TopBarOptions {
  /** The commands that have a place here now. */
  readonly commands: () => readonly Command[];
  /** Where the list of files is, as an address. */
  readonly filesUrl: string;
  /** Keys as people read them, such as "Shift+Enter". */
  readonly keyWords: (command: Command) => string;
}

export class TopBar extends Widget {
  readonly #title: HTMLElement;
  readonly #kernel: HTMLElement;
  readonly #kernelName = makeElement("span", { class: "lb-bar-kernel-name" });
  readonly #kernelState = makeElement("span");
  readonly #queue = new QueueList();
  readonly #stop: HTMLButtonElement;
  readonly #save: HTMLButtonElement;

  constructor({ commands, filesUrl, keyWords }: TopBarOptions) {
    super({ node: makeElement("header", { class: "lb-bar" }) });
    this.#title = makeElement("span", { class: "lb-bar-title" });
    this.#kernel = makeElement(
      "span",
      { class: "lb-bar-kernel", role: "status" },
      this.#kernelName,
      this.#kernelState,
    );
    const kernel = commandButton("kernel.choose", "", { title: "Choose another kernel" });
    kernel.append(this.#kernel);
    this.#stop = commandButton("kernel.interrupt", "Stop");
    this.#save = commandButton("notebook.save", "Saved", { title: "Save now" });
    this.#save.classList.add("lb-bar-saved");
    const outline = commandButton("view.outline", "Contents", { icon: "☰" });
    outline.classList.add("lb-bar-outline");
    this.node.append(
      outline,
      makeElement("a", { class: "lb-bar-files", href: filesUrl, title: "All files" }, "Files"),
      this.#title,
      this.#queue.el,
      kernel,
      commandButton("view.reading", "Show code"),
      commandButton("notebook.run-all", "Run all", { kind: "primary" }),
      this.#stop,
      this.#save,
      makePopover({
        name: "menu",
        label: "Menu",
        draw: () => menuSections(commands(), keyWords),
        closesOnPress: true,
      }).el,
    );
  }

  draw(state: NotebookState): void {
    const heading = firstHeading(state);
    setText(this.#title, heading ?? fileTitle(state));
    // A page has a heading of the first level: the lesson's own, else this one.
    setAttribute(this.#title, "role", heading === undefined ? "heading" : undefined);
    setAttribute(this.#title, "aria-level", heading === undefined ? "1" : undefined);
    const name = kernelName(state.kernel);
    setText(this.#kernelName, name === "" ? "" : `${name} · `);
    setText(this.#kernelState, KERNEL_WORDS[state.kernel.status]);
    setAttribute(this.#kernel, "data-status", state.kernel.status);
    const busy = isBusy(state);
    // Disabled outright it would lose the keyboard to nowhere when what runs has stopped.
    const canStop = busy || state.kernel.status === "busy";
    setAttribute(this.#stop, "aria-disabled", canStop ? undefined : "true");
    this.#queue.draw(state);
    const saved = savedStatus(state);
    setText(this.#save, SAVED_WORDS[saved]);
    setAttribute(this.#save, "data-status", saved);
  }
}

/** The lesson's title: its first heading of level one, else the file's name. */
export function titleOf(state: NotebookState): string {
  return firstHeading(state) ?? fileTitle(state);
}

function firstHeading({ cells }: NotebookState): string | undefined {
  for (const { cell } of cells.slice(0, 5)) {
    const heading =
      cell.cell_type === "markdown" ? /^#\s+(.+)$/m.exec(cell.source)?.[1] : undefined;
    if (heading !== undefined) return heading.replace(/[*_`]/g, "").trim();
  }
  return undefined;
}

function fileTitle({ path }: NotebookState): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.ipynb$/, "");
}

function menuSections(
  commands: readonly Command[],
  keyWords: (command: Command) => string,
): readonly HTMLElement[] {
  return familiesOf(commands).map(({ title, commands: members }) =>
    makeElement(
      "section",
      { "aria-label": title },
      makeElement("h2", { class: "lb-menu-family" }, title),
      ...members.map((command) => {
        const button = commandButton(command.id, command.label);
        button.append(makeElement("kbd", {}, keyWords(command)));
        return button;
      }),
    ),
  );
}
