// The steps that make an exercise cell of the teacher's into the learners' one, in the order in which
// `nbgrader generate_assignment` takes them, with its default words. Each is for one cell; release.ts puts them together.
import type { Problem } from "../lesson/lesson-metadata.ts";
import { isQuestionCell } from "../lesson/question-kinds.ts";
import type { Cell } from "../nbformat/types.ts";
import { isLocked, readGradeInfo, withGradeMetadata } from "./cell-metadata.ts";
import { checksumOf } from "./checksum.ts";
import { cutRegions, type Markers } from "./regions.ts";

/** What marks the parts, and what stands in their place. */
export interface ReleaseWords {
  readonly solution: Markers;
  readonly hiddenTests: Markers;
  readonly markScheme: Markers;
  /** By kernelspec language. */
  readonly codeStubs: Readonly<Record<string, string>>;
  readonly textStub: string;
}

export const DEFAULT_WORDS: ReleaseWords = {
  solution: { begin: "BEGIN SOLUTION", end: "END SOLUTION", what: "solution" },
  hiddenTests: { begin: "BEGIN HIDDEN TESTS", end: "END HIDDEN TESTS", what: "hidden tests" },
  markScheme: { begin: "BEGIN MARK SCHEME", end: "END MARK SCHEME", what: "mark scheme" },
  codeStubs: {
    python: "# YOUR CODE HERE\nraise NotImplementedError()",
    R: "# YOUR CODE HERE\nfail()",
    matlab: "% YOUR CODE HERE\nerror('No Answer Given!')",
    octave: "% YOUR CODE HERE\nerror('No Answer Given!')",
    sas: "/* YOUR CODE HERE */\n %notImplemented;",
    java: "// YOUR CODE HERE",
  },
  textStub: "YOUR ANSWER HERE",
};

/** A cell after a step: what was taken out is secret from now on. */
export interface Step {
  readonly cell: Cell;
  readonly removed: readonly string[];
  readonly problems: readonly Problem[];
}

/** Marks what learners can neither delete nor, in tests and given text, edit. */
export function lockCell(cell: Cell): Cell {
  const info = readGradeInfo(cell);
  if (info === undefined) return cell;
  const closed = isLocked(info) ? { editable: false } : info.solution ? {} : undefined;
  if (closed === undefined) return cell;
  return { ...cell, metadata: { ...cell.metadata, deletable: false, ...closed } };
}

/** Puts the stub in the place of the solution: of its marked regions, or of the whole cell. */
export function clearSolution(cell: Cell, words: ReleaseWords, codeStub: string): Step {
  const stub = cell.cell_type === "code" ? codeStub : words.textStub;
  const cut = cutRegions(cell.source, words.solution, stub.split("\n"));
  const isFound = cell.source.includes(words.solution.begin);
  const isSolution = readGradeInfo(cell)?.solution === true;
  if (isFound && (!isSolution || isQuestionCell(cell))) {
    const message = isQuestionCell(cell)
      ? `A question's answer stands in its boxes and lines, not in a marked solution. Take "${words.solution.begin}" out.`
      : `"${words.solution.begin}" stands in a cell that is no answer. Mark the cell as an answer, or take the marker out.`;
    return unchanged(cell, [{ message, line: lineOf(cell, words.solution.begin) }]);
  }
  if (cut.problems.length > 0) return unchanged(cell, cut.problems);
  if (isFound) {
    return { cell: { ...cell, source: cut.source }, removed: cut.removed, problems: [] };
  }
  // The answer to a question is taken out by its own kind's rule.
  if (!isSolution || isQuestionCell(cell)) return unchanged(cell);
  return { cell: { ...cell, source: stub }, removed: [cell.source], problems: [] };
}

/** Takes out outputs, counts, and how they were shown. */
export function clearOutputs(cell: Cell): Cell {
  if (cell.cell_type !== "code") return cell;
  const { collapsed, scrolled, ...metadata } = cell.metadata;
  const isPlain = collapsed === undefined && scrolled === undefined;
  return {
    ...cell,
    metadata: isPlain ? cell.metadata : metadata,
    outputs: [],
    execution_count: null,
  };
}

/** Writes checksum and type of a cell that has a part in an exercise. */
export function withChecksum(cell: Cell): Cell {
  const info = readGradeInfo(cell);
  if (info === undefined || !(info.grade || info.solution || info.locked)) return cell;
  return withGradeMetadata(cell, { checksum: checksumOf(cell, info), cell_type: cell.cell_type });
}

/** Takes the hidden tests out. */
export function clearHiddenTests(cell: Cell, words: ReleaseWords): Step {
  return clearRegion(cell, words.hiddenTests, readGradeInfo(cell)?.grade === true, "tests");
}

/** Takes the mark scheme out. */
export function clearMarkScheme(cell: Cell, words: ReleaseWords): Step {
  const step = clearRegion(cell, words.markScheme, readGradeInfo(cell)?.task === true, "a task");
  const attached = step.removed.some((text) => /!\[.*\]\(attachment:.+?\)/.test(text));
  if (!attached) return step;
  const message =
    "The mark scheme shows an attached picture, and the attachment would stay in the file. Put the picture elsewhere.";
  return unchanged(cell, [{ message, line: lineOf(cell, words.markScheme.begin) }]);
}

function clearRegion(cell: Cell, markers: Markers, isItsPlace: boolean, place: string): Step {
  if (!cell.source.includes(markers.begin) && !cell.source.includes(markers.end)) {
    return unchanged(cell);
  }
  const cut = cutRegions(cell.source, markers);
  if (!isItsPlace) {
    const message = `"${markers.begin}" stands in a cell that is not ${place}. Mark the cell as ${place}, or take the marker out.`;
    return unchanged(cell, [...cut.problems, { message, line: lineOf(cell, markers.begin) }]);
  }
  if (cut.problems.length > 0) return unchanged(cell, cut.problems);
  return { cell: { ...cell, source: cut.source }, removed: cut.removed, problems: [] };
}

function unchanged(cell: Cell, problems: readonly Problem[] = []): Step {
  return { cell, removed: [], problems };
}

function lineOf(cell: Cell, text: string): number {
  return Math.max(1, cell.source.split("\n").findIndex((line) => line.includes(text)) + 1);
}
