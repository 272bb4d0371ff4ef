// The page that a student gets back: it stands alone, and nothing in it can run or call anybody.
import { Window } from "happy-dom";
import { describe, expect, it } from "vitest";
import { html } from "../../../src/export/html.ts";
import { feedbackPage } from "../../../src/feedback/page.ts";
import { DEFAULT_WORDS } from "../../../src/grading/exercise-steps.ts";
import { giveBack } from "../../../src/grading/given-back.ts";
import type { CellRun } from "../../../src/grading/cell-run.ts";
import type { Cell } from "../../../src/nbformat/types.ts";
import { failure, gradeIt } from "../../support/given-back.ts";

const evil = `<script>alert(1)</script><img src="https://x.example/p.png" onerror="alert(1)"><iframe src="//x.example"></iframe>`;
const png = "iVBORw0KGgo=";

function pageOf(
  runs: Readonly<Record<string, CellRun>>,
  change: (cell: Cell) => Cell = (cell) => cell,
  comment = "",
): { readonly text: string; readonly document: Window["document"] } {
  const { run, student: graded, source } = gradeIt(runs, change);
  const notebooks = graded.notebooks.map((one) => ({
    ...one,
    cells: one.cells.map((cell) => ({ ...cell, comment })),
  }));
  const student = { ...graded, notebooks, late: { seconds: 7200, penalty: 1 } };
  const given = notebooks.map((grade) =>
    giveBack(run, source, grade, { words: DEFAULT_WORDS, showHidden: false }),
  );
  const head = {
    assignment: "a1",
    course: "c1",
    gradedAt: "2026-01-05T08:00:00Z",
    isolation: "user",
  };
  const text = feedbackPage(given, { ...head, student });
  // No script is run here: what would be one is looked for.
  const window = new Window();
  window.document.write(text);
  return { text, document: window.document };
}

const run = (outputs: CellRun["outputs"]): CellRun => ({ end: "ok", outputs, note: "" });

describe("the page that a student gets back", () => {
  it("has whole and parts: points, verdicts in words, lateness, walls", () => {
    const { document } = pageOf({
      "cell-double_test": { ...run([failure("E", "bad")]), end: "error" },
    });
    expect(document.querySelector("h1")?.textContent).toBe("0 of 10 points");
    const words = document.body.textContent;
    for (const part of [
      "Handed in 2 h late: 1 point was taken off.",
      "1 answer is not marked yet",
    ]) {
      expect(words).toContain(part);
    }
    expect(words).toMatch(/isolation:\s+user/);
    const rows = [...document.querySelectorAll("tbody tr")].map((row) =>
      row.textContent.trim().split(/\s+/).join(" "),
    );
    expect(rows[0]).toBe("double_test 0 of 2 ✕ not right");
    for (const link of document.querySelectorAll("tbody a")) {
      expect(document.querySelector(link.getAttribute("href") ?? "")).not.toBeNull();
    }
  });

  it("shows text, code, answers and outputs", () => {
    const outputs = [
      { output_type: "stream", name: "stdout", text: "\u001b[31mred\u001b[0m\n" },
      {
        output_type: "display_data",
        data: { "image/png": png, "text/plain": "<Figure>" },
        metadata: {},
      },
    ] as const;
    const { document } = pageOf({ "cell-double": run(outputs) }, (cell) =>
      cell.id === "pick"
        ? { ...cell, source: cell.source.replace("[ ] `x + x`", "[x] `x + x`") }
        : cell,
    );
    expect(document.querySelector(".lb-ansi-red")?.textContent).toBe("red");
    const picture = document.querySelector("img");
    expect(picture?.getAttribute("src")).toBe(`data:image/png;base64,${png}`);
    expect(picture?.getAttribute("alt")).toBe("<Figure>");
    expect(document.querySelector(".lb-tok-definition, .lb-tok-keyword")).not.toBeNull();
    expect(document.body.textContent).toContain("☑ x + x");
    expect(document.body.textContent).toContain("twice is once more");
  });

  it("neither runs nor loads anything, whatever was handed in or said", () => {
    const { text, document } = pageOf(
      {
        "cell-double": run([
          { output_type: "stream", name: "stderr", text: evil },
          failure(evil, evil, evil),
          {
            output_type: "display_data",
            data: {
              "text/html": evil,
              "text/markdown": evil,
              "image/svg+xml": `<svg>${evil}</svg>`,
            },
            metadata: {},
          },
        ]),
      },
      (cell) =>
        cell.id === "cell-why" || cell.id === "title"
          ? {
              ...cell,
              source: `${evil}\n\n![p](https://x.example/p.png) [go](javascript:alert(1)) <https://x.example>`,
            }
          : cell.id === "cell-double"
            ? { ...cell, source: `x = "</code></pre>${evil}"` }
            : cell,
      evil,
    );
    expect(
      document.querySelectorAll("script, iframe, object, embed, link, form, base").length,
    ).toBe(0);
    for (const el of document.querySelectorAll("*")) {
      for (const name of el.getAttributeNames()) {
        expect(name).not.toMatch(/^on/);
        if (name === "src") expect(el.getAttribute(name)).toMatch(/^data:image\//);
        if (name === "href")
          expect(el.getAttribute(name)).toMatch(/^(?:#part-|https:\/\/x\.example)/);
      }
    }
    expect(document.querySelector("meta[http-equiv]")?.getAttribute("content")).toContain(
      "default-src 'none'",
    );
    expect(text).toContain("--lb-color-surface:");
    expect(text.match(/url\(/g)).toBeNull();
    expect(text).not.toContain("@import");
  });
});

it("a template escapes what is put into it", () => {
  const quoted = html`<p title="${`"'<&>`}">${"<b>"}${false}${undefined}${[html`<i>${1}</i>`]}</p>`;
  expect(quoted.text).toBe(`<p title="&quot;&#39;&lt;&amp;&gt;">&lt;b&gt;<i>1</i></p>`);
});
