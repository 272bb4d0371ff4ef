import { describe, expect, it } from "vitest";
import { applyChange } from "../../../src/model/apply.ts";
import { appendTerminalText } from "../../../src/model/outputs.ts";
import type { NotebookState } from "../../../src/model/state.ts";
import type { Output } from "../../../src/nbformat/types.ts";
import { code, opened, stream } from "../../support/builders.ts";

const display = (text: string): Output => ({
  output_type: "display_data",
  data: { "text/plain": text },
  metadata: {},
});

function outputsOf(state: NotebookState): readonly Output[] {
  const cell = state.cells[0]?.cell;
  return cell?.cell_type === "code" ? cell.outputs : [];
}

function print(state: NotebookState, output: Output, displayId?: string): NotebookState {
  const id = state.cells[0]?.cell.id ?? "";
  return applyChange(state, {
    type: "output",
    id,
    output,
    ...(displayId !== undefined && { displayId }),
  });
}

describe("outputs", () => {
  it("joins a stream to the one before it of the same name only", () => {
    let state = opened(code("x"));
    for (const output of [stream("a"), stream("b"), stream("err", "stderr"), stream("c")]) {
      state = print(state, output);
    }
    expect(outputsOf(state)).toEqual([stream("ab"), stream("err", "stderr"), stream("c")]);
  });

  it("updates every display shown under an id, in every cell", () => {
    let state = opened(code("x", { id: "one" }), code("y", { id: "two" }));
    state = print(print(state, display("old"), "d"), display("other"));
    state = applyChange(state, {
      type: "output",
      id: "two",
      output: display("old"),
      displayId: "d",
    });
    state = applyChange(state, {
      type: "update-display",
      displayId: "d",
      data: { "text/plain": "new" },
      metadata: {},
    });
    expect(outputsOf(state)).toEqual([display("new"), display("other")]);
    expect(state.cells[1]?.cell.cell_type === "code" && state.cells[1].cell.outputs).toEqual([
      display("new"),
    ]);
  });

  it("changes what stands under an id when something else is shown under it", () => {
    let state = opened(code("x"), code("y", { id: "two" }));
    state = print(print(state, display("old"), "d"), display("other"), "e");
    const output = display("new");
    state = applyChange(state, { type: "output", id: "two", output, displayId: "d" });
    expect(outputsOf(state)).toEqual([display("new"), display("other")]);
  });

  it("keeps what was shown until the next output when clear_output waits", () => {
    let state = print(opened(code("x")), stream("old"));
    const id = state.cells[0]?.cell.id ?? "";
    state = applyChange(state, { type: "clear-output", id, wait: true });
    expect(outputsOf(state)).toEqual([stream("old")]);
    state = print(state, stream("new"));
    expect(outputsOf(state)).toEqual([stream("new")]);
  });

  it("forgets display ids with the outputs that are cleared", () => {
    let state = print(opened(code("x")), display("old"), "d");
    const id = state.cells[0]?.cell.id ?? "";
    state = applyChange(state, { type: "clear-output", id, wait: false });
    state = print(state, display("fresh"));
    state = applyChange(state, { type: "update-display", displayId: "d", data: {}, metadata: {} });
    expect(outputsOf(state)).toEqual([display("fresh")]);
  });
});

describe("appendTerminalText", () => {
  it.each([
    ["", "plain\n", "plain\n"],
    ["10%", "\r20%", "20%"],
    ["100%", "\r2%", "2%0%"],
    ["line\n10%", "\r20%\ndone", "line\n20%\ndone"],
    ["a\r", "\nb", "a\nb"],
    ["windows\r", "\n", "windows\n"],
    ["", "abc\b\bX", "aX"],
    ["10%\r", "20%", "20%"],
    ["", "\b", ""],
  ])("%j and %j give %j", (text, more, expected) => {
    expect(appendTerminalText(text, more)).toBe(expected);
  });
});
