// Commands on headings and the sections that they begin.
import type { Command, CommandContext } from "../extension.ts";
import { foldAll, foldSection, headingBeside, isFolded, sectionEnd } from "../model/folding.ts";
import { insertHeading, setHeadingLevel } from "../model/heading-edits.ts";
import { findCell, indexOfCell, selectedCells } from "../model/select.ts";
import type { CellEntry, NotebookState } from "../model/state.ts";

export const headingCommands: readonly Command[] = [
  ...[1, 2, 3, 4, 5, 6].map((level): Command => ({
    id: `heading.level-${level}`,
    label: `Make it a heading of level ${level}`,
    keys: [String(level)],
    when: "command",
    // Code is not turned into text by a stray digit, as in JupyterLab since 4.6.
    enabled: ({ state }) => selectedCells(state).some(({ cell }) => cell.cell_type === "markdown"),
    run: ({ state, dispatch }) => {
      const edit = setHeadingLevel(state, level);
      if (edit !== undefined) dispatch(edit);
    },
  })),
  {
    id: "heading.insert-above",
    label: "Insert a heading above",
    keys: ["Shift A"],
    when: "command",
    run: (context) => insert(context, "above"),
  },
  {
    id: "heading.insert-below",
    label: "Insert a heading below the section",
    keys: ["Shift B"],
    when: "command",
    run: (context) => insert(context, "below"),
  },
  {
    id: "heading.fold",
    label: "Fold the section, or go to the heading above",
    keys: ["ArrowLeft"],
    when: "command",
    run: (context) => foldOrGo(context, true),
  },
  {
    id: "heading.unfold",
    label: "Unfold the section, or go to the heading below",
    keys: ["ArrowRight"],
    when: "command",
    run: (context) => foldOrGo(context, false),
  },
  {
    id: "heading.toggle",
    label: "Fold or unfold the section",
    enabled: ({ state }) => countBelow(state) > 0,
    run: (context) => {
      const entry = findCell(context.state, context.state.selection.active);
      if (entry !== undefined) fold(context, entry, !isFolded(entry.cell));
    },
  },
  {
    id: "heading.fold-all",
    label: "Fold all sections",
    run: ({ state, dispatch, focusCell }) => {
      const { changes, active } = foldAll(state);
      // First to a cell that stays in sight: a folded section opens when the keyboard is in it.
      focusCell(active, "command");
      for (const change of changes) dispatch(change);
    },
  },
  {
    id: "heading.unfold-all",
    label: "Unfold all sections",
    run: ({ state, dispatch }) => {
      for (const entry of state.cells) {
        const change = foldSection(entry, false);
        if (change !== undefined) dispatch(change);
      }
    },
  },
];

function insert(context: CommandContext, side: "above" | "below"): void {
  const edit = insertHeading(context.state, side);
  context.dispatch(edit);
  context.focusCell(edit.selection.active, "edit", Number.MAX_SAFE_INTEGER);
}

/** Folds (or unfolds) the active heading's section; where that is done, or there is none, goes to the next heading that way. */
function foldOrGo(context: CommandContext, wantsFold: boolean): void {
  const { state } = context;
  const { active } = state.selection;
  const entry = findCell(state, active);
  if (entry !== undefined && countBelow(state) > 0 && isFolded(entry.cell) !== wantsFold) {
    fold(context, entry, wantsFold);
    return;
  }
  const target = headingBeside(state, active, wantsFold ? -1 : 1);
  if (target !== undefined) context.focusCell(target, "command");
}

function fold(context: CommandContext, entry: CellEntry, fold: boolean): void {
  const change = foldSection(entry, fold);
  if (change === undefined) return;
  const count = countBelow(context.state);
  context.dispatch(change);
  const cells = count === 1 ? "1 cell" : `${count} cells`;
  context.announce(fold ? `Folded, ${cells} hidden` : `Unfolded, ${cells} shown`);
}

/** How many cells the active cell's section holds below its heading; 0 when the active cell is no heading. */
function countBelow(state: NotebookState): number {
  const at = indexOfCell(state, state.selection.active);
  return sectionEnd(state.cells, at) - at - 1;
}
