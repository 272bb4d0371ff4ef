// What one can do with long outputs, under them: show them whole, wrap their lines, copy, save, open apart. Hidden ones are a
// line that brings them back.
import { makeElement, setAttribute, setText } from "../../elements.ts";
import { outputView } from "../../model/output-view.ts";
import { wasCut } from "../../model/flood.ts";
import type { CodeCell, Output } from "../../nbformat/types.ts";

/** From here on outputs are long, in lines or in number. */
const LONG = { lines: 25, outputs: 12 } as const;

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
    this.el.hidden = isEmpty || !(isOwn || isLong(cell.outputs));
    this.#isWhole = hidden || scrolled !== "auto";
    this.#whole.hidden = hidden;
    setText(this.#whole, scrolled === false ? "Scroll" : "Show all");
    setText(this.#hide, hidden ? "Show the outputs" : "Hide");
    setText(this.#wrap, wrapped ? "Keep lines whole" : "Wrap lines");
    setText(this.#save, isCut ? "Save all" : "Save");
    this.#wrap.hidden = this.#apart.hidden = hidden;
    requestAnimationFrame(() => this.#measure(output));
  }

  /** What fits has no more to show. */
  #measure(output: HTMLElement): void {
    if (this.#isWhole || this.el.hidden) return;
    const texts = output.querySelectorAll(":scope > .lb-output > .lb-output-text");
    this.#whole.hidden = ![...texts].some((el) => el.scrollHeight > el.clientHeight + 1);
  }
}

function tool(command: string, label: string): HTMLButtonElement {
  return makeElement(
    "button",
    { type: "button", class: "lb-button", "data-kind": "quiet", "data-command": command },
    label,
  );
}

/** Looks at no more text than it takes to know. */
function isLong(outputs: readonly Output[]): boolean {
  if (outputs.length > LONG.outputs) return true;
  let lines = 0;
  for (const output of outputs) {
    const text =
      output.output_type === "stream"
        ? output.text
        : output.output_type === "error"
          ? ""
          : output.data["text/plain"];
    if (typeof text !== "string") continue;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
      if (++lines > LONG.lines) return true;
    if (text.length > LONG.lines * 200) return true;
  }
  return false;
}
