// How far a run of several cells is, and the cells that wait: each can be taken out or moved before the others.
import { makeElement, setText } from "../elements.ts";
import type { CellEntry, NotebookState } from "../model/state.ts";
import { commandButton } from "./command-button.ts";
import { makePopover, type Popover } from "./popover.ts";

export class QueueList {
  readonly el: HTMLElement;
  readonly #bar = makeElement("progress", {
    class: "lb-progress",
    "aria-label": "Cells that have run",
  });
  readonly #popover: Popover;
  readonly #place = makeElement("span");
  #state: NotebookState | undefined;
  #cells: NotebookState["cells"] | undefined;

  constructor() {
    this.#popover = makePopover({
      name: "queue",
      label: "",
      draw: () => this.#draw(),
      closesOnPress: false,
    });
    // Narrow, the word is heard and not seen.
    this.#popover.summary.append(
      makeElement("span", { class: "lb-bar-word" }, "Cell "),
      this.#place,
    );
    this.#popover.el.hidden = true;
    this.el = this.#popover.el;
  }

  draw(state: NotebookState): void {
    this.#state = state;
    const busy = state.cells.some(({ run }) => run.state === "running" || run.state === "queued");
    this.el.hidden = !busy;
    if (!busy) {
      this.#popover.el.open = false;
      return;
    }
    const { ended, total } = state.progress;
    setText(this.#place, `${Math.min(ended + 1, total)} of ${total}`);
    this.#bar.max = total;
    this.#bar.value = ended;
    if (this.#popover.el.open && state.cells !== this.#cells) this.#popover.refresh();
    this.#cells = state.cells;
  }

  #draw(): readonly HTMLElement[] {
    const cells = this.#state?.cells ?? [];
    const running = cells.filter(({ run }) => run.state === "running");
    const waiting = cells
      .filter(({ run }) => run.state === "queued")
      .sort((a, b) => (a.run.place ?? 0) - (b.run.place ?? 0));
    return [
      this.#bar,
      commandButton("notebook.go-to-running", "Go to the running cell"),
      makeElement(
        "ol",
        { class: "lb-queue", "data-part": "queue" },
        ...running.map((entry) => makeElement("li", { "data-state": "running" }, firstLine(entry))),
        ...waiting.map((entry) => waitingLine(entry)),
      ),
    ];
  }
}

function waitingLine(entry: CellEntry): HTMLElement {
  const place = entry.run.place ?? 0;
  const button = (command: string, label: string, icon: string): HTMLElement => {
    const el = commandButton(command, `${label}: ${firstLine(entry)}`, { icon });
    el.dataset.targetCell = entry.cell.id;
    return el;
  };
  return makeElement(
    "li",
    { "data-state": "queued", "data-queued": entry.cell.id },
    makeElement("span", { class: "lb-queue-source" }, `${place}. ${firstLine(entry)}`),
    button("cell.run-earlier", "Run earlier", "↑"),
    button("cell.run-later", "Run later", "↓"),
    button("cell.cancel", "Take out of the queue", "✕"),
  );
}

function firstLine({ cell }: CellEntry): string {
  return cell.source.trimStart().split("\n", 1)[0]?.slice(0, 60) ?? "";
}
