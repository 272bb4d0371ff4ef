// A text cell as it reads.
import type { CellContext, CellKind, CellView } from "../../extension.ts";
import { isObject } from "../../nbformat/parse.ts";
import type { Cell } from "../../nbformat/types.ts";

export const markdownCell: CellKind = {
  name: "markdown",
  claims: (cell) => cell.cell_type === "markdown",
  mount,
};

function mount({ el, entry, host }: CellContext): CellView {
  let shown: Cell | undefined;
  el.classList.add("lb-prose");
  const draw = (cell: Cell): void => {
    if (shown?.source === cell.source && shown.attachments === cell.attachments) return;
    shown = cell;
    const attachments = cell.attachments;
    if (cell.source.trim() === "") {
      el.replaceChildren("Empty text cell. Press Enter to write.");
      el.classList.add("lb-empty");
      return;
    }
    el.classList.remove("lb-empty");
    host.renderMarkdown(el, cell.source, isObject(attachments) ? { attachments } : {});
  };
  draw(entry.cell);
  return { update: (next) => draw(next.cell), focus: () => undefined };
}
