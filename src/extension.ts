// The whole extension contract: cell kinds, renderers, commands. Types only.
// An extension is a plain object in the array of `app/extensions.ts`; the built-in ones enter the same way.
import type { KernelChoice, KernelChoices } from "./execution/ports.ts";
import type { Change } from "./model/change.ts";
import type { Clip } from "./model/clipboard.ts";
import type { CellEntry, CellId, Mode, NotebookState } from "./model/state.ts";
import type { Cell, JsonObject, JsonValue, Output } from "./nbformat/types.ts";

export type { KernelChoice, KernelChoices };

export interface Extension {
  readonly name: string;
  readonly cellKinds?: readonly CellKind[];
  readonly renderers?: readonly Renderer[];
  readonly commands?: readonly Command[];
}

/** A way to show and edit cells. The first kind that claims a cell gets it. */
export interface CellKind {
  /** Shown as `data-cell-kind`. */
  readonly name: string;
  claims(cell: Cell): boolean;
  /** Whether the cell is answered rather than written: then Enter goes to its controls, not to the editor of its source. */
  isAnswered?(cell: Cell): boolean;
  /** Fills `context.el`; called once per cell, when it first comes near the screen or is edited. */
  mount(context: CellContext): CellView;
}

export interface CellContext {
  /** The cell's own element, empty; the frame around it (number, state, selection) is the notebook's. */
  readonly el: HTMLElement;
  readonly entry: CellEntry;
  readonly host: CellHost;
  /** Aborted when the cell goes: listeners, timers and editors go with it. */
  readonly signal: AbortSignal;
}

export interface CellView {
  /** Called when the entry or its place in the selection changed. `entry` is the same object when only the selection did. */
  update(entry: CellEntry, view: { readonly active: boolean; readonly mode: Mode }): void;
  /** Puts the keyboard focus where the cell is edited or answered; `at` is a UTF-16 offset in the cell's text. */
  focus(at?: number): void;
  /** Where the cursor stands in the cell's text, as a UTF-16 offset; undefined while no editor is open. */
  cursor?(): number | undefined;
}

/** What a cell may ask of the notebook around it. */
export interface CellHost {
  state(): NotebookState;
  dispatch(change: Change): void;
  /** Runs a command on a cell, which becomes the active one first. */
  command(id: string, cell: CellId): void;
  /** Renders Markdown, made safe, in place of what `el` held. */
  renderMarkdown(el: HTMLElement, source: string, options?: MarkdownOptions): void;
  /** Renders outputs in place of what `el` held; equal outputs keep their elements. */
  renderOutputs(el: HTMLElement, outputs: readonly Output[], signal: AbortSignal): void;
  /**
   * Runs code of the program's own in the notebook's kernel, after what is queued, and gives its outputs.
   * Modules of `src/python` are there as `lessonbook.<name>`. Rejects with words for the reader when there is no kernel.
   */
  evaluate(code: string): Promise<readonly Output[]>;
  /** Help with code from the kernel, for editors. */
  readonly help: CodeHelp;
  /** Answers what a cell's running code asks with `input()` or `getpass()`. */
  answerInput(cell: CellId, text: string): void;
  /** Says something to a screen reader, politely. */
  announce(text: string): void;
}

/** A place in code. */
export interface CodePlace {
  readonly text: string;
  /** UTF-16 units from the start. */
  readonly offset: number;
}

export interface CodeHelp {
  /** Ways to go on; null when there are none, or when a newer question was asked since. Offsets in UTF-16 units. */
  complete(place: CodePlace): Promise<{
    readonly start: number;
    readonly end: number;
    readonly matches: readonly {
      readonly text: string;
      readonly type?: string;
      readonly signature?: string;
    }[];
  } | null>;
  /** Fills `el` with what is known of the name at a place, made safe; false when nothing is. */
  describe(
    el: HTMLElement,
    place: CodePlace,
    options: { readonly more: boolean; readonly signal: AbortSignal },
  ): Promise<boolean>;
  /** The cursor went to another place. */
  follow(place: CodePlace): void;
}

export interface MarkdownOptions {
  /** Images by name, from the cell's `attachments`. */
  readonly attachments?: JsonObject;
  /** Put before heading ids, so that links between cells can reach them. */
  readonly idPrefix?: string;
}

/** Shows one or more MIME types. The renderers' order in the list is the order of preference. */
export interface Renderer {
  readonly name: string;
  readonly mimeTypes: readonly string[];
  /** Renders into the empty `el`. A throw is shown in place of the output. */
  render(context: RenderContext): void | Promise<void>;
}

export interface RenderContext {
  readonly mime: string;
  readonly data: JsonValue;
  readonly metadata: JsonObject;
  readonly el: HTMLElement;
  readonly signal: AbortSignal;
}

