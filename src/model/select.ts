// Questions about a state that more than one room asks. Pure; nothing is kept.
import { isObject } from "../nbformat/parse.ts";
import type { Cell } from "../nbformat/types.ts";
import type { CellEntry, CellId, NotebookState } from "./state.ts";

/** The place of a cell, or -1. */
export function indexOfCell(state: NotebookState, id: CellId): number {
  return state.cells.findIndex(({ cell }) => cell.id === id);
}

export function findCell(state: NotebookState, id: CellId): CellEntry | undefined {
  return state.cells[indexOfCell(state, id)];
}

/** The selected range as places, first and last included. */
export function selectedRange(state: NotebookState): {
  readonly first: number;
  readonly last: number;
} {
  const active = indexOfCell(state, state.selection.active);
  const anchor = indexOfCell(state, state.selection.anchor);
  return { first: Math.min(active, anchor), last: Math.max(active, anchor) };
}

export function selectedCells(state: NotebookState): readonly CellEntry[] {
  const { first, last } = selectedRange(state);
  return state.cells.slice(first, last + 1);
}

/** What `data-saved` says. */
export function savedStatus(
  state: NotebookState,
): "saved" | "unsaved" | "saving" | "failed" | "conflict" {
  if (state.save.savingRevision !== undefined) return "saving";
  if (state.save.failure !== undefined) return state.save.failure.kind;
  return state.save.savedRevision === state.revision ? "saved" : "unsaved";
}

/** Whether closing the page now would lose something. */
export function hasUnsavedChanges(state: NotebookState): boolean {
  return state.save.savedRevision !== state.revision;
}

export function isBusy(state: NotebookState): boolean {
  return state.cells.some(({ run }) => run.state === "running" || run.state === "queued");
}

/** A cell with nbclient's tag `raises-exception` is meant to fail: its error is no trouble, and the cells after it run. */
export function mayFail(cell: Cell): boolean {
  const { tags } = cell.metadata;
  return Array.isArray(tags) && tags.includes("raises-exception");
}

/**
 * Whether the cells that wait are left out when this one fails. An exercise that is not solved yet keeps nobody from the
 * rest of the lesson.
 */
export function holdsUpOthers(cell: Cell): boolean {
  return !mayFail(cell) && !isExercise(cell);
}

/** Whether nbgrader's metadata says that learners write in this cell, or that it tests what they wrote. */
function isExercise({ metadata: { nbgrader } }: Cell): boolean {
  return isObject(nbgrader) && (nbgrader.grade === true || nbgrader.solution === true);
}

/** The language of the notebook's code, in small letters, such as `python` or `bash`; `python` where the file does not say. */
export function languageOf(state: NotebookState): string {
  const { language_info: info, kernelspec } = state.frame.metadata;
  const name = isObject(info) ? info.name : undefined;
  const language = name ?? (isObject(kernelspec) ? kernelspec.language : undefined);
  return typeof language === "string" && language !== "" ? language.toLowerCase() : "python";
}
