// A CodeMirror editor behind a small interface. A lazy chunk: cells import it when they are first edited.
// Knows neither cells nor kernels; keys that belong to the notebook (Escape, Shift-Enter, Ctrl-Enter) it leaves alone, and those
// of its own actions come from the page's table.
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  insertNewlineAndIndent,
  simplifySelection,
} from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  foldedRanges,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { Annotation, EditorState, Prec, Transaction, type Extension } from "@codemirror/state";
import { drawSelection, dropCursor, EditorView, keymap, type KeyBinding } from "@codemirror/view";
import type { EditorAction } from "../extension.ts";
import { makeActions, withoutActions } from "./actions.ts";
import { folding, foldsOf, manyCursors, unfold, type Fold } from "./code-editing.ts";
import { codeHelp, type EditorHelp } from "./completion.ts";
import { codeClasses, isTooMuchToColour } from "../markup/code-colours.ts";
import { lineCommentOf } from "./line-comments.ts";
import { prose } from "./prose.ts";
import { editorTheme } from "./theme.ts";
import { restoreUndo, saveUndo } from "./undo-memory.ts";

export interface EditorOptions {
  readonly parent: HTMLElement;
  /** The text to begin with; line ends are `\n`. */
  readonly doc: string;
  /** `markdown`, `text` for plain words, `python`, or the name of another language, whose code stays uncoloured. */
  readonly language: string;
  /** What a screen reader calls the editor. */
  readonly ariaLabel: string;
  /** Called with the whole text after each edit made here, not after `setText`. */
  readonly onChange: (text: string) => void;
  /** Sees each key before the editor; `true` means that it was dealt with. */
  readonly onKey?: (event: KeyboardEvent, cursor: EditorCursor) => boolean;
  /** Proposes how to go on and says what names are; without it there is no such help. */
  readonly help?: EditorHelp;
  /** What `saveUndo` gave when this text was edited before; the text may have changed since. */
  readonly undo?: string;
  /** Called when something was folded or unfolded. */
  readonly onFold?: () => void;
  /** Called when the keyboard leaves the editor. */
  readonly onBlur?: () => void;
  /** Aborting it takes the editor off the page. */
  readonly signal: AbortSignal;
}

/** Where the cursor stands; all numbers are UTF-16 units or lines, from 0. */
export interface EditorCursor {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** Lines in the text, at least 1. */
  readonly lines: number;
  /** The other end of the selection; `offset` when nothing is selected. */
  readonly anchor: number;
}

export interface Editor {
  getText(): string;
  /** Takes a text that changed elsewhere; the cursor stays with the text around it, and undo passes over it. */
  setText(text: string): void;
  /** Focuses the editor, with the cursor at `at` (UTF-16 units; beyond the text's end means its end). */
  focus(at?: number): void;
  blur(): void;
  readonly hasFocus: boolean;
  /** Does one of its actions, where there is something to do. */
  act(action: EditorAction): void;
  /** Puts another text in the place of all of it, as if it had been typed; the cursor goes to its end. */
  replaceAll(text: string): void;
  cursor(): EditorCursor;
  /** What can be undone here, for a later editor of the same text; also once this one is gone. */
  saveUndo(): string | undefined;
  /** What is folded away. */
  folds(): readonly Fold[];
  unfold(fold: Fold): void;
}

const fromOutside = Annotation.define<boolean>();

/** Makes an editor at the end of `parent`. */
export function createEditor(options: EditorOptions): Editor {
  const { parent, doc, signal, undo } = options;
  const extensions = extensionsFor(options);
  const actions = makeActions(isCode(options.language), options.help);
  const view = new EditorView({
    parent,
    state:
      undo === undefined ? EditorState.create({ doc, extensions }) : restoreUndo(undo, extensions),
  });
  replaceText(view, doc);
  signal.addEventListener("abort", () => view.destroy(), { once: true });
  if (signal.aborted) view.destroy();
  return {
    getText: () => view.state.doc.toString(),
    setText: (text) => replaceText(view, text),
    focus: (at) => {
      view.focus();
      if (at === undefined) return;
      const anchor = Math.min(Math.max(0, at), view.state.doc.length);
      view.dispatch({ selection: { anchor }, scrollIntoView: true });
    },
    blur: () => view.contentDOM.blur(),
    get hasFocus() {
      return view.hasFocus;
    },
    act: (action) => void actions[action](view),
    replaceAll: (text) => {
      const changes = { from: 0, to: view.state.doc.length, insert: text };
      const selection = { anchor: text.length };
      view.dispatch({ changes, selection, scrollIntoView: true, userEvent: "input" });
    },
    cursor: () => cursorOf(view.state),
    saveUndo: () => saveUndo(view.state),
    folds: () => foldsOf(view.state),
    unfold: (fold) => unfold(view, fold),
  };
}

