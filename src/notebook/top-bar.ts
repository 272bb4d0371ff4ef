// The one slim bar: title, kernel in words, Run all, Stop, Saved, and a menu with every command that has no button.
import { Widget } from "@lumino/widgets";
import type { Command } from "../extension.ts";
import type { NotebookState } from "../model/state.ts";
import { isBusy, savedStatus } from "../model/select.ts";
import { makeElement, setAttribute, setText } from "../elements.ts";
import { commandButton } from "./command-button.ts";
import { KERNEL_WORDS, SAVED_WORDS, kernelName } from "./words.ts";

export interface TopBarOptions {
  readonly commands: readonly Command[];
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
  readonly #progress: HTMLElement;
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
    this.#progress = makeElement("span", { class: "lb-bar-progress" });
    this.#stop = commandButton("kernel.interrupt", "Stop");
    this.#save = commandButton("notebook.save", "Saved", { title: "Save now" });
    this.#save.classList.add("lb-bar-saved");
    const outline = commandButton("view.outline", "Contents", { icon: "☰" });
    outline.classList.add("lb-bar-outline");
    this.node.append(
      outline,
      makeElement("a", { class: "lb-bar-files", href: filesUrl, title: "All files" }, "Files"),
      this.#title,
      this.#progress,
      this.#kernel,
      commandButton("notebook.run-all", "Run all", { kind: "primary" }),
      this.#stop,
      this.#save,
      menu(commands, keyWords),
    );
  }

  draw(state: NotebookState): void {
    setText(this.#title, titleOf(state));
    const name = kernelName(state.kernel);
    setText(this.#kernelName, name === "" ? "" : `${name} · `);
    setText(this.#kernelState, KERNEL_WORDS[state.kernel.status]);
    setAttribute(this.#kernel, "data-status", state.kernel.status);
    const busy = isBusy(state);
    this.#stop.disabled = !busy && state.kernel.status !== "busy";
    setText(this.#progress, busy ? progressOf(state) : "");
    const saved = savedStatus(state);
    setText(this.#save, SAVED_WORDS[saved]);
    setAttribute(this.#save, "data-status", saved);
  }
}

/** The lesson's title: its first heading of level one, else the file's name. */
export function titleOf(state: NotebookState): string {
  for (const { cell } of state.cells.slice(0, 5)) {
    const heading =
      cell.cell_type === "markdown" ? /^#\s+(.+)$/m.exec(cell.source)?.[1] : undefined;
    if (heading !== undefined) return heading.replace(/[*_`]/g, "").trim();
  }
  return state.path.slice(state.path.lastIndexOf("/") + 1).replace(/\.ipynb$/, "");
}

function progressOf(state: NotebookState): string {
  const waiting = state.cells.filter(({ run }) => run.state === "queued").length;
  return waiting === 0 ? "1 cell runs" : `1 cell runs, ${waiting} wait`;
}

/** All commands by family, in a menu that opens and closes as the browser's own. Its buttons exist only while it is open. */
function menu(commands: readonly Command[], keyWords: (command: Command) => string): HTMLElement {
  const list = makeElement("div", { class: "lb-menu-list" });
  const details = makeElement(
    "details",
    { class: "lb-menu" },
    makeElement("summary", { class: "lb-button", "data-kind": "quiet" }, "Menu"),
    list,
  );
  const close = (): void => {
    details.open = false;
  };
  details.addEventListener("toggle", () => {
    list.replaceChildren(...(details.open ? menuSections(commands, keyWords) : []));
  });
  list.addEventListener("click", close);
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    close();
    details.querySelector("summary")?.focus();
    event.stopPropagation();
  });
  document.addEventListener("pointerdown", (event) => {
    if (details.open && event.target instanceof Node && !details.contains(event.target)) close();
  });
  return details;
}

function menuSections(
  commands: readonly Command[],
  keyWords: (command: Command) => string,
): readonly HTMLElement[] {
  const families = new Map<string, Command[]>();
  for (const command of commands) {
    const family = command.id.slice(0, command.id.indexOf("."));
    families.set(family, [...(families.get(family) ?? []), command]);
  }
  return [...families].map(([family, members]) =>
    makeElement(
      "section",
      { "aria-label": family },
      makeElement("h2", { class: "lb-menu-family" }, family),
      ...members.map((command) => {
        const button = commandButton(command.id, command.label);
        button.append(makeElement("kbd", {}, keyWords(command)));
        return button;
      }),
    ),
  );
}
