// A field whose text goes into the cell's source while it is typed, and comes back from there without disturbing the typing.
import type { FieldsContext } from "./answer-fields.ts";
import type { Question } from "../../lesson/question-kinds.ts";

export interface TypedText {
  /** Shows a text, unless the field holds one that is written in the same way. */
  show(text: string): void;
}

/**
 * Connects a field with the source.
 * @param edit writes what was typed into the source
 * @param written the form in which a text comes back from the source
 */
export function connectTypedText(
  field: HTMLInputElement | HTMLTextAreaElement,
  context: FieldsContext,
  edit: (source: string, question: Question, text: string) => string,
  written: (text: string) => string,
): TypedText {
  const write = (): void => {
    context.write((source, question) => edit(source, question, field.value));
  };
  // While an input method is at work its half-made letters are nobody's answer.
  field.addEventListener("input", (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) write();
  });
  field.addEventListener("compositionend", write);
  return {
    show: (text) => {
      if (written(field.value) !== text) field.value = text;
    },
  };
}
