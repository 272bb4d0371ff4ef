// The list of kernels that a notebook can have: a new one of each kind, and those that run now.
import { makeElement } from "../elements.ts";
import type { KernelChoice, KernelChoices } from "../extension.ts";

/** Asks for a kernel; `undefined` when the reader leaves it as it is. `path` is the notebook's own. */
export function chooseKernel(
  choices: KernelChoices,
  path: string,
): Promise<KernelChoice | undefined> {
  return new Promise((resolve) => {
    let chosen: KernelChoice | undefined;
    const option = (label: string, note: string, choice: KernelChoice): HTMLElement => {
      const button = makeElement(
        "button",
        { type: "submit", class: "lb-button", "data-kind": "quiet" },
        makeElement("span", {}, label),
        makeElement("small", {}, note),
      );
      button.addEventListener("click", () => {
        chosen = choice;
      });
      return button;
    };
    const running = choices.running.filter(({ paths }) => !paths.includes(path));
    const dialog = makeElement(
      "dialog",
      { class: "lb-dialog", "aria-labelledby": "lb-kernel-title" },
      makeElement("h2", { id: "lb-kernel-title" }, "Choose a kernel"),
      makeElement(
        "p",
        {},
        "The variables of the kernel that runs now are lost. Text and outputs stay.",
      ),
      makeElement(
        "form",
        { method: "dialog", class: "lb-kernels" },
        makeElement("h3", {}, "Start a new one"),
        ...choices.specs.map(({ name, displayName }) => option(displayName, name, { name })),
        ...(running.length === 0 ? [] : [makeElement("h3", {}, "Use one that runs")]),
        ...running.map(({ id, displayName, paths }) =>
          option(displayName, paths.length === 0 ? "no notebook" : paths.join(", "), { id }),
        ),
        makeElement("button", { type: "submit", class: "lb-button" }, "Leave it as it is"),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(chosen);
    });
    dialog.addEventListener("cancel", () => {
      chosen = undefined;
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
