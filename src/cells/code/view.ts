// A code cell: coloured text that becomes an editor when it is edited, and its outputs.
import type { CellContext, CellKind, CellView } from "../../extension.ts";
import { highlightPython } from "../../editor/highlight.ts";
import { isEditable } from "../../model/edits.ts";
import { languageOf } from "../../model/select.ts";
import type { CellEntry } from "../../model/state.ts";
import { showLineNumbers } from "../line-numbers.ts";
import { StillCode } from "../still-code.ts";
import { TextEditor } from "../text-editor.ts";
import { InputField } from "./input-field.ts";

export const codeCell: CellKind = {
  name: "code",
  claims: (cell) => cell.cell_type === "code",
  mount,
};

function mount({ el, entry, host, signal }: CellContext): CellView {
  let current = entry;
  /** Code of another language is shown as it is. */
  const colour = (source: string): Node | string =>
    languageOf(host.state()) === "python" ? highlightPython(source) : source;
  const input = document.createElement("div");
  input.className = "lb-code-input";
  input.dataset.part = "input";
  const still = new StillCode({ colour, onUnfold: (fold) => editor.unfold(fold) });
  const editing = document.createElement("div");
  editing.className = "lb-code-editing";
  editing.hidden = true;
  input.append(still.el, editing);
  const output = document.createElement("div");
  output.className = "lb-code-output";
  output.dataset.part = "output";
  const field = new InputField(entry.cell.id, host, signal);
  el.append(input, output, field.el);

  const editor = new TextEditor({
    id: entry.cell.id,
    parent: editing,
    language: "python",
    label: "Code",
    host,
    signal,
    text: () => current.cell.source,
    onFold: () => showLineNumbers(input, current.cell.source, editor.folds()),
    onShow: (isShown, folds) => {
      if (!isShown) still.show(current.cell.source, folds);
      editing.hidden = !isShown;
      still.el.hidden = isShown;
    },
  });
  still.show(entry.cell.source);
  showLineNumbers(input, entry.cell.source, []);
  let clickedAt: number | undefined;
  still.el.addEventListener("click", (event) => {
    // A click that ends a selection is for copying, and one with Shift selects cells.
    if (event.shiftKey || document.getSelection()?.isCollapsed === false) return;
    clickedAt = offsetAt(still.el, event.clientX, event.clientY);
    host.command("cell.edit", entry.cell.id);
  });

  const drawOutputs = (next: CellEntry): void => {
    const outputs = next.cell.cell_type === "code" ? next.cell.outputs : [];
    output.hidden = outputs.length === 0;
    host.renderOutputs(output, outputs, signal);
  };
  drawOutputs(entry);
  field.draw(entry.run.input);

  return {
    update(next) {
      const before = current;
      current = next;
      if (next.cell.source !== before.cell.source) {
        editor.setText(next.cell.source);
        showLineNumbers(input, next.cell.source, editor.folds());
        if (!still.el.hidden) still.show(next.cell.source, editor.folds());
      }
      if (
        next.cell.cell_type === "code" &&
        before.cell.cell_type === "code" &&
        next.cell.outputs !== before.cell.outputs
      ) {
        drawOutputs(next);
      }
      field.draw(next.run.input);
    },
    focus(at) {
      if (!isEditable(current.cell)) return;
      editor.focus(at ?? clickedAt);
      clickedAt = undefined;
    },
    cursor: () => editor.cursor(),
  };
}

/** The UTF-16 offset in an element's text under a point of the window, if there is text. */
function offsetAt(el: HTMLElement, x: number, y: number): number | undefined {
  const place = document.caretPositionFromPoint(x, y);
  if (place === null || !el.contains(place.offsetNode)) return undefined;
  const before = document.createRange();
  before.selectNodeContents(el);
  before.setEnd(place.offsetNode, place.offset);
  return before.toString().length;
}
