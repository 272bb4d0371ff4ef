// What a file's locks forbid, and how it is said: `editable` and `deletable` (nbformat 4.5), nbgrader's `locked`,
// and questions whose answer could not be checked any more. Pure; `edits.ts` obeys it, commands say it.
import { isObject } from "../nbformat/parse.ts";
import type { Cell } from "../nbformat/types.ts";

/** What somebody wants to do to cells. `reshape` is another type, a split or a merge. */
export type Act = "edit" | "delete" | "cut" | "reshape";

/**
 * Whether the file lets people change the cell's text. A cell that nbgrader has locked is closed too, unless it says
 * `editable: true` itself: that is how a teacher keeps it open in the source.
 */
export function isEditable(cell: Cell): boolean {
  return isOpen(cell, "editable");
}

/** Whether the file lets people delete the cell. */
export function isDeletable(cell: Cell): boolean {
  return isOpen(cell, "deletable");
}

/** Whether the cell may get another type, be split or be merged: it then is another cell for whoever grades it. */
export function isReshapable(cell: Cell): boolean {
  return isEditable(cell) && isDeletable(cell) && !isReleasedQuestion(cell);
}

/** Whether commands may change the cell's text without its editor (replace, headings): what checks a question goes by its text. */
export function isRewritable(cell: Cell): boolean {
  return isEditable(cell) && !isReleasedQuestion(cell);
}

/** Why an act on these cells is refused, for all or for some of them; `undefined` when nothing stands in the way. */
export function refusalWords(act: Act, cells: readonly Cell[]): string | undefined {
  const refused = cells.filter((cell) => !allows(act, cell));
  const [first] = refused;
  if (first === undefined) return undefined;
  switch (act) {
    case "edit":
      return "This cell is locked by the teacher, so its text cannot be changed. Add a cell below to try things.";
    case "delete":
    case "cut": {
      const verb = act === "delete" ? "deleted" : "cut";
      if (cells.length === 1) return `This cell belongs to the lesson and cannot be ${verb}.`;
      const belongs = refused.length === 1 ? "1 cell belongs" : `${refused.length} cells belong`;
      const rest = refused.length === cells.length ? "" : ` The others were ${verb}.`;
      return `${belongs} to the lesson and cannot be ${verb}.${rest}`;
    }
    case "reshape":
      return isEditable(first) && isDeletable(first)
        ? "This cell is a question. With another type, split or merged it could not be checked any more."
        : "This cell is locked by the teacher, so it keeps its type and cannot be split or merged.";
  }
}

function allows(act: Act, cell: Cell): boolean {
  switch (act) {
    case "edit":
      return isEditable(cell);
    case "delete":
    case "cut":
      return isDeletable(cell);
    case "reshape":
      return isReshapable(cell);
  }
}

function isOpen(cell: Cell, key: "editable" | "deletable"): boolean {
  const { nbgrader } = cell.metadata;
  const own = cell.metadata[key];
  if (own === false) return false;
  return own === true || !isObject(nbgrader) || nbgrader.locked !== true;
}

/** A question as learners get it: what checks it is in the cell's metadata and means nothing without its text. */
function isReleasedQuestion(cell: Cell): boolean {
  const { lessonbook } = cell.metadata;
  return isObject(lessonbook) && lessonbook.kind === "quiz" && lessonbook.released === true;
}
