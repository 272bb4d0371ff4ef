// The whole extension contract: cell kinds, renderers, commands. Types only.
// An extension is a plain object in the array of `app/extensions.ts`; the built-in ones enter the same way.
import type { KernelChoice, KernelChoices } from "./execution/ports.ts";
import type { ExportFormat, ExportOptions } from "./export/export.ts";
import type { FrameModel, FromWidget, ToWidget } from "./frame/protocol.ts";
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
  /** Does something in the cell's text, if it has been edited. */
  act?(action: EditorAction): void;
  /** Puts another text in the place of the cell's, as if it had been typed. */
  replaceText?(text: string): void;
}

/** What a cell may ask of the notebook around it. */
export interface CellHost {
  state(): NotebookState;
  dispatch(change: Change): void;
  /** Calls the listener after each change, with the state after and before it, until the signal is aborted. */
  watch(
    listener: (next: NotebookState, previous: NotebookState) => void,
    signal: AbortSignal,
  ): void;
  /** Who learns here: a name that stays the same from visit to visit, and tells nothing else. */
  readonly learner: string;
  /** Runs cells in this order, after what is queued. */
  run(ids: readonly CellId[]): void;
  /** Runs a command on a cell, which becomes the active one first. */
  command(id: string, cell: CellId): void;
  /** Renders Markdown, made safe, in place of what `el` held. */
  renderMarkdown(el: HTMLElement, source: string, options?: MarkdownOptions): void;
  /** Renders outputs in place of what `el` held; equal outputs keep their elements. */
  renderOutputs(
    el: HTMLElement,
    outputs: readonly Output[],
    signal: AbortSignal,
    options?: { readonly isTrusted?: boolean },
  ): void;
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
  /**
   * Ways to go on; null when there are none, or when a newer question was asked since. Offsets in UTF-16 units.
   * `onWait` gets words for the reader when the answer has to wait for a running cell; without it there is no answer then.
   */
  complete(
    place: CodePlace,
    options: { readonly onWait?: (words: string) => void },
  ): Promise<{
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
  /** Whether proposals come while one types, not only when they are asked for. */
  whileTyping(): boolean;
  /** The cursor went to another place. */
  follow(place: CodePlace): void;
}

/** What an editor does on a key or a command. */
export type EditorAction =
  | "complete"
  | "propose"
  | "explain"
  | "undo"
  | "redo"
  | "comment"
  | "delete-line"
  | "select-next-same"
  | "move-line-up"
  | "move-line-down"
  | "indent"
  | "unindent"
  | "bracket"
  | "fold"
  | "unfold"
  | "fold-all"
  | "unfold-all";

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

/** A line of a cell's code, from 1. */
export interface CodeLine {
  readonly cell: CellId;
  readonly line: number;
}

/** What outputs tell the cells around them, as events that bubble. */
declare global {
  interface HTMLElementEventMap {
    /** The output speaks of this line now, or of none any more. */
    "lb-line": CustomEvent<CodeLine | null>;
  }
  interface DocumentEventMap {
    /** The reader wants to see this line. */
    "lb-go-to-line": CustomEvent<CodeLine>;
  }
}

export interface RenderContext {
  readonly mime: string;
  readonly data: JsonValue;
  readonly metadata: JsonObject;
  readonly el: HTMLElement;
  readonly signal: AbortSignal;
  /**
   * Takes what shows newer data of the same type in the same element, so that nothing is lost that the reader did to it.
   * Without it, and where it throws, newer data is rendered anew.
   */
  readonly onUpdate: (show: (data: JsonValue) => void) => void;
  /** Whether scripts of this output may run, in a frame of its own; in the page none ever does. */
  readonly isTrusted: boolean;
  readonly page: OutputPage;
}

/** What an output may ask of the page around it. */
export interface OutputPage {
  readonly findSection: FindSection;
  /** Goes to a line (from 1) of the cell that ran under this number; false when no cell bears the number any more. */
  readonly goToRun: (count: number, line: number) => boolean;
  /** The address of the document for outputs with scripts and styles of their own; `still` added, no script runs in it. */
  readonly frameUrl: string;
  /** Where the server gives out files: paths that end in `/`, `folder` being the notebook's own. */
  readonly files?: { readonly root: string; readonly folder: string };
  /** The widgets of the notebook's kernel and file; absent where there are none. */
  readonly widgets?: WidgetFinder;
}

export interface WidgetFinder {
  /** Finds a widget by its model's id. Rejects with words for the reader when it cannot be shown. */
  connect(id: string, view: WidgetView): Promise<WidgetConnection>;
}

/** Where a widget is shown. */
export interface WidgetView {
  readonly signal: AbortSignal;
  /** The cell whose output it is. */
  cell(): CellId | undefined;
  /** Takes a message to the widget's frame; one that comes while there is no frame is dropped. */
  send(message: ToWidget): void;
  /** `saved`: what it shows is its state of before, and nothing in the kernel hears it. `closed`: it is no more. */
  tell(state: "live" | "saved" | "closed"): void;
  /** Says something about it to the reader. */
  say(words: string): void;
}

export interface WidgetConnection {
  /** What it is, for those who do not see it. */
  readonly title: string;
  /** All that a new frame needs to show it as it is now. */
  readonly content: () => { readonly id: string; readonly models: readonly FrameModel[] };
  /** Takes what its frame says. */
  readonly receive: (message: FromWidget) => void;
}

/** Finds the first section of the page whose heading holds these words, in any case. */
export type FindSection = (words: string) => PageSection | undefined;

export interface PageSection {
  /** The heading's text. */
  readonly title: string;
  readonly go: () => void;
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
  /** Whether it has a place here at all; where it has none it is in no list and its keys are free. Default: yes. */
  offered?(context: CommandContext): boolean;
  /** Whether it can be done now. Default: yes. */
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
  readonly editor: EditorControl;
  readonly dialogs: DialogControl;
  readonly runs: RunControl;
  readonly kernel: KernelControl;
  readonly file: FileControl;
  /** Makes a cell active, scrolls it into view, and focuses its editor in edit mode, with the cursor at `at` (UTF-16 units). */
  readonly focusCell: (id: CellId, mode: Mode, at?: number) => void;
  readonly clipboard: ClipboardControl;
  readonly text: TextControl;
  /** Says something to a screen reader, politely. */
  readonly announce: (text: string) => void;
  readonly search: SearchControl;
  readonly help: HelpControl;
  readonly authoring: AuthoringControl;
  readonly lesson: LessonControl;
  /** Picks the selected cells up, to be moved with the arrow keys. */
  readonly moveCells: () => void;
  /** Shows or hides the contents at the side. */
  readonly toggleOutline: () => void;
  /** Shows or hides the numbers of lines, in all code cells. */
  readonly toggleLineNumbers: () => void;
  /** Puts outputs beside their code, or below it again. */
  readonly toggleSideBySide: () => void;
  readonly view: ViewControl;
  /** Asks which kernel to use; `undefined` when it stays as it is. */
  readonly chooseKernel: (choices: KernelChoices) => Promise<KernelChoice | undefined>;
  /** Asks a yes-or-no question; `false` when it was refused. */
  readonly confirm: (question: string, action: string) => Promise<boolean>;
}

/** Other ways to look at the notebook. */
export interface ViewControl {
  /** Hides the code, or shows it again. */
  toggleReading(): void;
  /** Shows the cells as slides, or ends that. */
  toggleSlides(): void;
}

/** The editor of the active cell. */
export interface EditorControl {
  /** Does something in the text that is being edited; nothing when none is. */
  act(action: EditorAction): void;
}

/** What helps to find commands and to change their keys and other settings. */
export interface DialogControl {
  open(dialog: "palette" | "shortcuts" | "settings"): void;
  /** Switches a setting on or off. */
  toggle(setting: SettingName): void;
}

/** `singleKeys`: keys made of characters alone count. `completeWhileTyping`: proposals come without a key. `autosave`: without being asked. `stopAtError`: what waits is not run. */
export type SettingName = "singleKeys" | "completeWhileTyping" | "autosave" | "stopAtError";

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
  /** The address at which the server gives all that the cell's last run printed; `undefined` where nobody kept it. */
  outputFile(cell: CellId): Promise<string | undefined>;
  /** What the notebook can run on. */
  choices(): Promise<KernelChoices>;
  changeKernel(choice: KernelChoice): Promise<void>;
  /** Connects to the notebook's kernel anew after the server was out of reach. */
  reconnect(): Promise<void>;
}

