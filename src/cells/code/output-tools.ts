// What one can do with long outputs, under them: show them whole, wrap their lines, copy, save, open apart. Hidden ones are a
// line that brings them back.
import { makeElement, setAttribute, setText } from "../../elements.ts";
import { outputView } from "../../model/output-view.ts";
import { wasCut } from "../../model/flood.ts";
import type { CodeCell, Output } from "../../nbformat/types.ts";

/** From here on outputs are long: lines or letters of one, or their number. */
const LONG = { lines: 25, letters: 5_000, outputs: 12 } as const;
/** A text up to here is never cut off, on a narrow screen either. */
const SHORT = { lines: 12, letters: 400 } as const;

export class OutputTools {
  readonly el = makeElement("div", {
    class: "lb-output-tools",
    role: "group",
    "aria-label": "Outputs",
    "data-part": "output-tools",
  });
  readonly #whole = tool("cell.toggle-output-scrolling", "Show all");
  readonly #hide = tool("cell.toggle-outputs", "Hide");
  readonly #wrap = tool("cell.toggle-output-wrapping", "Wrap");
  readonly #save = tool("cell.save-outputs", "Save");
  readonly #apart = tool("cell.open-outputs", "Open apart");
  #isWhole = false;
  /** Places of the outputs whose text may be cut off. */
  #measured: readonly number[] = [];

  /** @param output the element of the outputs, whose size says whether text is cut off in it */
  constructor(output: HTMLElement) {
    const sizes = new ResizeObserver(() => this.#measure(output));
    sizes.observe(output);
    this.el.append(
      this.#whole,
      this.#hide,
      this.#wrap,
      tool("cell.copy-outputs", "Copy"),
      this.#save,
      this.#apart,
    );
  }

  /** Draws for a cell, and puts its view on the element of its outputs. */
  draw(cell: CodeCell, output: HTMLElement): void {
    const { hidden, scrolled, wrapped } = outputView(cell);
    const isEmpty = cell.outputs.length === 0;
    const isCut = wasCut(cell.outputs);
    const isOwn = hidden || scrolled !== "auto" || !wrapped || isCut;
    output.hidden = isEmpty || hidden;
    setAttribute(output, "data-scrolled", String(scrolled));
    setAttribute(output, "data-wrapped", String(wrapped));
    const isMuch =
      cell.outputs.length > LONG.outputs || cell.outputs.some((one) => isLonger(one, LONG));
    this.#measured = cell.outputs.flatMap((one, at) => (isLonger(one, SHORT) ? [at] : []));
    this.el.hidden = isEmpty || !(isOwn || isMuch);
    this.#isWhole = hidden || scrolled !== "auto";
    this.#whole.hidden = hidden;
    setText(this.#whole, scrolled === false ? "Scroll" : "Show all");
    setText(this.#hide, hidden ? "Show the outputs" : "Hide");
    setText(this.#wrap, wrapped ? "Keep lines whole" : "Wrap lines");
    setText(this.#save, isCut ? "Save all" : "Save");
    this.#wrap.hidden = this.#apart.hidden = hidden;
    requestAnimationFrame(() => this.#measure(output));
  }

  /** What fits has no more to show. Short texts are not measured: that would lay out what stands far from the screen. */
  #measure(output: HTMLElement): void {
    if (this.#isWhole || this.el.hidden) return;
    this.#whole.hidden = !this.#measured.some((at) => {
      const text = output.children[at]?.querySelector(":scope > .lb-output-text");
      return text instanceof Element && text.scrollHeight > text.clientHeight + 1;
    });
  }
}

function tool(command: string, label: string): HTMLButtonElement {
  return makeElement(
    "button",
    { type: "button", class: "lb-button", "data-kind": "quiet", "data-command": command },
    label,
  );
}

/** Whether an output has more lines or letters than that; looks at no more of its text than it takes to know. */
function isLonger(
  output: Output,
  most: { readonly lines: number; readonly letters: number },
): boolean {
  if (output.output_type === "error") return false;
  const text = output.output_type === "stream" ? output.text : output.data["text/plain"];
  if (typeof text !== "string") return false;
  if (text.length > most.letters) return true;
  let lines = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
    if (++lines > most.lines) return true;
  return false;
}
