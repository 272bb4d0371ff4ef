// What an editor does on a key or a command of the page. The page's table gives the keys; CodeMirror's own bindings of the same
// acts are left out, so that a key which was taken from them is free.
import { startCompletion } from "@codemirror/autocomplete";
import {
  cursorMatchingBracket,
  deleteLine,
  indentLess,
  indentMore,
  moveLineDown,
  moveLineUp,
  redo,
  toggleComment,
  undo,
} from "@codemirror/commands";
import { foldAll, foldCode, unfoldAll, unfoldCode } from "@codemirror/language";
import { EditorSelection } from "@codemirror/state";
import type { Command, EditorView, KeyBinding } from "@codemirror/view";
import type { EditorAction } from "../extension.ts";
import { selectNextSame } from "./code-editing.ts";
import { completeHere, explainHere, type EditorHelp } from "./completion.ts";

const TEXT_ACTIONS = {
  undo,
  redo,
  comment: toggleComment,
  "delete-line": deleteLine,
  "select-next-same": selectNextSame,
  "move-line-up": moveLineUp,
  "move-line-down": moveLineDown,
  indent: indentMore,
  unindent: indentLess,
  bracket: cursorMatchingBracket,
  fold: foldCode,
  unfold: unfoldCode,
  "fold-all": foldAll,
  "unfold-all": unfoldAll,
} as const satisfies Partial<Record<EditorAction, Command>>;

const OWN: ReadonlySet<Command> = new Set([...Object.values(TEXT_ACTIONS), startCompletion]);

/** The acts of an editor. */
export function makeActions(
  isCode: boolean,
  help: EditorHelp | undefined,
): Readonly<Record<EditorAction, Command>> {
  return {
    ...TEXT_ACTIONS,
    complete: (view) =>
      (help !== undefined && completeHere(view)) || (isCode && indentOrInsert(view)),
    propose: (view) => help !== undefined && startCompletion(view),
    explain: (view) =>
      (help !== undefined && explainHere(view, help)) || (isCode && indentLess(view)),
  };
}

/** Bindings without those that the page's table holds. */
export function withoutActions(bindings: readonly KeyBinding[]): readonly KeyBinding[] {
  return bindings.filter(({ run }) => run === undefined || !OWN.has(run));
}

/** Indents the selected lines, or goes on to the next stop of four. */
function indentOrInsert(view: EditorView): boolean {
  const { state } = view;
  if (state.selection.ranges.some((range) => !range.empty)) return indentMore(view);
  view.dispatch(
    state.changeByRange(({ head }) => {
      const column = head - state.doc.lineAt(head).from;
      const insert = " ".repeat(4 - (column % 4));
      return {
        changes: { from: head, insert },
        range: EditorSelection.cursor(head + insert.length),
      };
    }),
    { scrollIntoView: true, userEvent: "input" },
  );
  return true;
}