/** Text that leaves the page. */
export interface TextControl {
  /** Puts text on the clipboard; false when the browser does not allow it. */
  copy(text: string): Promise<boolean>;
  /** Gives text to the reader as a file. */
  save(name: string, text: string): void;
  /** Gives what lies at an address of the server to the reader as a file. */
  fetch(name: string, address: string): void;
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
  /** Puts what the kernel has run before into the active cell, one step back (-1) or forward (1). */
  recall(by: 1 | -1): Promise<void>;
  /** Whether the kernel answers while a cell runs, so that cells can run beside each other and tasks be listed. */
  readonly isConcurrent: boolean;
  /** Opens or closes the panel that shows the event loop and its tasks. */
  toggleTasks(): void;
  /** Cancels the task whose button was pressed in the panel, or all. */
  cancelTasks(which: "chosen" | "all"): Promise<void>;
  /** Runs cells at once, beside what runs. */
  runBeside(ids: readonly CellId[]): void;
}

/** Writing a lesson by form and by Markdown. */
export interface AuthoringControl {
  /** Opens the form for something new, which comes below the selection. */
  create(what: "question" | "table" | "exercise"): void;
  /** Opens the form for the active cell. */
  edit(): void;
  /** Opens the tags of the active cell. */
  editTags(): void;
  /** Opens the pictures that the active text cell carries along. */
  editPictures(): void;
  importQuestions(): void;
}

