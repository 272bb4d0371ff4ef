// The way to the authoring forms, which are a part of their own.
import type { AuthoringControl, CellHost, CellKind } from "../extension.ts";
import type { CellId, Mode } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import type { Cell } from "../nbformat/types.ts";
import { Part } from "../notebook/part.ts";

export interface AuthoringControlOptions {
  readonly store: Store;
  readonly host: CellHost;
  readonly kindOf: (cell: Cell) => CellKind;
  readonly focusCell: (id: CellId, mode: Mode, at?: number) => void;
  /** Where the cursor stands in a cell's text that is being edited. */
  readonly cursor: (id: CellId) => number | undefined;
  readonly onFailure: (error: unknown) => void;
}

export interface PageAuthoring extends AuthoringControl {
  /** Puts pictures into a text cell: at the cursor where it is being written, else at its end. */
  attach(id: CellId, files: readonly File[]): Promise<void>;
}

export function makeAuthoringControl(options: AuthoringControlOptions): PageAuthoring {
  const part = new Part<PageAuthoring>(
    async () => (await import("./authoring-actions.ts")).makeAuthoringActions(options),
    options.onFailure,
  );
  return {
    create: (what) => part.use((actions) => actions.create(what)),
    edit: () => part.use((actions) => actions.edit()),
    editTags: () => part.use((actions) => actions.editTags()),
    editPictures: () => part.use((actions) => actions.editPictures()),
    attach: (id, files) => part.ask((actions) => actions.attach(id, files)),
    importQuestions: () => part.use((actions) => actions.importQuestions()),
  };
}