function extensionsFor(options: EditorOptions): Extension[] {
  const { language, ariaLabel, onChange, onFold, onBlur, onKey, help } = options;
  const code = isCode(language);
  return [
    editorTheme,
    history(),
    drawSelection(),
    dropCursor(),
    manyCursors(),
    indentUnit.of("    "),
    EditorState.tabSize.of(4),
    EditorView.contentAttributes.of({
      "aria-label": ariaLabel,
      spellcheck: code ? "false" : "true",
      autocapitalize: "off",
      autocorrect: code ? "off" : "on",
    }),
    EditorView.updateListener.of(({ docChanged, transactions, state, startState }) => {
      if (foldedRanges(state) !== foldedRanges(startState)) onFold?.();
      if (docChanged && !transactions.some((transaction) => transaction.annotation(fromOutside)))
        onChange(state.doc.toString());
    }),
    EditorView.domEventHandlers({
      blur: ({ relatedTarget }, view) => {
        // Into a list or a hint of the editor's own is not out of it.
        if (!(relatedTarget instanceof Node && view.dom.contains(relatedTarget))) onBlur?.();
      },
    }),
    ...(code ? codeExtensions(options) : []),
    ...(language === "markdown" ? [prose(options.doc)] : []),
    ...(language === "text" ? [EditorView.lineWrapping] : []),
    ...(help === undefined ? [] : [codeHelp(help, withoutActions(completionKeymap))]),
    ...(onKey === undefined ? [] : [keysFirst(onKey)]),
    keymap.of(keysOf(code)),
  ];
}

function isCode(language: string): boolean {
  return language !== "markdown" && language !== "text";
}

function codeExtensions({ doc, language }: EditorOptions): Extension[] {
  const line = lineCommentOf(language);
  const comments = line === undefined ? {} : { commentTokens: { line } };
  return [
    ...(language === "python" && !isTooMuchToColour(doc) ? [python()] : []),
    ...(language === "python" ? [] : [EditorState.languageData.of(() => [comments])]),
    syntaxHighlighting(codeClasses),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    folding(),
  ];
}

/** CodeMirror's keys without those that a notebook gives a meaning of its own, and without those of the page's table. */
function keysOf(code: boolean): readonly KeyBinding[] {
  const notebookKeys = new Set(["Escape", "Mod-Enter", "Enter", "Ctrl-m"]);
  return [
    ...(code ? closeBracketsKeymap : []),
    // Escape first gives up the extra cursors; with one cursor it goes on to the notebook, selection or not.
    {
      key: "Escape",
      run: (view) => view.state.selection.ranges.length > 1 && simplifySelection(view),
    },
    { key: "Enter", run: insertNewlineAndIndent },
    ...withoutActions(defaultKeymap).filter(
      ({ key }) => key === undefined || !notebookKeys.has(key),
    ),
    ...withoutActions(historyKeymap),
  ];
}

function keysFirst(onKey: NonNullable<EditorOptions["onKey"]>): Extension {
  return Prec.highest(
    EditorView.domEventHandlers({
      keydown: (event, view) => onKey(event, cursorOf(view.state)),
    }),
  );
}

/** Only what differs is replaced, so that the cursor keeps its place. */
function replaceText(view: EditorView, text: string): void {
  const old = view.state.doc.toString();
  if (old === text) return;
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old[start] === text[start]) start++;
  let same = 0;
  while (same < most - start && old[old.length - 1 - same] === text[text.length - 1 - same]) same++;
  view.dispatch({
    changes: { from: start, to: old.length - same, insert: text.slice(start, text.length - same) },
    annotations: [fromOutside.of(true), Transaction.addToHistory.of(false)],
  });
}

function cursorOf(state: EditorState): EditorCursor {
  const { head, anchor } = state.selection.main;
  const line = state.doc.lineAt(head);
  return {
    offset: head,
    line: line.number - 1,
    column: head - line.from,
    lines: state.doc.lines,
    anchor,
  };
}
