// Shows a cell apart from the notebook: on a state of its own, so that trying it changes nothing elsewhere. For previews.
import type { CellHost, CellKind } from "../extension.ts";
import { openNotebook } from "../model/open.ts";
import { createStore } from "../model/store.ts";
import type { Cell } from "../nbformat/types.ts";

export interface CellAloneOptions {
  readonly kindOf: (cell: Cell) => CellKind;
  /** The notebook's host: what has nothing to do with its state is taken from there. */
  readonly host: CellHost;
  /** Told each change of the first cell. */
  readonly onChange?: (cell: Cell) => void;
}

/** Shows the first of some cells in `el` until the signal is aborted; the others are below it and not shown. */
export function mountAlone(
  el: HTMLElement,
  cells: readonly Cell[],
  signal: AbortSignal,
  { kindOf, host: outer, onChange }: CellAloneOptions,
): void {
  const [cell] = cells;
  if (cell === undefined) return;
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
  const store = createStore(openNotebook(notebook, { path: "preview" }));
  const entryIn = (state: typeof store.state) =>
    state.cells.find((entry) => entry.cell.id === cell.id);
  const first = entryIn(store.state);
  if (first === undefined) return;
  const host: CellHost = {
    ...outer,
    state: () => store.state,
    dispatch: store.dispatch,
    watch: (listener, until) => {
      until.addEventListener("abort", store.subscribe(listener));
    },
    run: () => outer.announce("Nothing is run in the preview."),
    command: () => undefined,
  };
  const view = kindOf(cell).mount({ el, entry: first, host, signal });
  const stop = store.subscribe((next, before) => {
    const entry = entryIn(next);
    if (entry !== undefined && entry !== entryIn(before)) {
      view.update(entry, { active: true, mode: "command" });
      onChange?.(entry.cell);
    }
  });
  signal.addEventListener("abort", stop);
}
