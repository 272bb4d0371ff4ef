// Pictures that are pasted into a text cell or dropped on it. A file that is dropped anywhere else on the page is no reason to
// leave the page, which is what browsers do.
import type { CellId } from "../model/state.ts";

/** Listens until the signal is aborted; `attach` gets the files and the cell that they are meant for. */
export function listenToPictures(
  document: Document,
  attach: (id: CellId, files: readonly File[]) => void,
  signal: AbortSignal,
): void {
  const take = (event: Event, data: DataTransfer | null, id: CellId | undefined): void => {
    const files = [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
    if (id === undefined || files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    attach(id, files);
  };
  document.addEventListener(
    "paste",
    (event) => {
      const { target, clipboardData } = event;
      // Programs that copy a table or a formatted text give a picture of it along; the text is meant.
      if (clipboardData?.types.includes("text/plain") === true) return;
      const active = document.querySelector(".lb-cell[data-active]");
      take(event, clipboardData, textCellAt(target) ?? textCellAt(active));
    },
    { capture: true, signal },
  );
  document.addEventListener(
    "dragover",
    (event) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = textCellAt(event.target) === undefined ? "none" : "copy";
    },
    { signal },
  );
  document.addEventListener(
    "drop",
    (event) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      take(event, event.dataTransfer, textCellAt(event.target));
    },
    { capture: true, signal },
  );
}

function textCellAt(target: EventTarget | null): CellId | undefined {
  const cell =
    target instanceof Element ? target.closest<HTMLElement>('[data-cell-type="markdown"]') : null;
  return cell?.dataset.cellId;
}
