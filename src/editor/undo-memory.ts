// What can be undone in a text, as a string: so that it outlives the editor (a cell deleted and brought back, a cell
// that changed its type). Used by `editor.ts` only; who keeps the string decides for how long.
import { historyField, redoDepth, undoDepth } from "@codemirror/commands";
import { EditorState, type Extension } from "@codemirror/state";

const FIELDS = { history: historyField };

/** Text, cursor, and what can be undone and redone; `undefined` when there is nothing to undo or redo. */
export function saveUndo(state: EditorState): string | undefined {
  if (undoDepth(state) === 0 && redoDepth(state) === 0) return undefined;
  return JSON.stringify(state.toJSON(FIELDS));
}

/** The state that `saveUndo` wrote down. */
export function restoreUndo(saved: string, extensions: readonly Extension[]): EditorState {
  const json: unknown = JSON.parse(saved);
  return EditorState.fromJSON(json, { extensions }, FIELDS);
}
