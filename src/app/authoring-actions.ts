// The authoring forms, and what comes back of them as changes that can be undone. A lazy chunk.
import * as authoring from "../authoring/authoring.ts";
import { insertCells, patchCells, placeInSight } from "../model/edits.ts";
import { refusalWords } from "../model/locks.ts";
import { findCell, selectedRange } from "../model/select.ts";
import type { CellId } from "../model/state.ts";
import type { Attached } from "../nbformat/attachments.ts";
import type { Cell } from "../nbformat/types.ts";
import { mountAlone } from "./cell-alone.ts";
import type { AuthoringControlOptions, PageAuthoring } from "./authoring-control.ts";

export function makeAuthoringActions(options: AuthoringControlOptions): PageAuthoring {
  const { store, focusCell } = options;
  const mount = (el: HTMLElement, cells: readonly Cell[], signal: AbortSignal): void =>
    mountAlone(el, cells, signal, options);
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

  const takePictures = (id: CellId, { source, attachments }: Attached): void => {
    const isEmpty = Object.keys(attachments).length === 0;
    const patch = { id, source, attachments: isEmpty ? null : attachments };
    const { selection } = store.state;
    const steps = [{ type: "set", cells: [patch] }] as const;
    store.dispatch({ type: "edit", label: "Change pictures", steps, selection });
  };
  const tell = (text: string): void =>
    store.dispatch({ type: "notice", notice: { id: "pictures", tone: "alert", text } });

  return {
    create: (what) => authoring.writeNew(what, { mount, onDone: insert }),
    edit: () => {
      const cell = findCell(store.state, store.state.selection.active)?.cell;
      if (cell !== undefined) authoring.editCell(cell, { mount, onDone: replace });
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
      authoring.editTags(before, take);
    },
    editPictures: () => {
      const { active } = store.state.selection;
      const cell = (): Cell | undefined => findCell(store.state, active)?.cell;
      const first = cell();
      if (first === undefined || first.cell_type === "code") return;
      authoring.editPictures({
        cell: () => cell() ?? first,
        take: (change) => takePictures(active, change),
      });
    },
    attach: async (id, files) => {
      const { pictures, problems } = await authoring.readPictures(files);
      if (problems.length > 0) tell(problems.join(" "));
      const cell = findCell(store.state, id)?.cell;
      if (cell === undefined || pictures.length === 0) return;
      const refusal = refusalWords("edit", [cell]);
      if (refusal !== undefined) {
        tell(refusal);
        return;
      }
      const { selection } = store.state;
      const isWriting = selection.active === id && selection.mode === "edit";
      const { end, ...change } = authoring.attach(
        cell,
        pictures,
        isWriting ? options.cursor(id) : undefined,
      );
      takePictures(id, change);
      options.focusCell(id, isWriting ? "edit" : "command", isWriting ? end : undefined);
      options.host.announce(
        pictures.length === 1 ? "Picture added" : `${pictures.length} pictures added`,
      );
    },
    importQuestions: () => authoring.importQuestions({ onDone: insert }),
  };
}
