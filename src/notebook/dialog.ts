// A yes-or-no question in the browser's own dialog: focus goes in and comes back, Escape means no.
import { makeElement } from "../elements.ts";

/** Asks; resolves to whether the reader chose the action. */
export function confirmDialog(question: string, action: string): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = makeElement(
      "dialog",
      { class: "lb-dialog", "aria-label": question },
      makeElement("p", {}, question),
      makeElement(
        "form",
        { method: "dialog", class: "lb-dialog-actions" },
        makeElement("button", { class: "lb-button", "data-kind": "quiet", value: "no" }, "Cancel"),
        makeElement("button", { class: "lb-button", "data-kind": "primary", value: "yes" }, action),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
