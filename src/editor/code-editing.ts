// What an editor of code has beyond a text field: folding, several cursors, and the keys for lines and words.
// Used by editor.ts. The fold marks stand in the margin that coloured text has too, so that nothing moves.
import { codeFolding, foldedRanges, foldGutter, unfoldEffect } from "@codemirror/language";
import { EditorSelection, EditorState, type Extension, type StateCommand } from "@codemirror/state";
import { crosshairCursor, EditorView, rectangularSelection } from "@codemirror/view";

/** A stretch of text that is folded away, in UTF-16 units. */
export interface Fold {
  readonly from: number;
  readonly to: number;
}

/** Several cursors: by Alt or Accel with a click, by Alt with a drag as a rectangle, by key at the next same words. */
export function manyCursors(): Extension {
  return [
    EditorState.allowMultipleSelections.of(true),
    EditorView.clickAddsSelectionRange.of((event) => event.ctrlKey || event.metaKey),
    rectangularSelection(),
    altClick(),
    crosshairCursor(),
  ];
}

/** A click with Alt adds a cursor; a drag with Alt is the rectangle's. */
function altClick(): Extension {
  let before: EditorSelection | undefined;
  let place: readonly [number, number] = [0, 0];
  return EditorView.domEventHandlers({
    mousedown: (event, view) => {
      before = event.altKey && event.button === 0 ? view.state.selection : undefined;
      place = [event.clientX, event.clientY];
    },
    mouseup: (event, view) => {
      const isClick = Math.hypot(event.clientX - place[0], event.clientY - place[1]) < 4;
      if (before !== undefined && isClick)
        view.dispatch({ selection: before.addRange(view.state.selection.main) });
      before = undefined;
    },
  });
}

/** Folding, by the margin's arrows and by the page's keys. */
export function folding(): Extension {
  return [
    codeFolding(),
    foldGutter({
      markerDOM: (open) => {
        const mark = document.createElement("span");
        mark.className = "lb-fold-arrow";
        mark.dataset.open = String(open);
        mark.textContent = open ? "▾" : "▸";
        mark.title = open ? "Fold" : "Unfold";
        return mark;
      },
    }),
  ];
}

/** The outermost folds, in order. */
export function foldsOf(state: EditorState): readonly Fold[] {
  const folds: Fold[] = [];
  foldedRanges(state).between(0, state.doc.length, (from, to) => {
    if (from >= (folds.at(-1)?.to ?? 0)) folds.push({ from, to });
  });
  return folds;
}

/** Opens all folds that touch a stretch. */
export function unfold(view: EditorView, { from, to }: Fold): void {
  const effects: ReturnType<typeof unfoldEffect.of>[] = [];
  foldedRanges(view.state).between(from, to, (start, end) => {
    effects.push(unfoldEffect.of({ from: start, to: end }));
  });
  view.dispatch({ effects });
}

/**
 * Selects the word at the cursor, or adds the next place that holds the same words as the selection; after the last place
 * it goes on from the top.
 */
export const selectNextSame: StateCommand = ({ state, dispatch }) => {
  const { ranges, main } = state.selection;
  if (ranges.some((range) => range.empty)) {
    const words = ranges.map((range) =>
      range.empty ? (state.wordAt(range.head) ?? range) : range,
    );
    if (words.every((range) => range.empty)) return false;
    const selection = EditorSelection.create(words, state.selection.mainIndex);
    dispatch(state.update({ selection, scrollIntoView: true }));
    return true;
  }
  const text = state.doc.toString();
  const words = text.slice(main.from, main.to);
  const isTaken = (at: number): boolean =>
    ranges.some(({ from, to }) => at < to && at + words.length > from);
  const last = ranges.reduce((end, range) => Math.max(end, range.to), 0);
  let next = nextFree(text, words, last, text.length, isTaken);
  if (next === -1) next = nextFree(text, words, 0, last, isTaken);
  if (next === -1) return false;
  const range = EditorSelection.range(next, next + words.length);
  dispatch(
    state.update({
      selection: state.selection.addRange(range),
      effects: EditorView.scrollIntoView(range),
    }),
  );
  return true;
};

function nextFree(
  text: string,
  words: string,
  from: number,
  end: number,
  isTaken: (at: number) => boolean,
): number {
  for (let at = text.indexOf(words, from); at !== -1 && at < end; at = text.indexOf(words, at + 1))
    if (!isTaken(at)) return at;
  return -1;
}
