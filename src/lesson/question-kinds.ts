// The list of question kinds, and the way in: a cell → its question. A new kind is one file like `choice.ts`,
// one member of `Question`, and one line in `questionKinds`.
import type { Cell } from "../nbformat/types.ts";
import { choiceKind, type ChoiceQuestion } from "./choice.ts";
import { isLessonCell, lessonMetadata, type Problem } from "./lesson-metadata.ts";
import { parseSettings, type QuestionKind } from "./question.ts";

export type Question = ChoiceQuestion;
export type QuestionKindName = Question["kind"];

const questionKinds: Readonly<Record<QuestionKindName, QuestionKind<Question>>> = {
  single: choiceKind,
  many: choiceKind,
};

export interface ParsedQuestion {
  /** Missing when the kind is unknown. */
  readonly question?: Question;
  /** By line; empty when the question can be shown, answered and (in the teacher's source) released. */
  readonly problems: readonly Problem[];
}

/** Whether a cell says that it is a question. */
export function isQuestionCell(cell: Cell): boolean {
  return isLessonCell(cell, "quiz");
}

/** Reads a question cell. */
export function parseQuestion(cell: Cell): ParsedQuestion {
  const metadata = lessonMetadata(cell);
  const name = metadata.question;
  if (!isKindName(name)) {
    const known = Object.keys(questionKinds).join('" or "');
    return {
      problems: [
        {
          message: `The kind of question is ${name === undefined ? "missing" : JSON.stringify(name)}. Set "question" to "${known}", or update Lessonbook.`,
          line: 1,
        },
      ],
    };
  }
  const settings = parseSettings(metadata);
  const parsed = questionKinds[name].parse(cell.source, settings.settings, name);
  return {
    question: parsed.question,
    problems: [...settings.problems, ...parsed.problems].sort((a, b) => a.line - b.line),
  };
}

/** The rules of a question's kind. */
export function kindOf(question: Question): QuestionKind<Question> {
  return questionKinds[question.kind];
}

function isKindName(name: unknown): name is QuestionKindName {
  return typeof name === "string" && Object.hasOwn(questionKinds, name);
}
