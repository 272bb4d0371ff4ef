// The list of question kinds, and the way in: a cell → its question. A new kind is one file in `kinds/`,
// one member of `Question`, and one line in `questionKinds`.
import type { Cell } from "../nbformat/types.ts";
import { choiceKind, type ChoiceQuestion } from "./kinds/choice.ts";
import { codeKind, type CodeQuestion } from "./kinds/code.ts";
import { matchingKind, type MatchingQuestion } from "./kinds/matching.ts";
import { numberKind, type NumberQuestion } from "./kinds/number.ts";
import { orderingKind, type OrderingQuestion } from "./kinds/ordering.ts";
import { outputKind, type OutputQuestion } from "./kinds/output.ts";
import { textKind, type TextQuestion } from "./kinds/text.ts";
import { isLessonCell, lessonMetadata, type Problem } from "./lesson-metadata.ts";
import { parseSettings, type QuestionKind } from "./question.ts";

export type Question =
  | ChoiceQuestion
  | NumberQuestion
  | TextQuestion
  | OrderingQuestion
  | MatchingQuestion
  | OutputQuestion
  | CodeQuestion;
export type QuestionKindName = Question["kind"];

// Each kind's methods take questions of that kind alone. `kindOf` gives a question the methods of its own kind, and a
// learner's text is read by the teacher's kind (`readAnswer`), so none ever meets a question of another.
const questionKinds: Readonly<Record<QuestionKindName, QuestionKind<Question>>> = {
  single: choiceKind,
  many: choiceKind,
  number: numberKind,
  text: textKind,
  ordering: orderingKind,
  matching: matchingKind,
  output: outputKind,
  code: codeKind,
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
    const known = Object.keys(questionKinds).join(", ");
    return {
      problems: [
        {
          message: `The kind of question is ${name === undefined ? "missing" : JSON.stringify(name)}. Set "question" to one of ${known}, or update Lessonbook.`,
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

/** Reads a learner's text as an answer to a question of the teacher's: kind and settings are the teacher's. */
export function readAnswer(teacher: Question, source: string): Question {
  const { start, extras } = kindOf(teacher).release(teacher).metadata ?? {};
  const { sealed, start: _, ...settings } = teacher;
  return kindOf(teacher).parse(
    source,
    {
      ...settings,
      released: true,
      extras: extras === true,
      ...(typeof start === "string" ? { start } : {}),
    },
    teacher.kind,
  ).question;
}

function isKindName(name: unknown): name is QuestionKindName {
  return typeof name === "string" && Object.hasOwn(questionKinds, name);
}
