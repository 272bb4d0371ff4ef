// What is to be said of a notebook before it is handed in: what is otherwise than in the release, in words for a learner, and the same
// notebook put right. Pure; the rules are those of grading (`grading/repair.ts`).
import { repairSubmission, type Finding, type FindingKind } from "../grading/repair.ts";
import { isSame } from "../model/merge.ts";
import type { Cell, Notebook } from "../nbformat/types.ts";

export interface LookedOver {
  /** Sentences, in the order of the cells. */
  readonly troubles: readonly string[];
  /** The notebook put right, with the learner's answers and outputs; absent where nothing can be. */
  readonly repaired?: Notebook;
}

export function lookOver(mine: Notebook, released: Notebook): LookedOver {
  const { notebook, findings } = repairSubmission(mine, { released, master: released });
  const told = findings.filter(({ kind }) => kind !== "metadata-old");
  if (told.length === 0) return { troubles: [] };
  const seen = new Map(mine.cells.map((cell) => [cell.id, cell]));
  const cells = notebook.cells.map((cell) => withOutputs(cell, seen.get(cell.id)));
  const troubles = told.map(sentence);
  return isSame(cells, mine.cells) ? { troubles } : { troubles, repaired: { ...mine, cells } };
}

function sentence({ kind, gradeId, message }: Finding): string {
  const cell = gradeId === "" ? "A cell" : `The cell “${gradeId}”`;
  switch (kind) {
    case "deleted":
      return `${cell} was deleted.`;
    case "copied":
      return `${cell} is there more than once; only one of them counts.`;
    case "moved":
      return `${cell} stands in another place than it was given.`;
    case "unknown-cell":
      return `${cell} ${message}.`;
    default:
      return `${cell} ${CHANGED[kind]}.`;
  }
}

const CHANGED: Readonly<
  Record<Exclude<FindingKind, "deleted" | "copied" | "moved" | "unknown-cell">, string>
> = {
  retyped: "was turned into a cell of another type",
  edited: "was changed, though it is your teacher's",
  renamed: "has another name in its grading data",
  "metadata-lost": "has lost its grading data",
  "metadata-old": "has grading data of an older form",
  "points-edited": "claims other points than it is worth",
  "flags-edited": "has other grading data than it was given",
};

/** Grading takes outputs away; a learner keeps those of code that stays as it was. */
function withOutputs(cell: Cell, seen: Cell | undefined): Cell {
  if (cell.cell_type !== "code" || seen?.cell_type !== "code") return cell;
  if (cell.source !== seen.source) return cell;
  return { ...cell, outputs: seen.outputs, execution_count: seen.execution_count };
}
