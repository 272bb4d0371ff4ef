// Output that the lesson states: a fenced block with the info string `output` in the Markdown cell after a
// code cell. `lessonbook check` and the tests compare it with what the cell really gives.
import type { Notebook, Output } from "../nbformat/types.ts";
import {
  closesFence,
  indentOf,
  openedFence,
  removeIndent,
  splitSourceLines,
  trimLineEnds,
  type Fence,
} from "./markdown-lines.ts";

export interface StatedOutput {
  readonly codeCellId: string;
  /** The Markdown cell that states it. */
  readonly cellId: string;
  /** Line of the opening fence in that cell, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Every code cell of a notebook whose next cell states its output. */
export function findStatedOutputs(notebook: Notebook): readonly StatedOutput[] {
  return notebook.cells.flatMap((cell, index) => {
    const previous = notebook.cells[index - 1];
    if (cell.cell_type !== "markdown" || previous?.cell_type !== "code") return [];
    const stated = parseStatedOutput(cell.source);
    return stated === undefined
      ? []
      : [{ codeCellId: previous.id, cellId: cell.id, line: stated.line, text: stated.text }];
  });
}

/** The first fenced block of a Markdown source whose info string is `output`; `undefined` without one. */
export function parseStatedOutput(
  source: string,
): { readonly text: string; readonly line: number } | undefined {
  let fence: (Fence & { readonly indent: number; readonly line: number }) | undefined;
  let lines: string[] = [];
  for (const line of splitSourceLines(source)) {
    if (fence === undefined) {
      const opened = openedFence(line.text);
      if (opened !== undefined) {
        fence = { ...opened, indent: indentOf(line.text), line: line.number };
        lines = [];
      }
    } else if (closesFence(line.text, fence)) {
      if (isOutput(fence)) return { text: lines.join("\n"), line: fence.line };
      fence = undefined;
    } else {
      lines.push(removeIndent(line.text, fence.indent));
    }
  }
  // Markdown closes an open block at the end of the text.
  return fence !== undefined && isOutput(fence)
    ? { text: lines.join("\n"), line: fence.line }
    : undefined;
}

/** The text of a cell's outputs that a stated output speaks of: what is printed, and the result. */
export function textOfOutputs(outputs: readonly Output[]): string {
  let text = "";
  for (const output of outputs) {
    if (output.output_type === "stream" && output.name === "stdout") text += output.text;
    if (output.output_type === "execute_result") {
      const result = output.data["text/plain"];
      if (typeof result !== "string") continue;
      text += (text === "" || text.endsWith("\n") ? "" : "\n") + result + "\n";
    }
  }
  return text;
}

/**
 * Whether an output is what the lesson states. `...` stands for any text, also over lines, as with doctest's
 * ELLIPSIS; blanks at line ends and blank lines at the end do not count.
 */
export function matchesStatedOutput(stated: string, actual: string): boolean {
  const pieces = normalise(stated).split("...");
  const text = normalise(actual);
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= end;
}

function isOutput(fence: Fence): boolean {
  return fence.info.split(/[\s{]/)[0] === "output";
}

function normalise(text: string): string {
  return trimLineEnds(text.replace(/\r\n?/g, "\n")).trimEnd();
}
