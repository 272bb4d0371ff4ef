// Two versions of a notebook beside each other, cell by cell, and the question which to take where both were changed.
import { makeElement } from "../elements.ts";
import { findConflicts, mergeCells } from "../model/merge.ts";
import type { MergeChoice, MergeConflict, NotebookPatch } from "../model/merge.ts";
import type { Cell } from "../nbformat/types.ts";
import { openModal } from "./modal.ts";

export interface MergeQuestion {
  readonly patch: NotebookPatch;
  /** The other version's cells. */
  readonly theirs: readonly Cell[];
  /** What the two sides are called, such as "Yours" and "Theirs". */
  readonly names: { readonly mine: string; readonly theirs: string };
  readonly title: string;
  readonly action: string;
}

const CHOICES: readonly MergeChoice[] = ["both", "mine", "theirs"];

/** Resolves to the merged cells; `undefined` when the reader leaves things as they are. */
export function openMerge(question: MergeQuestion): Promise<readonly Cell[] | undefined> {
  const { patch, theirs, names, title, action } = question;
  const conflicts = findConflicts(patch, theirs);
  const chosen = new Map<string, MergeChoice>();
  const choose = ({ id }: MergeConflict): MergeChoice => chosen.get(id) ?? "both";
  return new Promise((resolve) => {
    let merged: readonly Cell[] | undefined;
    const take = makeElement(
      "button",
      { type: "button", class: "lb-button", "data-kind": "primary" },
      action,
    );
    const modal = openModal(
      title,
      "lb-merge",
      makeElement("p", { class: "lb-modal-note" }, conflictWords(conflicts.length)),
      makeElement(
        "div",
        { class: "lb-merge-cells" },
        ...conflicts.map((conflict) =>
          drawConflict(conflict, names, (choice) => chosen.set(conflict.id, choice)),
        ),
        ...drawOneSided(patch, theirs, conflicts, names),
      ),
      makeElement("div", { class: "lb-dialog-actions" }, take),
    );
    take.addEventListener("click", () => {
      merged = mergeCells(patch, theirs, choose);
      modal.close();
    });
    modal.el.addEventListener("close", () => resolve(merged));
    take.focus();
  });
}

function conflictWords(count: number): string {
  if (count === 0) return "No cell was changed on both sides, so everything fits together.";
  const cells = count === 1 ? "One cell was" : `${count} cells were`;
  return `${cells} changed on both sides. Choose for each; if you choose nothing, both are kept, one after the other.`;
}

function drawConflict(
  conflict: MergeConflict,
  names: MergeQuestion["names"],
  onChoice: (choice: MergeChoice) => void,
): HTMLElement {
  const words: Readonly<Record<MergeChoice, string>> = { both: "Keep both", ...names };
  const radios = CHOICES.map((choice) => {
    const input = makeElement("input", {
      type: "radio",
      name: `merge-${conflict.id}`,
      value: choice,
      checked: choice === "both" ? "" : undefined,
    });
    input.addEventListener("change", () => onChoice(choice));
    return makeElement("label", {}, input, words[choice]);
  });
  return makeElement(
    "fieldset",
    { class: "lb-merge-cell", "data-conflict": conflict.id },
    makeElement("legend", {}, "Changed on both sides"),
    makeElement(
      "div",
      { class: "lb-merge-sides" },
      drawSide(names.mine, conflict.base, conflict.mine),
      drawSide(names.theirs, conflict.base, conflict.theirs),
    ),
    makeElement("div", { class: "lb-merge-choice" }, ...radios),
  );
}

/** What was changed on one side alone: nothing to ask, but to be seen. */
function drawOneSided(
  patch: NotebookPatch,
  theirs: readonly Cell[],
  conflicts: readonly MergeConflict[],
  names: MergeQuestion["names"],
): readonly HTMLElement[] {
  const asked = new Set(conflicts.map(({ id }) => id));
  const base = new Map(patch.base.map((cell) => [cell.id, cell]));
  const there = new Set(theirs.map(({ id }) => id));
  const before = new Set(patch.before);
  const mine = patch.mine.filter(
    ({ id, source }) => !asked.has(id) && base.get(id)?.source !== source,
  );
  const now = new Set(patch.mine.map(({ id }) => id));
  return [
    ...mine.map((cell) => drawChange(names.mine, base.get(cell.id), cell)),
    ...patch.base
      .filter(({ id }) => !asked.has(id) && !now.has(id) && there.has(id))
      .map((cell) => drawChange(names.mine, cell, undefined)),
    ...theirs
      .filter(({ id }) => !before.has(id) && !now.has(id))
      .map((cell) => drawChange(names.theirs, undefined, cell)),
  ];
}

function drawChange(name: string, before: Cell | undefined, after: Cell | undefined): HTMLElement {
  return makeElement("div", { class: "lb-merge-cell" }, drawSide(name, before, after));
}

/** The cells of two versions that differ, without a question. */
export function showCells(before: readonly Cell[], after: readonly Cell[]): readonly HTMLElement[] {
  const old = new Map(before.map((cell) => [cell.id, cell]));
  const now = new Set(after.map(({ id }) => id));
  return [
    ...after
      .filter(({ id, source }) => old.get(id)?.source !== source)
      .map((cell) => drawChange("Now", old.get(cell.id), cell)),
    ...before.filter(({ id }) => !now.has(id)).map((cell) => drawChange("Now", cell, undefined)),
  ];
}

function drawSide(name: string, base: Cell | undefined, cell: Cell | undefined): HTMLElement {
  const verb = cell === undefined ? "taken out" : base === undefined ? "added" : "changed";
  return makeElement(
    "section",
    { class: "lb-merge-side" },
    makeElement("h3", {}, `${name}: ${verb}`),
    makeElement("pre", { tabindex: "0", dir: "auto" }, ...drawLines(base?.source, cell?.source)),
  );
}

/** Lines that came and lines that went, each with its sign, as in a patch. */
function drawLines(before: string | undefined, after: string | undefined): readonly HTMLElement[] {
  return diffLines(before?.split("\n") ?? [], after?.split("\n") ?? []).map(([sign, text]) =>
    makeElement(sign === " " ? "span" : sign === "+" ? "ins" : "del", {}, `${sign} ${text}\n`),
  );
}

type Line = readonly [sign: " " | "+" | "-", text: string];

/** The longest common run of lines stays, the rest goes or comes. Long texts are told apart at their ends alone. */
function diffLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start])
    start += 1;
  let end = 0;
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1;
  const line =
    (sign: Line[0]) =>
    (text: string): Line => [sign, text];
  return [
    ...before.slice(0, start).map(line(" ")),
    ...before.slice(start, before.length - end).map(line("-")),
    ...after.slice(start, after.length - end).map(line("+")),
    ...before.slice(before.length - end).map(line(" ")),
  ].filter(([sign, text], i, all) => sign === " " || text !== "" || all.length > 1);
}
