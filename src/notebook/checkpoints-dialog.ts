// Earlier versions of the file: what differs from the page, and the way back to one.
import { makeElement } from "../elements.ts";
import type { Cell } from "../nbformat/types.ts";
import { showCells } from "./merge-dialog.ts";
import { openModal } from "./modal.ts";

export interface CheckpointsQuestion {
  readonly checkpoints: readonly { readonly id: string; readonly lastModified: string }[];
  /** The cells on the page. */
  readonly now: () => readonly Cell[];
  /** Reads the cells of a version; rejects with words when it cannot be read. */
  readonly open: (id: string) => Promise<readonly Cell[]>;
  /** Takes a version's cells into the page. */
  readonly restore: (cells: readonly Cell[]) => void;
  readonly keep: () => Promise<void>;
}

/** Shows the list. */
export function openCheckpoints(question: CheckpointsQuestion): void {
  const { checkpoints, now, open, restore, keep } = question;
  const shown = makeElement("div", { class: "lb-merge-cells", "aria-live": "polite" });
  const list = makeElement(
    "ul",
    { class: "lb-checkpoints" },
    ...checkpoints.map(({ id, lastModified }) => {
      const button = makeElement(
        "button",
        { type: "button", class: "lb-button", "data-checkpoint": id },
        timeWords(lastModified),
      );
      button.addEventListener("click", () => void compare(id));
      return makeElement("li", {}, button);
    }),
  );
  const keepButton = makeElement(
    "button",
    { type: "button", class: "lb-button", "data-kind": "quiet" },
    "Keep the file as it is now",
  );
  const modal = openModal(
    "Earlier versions",
    "lb-merge",
    checkpoints.length === 0
      ? makeElement("p", {}, "There is none yet. One is kept each time you save by hand.")
      : makeElement(
          "p",
          { class: "lb-modal-note" },
          "Choose one to see what differs from the page.",
        ),
    list,
    shown,
    makeElement("div", { class: "lb-dialog-actions" }, keepButton),
  );
  keepButton.addEventListener("click", () => void keep().then(() => modal.close(), say));

  function say(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    shown.replaceChildren(makeElement("p", { role: "alert" }, reason));
  }

  async function compare(id: string): Promise<void> {
    try {
      const cells = await open(id);
      const back = makeElement(
        "button",
        { type: "button", class: "lb-button", "data-kind": "primary" },
        "Bring this version back",
      );
      back.addEventListener("click", () => {
        restore(cells);
        modal.close();
      });
      const differing = showCells(cells, now());
      shown.replaceChildren(
        makeElement(
          "p",
          {},
          differing.length === 0
            ? "Its text is the same as the page's."
            : "What changed from this version to the page:",
        ),
        back,
        ...differing,
      );
    } catch (error) {
      say(error);
    }
  }
}

function timeWords(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : time.toLocaleString();
}
