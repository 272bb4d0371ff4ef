// Where a question is answered: the controls between its text and its button, one file per kind of control.
// They write what is answered into the cell's source at once and show what stands there; they check nothing.
import type { CellHost } from "../../extension.ts";
import type { KnownKey } from "../../lesson/answer-key.ts";
import type { Question } from "../../lesson/question-kinds.ts";
import type { Cell } from "../../nbformat/types.ts";
import { makeElement } from "../../elements.ts";
import { makeChoiceFields } from "./choice-fields.ts";
import { makeLineField } from "./line-field.ts";
import { makeMatchFields } from "./match-fields.ts";
import { makeOrderFields } from "./order-fields.ts";
import { makeOutputField } from "./output-field.ts";

export interface AnswerFields {
  readonly el: HTMLElement;
  /** Whether the controls, as they are, can show another state of the cell's text. */
  fits(question: Question): boolean;
  /** Shows what is answered; `key` is what the last check opened, while it is about this very answer. */
  show(question: Question, key: KnownKey | undefined): void;
  focus(): void;
}

export interface FieldsContext {
  readonly cell: Cell;
  readonly host: CellHost;
  /** The teacher's source: to be seen, not answered. */
  readonly isLocked: boolean;
  /** Replaces the cell's source by what `edit` makes of it; nothing happens when the question is gone. */
  readonly write: (edit: (source: string, question: Question) => string) => void;
  /** Renders Markdown with the cell's pictures. */
  readonly renderMarkdown: (el: HTMLElement, source: string) => void;
}

/** Makes the controls for a question. */
export function makeAnswerFields(question: Question, context: FieldsContext): AnswerFields {
  switch (question.kind) {
    case "single":
    case "many":
      return makeChoiceFields(question, context);
    case "number":
    case "text":
      return makeLineField(question, context);
    case "ordering":
      return makeOrderFields(question, context);
    case "matching":
      return makeMatchFields(question, context);
    case "output":
      return makeOutputField(question, context);
    case "code":
      return noFields();
  }
}

/** An exercise is answered in the code cell below. */
function noFields(): AnswerFields {
  return {
    el: makeElement("div"),
    fits: ({ kind }) => kind === "code",
    show: () => undefined,
    focus: () => undefined,
  };
}
