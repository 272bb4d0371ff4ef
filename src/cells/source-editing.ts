// Gives a kind that only shows a cell (text, quiz, table, raw) the editor for its source: in edit mode the editor stands in
// place of what is shown, else the kind draws. One wrapper, so that no kind has to know about editing.
import { setAttribute } from "../elements.ts";
import type { CellContext, CellKind, CellView } from "../extension.ts";
import { isEditable } from "../model/edits.ts";
import type { CellEntry } from "../model/state.ts";
import type { Cell } from "../nbformat/types.ts";
import { TextEditor } from "./text-editor.ts";

/** The kind with an editor for its Markdown or raw text added. */
export function withSourceEditor(kind: CellKind): CellKind {
  return { ...kind, mount: (context) => mount(kind, context) };
}

function mount(kind: CellKind, context: CellContext): CellView {
  const { el, entry, host, signal } = context;
  let current = entry;
  const shown = document.createElement("div");
  shown.className = "lb-shown";
  const input = document.createElement("div");
  input.className = "lb-source-input";
  // While the keyboard is elsewhere the source stands there whole, as code does.
  const still = document.createElement("pre");
  still.className = "lb-code-still lb-source-still";
  const editing = document.createElement("div");
  input.append(still, editing);
  el.append(shown, input);
  const inner = kind.mount({ ...context, el: shown });
  const editor = new TextEditor({
    id: entry.cell.id,
    parent: editing,
    language: () => (entry.cell.cell_type === "markdown" ? "markdown" : "text"),
    label: "Text of the cell",
    host,
    signal,
    text: () => current.cell.source,
    onShow: (isShown) => {
      still.textContent = isShown ? "" : current.cell.source;
      still.hidden = isShown;
      editing.hidden = !isShown;
    },
  });
  still.addEventListener("click", () => host.command("cell.edit", entry.cell.id));
  const editsSource = (cell: Cell): boolean => isEditable(cell) && kind.isAnswered?.(cell) !== true;
  const showSource = (show: boolean): void => {
    input.hidden = !show;
    shown.hidden = show;
    setAttribute(input, "data-part", show ? "input" : undefined);
    setAttribute(shown, "data-part", show ? undefined : "input");
  };
  showSource(false);

  return {
    update(next: CellEntry, view) {
      const editing = view.active && view.mode === "edit" && editsSource(next.cell);
      if (next.cell.source !== current.cell.source) editor.setText(next.cell.source);
      current = next;
      if (editing && !still.hidden) still.textContent = next.cell.source;
      // While the source is edited the shown side waits: it is drawn once, when editing ends.
      if (!editing) inner.update(next, view);
      showSource(editing);
    },
    focus(at) {
      if (editsSource(current.cell)) editor.focus(at);
      else inner.focus();
    },
    cursor: () => (input.hidden ? undefined : editor.cursor()),
    act: (action) => {
      if (!input.hidden) editor.act(action);
    },
    replaceText: (text) => editor.replaceText(text),
  };
}
