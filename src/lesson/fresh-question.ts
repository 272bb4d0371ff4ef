// A question as it was released, without what a learner answered: to be asked again, or to start over.
import type { Cell } from "../nbformat/types.ts";
import { withLessonMetadata } from "./lesson-metadata.ts";
import { kindOf, parseQuestion } from "./question-kinds.ts";

/** The cell without answer and record; other cells, and the teacher's source, stay as they are. */
export function freshQuestion(cell: Cell): Cell {
  const { question } = parseQuestion(cell);
  if (question?.released !== true) return cell;
  return {
    ...cell,
    source: kindOf(question).clear(cell.source, question),
    metadata: withLessonMetadata(cell, { learner: undefined }),
  };
}
