// Asks once what is to become of files whose names are taken. DOM.
import { makeElement } from "../elements.ts";
import { openModal } from "../notebook/modal.ts";
import { nameOf } from "../execution/paths.ts";
import { plural } from "./words.ts";

export type TakenAnswer = "replace" | "keep-both" | "skip";

/** How many names are listed. */
const MOST = 20;

/** Resolves to the answer; leaving the dialog leaves the files out. */
export function askTaken(paths: readonly string[]): Promise<TakenAnswer> {
  return new Promise((resolve) => {
    let answer: TakenAnswer = "skip";
    const answers: readonly (readonly [TakenAnswer, string])[] = [
      ["skip", paths.length === 1 ? "Leave it out" : "Leave them out"],
      ["replace", "Replace"],
      ["keep-both", "Keep both"],
    ];
    const buttons = answers.map(([value, words]) => {
      const kind = value === "keep-both" ? "primary" : undefined;
      const button = makeElement(
        "button",
        { type: "button", class: "lb-button", "data-kind": kind },
        words,
      );
      button.addEventListener("click", () => {
        answer = value;
        modal.close();
      });
      return button;
    });
    const names = paths
      .slice(0, MOST)
      .map((path) => makeElement("li", {}, makeElement("bdi", {}, nameOf(path))));
    const rest = paths.length - names.length;
    const verb = paths.length === 1 ? "is" : "are";
    const modal = openModal(
      `${plural(paths.length, "file")} ${verb} there already`,
      "lb-taken",
      makeElement(
        "ul",
        {},
        ...names,
        ...(rest > 0 ? [makeElement("li", {}, `and ${rest} more`)] : []),
      ),
      makeElement(
        "p",
        { class: "lb-modal-note" },
        "What is replaced goes to “Deleted files”, where the server has them.",
      ),
      makeElement("div", { class: "lb-dialog-actions" }, ...buttons),
    );
    modal.el.addEventListener("close", () => resolve(answer));
    buttons.at(-1)?.focus();
  });
}
