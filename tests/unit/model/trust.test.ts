// Which cells are trusted, and what makes them so.
import { describe, expect, it } from "vitest";
import { applyChange } from "../../../src/model/apply.ts";
import { clearOutputs } from "../../../src/model/edits.ts";
import { toNotebook, toSignedNotebook } from "../../../src/model/open.ts";
import { countHeldBack, hasScript, isTrusted } from "../../../src/model/trust.ts";
import type { Output } from "../../../src/nbformat/types.ts";
import { code, md, opened, stream } from "../../support/builders.ts";

const html = (text: string): Output => ({
  output_type: "display_data",
  data: { "text/html": text },
  metadata: {},
});

const marksOf = (state: ReturnType<typeof opened>): readonly unknown[] =>
  toSignedNotebook(state).cells.map(({ metadata }) => metadata.trusted);

describe("trust", () => {
  it("comes with the server's mark, and the mark stays out of the notebook", () => {
    const state = opened(
      code("1", { outputs: [html("<b>")], metadata: { trusted: true, tags: [] } }),
      code("2", { outputs: [html("<b>")], metadata: { trusted: false } }),
    );
    expect(state.cells.map(({ untrusted }) => untrusted)).toEqual([undefined, true]);
    expect(isTrusted(state)).toBe(false);
    expect(toNotebook(state).cells.map(({ metadata }) => metadata)).toEqual([{ tags: [] }, {}]);
    expect(marksOf(state)).toEqual([true, undefined]);
  });

  it("is not needed for text, errors and cells without code", () => {
    const error: Output = { output_type: "error", ename: "E", evalue: "", traceback: [] };
    const state = opened(md("# <script>"), code("1", { outputs: [stream("a"), error] }), code("2"));
    expect(isTrusted(state)).toBe(true);
    expect(marksOf(state)).toEqual([undefined, true, true]);
  });

  it.each([
    { type: "run-started", id: "x", at: 0 },
    { type: "clear-output", id: "x", wait: false },
    { type: "trust" },
  ] as const)("comes by $type", (change) => {
    const state = opened(code("1", { id: "x", outputs: [html("<b>")] }));
    expect(isTrusted(applyChange(state, change))).toBe(true);
  });

  it("does not come by a display that joins what the file brought", () => {
    const state = opened(code("1", { id: "x", outputs: [html("<b>")] }));
    const next = applyChange(state, { type: "output", id: "x", output: html("<i>") });
    expect(isTrusted(next)).toBe(false);
    const cleared = applyChange(next, { type: "clear-output", id: "x", wait: true });
    expect(isTrusted(cleared)).toBe(false);
    expect(isTrusted(applyChange(cleared, { type: "output", id: "x", output: html("<u>") }))).toBe(
      true,
    );
  });

  it("does not come by undoing", () => {
    const state = opened(code("1", { id: "x", outputs: [html("<b>")] }));
    const clear = clearOutputs(state, ["x"]);
    if (clear === undefined) throw new Error("nothing was cleared");
    const cleared = applyChange(state, clear);
    expect(isTrusted(cleared)).toBe(true);
    expect(isTrusted(applyChange(cleared, { type: "undo" }))).toBe(false);
  });

  it("is a change to save", () => {
    const state = opened(code("1", { outputs: [html("<b>")] }));
    const trusted = applyChange(state, { type: "trust" });
    expect(trusted.revision).toBe(state.revision + 1);
    expect(applyChange(trusted, { type: "trust" })).toBe(trusted);
  });

  it("counts the outputs whose scripts are held back", () => {
    const script: Output = {
      output_type: "display_data",
      data: { "application/javascript": "1" },
      metadata: {},
    };
    const outputs = [html("<b>plain</b>"), html("<script>1</script>"), script];
    expect(countHeldBack(opened(code("1", { outputs })))).toBe(2);
    expect(countHeldBack(opened(code("1", { outputs, metadata: { trusted: true } })))).toBe(0);
  });

  it.each([
    ["<script>1</script>", true],
    ["<SCRIPT\n>1", true],
    ["<img src=x onerror=f()>", true],
    ['<img src="x"onerror="f()">', true],
    ["<img/src/onerror=f()>", true],
    ['<a href=" javascript:f()">', true],
    ["<iframe srcdoc='x'>", true],
    ["<p>one = two, on time = 3</p>", false],
    ["<table><tr><td>script</td></tr></table>", false],
  ])("%j has a script: %s", (text, expected) => {
    expect(hasScript(text)).toBe(expected);
  });
});
