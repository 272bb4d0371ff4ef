// Parts that several cells are made of.
import { makeElement } from "../elements.ts";

/** A push button that does not submit anything. */
export function makeButton(
  label: string,
  attributes: Readonly<Record<string, string | undefined>>,
  onPress: () => void,
): HTMLButtonElement {
  const button = makeElement("button", { type: "button", ...attributes }, label);
  button.addEventListener("click", () => {
    // Unlike `disabled`, `aria-disabled` leaves the focus where it is, so the press has to be ignored here.
    if (button.getAttribute("aria-disabled") !== "true") onPress();
  });
  return button;
}

/** What is wrong with a cell, and at which line, for its author. */
export function makeProblemBox(
  title: string,
  problems: readonly { readonly message: string; readonly line: number }[],
  part: "problems" | "advice" = "problems",
): HTMLElement {
  return makeElement(
    "div",
    { class: "lb-problems", role: "note", "data-part": part },
    makeElement("p", { class: "lb-problems-title" }, title),
    makeElement(
      "ul",
      { class: "lb-problems-list" },
      ...problems.map(({ line, message }) => makeElement("li", {}, `Line ${line}: ${message}`)),
    ),
  );
}
