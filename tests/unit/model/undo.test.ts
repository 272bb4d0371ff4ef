// Undo as a property: whatever a person does to cells, undoing all of it gives the file back byte for byte.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyChange } from "../../../src/model/apply.ts";
import { pasteClip, type Clip } from "../../../src/model/clipboard.ts";
import * as edits from "../../../src/model/edits.ts";
import { insertHeading, setHeadingLevel } from "../../../src/model/heading-edits.ts";
import { moveInSight } from "../../../src/model/folding.ts";
import { toNotebook } from "../../../src/model/open.ts";
import { selectedCells } from "../../../src/model/select.ts";
import type { NotebookState, Selection } from "../../../src/model/state.ts";
import { serialiseNotebook } from "../../../src/nbformat/serialise.ts";
import type { Cell } from "../../../src/nbformat/types.ts";
import { code, md, opened, raw, stream } from "../../support/builders.ts";

/** A notebook with something of everything that an edit may lose. */
const START: readonly Cell[] = [
  code("print(1)\nx", { id: "ran", outputs: [stream("1\n")], execution_count: 4 }),
  md("## Folded", { id: "folded", metadata: { "jp-MarkdownHeadingCollapsed": true } }),
  md("# Title\n\nwords", { id: "title", attachments: { "a.png": { "image/png": "eA==" } } }),
  raw("raw 𝔘𝔫𝔦", { id: "raw", metadata: { format: "text/html" } }),
  code("locked", { id: "locked", metadata: { deletable: false, editable: false } }),
  md("- [ ] a", { id: "quiz", metadata: { lessonbook: { kind: "quiz", released: true } } }),
  md("task", { id: "graded", metadata: { nbgrader: { grade_id: "q", locked: false } } }),
  code("test", { id: "tests", metadata: { nbgrader: { grade_id: "t", locked: true } } }),
  { ...code("keys", { id: "keys" }), unknown: { kept: [1, null] } },
];

interface Step {
  readonly operation: string;
  /** Places of the selection's ends, and where and how much: taken modulo what there is. */
  readonly active: number;
  readonly anchor: number;
  readonly number: number;
}

interface Desk {
  readonly state: NotebookState;
  readonly clip?: Clip;
}

type Operation = (desk: Desk, number: number) => edits.Edit | undefined;

const ids = ({ state }: Desk) => selectedCells(state).map(({ cell }) => cell.id);

const operations: Readonly<Record<string, Operation>> = {
  "insert above": ({ state }) => edits.insertBeside(state, "above"),
  "insert below": ({ state }) => edits.insertBeside(state, "below", "edit"),
  delete: ({ state }) => edits.deleteSelected(state),
  cut: ({ state }) => edits.deleteSelected(state, "Cut"),
  "paste above": ({ state, clip }) => clip && pasteClip(state, clip, "above"),
  "paste below": ({ state, clip }) => clip && pasteClip(state, clip, "below"),
  up: ({ state }) => moveInSight(state, "up"),
  down: ({ state }) => moveInSight(state, "down"),
  drop: ({ state }, number) => edits.moveSelectedTo(state, number % (state.cells.length + 1)),
  code: ({ state }) => edits.changeType(state, "code"),
  markdown: ({ state }) => edits.changeType(state, "markdown"),
  raw: ({ state }) => edits.changeType(state, "raw"),
  "heading level": ({ state }, number) => setHeadingLevel(state, 1 + (number % 6)),
  "heading above": ({ state }) => insertHeading(state, "above"),
  "heading below": ({ state }) => insertHeading(state, "below"),
  merge: ({ state }) => edits.mergeSelected(state),
  split: ({ state }, number) => edits.splitCell(state, state.selection.active, number % 8),
  "clear outputs": (desk) => edits.clearOutputs(desk.state, ids(desk)),
  "set metadata": (desk, number) =>
    edits.patchCells(
      desk.state,
      "Tag",
      selectedCells(desk.state).map(({ cell }) => ({
        id: cell.id,
        metadata: { ...cell.metadata, tags: [String(number)] },
      })),
    ),
  "replace text": (desk, number) =>
    edits.patchCells(
      desk.state,
      "Replace",
      ids(desk).map((id) => ({ id, source: `text ${number}\n` })),
    ),
};

