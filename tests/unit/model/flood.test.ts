// What a cell keeps of what floods it, and how it says what was cut.
import { describe, expect, it } from "vitest";
import { applyChange } from "../../../src/model/apply.ts";
import { boundText, DISPLAYS, OUTPUTS, STREAM, wasCut } from "../../../src/model/flood.ts";
import type { NotebookState } from "../../../src/model/state.ts";
import type { Output } from "../../../src/nbformat/types.ts";
import { code, opened, stream } from "../../support/builders.ts";

const display = (text: string): Output => ({
  output_type: "display_data",
  data: { "text/plain": text },
  metadata: {},
});

/** The text of a display; of a line that says what was cut, "cut". */
function plainOf(output: Output): string {
  if (output.output_type === "stream" || output.output_type === "error") return "cut";
  return output.data["text/plain"] as string;
}

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

  it("of large displays keeps the first and the last within a number of characters", () => {
    const each = 3_000_000;
    const weight = (state: NotebookState): number =>
      outputsOf(state).reduce((sum, output) => sum + plainOf(output).length, 0);
    let state = opened(code("x", { id: "x" }));
    const most: number[] = [];
    for (let at = 0; at < 40; at++) {
      state = say(state, display(String.fromCharCode(65 + (at % 26)).repeat(each)), `id${at}`);
      most.push(weight(state));
    }
    expect(Math.max(...most)).toBeLessThanOrEqual(DISPLAYS.most);
    const outputs = outputsOf(state);
    const letters = outputs.map((output) => plainOf(output).slice(0, 3));
    expect(letters.slice(0, 4)).toEqual(["AAA", "BBB", "CCC", "cut"]);
    expect(letters.at(-1)).toBe("NNN");
    const [notice] = outputs.filter(({ output_type: type }) => type === "stream");
    expect(notice).toEqual(
      stream(
        `[${40 - (outputs.length - 1)} outputs were cut here: there were too many to keep them all.]\n`,
        "stderr",
      ),
    );
    state = applyChange(state, {
      type: "update-display",
      displayId: "id39",
      data: { "text/plain": "new" },
      metadata: {},
    });
    expect(outputsOf(state).at(-1)).toEqual(display("new"));
  });

  it("leaves a display out that is too large alone, and keeps the others", () => {
    let state = opened(code("x", { id: "x" }));
    state = say(state, display("before"));
    state = say(state, display("y".repeat(DISPLAYS.most + 1)));
    state = say(state, display("after"));
    expect(outputsOf(state)).toEqual([
      display("before"),
      stream(
        `[An output of ${(DISPLAYS.most + 1).toLocaleString("en")} characters was left out here: it was too large to keep.]\n`,
        "stderr",
      ),
      display("after"),
    ]);
  });

  it("of updates stays within the same bound, and later ones still find their display", () => {
    const update = (displayId: string, text: string): void => {
      const data = { "text/plain": text };
      state = applyChange(state, { type: "update-display", displayId, data, metadata: {} });
    };
    const texts = (): readonly string[] =>
      outputsOf(state).map((output) => plainOf(output).slice(0, 100));
    let state = opened(code("x", { id: "x" }));
    state = say(say(state, display("one"), "a"), display("two"), "b");
    update("a", "y".repeat(DISPLAYS.most + 1));
    expect(texts()).toEqual([
      "[An output of 50,000,001 characters was left out here: it was too large to keep.]",
      "two",
    ]);
    expect(wasCut(outputsOf(state))).toBe(true);
    update("a", "small");
    expect(texts()).toEqual(["small", "two"]);
    expect(wasCut(outputsOf(state))).toBe(false);
    // Together they are too large.
    const half = DISPLAYS.most * 0.6;
    for (const id of ["a", "b"]) update(id, "z".repeat(half));
    const kept = outputsOf(state).map((output) => plainOf(output).length);
    expect(kept.reduce((sum, length) => sum + length)).toBeLessThanOrEqual(DISPLAYS.most);
    expect(texts()).toContain("cut");
  });
});
