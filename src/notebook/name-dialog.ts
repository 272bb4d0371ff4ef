// Asks for a name or a path, with what is wrong about the last one under it.
import { makeElement } from "../elements.ts";
import { openModal } from "./modal.ts";

export interface NameQuestion {
  readonly title: string;
  readonly label: string;
  readonly action: string;
  readonly value: string;
  /** What was wrong about the last answer. */
  readonly problem?: string;
}

/** Resolves to what was typed, without spaces at its ends; `undefined` when nothing was. */
export function askName(question: NameQuestion): Promise<string | undefined> {
  const { title, label, action, value, problem } = question;
  return new Promise((resolve) => {
    let answer: string | undefined;
    const field = makeElement("input", {
      class: "lb-field",
      type: "text",
      value,
      autocomplete: "off",
      spellcheck: "false",
      dir: "auto",
      ...(problem !== undefined && {
        "aria-invalid": "true",
        "aria-describedby": "lb-name-problem",
      }),
    });
    const form = makeElement(
      "form",
      { class: "lb-name-form" },
      makeElement("label", {}, label, field),
      problem === undefined
        ? ""
        : makeElement("p", { id: "lb-name-problem", role: "alert" }, problem),
      makeElement("button", { type: "submit", class: "lb-button", "data-kind": "primary" }, action),
    );
    const modal = openModal(title, "lb-name-dialog", form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (text === "") return;
      answer = text;
      modal.close();
    });
    modal.el.addEventListener("close", () => resolve(answer));
    field.focus();
    // The name without its ending is what one wants to change.
    const end = value.lastIndexOf(".");
    field.setSelectionRange(value.lastIndexOf("/") + 1, end > 0 ? end : value.length);
  });
}
