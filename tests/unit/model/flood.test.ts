// What a cell keeps of what floods it, and how it says what was cut.
import { describe, expect, it } from "vitest";
import { applyChange } from "../../../src/model/apply.ts";
import { boundText, OUTPUTS, STREAM } from "../../../src/model/flood.ts";
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

function say(state: NotebookState, output: Output, displayId?: string): NotebookState {
  return applyChange(state, {
    type: "output",
    id: "x",
    output,
    ...(displayId !== undefined && { displayId }),
  });
}

describe("a flood", () => {
  it("of printed lines keeps first and last lines whole and counts what is gone", () => {
    let state = opened(code("x", { id: "x" }));
    let printed = 0;
    for (let chunk = 0; chunk < 100; chunk++) {
      const text = Array.from(
        { length: 5_000 },
        (_, line) => `line ${chunk * 5_000 + line}\n`,
      ).join("");
      printed += text.length;
      state = say(state, stream(text));
    }
    const [output] = outputsOf(state);
    const text = output?.output_type === "stream" ? output.text : "";
    expect(text.length).toBeLessThanOrEqual(STREAM.most);
    expect(text.startsWith("line 0\nline 1\n")).toBe(true);
    expect(text.endsWith("line 499998\nline 499999\n")).toBe(true);
    const said = /\n\[([\d,]+) characters were cut here: [^\]]*\]\nline \d+\n/.exec(text);
    const cut = Number(said?.[1]?.replaceAll(",", ""));
    const notice = text.length - (printed - cut);
    expect(notice).toBe(/\n\[[^\]]*\]\n/.exec(text)?.[0].length);
    expect(text.match(/characters were cut here/g)).toHaveLength(1);
  });

  it("of one endless line is cut too, never inside a character", () => {
    const text = boundText("\u{1f600}".repeat(STREAM.most));
    expect(text.length).toBeLessThan(STREAM.head + STREAM.tail + 200);
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  it("leaves what is not too long as it is", () => {
    const text = "a".repeat(STREAM.most);
    expect(boundText(text)).toBe(text);
  });

  it("of displays keeps the first and the last, and updates still find theirs", () => {
    let state = opened(code("x", { id: "x" }));
    const count = 5_000;
    for (let at = 0; at < count; at++) state = say(state, display(`d${at}`), `id${at}`);
    const outputs = outputsOf(state);
    expect(outputs.length).toBeLessThanOrEqual(OUTPUTS.most);
    expect(outputs[0]).toEqual(display("d0"));
    expect(outputs.at(-1)).toEqual(display(`d${count - 1}`));
    const notices = outputs.filter(({ output_type: type }) => type === "stream");
    expect(notices).toEqual([
      stream(
        `[${(count - outputs.length + 1).toLocaleString("en")} outputs were cut here: there were too many to keep them all.]\n`,
        "stderr",
      ),
    ]);
    state = applyChange(state, {
      type: "update-display",
      displayId: `id${count - 2}`,
      data: { "text/plain": "new" },
      metadata: {},
    });
    expect(outputsOf(state).at(-2)).toEqual(display("new"));
    expect(
      outputsOf(state).filter((output) => output !== outputs.at(outputsOf(state).indexOf(output))),
    ).toHaveLength(1);
  });
});
