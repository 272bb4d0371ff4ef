// The tags of a cell (`metadata.tags`), by which Jupyter's programs know how to treat it.
import { makeButton } from "../cells/parts.ts";
import { makeElement } from "../elements.ts";
import { openModal } from "../notebook/modal.ts";
import { makeLine } from "./fields.ts";

/** Opens the dialog; `onDone` takes the tags, each once, in the order they were written. */
export function openTags(tags: readonly string[], onDone: (tags: readonly string[]) => void): void {
  let text = tags.join(" ");
  const form = makeElement(
    "form",
    { method: "dialog", class: "lb-author-fields" },
    makeLine(text, {
      label: "Tags",
      note: "With blanks between them. raises-exception: the cell is meant to fail. py>=3.11: for that Python and newer ones",
      onInput: (now) => {
        text = now;
      },
    }),
    makeElement(
      "footer",
      { class: "lb-author-foot" },
      makeButton("Keep", { class: "lb-button", "data-kind": "primary" }, () => keep()),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
  });
  const modal = openModal("Tags of the cell", "lb-author-import", form);
  form.querySelector("input")?.select();

  function keep(): void {
    modal.close();
    onDone([...new Set(text.split(/[\s,]+/).filter((tag) => tag !== ""))]);
  }
}
