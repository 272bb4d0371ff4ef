// Shows what a student wrote for a graded cell: text, code and its outputs, as they were graded.
import { makeElement } from "../elements.ts";
import type { Contents } from "../execution/ports.ts";
import { workOf } from "../grading/work.ts";
import { parseNotebook, parseNotebookText } from "../nbformat/parse.ts";
import type { Cell, Notebook } from "../nbformat/types.ts";
import type { RenderOutputs } from "../outputs/registry.ts";

/** What draws a cell; given by the page, which has it already. */
export interface Draw {
  readonly markdown: (el: HTMLElement, source: string) => void;
  readonly code: (language: string, source: string) => HTMLElement;
  readonly outputs: RenderOutputs;
}

/** Reads graded notebooks, each once. */
export class GradedNotebooks {
  readonly #contents: Contents;
  readonly #read = new Map<string, Promise<Notebook>>();

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  /** Rejects with `ServerError` when there is no such file, and with `NotebookFormatError` when it is none. */
  open(path: string): Promise<Notebook> {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const reading = this.#contents.open(path).then(({ content }) => {
      const parsed =
        "text" in content ? parseNotebookText(content.text) : parseNotebook(content.json);
      return parsed.notebook;
    });
    reading.catch(() => this.#read.delete(path)); // So that it can be tried again.
    this.#read.set(path, reading);
    return reading;
  }
}

/** Shows the work on a graded cell in place of what `el` held. */
export function showWork(
  el: HTMLElement,
  { cells }: Notebook,
  gradeId: string,
  draw: Draw,
  signal: AbortSignal,
): void {
  const own = workOf(cells, gradeId);
  el.replaceChildren(
    ...(own.length === 0
      ? [makeElement("p", { class: "lb-class-note" }, "This cell is not in the notebook.")]
      : own.map((cell) => showCell(cell, draw, signal))),
  );
}

function showCell(cell: Cell, draw: Draw, signal: AbortSignal): HTMLElement {
  const el = makeElement("div", { class: "lb-work-cell", "data-cell-type": cell.cell_type });
  if (cell.source.trim() === "") {
    el.append(makeElement("p", { class: "lb-class-note" }, "An empty cell."));
  } else if (cell.cell_type === "markdown") {
    const text = makeElement("div");
    draw.markdown(text, cell.source);
    el.append(text);
  } else {
    el.append(draw.code(cell.cell_type === "code" ? "python" : "", cell.source));
  }
  if (cell.cell_type === "code" && cell.outputs.length > 0) {
    const outputs = makeElement("div", { class: "lb-work-outputs" });
    draw.outputs(outputs, cell.outputs, signal);
    el.append(outputs);
  }
  return el;
}
