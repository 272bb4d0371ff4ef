// What was deleted: bring it back, or delete it for good. DOM.
import { makeElement } from "../elements.ts";
import type { Deleted, Files } from "../execution/files-port.ts";
import { confirmDialog } from "../notebook/dialog.ts";
import { openModal } from "../notebook/modal.ts";
import { plural, reasonOf, timeWords } from "./words.ts";

/** Opens the list. `onBack` is told what was brought back. */
export async function openTrash(
  files: Pick<Files, "deleted" | "putBack" | "forget">,
  onBack: (path: string) => void,
): Promise<void> {
  let entries = await files.deleted();
  const list = makeElement("ul", { class: "lb-trash-list" });
  const problem = makeElement("p", { role: "alert" });
  const words = makeElement("p", { class: "lb-modal-note", role: "status" });
  const empty = makeElement(
    "button",
    { type: "button", class: "lb-button", "data-kind": "quiet" },
    "Delete all of it for good",
  );
  const modal = openModal(
    "Deleted files",
    "lb-trash",
    words,
    problem,
    list,
    makeElement("div", { class: "lb-dialog-actions" }, empty),
  );
  const act = async (doIt: () => Promise<void>): Promise<void> => {
    problem.textContent = "";
    try {
      await doIt();
    } catch (error) {
      problem.textContent = reasonOf(error);
    }
    draw();
  };
  const drop = (gone: Deleted): void => {
    entries = entries.filter(({ id }) => id !== gone.id);
  };
  const line = (entry: Deleted): HTMLElement => {
    const back = makeElement(
      "button",
      { type: "button", class: "lb-button", "aria-label": `Bring back ${entry.path}` },
      "Bring back",
    );
    back.addEventListener("click", () => {
      void act(async () => {
        await files.putBack(entry.id);
        drop(entry);
        onBack(entry.path);
      });
    });
    return makeElement(
      "li",
      {},
      makeElement("bdi", {}, entry.path),
      makeElement("span", { class: "lb-file-note" }, `Deleted ${timeWords(entry.deletedAt)}`),
      back,
    );
  };
  empty.addEventListener("click", () => {
    void act(async () => {
      const question = `Delete ${plural(entries.length, "item")} for good? Nobody can bring them back then.`;
      if (!(await confirmDialog(question, "Delete for good"))) return;
      for (const entry of entries) {
        await files.forget(entry.id);
        drop(entry);
      }
    });
  });
  function draw(): void {
    const hadFocus = list.contains(document.activeElement);
    words.textContent =
      entries.length === 0
        ? "Nothing here. What you delete is kept for 30 days."
        : "Kept for 30 days. It takes room on the disk until then.";
    empty.hidden = entries.length === 0;
    list.replaceChildren(...entries.map(line));
    if (hadFocus) (list.querySelector("button") ?? modal.el.querySelector("button"))?.focus();
  }
  draw();
}