/** Something a person can do: buttons, keys, palette, menus and the help page all read this. */
export interface Command {
  /** `cell.run`, `kernel.interrupt`, … */
  readonly id: string;
  /** What it does, as a verb: "Run all cells". */
  readonly label: string;
  /** Shortcuts such as `Shift Enter`, `D D`, `Accel S` (Ctrl, or Cmd on a Mac). */
  readonly keys?: readonly string[];
  /** Where the keys count: `command` never fires while typing. Default `any`. */
  readonly when?: Mode | "any";
  enabled?(context: CommandContext): boolean;
  run(context: CommandContext): void | Promise<void>;
}

/** What commands act on. */
export interface CommandContext {
  /** The state now, each time it is asked for. */
  readonly state: NotebookState;
  readonly dispatch: (change: Change) => void;
  /** Where the cursor stands in the active cell's text (UTF-16 units); undefined while it is not being edited. */
  readonly cursor: () => number | undefined;
  readonly dialogs: DialogControl;
  readonly runs: RunControl;
  readonly kernel: KernelControl;
  readonly file: FileControl;
  /** Makes a cell active, scrolls it into view, and focuses its editor in edit mode, with the cursor at `at` (UTF-16 units). */
  readonly focusCell: (id: CellId, mode: Mode, at?: number) => void;
  readonly clipboard: ClipboardControl;
  /** Says something to a screen reader, politely. */
  readonly announce: (text: string) => void;
  readonly search: SearchControl;
  readonly help: HelpControl;
  /** Picks the selected cells up, to be moved with the arrow keys. */
  readonly moveCells: () => void;
  /** Shows or hides the contents at the side. */
  readonly toggleOutline: () => void;
  /** Shows or hides the numbers of lines, in all code cells. */
  readonly toggleLineNumbers: () => void;
  /** Puts outputs beside their code, or below it again. */
  readonly toggleSideBySide: () => void;
  /** Asks which kernel to use; `undefined` when it stays as it is. */
  readonly chooseKernel: (choices: KernelChoices) => Promise<KernelChoice | undefined>;
  /** Asks a yes-or-no question; `false` when it was refused. */
  readonly confirm: (question: string, action: string) => Promise<boolean>;
}

/** What helps to find commands and to change their keys. */
export interface DialogControl {
  open(dialog: "palette" | "shortcuts" | "settings"): void;
  /** Switches keys made of characters alone on or off. */
  toggleSingleKeys(): void;
}

export interface RunControl {
  /** Queues cells in this order; cells that hold no code are passed over. */
  enqueue(ids: readonly CellId[]): void;
  /** Takes waiting cells out of the queue. */
  cancel(ids: readonly CellId[]): void;
  /** Moves a waiting cell in the queue: to its front, or by so many places. */
  move(id: CellId, by: number | "next"): void;
}

export interface KernelControl {
  /** Stops the running cell and clears the queue. */
  interrupt(): Promise<void>;
  /** Restarts the kernel, or starts one where there is none. */
  restart(): Promise<void>;
  /** Ends the kernel; the next run starts a new one. */
  shutdown(): Promise<void>;
  /** What the notebook can run on. */
  choices(): Promise<KernelChoices>;
  changeKernel(choice: KernelChoice): Promise<void>;
  /** Connects to the notebook's kernel anew after the server was out of reach. */
  reconnect(): Promise<void>;
}

export interface ClipboardControl {
  /** Puts cells on the clipboard, while the key or click that asked for it is being answered. */
  write(clip: Clip): void;
  /** The cells to paste; `undefined` when there are none. */
  read(): Promise<Clip | undefined>;
}

/** The bar that searches and replaces in all cells. */
export interface SearchControl {
  readonly isOpen: boolean;
  /** The keyboard is in the bar. */
  readonly hasFocus: boolean;
  open(withReplace: boolean): void;
  close(): void;
  /** Goes to the next hit or the one before; opens the bar where it is closed. */
  go(by: 1 | -1): void;
  toggle(name: "matchCase" | "wholeWord" | "isPattern" | "inOutputs"): void;
  replace(what: "one" | "all"): Promise<void>;
}

/** What the kernel says aside from running cells. */
export interface HelpControl {
  /** Opens or closes the panel that says what the name at the cursor is. */
  toggleInspector(): void;
  /** Whether the kernel answers while a cell runs, so that cells can run beside each other and tasks be listed. */
  readonly isConcurrent: boolean;
  /** Opens or closes the panel that lists asyncio tasks. */
  toggleTasks(): void;
  /** Cancels the task whose button was pressed in the panel, or all. */
  cancelTasks(which: "chosen" | "all"): Promise<void>;
  /** Runs cells at once, beside what runs. */
  runBeside(ids: readonly CellId[]): void;
}

export interface FileControl {
  save(options?: { readonly overwrite?: boolean }): Promise<void>;
  reload(): Promise<void>;
}
