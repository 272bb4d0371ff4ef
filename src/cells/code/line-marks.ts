// Marks behind lines of code, whether it is being edited or not: what held the event loop, and the line of the step that a
// timeline shows. A mark says in words what it is; the timeline's own text says it to screen readers.
import { makeElement } from "../../elements.ts";
import type { Fold } from "../../editor/code-editing.ts";
import { lineNumbers } from "../line-numbers.ts";

export class LineMarks {
  readonly el = makeElement("div", { class: "lb-line-marks", "aria-hidden": "true" });
  #held: ReadonlyMap<number, number> = new Map();
  #step: number | undefined;

  /** Lines that held the loop, with milliseconds. */
  setHeld(held: ReadonlyMap<number, number>): void {
    this.#held = held;
  }

  /** The line of the step that is shown; `undefined` for none. */
  setStep(line: number | undefined): void {
    this.#step = line;
  }

  /** Draws the marks beside the lines that are not folded away. */
  draw(text: string, folds: readonly Fold[]): void {
    if (this.#held.size === 0 && this.#step === undefined) {
      this.el.replaceChildren();
      return;
    }
    const rows = new Map(
      lineNumbers(text, folds)
        .split("\n")
        .map((line, row) => [Number(line), row]),
    );
    const mark = (kind: string, line: number, words: string): readonly HTMLElement[] => {
      const row = rows.get(line);
      if (row === undefined) return [];
      const el = makeElement("div", {
        class: "lb-line-mark",
        "data-mark": kind,
        "data-line": String(line),
      });
      el.style.setProperty("--lb-line-row", String(row));
      el.append(makeElement("span", {}, words));
      return [el];
    };
    const held = [...this.#held].flatMap(([line, time]) =>
      mark("held", line, `held the loop ${Math.round(time)} ms`),
    );
    const words = this.#step !== undefined && this.#held.has(this.#step) ? "" : "this step";
    const step = this.#step === undefined ? [] : mark("step", this.#step, words);
    this.el.replaceChildren(...held, ...step);
  }
}
