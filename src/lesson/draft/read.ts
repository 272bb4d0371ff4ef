// The Markdown of a question → the fields of a form, where a form can hold all of it. Used by the authoring form, whose text
// stays as it is while it cannot be read.
import type { Cell } from "../../nbformat/types.ts";
import type { Problem } from "../lesson-metadata.ts";
import { parseQuestion } from "../question-kinds.ts";
import { draftOf, type QuestionDraft } from "./draft.ts";
import { writeDraft } from "./write.ts";

export interface FormReading {
  /** Missing while the text holds something that the fields would lose or move. */
  readonly draft?: QuestionDraft;
  readonly problems: readonly Problem[];
}

/** Reads a teacher's question for a form. What is only incomplete, such as a missing right answer, does not keep it out. */
export function readForm(cell: Cell): FormReading {
  const { question, problems } = parseQuestion(cell);
  if (question === undefined) return { problems };
  const draft = draftOf(question);
  const again = parseQuestion({ ...cell, source: writeDraft(draft) });
  const isWhole =
    again.question !== undefined &&
    JSON.stringify(draftOf(again.question)) === JSON.stringify(draft) &&
    JSON.stringify(messagesOf(again.problems)) === JSON.stringify(messagesOf(problems));
  return isWhole ? { draft, problems } : { problems };
}

/** The lines differ where the text is written in another way. */
function messagesOf(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ message }) => message.replace(/\d+/g, "")).sort();
}
