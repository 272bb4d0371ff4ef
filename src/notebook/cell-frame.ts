// The frame around one cell: its number and state, its selection, the place where its kind draws.
// The kind is mounted late; until then the cell's text stands there, so that the browser's own find reaches it.
import type { CellHost, CellKind, CellView, EditorAction } from "../extension.ts";
import type { CellEntry, Mode, RunState } from "../model/state.ts";
import { savedDuration } from "../model/timing.ts";
import { makeElement, setAttribute, setText } from "../elements.ts";
import { commandButton } from "./command-button.ts";
import { cellLabel, durationWords, runSign, runWords, type CellPlace } from "./words.ts";

export interface FrameView {
  readonly active: boolean;
  readonly selected: boolean;
  readonly mode: Mode;
}

/** How often the time of a running cell moves, in milliseconds. */
const TICK = 100;

const GUTTER = {
  idle: ["cell.run", "Run this cell", "▶"],
  running: ["cell.stop", "Stop this cell", "■"],
  queued: ["cell.cancel", "Take out of the queue", "✕"],
} as const;

export class CellFrame {
  readonly el: HTMLElement;
  readonly kind: CellKind;
  /** The place at the side for the cell's state and buttons. */
  readonly gutter: HTMLElement;
  readonly #body: HTMLElement;
  readonly #state: HTMLElement;
  readonly #run = commandButton("cell.run", "Run this cell", { icon: "▶" });
  readonly #handle = moveHandle();
  readonly #note: HTMLElement;
  /** Says that tasks which the cell made are still alive. */
  readonly #background: HTMLElement;
  readonly #host: CellHost;
  readonly #lifetime = new AbortController();
  #entry: CellEntry;
  #cellView: CellView | undefined;
  #place: CellPlace = { at: 0, of: 0 };
  #view: FrameView = { active: false, selected: false, mode: "command" };
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(entry: CellEntry, kind: CellKind, host: CellHost) {
    this.#entry = entry;
    this.kind = kind;
    this.#host = host;
    const { cell } = entry;
    this.#body = makeElement("div", { class: "lb-cell-body" });
    this.#body.append(
      makeElement(
        "pre",
        { class: "lb-cell-waiting", tabindex: "0", "data-part": "input" },
        cell.source,
      ),
    );
    this.#state = makeElement("span", { class: "lb-cell-state" });
    this.#note = makeElement("p", { class: "lb-cell-note", hidden: "" });
    this.#background = makeElement(
      "p",
      { class: "lb-cell-background", "data-part": "background", hidden: "" },
      "Still running in the background",
      commandButton("help.tasks", "Tasks", { title: "Show the tasks that still run" }),
    );
    const gutter = makeElement("div", { class: "lb-cell-gutter" });
    this.gutter = gutter;
    if (cell.cell_type === "code") {
      gutter.append(this.#run, this.#state);
    }
    gutter.append(this.#handle);
    this.el = makeElement(
      "div",
      {
        class: "lb-cell",
        role: "group",
        tabindex: "-1",
        "data-cell-id": cell.id,
        "data-cell-type": cell.cell_type,
        "data-cell-kind": kind.name,
      },
      gutter,
      this.#body,
      this.#note,
      this.#background,
      makeElement(
        "div",
        { class: "lb-insert", role: "group", "aria-label": "Insert after this cell" },
        commandButton("cell.insert-below", "+ Code"),
        commandButton("cell.insert-text-below", "+ Text"),
      ),
    );
    this.#draw();
  }

  get entry(): CellEntry {
    return this.#entry;
  }

  get mounted(): boolean {
    return this.#cellView !== undefined;
  }

  /** Lets the kind draw; once only. A throw is shown here and stops here. */
  mount(): void {
    if (this.mounted || this.#lifetime.signal.aborted) return;
    this.#body.replaceChildren();
    this.#guard(() => {
      this.#cellView = this.kind.mount({
        el: this.#body,
        entry: this.#entry,
        host: this.#host,
        signal: this.#lifetime.signal,
      });
      this.#cellView.update(this.#entry, this.#view);
    });
  }

  update(entry: CellEntry, view: FrameView): void {
    const same = entry === this.#entry;
    const old = this.#view;
    if (
      same &&
      old.active === view.active &&
      old.selected === view.selected &&
      old.mode === view.mode
    )
      return;
    this.#entry = entry;
    this.#view = view;
    this.#draw();
    // A cell that asks for something has to show its field, wherever it stands.
    if (entry.run.input !== undefined) this.mount();
    if (this.#cellView === undefined) {
      const waiting = this.#body.firstElementChild;
      if (!same && waiting !== null) setText(waiting, entry.cell.source);
    } else {
      this.#guard(() => this.#cellView?.update(entry, view));
    }
  }

  /** Tells the cell where it stands. */
  place(place: CellPlace): void {
    if (place.at === this.#place.at && place.of === this.#place.of) return;
    this.#place = place;
    setAttribute(this.el, "aria-label", this.#label());
  }

  /** Puts the keyboard on the frame, or in the cell's editor with the cursor at `at`. */
  focus(mode: Mode, at?: number): void {
    if (mode === "command") {
      this.el.focus({ preventScroll: true });
      return;
    }
    this.mount();
    this.#guard(() => this.#cellView?.focus(at));
  }

  /** Where the cursor stands in the cell's text, while it is edited. */
  cursor(): number | undefined {
    return this.#cellView?.cursor?.();
  }

  /** Does something in the cell's text. */
  act(action: EditorAction): void {
    this.#cellView?.act?.(action);
  }

  /** Puts another text in the place of the cell's, as if it had been typed. */
  replaceText(text: string): void {
    this.#cellView?.replaceText?.(text);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#lifetime.abort();
    this.el.remove();
  }

  #draw(): void {
    const { cell, run } = this.#entry;
    const { active, selected, mode } = this.#view;
    const count = cell.cell_type === "code" ? cell.execution_count : null;
    setAttribute(this.el, "data-state", run.state);
    setAttribute(this.el, "data-execution-count", count === null ? undefined : String(count));
    setAttribute(this.el, "data-active", active ? mode : undefined);
    setAttribute(this.el, "data-selected", selected ? "true" : undefined);
    setAttribute(this.el, "tabindex", active ? "0" : "-1");
    setAttribute(this.#handle, "tabindex", active ? "0" : "-1");
    setAttribute(this.el, "aria-label", this.#label());
    this.#drawState(count);
    this.#drawButton();
    setText(this.#note, run.note ?? "");
    this.#note.hidden = run.note === undefined;
    this.#background.hidden = run.tasks === undefined || run.state === "running";
    if (run.state === "running") this.#timer ??= setInterval(() => this.#drawState(count), TICK);
    else {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  /** What the button in the gutter does now: run, stop, or take out of the queue. */
  #drawButton(): void {
    const [command, label, icon] = buttonFor(this.#entry.run.state);
    setAttribute(this.#run, "data-command", command);
    setAttribute(this.#run, "aria-label", label);
    setAttribute(this.#run, "title", label);
    setText(this.#run, icon);
  }

  #drawState(count: number | null): void {
    const { run } = this.#entry;
    const number = count === null ? "" : String(count);
    const took =
      run.state === "idle" && count !== null ? savedDuration(this.#entry.cell) : undefined;
    const words = took === undefined ? runWords(run, Date.now()) : durationWords(took);
    setText(
      this.#state,
      [`${runSign(run)} ${number}`.trim(), words].filter((part) => part !== "").join(" · "),
    );
  }

  #label(): string {
    return cellLabel(this.#entry, this.kind.name, this.#place, this.#view.selected);
  }

  #guard(draw: () => void): void {
    try {
      draw();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#body.replaceChildren(
        makeElement(
          "p",
          { class: "lb-cell-failed", role: "alert" },
          `This cell could not be shown (${reason}). Its text is below and stays in the file.`,
        ),
        makeElement("pre", { "data-part": "input" }, this.#entry.cell.source),
      );
    }
  }
}

function buttonFor(state: RunState): readonly [command: string, label: string, icon: string] {
  return state === "running" || state === "queued" ? GUTTER[state] : GUTTER.idle;
}

/** Drags the selected cells; pressed, it lets the arrow keys move them. */
function moveHandle(): HTMLButtonElement {
  const button = commandButton(
    "cell.move",
    "Move the cells: drag, or press and use the arrow keys",
    {
      icon: "⠿",
    },
  );
  button.dataset.part = "move-handle";
  return button;
}
