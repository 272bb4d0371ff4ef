// A code cell: coloured text that becomes an editor when it is edited, and its outputs.
import type { CellContext, CellKind, CellView } from "../../extension.ts";
import { highlightPython } from "../../editor/highlight.ts";
import { isEditable } from "../../model/edits.ts";
import { languageOf } from "../../model/select.ts";
import type { CellEntry } from "../../model/state.ts";
import { timelineWish } from "../../model/timeline-wish.ts";
import type { Fold } from "../../editor/code-editing.ts";
import { showLineNumbers } from "../line-numbers.ts";
import { StillCode } from "../still-code.ts";
import { TextEditor } from "../text-editor.ts";
import { makeElement, setAttribute, withCode } from "../../elements.ts";
import { heldLines } from "./held-lines.ts";
import { InputField } from "./input-field.ts";
import { OutputTools } from "./output-tools.ts";
import { LineMarks } from "./line-marks.ts";

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
  const marks = new LineMarks();
  const timeline = makeTimelineToggle();
  input.append(marks.el, still.el, editing);
  const output = document.createElement("div");
  output.className = "lb-code-output";
  output.dataset.part = "output";
  const field = new InputField(entry.cell.id, host, signal);
  const warning = makeElement("p", { class: "lb-advice", "data-part": "blocked", hidden: "" });
  const tools = new OutputTools(output);
  el.append(input, timeline, output, tools.el, field.el, warning);

  const editor = new TextEditor({
    id: entry.cell.id,
    parent: editing,
    language: () => languageOf(host.state()),
    label: "Code",
    host,
    signal,
    text: () => current.cell.source,
    onFold: () => drawLines(editor.folds()),
    onShow: (isShown, folds) => {
      if (!isShown) still.show(current.cell.source, folds);
      editing.hidden = !isShown;
      still.el.hidden = isShown;
    },
  });
  const drawLines = (folds: readonly Fold[]): void => {
    showLineNumbers(input, current.cell.source, folds);
    marks.draw(current.cell.source, folds);
  };
  still.show(entry.cell.source);
  let clickedAt: number | undefined;
  still.el.addEventListener("click", (event) => {
    // A click that ends a selection is for copying, and one with Shift selects cells.
    if (event.shiftKey || document.getSelection()?.isCollapsed === false) return;
    clickedAt = offsetAt(still.el, event.clientX, event.clientY);
    host.command("cell.edit", entry.cell.id);
  });

  const drawOutputs = (next: CellEntry): void => {
    const outputs = next.cell.cell_type === "code" ? next.cell.outputs : [];
    if (next.cell.cell_type === "code") tools.draw(next.cell, output);
    host.renderOutputs(output, outputs, signal, { isTrusted: next.untrusted !== true });
    drawHeld(next);
  };
  /** What held the loop: the timeline says it, or else the line under the cell. */
  const drawHeld = ({ cell, run: { blocked } }: CellEntry): void => {
    const held = heldLines(cell.cell_type === "code" ? cell.outputs : [], cell.id);
    marks.setHeld(held);
    warning.hidden = true;
    if (blocked === undefined || held.size > 0) return;
    void import("./blocked.ts").then(
      ({ blockedLines, blockedWords }) => {
        if (current.run.blocked !== blocked) return;
        marks.setHeld(blockedLines(blocked, cell.id));
        drawLines(editor.folds());
        warning.replaceChildren(...withCode(blockedWords(blocked, cell.id)));
        warning.hidden = false;
        host.announce(warning.textContent);
      },
      () => undefined, // The server is out of reach, and so is a word about what it ran.
    );
  };
  const drawToggle = ({ cell }: CellEntry): void => {
    timeline.hidden = languageOf(host.state()) !== "python";
    setAttribute(timeline, "aria-pressed", String(timelineWish(cell) !== "none"));
  };
  drawOutputs(entry);
  drawToggle(entry);
  drawLines([]);
  // A timeline says which line its step is at.
  el.addEventListener("lb-line", ({ detail }) => {
    marks.setStep(detail?.cell === current.cell.id ? detail.line : undefined);
    drawLines(editor.folds());
  });
  field.draw(entry.run.input);

  return {
    update(next) {
      const before = current;
      current = next;
      if (next.cell.source !== before.cell.source) {
        editor.setText(next.cell.source);
        // The lines are not those any more that were recorded.
        marks.setHeld(new Map());
        marks.setStep(undefined);
        drawLines(editor.folds());
        if (!still.el.hidden) still.show(next.cell.source, editor.folds());
      }
      if (
        next.cell.cell_type === "code" &&
        before.cell.cell_type === "code" &&
        (next.cell.outputs !== before.cell.outputs || next.untrusted !== before.untrusted)
      ) {
        drawOutputs(next);
        drawLines(editor.folds());
      }
      if (next.run.blocked !== before.run.blocked) {
        drawHeld(next);
        drawLines(editor.folds());
      }
      if (next.cell.metadata !== before.cell.metadata) {
        drawToggle(next);
        if (next.cell.cell_type === "code") tools.draw(next.cell, output);
      }
      field.draw(next.run.input);
    },
    focus(at) {
      if (!isEditable(current.cell)) return;
      editor.focus(at ?? clickedAt);
      clickedAt = undefined;
    },
    cursor: () => editor.cursor(),
    act: (action) => editor.act(action),
    replaceText: (text) => editor.replaceText(text),
  };
}

/** Switches the recording of the cell's runs; a press is a command, like any button of the page. */
function makeTimelineToggle(): HTMLButtonElement {
  return makeElement(
    "button",
    {
      type: "button",
      class: "lb-button lb-code-timeline",
      "data-kind": "quiet",
      "data-command": "cell.record-timeline",
      title: "Record what the tasks do on the event loop when this cell runs",
    },
    "Timeline",
  );
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