/** What is taken along for a later paste. */
function clipAfter({ state, clip }: Desk, operation: string): Clip | undefined {
  const cells = selectedCells(state).map(({ cell }) => cell);
  if (operation === "copy") return { cells };
  const gone = cells.filter(edits.isDeletable);
  return operation === "cut" && gone.length > 0 ? { cells: gone, cutFrom: state.path } : clip;
}

function take(desk: Desk, { operation, active, anchor, number }: Step): Desk {
  const { cells } = desk.state;
  const id = (place: number): string => cells[place % cells.length]?.cell.id ?? "";
  const state = applyChange(desk.state, {
    type: "select",
    selection: { active: id(active), anchor: id(anchor), mode: "command" },
  });
  const clip = clipAfter({ ...desk, state }, operation);
  const edit = operations[operation]?.({ ...desk, state }, number);
  return {
    state: edit === undefined ? state : applyChange(state, edit),
    ...(clip !== undefined && { clip }),
  };
}

const undo = (state: NotebookState): NotebookState => applyChange(state, { type: "undo" });
const redo = (state: NotebookState): NotebookState => applyChange(state, { type: "redo" });
const bytes = (state: NotebookState): string => serialiseNotebook(toNotebook(state));

const step = (extra: readonly string[]): fc.Arbitrary<Step> =>
  fc.record({
    operation: fc.constantFrom(...Object.keys(operations), "copy", ...extra),
    active: fc.nat(40),
    anchor: fc.nat(40),
    number: fc.nat(40),
  });

describe("undo", () => {
  it("gives the file back byte for byte after any sequence, each selection on the way, and redo the same again", () => {
    fc.assert(
      fc.property(fc.array(step([]), { maxLength: 30 }), (steps) => {
        const start = opened(...START);
        let desk: Desk = { state: start };
        const selections: Selection[] = [];
        for (const one of steps) {
          const next = take(desk, one);
          const item = next.state.undo.at(-1);
          if (item !== undefined && next.state.undo.length > desk.state.undo.length)
            selections.push(item.selection);
          desk = next;
        }
        const end = bytes(desk.state);
        expect(new Set(desk.state.cells.map(({ cell }) => cell.id)).size).toBe(
          desk.state.cells.length,
        );
        let { state } = desk;
        while (state.undo.length > 0) {
          state = undo(state);
          expect(state.selection).toEqual(selections.pop());
        }
        expect(bytes(state)).toBe(bytes(start));
        while (state.redo.length > 0) state = redo(state);
        expect(bytes(state)).toBe(end);
      }),
      { numRuns: 3000, seed: 20 },
    );
  });

  it("does so too with undo and redo in between, and never loses a locked cell or doubles a grade id", () => {
    fc.assert(
      fc.property(fc.array(step(["undo", "redo"]), { maxLength: 30 }), (steps) => {
        const start = opened(...START);
        let desk: Desk = { state: start };
        for (const one of steps) {
          if (one.operation === "undo") desk = { ...desk, state: undo(desk.state) };
          else if (one.operation === "redo") desk = { ...desk, state: redo(desk.state) };
          else desk = take(desk, one);
          const cells = desk.state.cells.map(({ cell }) => cell);
          expect(cells.find(({ id }) => id === "locked")?.cell_type).toBe("code");
          const grades = cells.map(({ metadata }) => JSON.stringify(metadata.nbgrader ?? null));
          for (const id of ['"q"', '"t"'])
            expect(grades.filter((grade) => grade.includes(id)).length).toBeLessThanOrEqual(1);
        }
        let { state } = desk;
        while (state.undo.length > 0) state = undo(state);
        expect(bytes(state)).toBe(bytes(start));
      }),
      { numRuns: 2000, seed: 21 },
    );
  });
});
