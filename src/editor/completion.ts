// Help while typing code: proposals, and what a name is. Where it comes from is the caller's business.
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionStatus,
  currentCompletions,
  insertCompletionText,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { Prec, StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import {
  EditorView,
  keymap,
  showTooltip,
  tooltips,
  type KeyBinding,
  type Tooltip,
} from "@codemirror/view";

/** A place in code; `offset` in UTF-16 units from the start of the text. */
export interface EditorPlace {
  readonly text: string;
  readonly offset: number;
}

export interface CompletionAnswer {
  /** The range that a choice replaces, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly matches: readonly {
    readonly text: string;
    /** `function`, `class`, `instance`, `module`, `keyword`, `param`, …: picks the sign before it. */
    readonly type?: string;
    readonly signature?: string;
  }[];
}

export interface EditorHelp {
  /**
   * Gives null when there is nothing to propose, or when a newer question was asked since. `onWait` gets words for the reader when
   * the answer will take a while; without it there is no answer that is waited for.
   */
  complete(
    place: EditorPlace,
    options: { readonly onWait?: (words: string) => void },
  ): Promise<CompletionAnswer | null>;
  /** Whether proposals come while one types, not only when they are asked for. */
  readonly whileTyping?: () => boolean;
  /** Fills `el` with what is known of the name at a place; false when nothing is. `more` asks for the source too. */
  describe(
    el: HTMLElement,
    place: EditorPlace,
    options: { readonly more: boolean; readonly signal: AbortSignal },
  ): Promise<boolean>;
  /** The cursor went to another place, or the text changed. */
  follow?(place: EditorPlace): void;
}

/** How long the typing rests before proposals are asked for without a key, in milliseconds. */
const REST = 150;

/** Proposals and explanations. `listKeys` are the keys of the list of proposals. */
export function codeHelp(help: EditorHelp, listKeys: readonly KeyBinding[]): Extension {
  return [
    autocompletion({
      override: [(context) => propose(context, help)],
      // Whether that is wanted is asked each time, since a setting can change it.
      activateOnTyping: true,
      activateOnTypingDelay: REST,
      defaultKeymap: false,
      maxRenderedOptions: 200,
    }),
    explanation,
    // A cell's box cuts off what hangs out of it.
    tooltips({ parent: document.body }),
    EditorView.updateListener.of(({ view, docChanged, selectionSet, focusChanged }) => {
      if (view.hasFocus && (docChanged || selectionSet || focusChanged)) {
        help.follow?.(placeOf(view.state));
      }
    }),
    Prec.high(keymap.of([{ key: "Escape", run: hideExplanation }])),
    Prec.highest(keymap.of([{ key: "Escape", run: giveUpWaiting }, ...listKeys])),
  ];
}

const SIGNS: Readonly<Record<string, string>> = {
  instance: "variable",
  statement: "variable",
  param: "variable",
  module: "namespace",
  magic: "function",
  path: "text",
};

async function propose(
  context: CompletionContext,
  help: EditorHelp,
): Promise<CompletionResult | null> {
  const { state, pos, explicit, view } = context;
  // After a word or a dot; after a digit nothing begins.
  const isWanted =
    explicit || (help.whileTyping?.() === true && context.matchBefore(/(?:[^\W\d]\w*|[\w)\]]\.)$/));
  if (isWanted === false || isWanted === null) return null;
  const onWait = (words: string): void => {
    if (!context.aborted) view?.dispatch({ effects: explain.of(hint(pos, words)) });
  };
  const answer = await help.complete(
    { text: state.doc.toString(), offset: pos },
    explicit ? { onWait } : {},
  );
  if (context.aborted) return null;
  if (explicit && view?.state.field(explanation) !== null)
    view?.dispatch({ effects: explain.of(null) });
  if (answer === null) return null;
  const { start: from, end: to, matches } = answer;
  const [only] = matches;
  if (only === undefined) return null;
  // One way to go on is taken at once, as in Jupyter.
  if (explicit && matches.length === 1 && view !== undefined) {
    if (state.sliceDoc(from, to) !== only.text) {
      view.dispatch(insertCompletionText(view.state, only.text, from, to));
    }
    return null;
  }
  const options = matches.map(({ text, type, signature }): Completion => ({
    label: text,
    ...(type !== undefined && { type: SIGNS[type] ?? type }),
    ...(signature !== undefined && { detail: signature }),
  }));
  return { from, to, options, validFor: /^\w*$/ };
}

/** A remark at a place in the text. */
function hint(pos: number, words: string): Tooltip {
  return {
    pos,
    above: false,
    create: () => {
      const dom = explanationBox();
      dom.textContent = words;
      return { dom };
    },
  };
}

function explanationBox(): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "lb-explanation";
  dom.dataset.part = "tooltip";
  dom.setAttribute("role", "status");
  return dom;
}

/** Completes after a word; false at the start of a line and after a blank, where Tab indents. */
export function completeHere(view: EditorView): boolean {
  if (completionStatus(view.state) === "active") return acceptCompletion(view);
  return isAfterWord(view.state) && startCompletion(view);
}

function isAfterWord({ selection, doc }: EditorState): boolean {
  const { main, ranges } = selection;
  if (!main.empty || ranges.length > 1) return false;
  const line = doc.lineAt(main.head);
  return /\S$/.test(line.text.slice(0, main.head - line.from));
}

function placeOf(state: EditorState): EditorPlace {
  return { text: state.doc.toString(), offset: state.selection.main.head };
}

const explain = StateEffect.define<Tooltip | null>();

/** The explanation that is shown; it goes when the text or the cursor changes. */
const explanation = StateField.define<Tooltip | null>({
  create: () => null,
  update(shown, { effects, docChanged, selection }) {
    for (const effect of effects) if (effect.is(explain)) return effect.value;
    return docChanged || selection !== undefined ? null : shown;
  },
  provide: (field) => showTooltip.from(field),
});

/** Explains the name at the cursor; asked again, it says more. False where Shift Tab takes back an indent. */
export function explainHere(view: EditorView, help: EditorHelp): boolean {
  if (!isAfterWord(view.state)) return false;
  const more = view.state.field(explanation) !== null;
  const place = placeOf(view.state);
  const tooltip: Tooltip = {
    pos: place.offset,
    above: false,
    create: () => {
      const dom = explanationBox();
      dom.textContent = "Asking the kernel …";
      const lifetime = new AbortController();
      void help.describe(dom, place, { more, signal: lifetime.signal }).then((isKnown) => {
        if (!isKnown && !lifetime.signal.aborted)
          dom.textContent = "The kernel does not know this.";
      });
      return { dom, destroy: () => lifetime.abort() };
    },
  };
  view.dispatch({ effects: explain.of(tooltip) });
  return true;
}

/** Proposals that are not there yet are none to close: the key goes on. */
function giveUpWaiting(view: EditorView): boolean {
  if (currentCompletions(view.state).length === 0) closeCompletion(view);
  return false;
}

function hideExplanation(view: EditorView): boolean {
  if (view.state.field(explanation) === null) return false;
  view.dispatch({ effects: explain.of(null) });
  return true;
}
