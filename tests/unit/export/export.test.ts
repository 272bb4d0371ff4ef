// A notebook in other forms: what a reader finds in each, and that nothing in a page can run, load or leave its place.
import { Window } from "happy-dom";
import { describe, expect, it } from "vitest";
import { exportNotebook, type ExportFormat } from "../../../src/export/export.ts";
import { withGrades } from "../../../src/grading/graded-notebook.ts";
import { parseNotebookText } from "../../../src/nbformat/parse.ts";
import { serialiseNotebook } from "../../../src/nbformat/serialise.ts";
import type { JsonObject, Notebook, Output } from "../../../src/nbformat/types.ts";
import { STATE_TYPE } from "../../../src/widgets/state-file.ts";
import { code, md, nb, raw, withMetadata } from "../../support/builders.ts";
import { hostileCases, outputCases, renderFolders } from "../../support/render-cases.ts";

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const display = (data: JsonObject): Output => ({ output_type: "display_data", data, metadata: {} });
const stdout = (text: string): Output => ({ output_type: "stream", name: "stdout", text });

function textOf(notebook: Notebook, format: ExportFormat, withoutOutputs = false): string {
  const [main] = exportNotebook(notebook, format, { name: "lesson", withoutOutputs });
  return typeof main?.content === "string" ? main.content : "";
}

function pageOf(notebook: Notebook): Window["document"] {
  const { document } = new Window();
  document.write(textOf(notebook, "html"));
  return document;
}

