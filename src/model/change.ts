// Everything that can happen to a notebook, as data. Commands, kernel messages and the file's way to the
// server all speak in these; `applyChange` is the only reader.
import type { JsonObject, MimeBundle, Output } from "../nbformat/types.ts";
import type {
  BlockedLine,
  CellId,
  EditStep,
  KernelState,
  Notice,
  RunInput,
  RunState,
  SaveState,
  Selection,
} from "./state.ts";

export type Change =
  // What the reader does
  | {
      readonly type: "edit";
      readonly label: string;
      readonly steps: readonly EditStep[];
      readonly selection: Selection;
    }
  | { readonly type: "undo" }
  | { readonly type: "redo" }
  | { readonly type: "select"; readonly selection: Partial<Selection> }
  | { readonly type: "source"; readonly id: CellId; readonly source: string }
  | { readonly type: "cell-metadata"; readonly id: CellId; readonly metadata: JsonObject }
  // What a run does
  | { readonly type: "queue"; readonly ids: readonly CellId[] }
  | { readonly type: "run-started"; readonly id: CellId; readonly at: number }
  | { readonly type: "run-counted"; readonly id: CellId; readonly executionCount: number | null }
  | { readonly type: "run-input"; readonly id: CellId; readonly input: RunInput | null }
  | { readonly type: "run-tasks"; readonly counts: ReadonlyMap<CellId, number> }
  | {
      readonly type: "run-blocked";
      readonly id: CellId;
      readonly blocked: readonly BlockedLine[];
    }
  | {
      readonly type: "run-ended";
      readonly id: CellId;
      readonly state: Extract<RunState, "done" | "error" | "cancelled" | "idle">;
      readonly at: number;
      readonly note?: string;
    }
  | {
      readonly type: "output";
      readonly id: CellId;
      readonly output: Output;
      readonly displayId?: string;
    }
  | { readonly type: "clear-output"; readonly id: CellId; readonly wait: boolean }
  | {
      readonly type: "update-display";
      readonly displayId: string;
      readonly data: MimeBundle;
      readonly metadata: JsonObject;
    }
  /** What displays of a page before this one were called, by place. */
  | {
      readonly type: "display-ids";
      readonly id: CellId;
      readonly displayIds: readonly (string | undefined)[];
    }
  // What the world does
  | { readonly type: "kernel"; readonly kernel: Partial<KernelState> }
  | { readonly type: "save"; readonly save: SaveState }
  | { readonly type: "notice"; readonly notice: Notice }
  | { readonly type: "dismiss"; readonly id: string }
  | { readonly type: "notebook-metadata"; readonly metadata: JsonObject }
  | { readonly type: "trust" };
