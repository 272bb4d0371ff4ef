// Opens the authoring forms, a part of their own, and turns what comes back into changes that can be undone.
import type * as Authoring from "../authoring/authoring.ts";
import type { AuthoringControl, CellHost, CellKind } from "../extension.ts";
import { insertCells, patchCells, placeInSight } from "../model/edits.ts";
import { findCell, selectedRange } from "../model/select.ts";
import type { CellId, Mode } from "../model/state.ts";
import type { Store } from "../model/store.ts";
import type { Cell } from "../nbformat/types.ts";
import { mountAlone } from "./cell-alone.ts";
import { Part } from "../notebook/part.ts";

export interface AuthoringControlOptions {
  readonly store: Store;
  readonly host: CellHost;
  readonly kindOf: (cell: Cell) => CellKind;
  readonly focusCell: (id: CellId, mode: Mode) => void;
  readonly onFailure: (error: unknown) => void;
}

export function makeAuthoringControl(options: AuthoringControlOptions): AuthoringControl {
  const { store, focusCell } = options;
  const mount = (el: HTMLElement, cells: readonly Cell[], signal: AbortSignal): void =>
    mountAlone(el, cells, signal, options);
  const part = new Part<typeof Authoring>(
    () => import("../authoring/authoring.ts"),
    options.onFailure,
  );

  const insert = (cells: readonly Cell[]): void => {
    const { last } = selectedRange(store.state);
    const edit = insertCells(store.state, placeInSight(store.state, last + 1), cells);
    store.dispatch(edit);
    focusCell(edit.selection.active, "command");
  };
  const replace = ([cell]: readonly Cell[]): void => {
    if (cell === undefined) return;
    const { id, source, metadata } = cell;
    const selection = { active: id, anchor: id, mode: "command" } as const;
    const steps = [{ type: "set", cells: [{ id, source, metadata }] }] as const;
    store.dispatch({ type: "edit", label: "Edit in the form", steps, selection });
    focusCell(id, "command");
  };

  return {
    create: (what) => part.use((authoring) => authoring.writeNew(what, { mount, onDone: insert })),
    edit: () => {
      const cell = findCell(store.state, store.state.selection.active)?.cell;
      if (cell !== undefined) {
        part.use((authoring) => authoring.editCell(cell, { mount, onDone: replace }));
      }
    },
    editTags: () => {
      const cell = findCell(store.state, store.state.selection.active)?.cell;
      if (cell === undefined) return;
      const { tags, ...metadata } = cell.metadata;
      const before = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
      const take = (next: readonly string[]): void => {
        if (next.join(" ") === before.join(" ")) return;
        const changed = next.length === 0 ? metadata : { ...cell.metadata, tags: [...next] };
        const edit = patchCells(store.state, "Change tags", [{ id: cell.id, metadata: changed }]);
        if (edit !== undefined) store.dispatch(edit);
      };
      part.use((authoring) => authoring.editTags(before, take));
    },
    importQuestions: () => part.use((authoring) => authoring.importQuestions({ onDone: insert })),
  };
}
