// A notebook that the teacher released anew, put into the learner's own by cell id: what the learner changed stays. Pure.
import { diffNotebooks, findConflicts, mergeCells, mergeMetadata } from "../model/merge.ts";
import { parseNotebookText } from "../nbformat/parse.ts";
import type { Notebook, NotebookFrame } from "../nbformat/types.ts";

export interface MergedRelease {
  readonly notebook: Notebook;
  /** Cells that both changed; the learner's stayed. */
  readonly conflicts: number;
}

/**
 * @param base the text that the learner's notebook grew out of
 * @param theirs the text that is released now
 * @returns `undefined` where cells have no ids of their own to go by, or a text is no notebook
 */
export function mergeRelease(
  base: string,
  mine: Notebook,
  theirs: string,
): MergedRelease | undefined {
  const [before, next] = [readWithIds(base), readWithIds(theirs)];
  if (before === undefined || next === undefined || !hasIds(mine)) return undefined;
  const patch = diffNotebooks(versionOf(before), versionOf(mine));
  return {
    notebook: {
      ...mine,
      metadata: mergeMetadata(patch, next.metadata),
      cells: mergeCells(patch, next.cells, () => "mine"),
    },
    conflicts: findConflicts(patch, next.cells).length,
  };
}

function readWithIds(text: string): Notebook | undefined {
  try {
    const { notebook, repairs } = parseNotebookText(text);
    return repairs.length === 0 && hasIds(notebook) ? notebook : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the format is one whose cells have ids: 4.5 and later. */
function hasIds({ nbformat_minor: minor }: Notebook): boolean {
  return minor >= 5;
}

function versionOf({ cells, ...frame }: Notebook): {
  readonly cells: Notebook["cells"];
  readonly frame: NotebookFrame;
} {
  return { cells, frame };
}