/** What stands in a page that could run, load, pose as the page's own, or lie over it. */
function problemsIn(document: Window["document"]): readonly string[] {
  return [...document.body.querySelectorAll("*")].flatMap((el) => {
    const isMath = el.closest("math") !== null;
    const isMark = el.closest(".lb-callout-title > svg") !== null;
    const isApart = el.tagName === "STYLE" && el.closest("template") !== null;
    const isStray =
      /^(?:script|style|link|meta|base|iframe|frame|object|embed|form|input|button|textarea|select|title|svg|noscript|dialog|map|area)$/i.test(
        el.tagName,
      ) &&
      !isMark &&
      !isApart;
    const attributes = el.getAttributeNames().filter((key) => {
      const value = el.getAttribute(key) ?? "";
      if (key.startsWith("on") || /^(?:srcset|background|ping|poster|form.*|xlink:href)$/.test(key))
        return true;
      if (key === "src") return !/^data:(?:image|audio|video)\//.test(value);
      if (key === "href") return isMath || !/^(?:#user-content-|https?:|mailto:)/.test(value);
      if (key === "id")
        return el.closest("template") === null && !value.startsWith("user-content-");
      return key === "style" && /url|var\(|expression|position|[@\\<>{}]/i.test(value);
    });
    return [...(isStray ? [el.tagName] : []), ...attributes.map((key) => `${el.tagName} ${key}`)];
  });
}

/** What each model says of itself. */
const control = (name: string) => ({
  model_name: name,
  model_module: "@jupyter-widgets/controls",
  model_module_version: "2.0.0",
});

describe("the web page", () => {
  it("sets text, formulas, callouts, tasks and links between sections", () => {
    const document = pageOf(
      nb(
        md(
          "# The `rule`\n\nwith $x^2$ and $\\frac{$\n\n> [!NOTE]\n> Mind.\n\n- [x] done\n- [ ] open",
        ),
        md("[back](#The-rule)\n\n| a |\n|---|\n| 1 |\n\n```output\n5\n```"),
      ),
    );
    expect(document.title).toBe("The rule");
    expect(document.querySelector("h1")?.id).toBe("user-content-the-rule");
    expect(document.querySelector("a")?.getAttribute("href")).toBe("#user-content-the-rule");
    expect(document.querySelectorAll("math")).toHaveLength(1);
    expect(document.body.textContent).toContain("\\frac{");
    expect(document.querySelector('aside[data-callout="note"]')?.textContent).toContain("Mind.");
    expect(document.body.textContent).not.toContain("[!NOTE]");
    expect([...document.querySelectorAll("li")].map((item) => item.textContent)).toEqual([
      "☑ done",
      "☐ open",
    ]);
    expect(document.querySelector("td")?.textContent).toBe("1");
    expect(document.querySelector("figure figcaption")?.textContent).toBe("Expected output");
  });

  it("has the notebook's name as its title where it has no heading", () => {
    const document = pageOf(nb(md("text")));
    expect(document.title).toBe("lesson");
    expect(document.querySelector("h1")?.textContent).toBe("lesson");
  });

  it("shows of each output the best type that needs no script, and names what would", () => {
    const outputs = [
      display({ "text/html": "<table><tr><td>Ann</td></tr></table>", "text/plain": "plain" }),
      display({ "image/png": PNG, "text/plain": "<Figure>" }),
      display({ "application/vnd.plotly.v1+json": { data: [] }, "text/plain": "Figure()" }),
      display({ "text/html": "<script>draw()</script>", "text/plain": "alt.Chart(...)" }),
      display({ "application/json": { a: [1] }, "text/plain": "<JSON>" }),
      display({ "text/latex": "$y$" }),
      display({ "application/x-strange": "1" }),
      stdout("\u001b[31mred\u001b[0m"),
    ];
    const document = pageOf(nb(code("show()", { outputs })));
    expect(document.querySelector("td")?.textContent).toBe("Ann");
    expect(document.querySelector("img")?.getAttribute("alt")).toBe("<Figure>");
    expect(document.querySelectorAll("math")).toHaveLength(1);
    expect(document.querySelector(".lb-ansi-red")?.textContent).toBe("red");
    const words = document.body.textContent;
    for (const part of [
      "Figure()",
      "In the notebook this is a chart of Plotly",
      "alt.Chart(...)",
      "In the notebook this is drawn by a script",
      '"a": [',
      "This output cannot be shown in a file: application/x-strange.",
    ])
      expect(words).toContain(part);
    expect(words).not.toContain("plain");
  });

  it("keeps the sheet of a styled table apart from the page", () => {
    const styled = `<style>#T_1 td { color: gold }</style><table id="T_1"><td class="x">5</td></table>`;
    const text = textOf(
      nb(code("df.style", { outputs: [display({ "text/html": styled })] })),
      "html",
    );
    expect(text).toMatch(
      /<template shadowrootmode="open"[^]*#T_1 td \{ color: gold \}[^]*id="T_1"/,
    );
    for (const sheet of ["@import 'x'", "a { background: url(x) }", "a { b: \\75rl(x) }"]) {
      const loading = styled.replace("#T_1 td { color: gold }", sheet);
      const page = textOf(nb(code("", { outputs: [display({ "text/html": loading })] })), "html");
      expect(page).not.toContain(sheet);
      expect(page).toContain("<td>5</td>");
    }
  });

  it("says what widgets showed when they were saved", () => {
    const state = {
      box: {
        ...control("VBoxModel"),
        state: { children: ["speed", "kind", "on"].map((id) => `IPY_MODEL_${id}`) },
      },
      speed: { ...control("IntSliderModel"), state: { description: "Speed", value: 7, max: 10 } },
      kind: {
        ...control("DropdownModel"),
        state: { description: "Kind", _options_labels: ["a", "b"], index: 1 },
      },
      on: { ...control("CheckboxModel"), state: { description: "On", value: true } },
    };
    const view = (id: string): Output =>
      display({
        "application/vnd.jupyter.widget-view+json": { model_id: id },
        "text/plain": `Widget(${id})`,
      });
    const document = pageOf(
      withMetadata(nb(code("w", { outputs: [view("box"), view("lost")] })), {
        widgets: { [STATE_TYPE]: { state, version_major: 2, version_minor: 0 } },
      }),
    );
    const controls = [...document.querySelectorAll(".lb-given-control")];
    expect(controls.map((one) => one.textContent.trim().split(/\s+/).join(" "))).toEqual([
      "Speed 7",
      "Kind b",
      "On ☑",
    ]);
    expect(document.body.textContent).toContain("Widget(lost)");
  });

  it("stops at widgets that hold each other", () => {
    const state = {
      a: { ...control("VBoxModel"), state: { children: ["IPY_MODEL_a", "IPY_MODEL_a"] } },
    };
    const view = display({ "application/vnd.jupyter.widget-view+json": { model_id: "a" } });
    const metadata = { widgets: { [STATE_TYPE]: { state, version_major: 2, version_minor: 0 } } };
    expect(pageOf(withMetadata(nb(code("a", { outputs: [view] })), metadata)).title).toBe("lesson");
  });

  it("shows grades and measured values", () => {
    const graded = withGrades(
      nb(
        code("x = 1", {
          metadata: {
            nbgrader: {
              schema_version: 3,
              grade: true,
              solution: true,
              locked: false,
              task: false,
              grade_id: "g",
              points: 2,
            },
          },
        }),
        md("| | time |\n|---|---|\n| sleep | 1 s |", {
          metadata: {
            lessonbook: {
              kind: "table",
              measured: [
                { row: "sleep", column: "time", expression: "f()", values: [1.5], unit: "s" },
              ],
            },
          },
        }),
      ),
      {
        name: "lesson",
        score: 1,
        maxScore: 2,
        cells: [
          {
            gradeId: "g",
            kind: "answer",
            auto: 1,
            manual: null,
            extra: null,
            score: 1,
            maxScore: 2,
            status: "partial",
            message: "Almost <b>.",
          },
        ],
      },
    );
    const document = pageOf(graded);
    expect(document.querySelector(".lb-given-total")?.textContent).toContain("1 of 2 points");
    const grade = document.querySelector(".lb-given-grade")?.textContent ?? "";
    for (const part of ["1 of 2 points", "partly right", "Almost <b>."])
      expect(grade).toContain(part);
    expect(document.querySelector(".lb-given-measured")?.textContent).toContain(
      "sleep, time: measured 1.5 s · 1 run",
    );
  });

  it.each(hostileCases())("lets nothing of it run, load or pose: $name", ({ name, input }) => {
    const cell = name.startsWith("markdown")
      ? md(input)
      : code(input, {
          outputs: [
            display({ "text/html": input, "image/svg+xml": input }),
            display({ "text/markdown": input }),
          ],
        });
    expect(problemsIn(pageOf(nb(cell)))).toEqual([]);
  });

  describe.each(renderFolders())("what %s is given", (folder) => {
    it.each(outputCases(folder))("stays an output: $name", ({ output, widgets }) => {
      const cell = code("x", { outputs: [output] });
      const text = serialiseNotebook(
        withMetadata(nb(cell), widgets === undefined ? {} : { widgets }),
      );
      const document = pageOf(parseNotebookText(text).notebook);
      expect(problemsIn(document)).toEqual([]);
      expect(document.title).toBe("lesson");
    });
  });

  it("holds up against nesting without end", () => {
    const deep = "<div>".repeat(50_000) + "x";
    const drawing = `<svg>${"<g>".repeat(50_000)}`;
    const outputs = [deep, drawing].map((text) =>
      display({ "text/html": text, "text/plain": "end" }),
    );
    expect(pageOf(nb(code("x", { outputs }))).title).toBe("lesson");
  });
});

describe("Markdown", () => {
  it("keeps text as it is and puts pictures into a folder beside it", () => {
    const files = exportNotebook(
      nb(
        md("# Title\n\n![p](attachment:a%20b.png) ![gone](attachment:no.png)", {
          attachments: { "a b.png": { "image/png": PNG } },
        }),
        code("plot()", {
          outputs: [
            stdout("one\n```\ntwo\n"),
            display({ "image/png": PNG, "text/plain": "<Figure>" }),
            display({ "image/svg+xml": "<svg/>" }),
          ],
        }),
        raw("as it is"),
      ),
      "md",
      { name: "my lesson" },
    );
    expect(files.map(({ path }) => path)).toEqual([
      "my lesson.md",
      "my lesson_files/cell-1-a-b.png",
      "my lesson_files/cell-2-2.png",
      "my lesson_files/cell-2-3.svg",
    ]);
    expect(files[0]?.content).toBe(
      [
        "# Title\n\n![p](my%20lesson_files/cell-1-a-b.png) ![gone](attachment:no.png)",
        "```python\nplot()\n```",
        "````text\none\n```\ntwo\n````",
        "![Figure](my%20lesson_files/cell-2-2.png)",
        "![Picture](my%20lesson_files/cell-2-3.svg)",
        "as it is\n",
      ].join("\n\n"),
    );
    expect(files[1]?.content).toEqual(new Uint8Array(Buffer.from(PNG, "base64")));
    expect(files[3]?.content).toBe("<svg/>");
  });

  it("takes an output's HTML without what could run", () => {
    const hostile = "<p onclick=x()>safe</p>\n\n<script>bad()</script>";
    const text = textOf(nb(code("x", { outputs: [display({ "text/html": hostile })] })), "md");
    expect(text).toContain("<p>safe</p>");
    expect(text).not.toMatch(/onclick|script|bad/);
  });
});

describe("the script", () => {
  it("has a cell under each mark, text as comments, and nothing of IPython's own", () => {
    const text = textOf(
      nb(
        md("# Title\n\ntext"),
        code("%timeit x\nif x:\n    !ls\n    y = 5 % 2\nx?"),
        code("%%bash\nls\n"),
        raw("raw"),
      ),
      "py",
    );
    expect(text).toBe(
      [
        "# %% [markdown]\n# # Title\n#\n# text",
        "# %%\n# %timeit x\nif x:\n    # !ls\n    y = 5 % 2\n# x?",
        "# %%\n# %%bash\n# ls",
        "# %% [raw]\n# raw\n",
      ].join("\n\n"),
    );
  });

  it("says when cells await, and only then", () => {
    const first = (source: string): string => textOf(nb(code(source)), "py").split("\n")[0] ?? "";
    expect(first("x = await f()")).toContain("await at the top level");
    expect(first("for x in y:\n    await x")).toContain("await at the top level");
    expect(first("async def f():\n    await g()")).toBe("# %%");
    expect(first("async with a: pass")).toContain("await at the top level");
    expect(first("print('await') # await it")).toBe("# %%");
  });

  it("is in the notebook's language", () => {
    const julia = withMetadata(nb(md("text"), code("println(1)")), {
      language_info: { name: "julia", file_extension: ".jl" },
    });
    const [file] = exportNotebook(julia, "py", { name: "lesson" });
    expect(file).toEqual({
      path: "lesson.jl",
      content: "# %% [markdown]\n# text\n\n# %%\nprintln(1)\n",
    });
  });
});

describe("the notebook", () => {
  const run = withMetadata(
    nb(
      code("x", {
        execution_count: 3,
        outputs: [stdout("x")],
        metadata: { execution: { a: "b" }, tags: ["t"] },
      }),
    ),
    { widgets: { a: 1 }, title: "T" },
  );

  it("is the file", () => {
    expect(textOf(run, "ipynb")).toBe(serialiseNotebook(run));
  });

  it("is as before anything ran, without outputs", () => {
    const { notebook } = parseNotebookText(textOf(run, "ipynb", true));
    expect(notebook.metadata).toEqual({ title: "T" });
    expect(notebook.cells[0]).toMatchObject({
      source: "x",
      execution_count: null,
      outputs: [],
      metadata: { tags: ["t"] },
    });
    expect(notebook.cells[0]?.metadata.execution).toBeUndefined();
  });
});