/** How far a learner is with the questions of a lesson. */
export interface LessonControl {
  canResume(): boolean;
  /** Goes to the first thing to do after the last thing done. */
  resume(): void;
  /** Whether there are questions for learners. */
  hasQuestions(): boolean;
  /** Asks again what is due. */
  recall(): void;
  /** Runs the notebook from a clean start, beside the kernel in use, and tells how questions and tests come out. */
  check(): void;
  /** Clears the answers to all questions. */
  reset(): void;
}

export interface FileControl {
  save(options?: {
    readonly overwrite?: boolean;
    /** The reader asked for it: an earlier version is kept, and a mended file may be written over. */
    readonly byHand?: boolean;
  }): Promise<void>;
  reload(): Promise<void>;
  /** Asks for a name and saves the notebook under it, beside its own file. */
  saveCopy(): Promise<void>;
  /** Gives the notebook to the browser in some form, as files; without what code gave where that is asked for. */
  export(format: ExportFormat, options?: Omit<ExportOptions, "name">): Promise<void>;
  /** Prints the whole notebook, or saves it as a PDF, by the browser's own dialog. */
  print(): Promise<void>;
  /** Shows the outputs of cells in a window of their own, in which nothing runs. */
  openOutputs(cells: readonly CellId[]): Promise<void>;
  /** Shows the forms that the server can make of the notebook. */
  showServerFormats(): Promise<void>;
  /** Shows what was changed here beside what the file holds now, and merges both. */
  merge(): Promise<void>;
  /** Whether text that was typed before and not saved waits for a decision. */
  hasDraft(): boolean;
  forgetDraft(): Promise<void>;
  showCheckpoints(): Promise<void>;
  /** Opens the login, or the place where a hub starts the server, beside this page. */
  goTo(place: "login" | "start"): Promise<void> | void;
}
