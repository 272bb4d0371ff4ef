// A raw cell: its text as it is, for nbconvert and other tools. Claims every cell that no other kind wants.
import type { CellContext, CellKind, CellView } from "../../extension.ts";

export const rawCell: CellKind = {
  name: "raw",
  claims: () => true,
  mount,
};

function mount({ el, entry }: CellContext): CellView {
  const text = document.createElement("pre");
  text.className = "lb-raw";
  text.textContent = entry.cell.source;
  el.append(text);
  return {
    update: (next) => {
      if (text.textContent !== next.cell.source) text.textContent = next.cell.source;
    },
    focus: () => undefined,
  };
}
