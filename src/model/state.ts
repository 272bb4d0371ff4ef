// The one immutable value that a notebook page (or the terminal) works on. Only `applyChange` makes a new one;
// a cell entry that did not change is the same object before and after.
import type { Cell, JsonObject, NotebookFrame } from "../nbformat/types.ts";

export type CellId = string;

export type RunState = "idle" | "queued" | "running" | "done" | "error" | "cancelled";

/** How the last (or coming) run of a cell stands. */
export interface CellRun {
  readonly state: RunState;
  /** Place in the queue, from 1; only while queued. */
  readonly place?: number;
  /** Milliseconds since the epoch, by the page's clock. */
  readonly startedAt?: number;
  /** Milliseconds since the epoch; from then on the run is over. */
  readonly endedAt?: number;
  /** A sentence for the reader, such as why it was cancelled. */
  readonly note?: string;
  /** What the running code asks for with `input()` or `getpass()`; the run waits for the answer. */
  readonly input?: RunInput;
  /** How many asyncio tasks that the cell made are still alive; absent for none. */
  readonly tasks?: number;
  /** Lines that held the event loop in this run while tasks waited for their turn; absent for none. */
  readonly blocked?: readonly BlockedLine[];
}

export interface BlockedLine {
  /** The cell that holds the line; `null` when none does. */
  readonly cell: CellId | null;
  /** From 1. */
  readonly line: number;
  readonly source: string;
  readonly seconds: number;
}

export interface RunInput {
  readonly prompt: string;
  /** The answer is not to be shown. */
  readonly password: boolean;
  /** What the answer has to name; opaque here. */
  readonly replyTo?: JsonObject;
}

/** A cell and what is known of it besides the file. */
export interface CellEntry {
  readonly cell: Cell;
  readonly run: CellRun;
  /** `display_id` of each output, by place; a hole where an output has none. */
  readonly displayIds?: readonly (string | undefined)[];
  /** What it shows came with the file, and the server does not know the file: scripts in it are held back. */
  readonly untrusted?: true;
  /** `clear_output(wait=True)` came: the next output replaces the ones before. */
  readonly clearPending?: boolean;
}

export type Mode = "command" | "edit";

export interface Selection {
  readonly active: CellId;
  /** The other end of a selected range; the active cell itself when only one is selected. */
  readonly anchor: CellId;
  readonly mode: Mode;
}

export type KernelStatus = "starting" | "idle" | "busy" | "dead" | "disconnected" | "none";

export interface KernelState {
  readonly status: KernelStatus;
  /** The kernelspec's name, such as `python3`; empty when there is no kernel. */
  readonly name: string;
  /** The name to show, such as "Python 3 (ipykernel)". */
  readonly displayName: string;
  /** It ran before this page came to it, so it may hold variables that nothing here tells of. */
  readonly joined?: boolean;
  /** When the page began it anew last, in milliseconds since the epoch: what ran before has left no variables. */
  readonly restartedAt?: number;
}

export interface SaveState {
  /** The revision that the file on the server holds. */
  readonly savedRevision: number;
  /** The revision on its way to the server, if any. */
  readonly savingRevision?: number;
  readonly failure?: { readonly kind: "failed" | "conflict"; readonly message: string };
}

/** Something to tell the reader; a notice with the same id replaces the one before. */
export interface Notice {
  readonly id: string;
  /** `alert`: something went wrong, with the way out. `status`: something was mended or held back. */
  readonly tone: "alert" | "status";
  readonly text: string;
  /** Commands that help, as buttons in this order. */
  readonly actions?: readonly { readonly label: string; readonly command: string }[];
}

/** Undoable steps; each undoes itself by its inverse. */
export type EditStep =
  | {
      readonly type: "splice";
      readonly at: number;
      readonly remove: number;
      readonly insert: readonly CellEntry[];
      /** The inserted cells take the text of the removed cell with their id: a change of type keeps what was typed since. */
      readonly keepSource?: boolean;
    }
  | { readonly type: "move"; readonly from: number; readonly count: number; readonly to: number }
  | { readonly type: "set"; readonly cells: readonly CellPatch[] };

/** What a step sets in one cell; what is left out stays as it is. */
export interface CellPatch {
  readonly id: CellId;
  readonly source?: string;
  readonly metadata?: JsonObject;
  /** A text cell's pictures by name; `null` for none. */
  readonly attachments?: JsonObject | null;
  /** The cell takes outputs, count and the end of the last run from this entry. */
  readonly outputsOf?: CellEntry;
}

export interface HistoryItem {
  readonly label: string;
  /** The revision that the edit made: stays the same through undo and redo, and tells one edit from all others. */
  readonly made: number;
  readonly steps: readonly EditStep[];
  readonly selection: Selection;
}

export interface NotebookState {
  /** Where the file lives, relative to the server's root, with `/` between folders. */
  readonly path: string;
  /** The notebook but for its cells: metadata, format numbers, unknown keys. */
  readonly frame: NotebookFrame;
  /** Never empty: an empty notebook gains one code cell. */
  readonly cells: readonly CellEntry[];
  readonly selection: Selection;
  readonly undo: readonly HistoryItem[];
  readonly redo: readonly HistoryItem[];
  /** Counts changes to what the file holds. */
  readonly revision: number;
  readonly save: SaveState;
  readonly writable: boolean;
  readonly kernel: KernelState;
  readonly notices: readonly Notice[];
  /** How far the runs are that were asked for together: cells that ended, of cells in all. */
  readonly progress: { readonly ended: number; readonly total: number };
}
