// Help while typing code: proposals at Tab, what a name is at Shift Tab. Where it comes from is the caller's business.
import {
  acceptCompletion,
  autocompletion,
  completionStatus,
  insertCompletionText,
  startCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { Prec, StateEffect, StateField, type EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, showTooltip, tooltips, type Tooltip } from "@codemirror/view";

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
  /** Gives null when there is nothing to propose, or when a newer question was asked since. */
  complete(place: EditorPlace): Promise<CompletionAnswer | null>;
  /** Fills `el` with what is known of the name at a place; false when nothing is. `more` asks for the source too. */
  describe(
    el: HTMLElement,
    place: EditorPlace,
    options: { readonly more: boolean; readonly signal: AbortSignal },
  ): Promise<boolean>;
  /** The cursor went to another place, or the text changed. */
  follow?(place: EditorPlace): void;
}

/** Proposals and explanations, with their keys. Tab and Shift Tab at the start of a line stay what they were. */
export function codeHelp(help: EditorHelp): Extension {
  return [
    autocompletion({
      override: [(context) => propose(context, help)],
      activateOnTyping: false,
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
    Prec.high(
      keymap.of([
        { key: "Tab", run: completeHere, shift: (view) => explainHere(view, help) },
        { key: "Escape", run: hideExplanation },
      ]),
    ),
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
  const answer = await help.complete({ text: state.doc.toString(), offset: pos });
  if (answer === null || context.aborted) return null;
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

/** Completes after a word; false at the start of a line and after a blank, where Tab indents. */
function completeHere(view: EditorView): boolean {
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
function explainHere(view: EditorView, help: EditorHelp): boolean {
  if (!isAfterWord(view.state)) return false;
  const more = view.state.field(explanation) !== null;
  const place = placeOf(view.state);
  const tooltip: Tooltip = {
    pos: place.offset,
    above: false,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "lb-explanation";
      dom.dataset.part = "tooltip";
      dom.setAttribute("role", "status");
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

function hideExplanation(view: EditorView): boolean {
  if (view.state.field(explanation) === null) return false;
  view.dispatch({ effects: explain.of(null) });
  return true;
}
