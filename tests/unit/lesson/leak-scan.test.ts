import { describe, expect, it } from "vitest";
import { scanForLeaks } from "../../../src/lesson/leak-scan.ts";
import { releaseNotebook } from "../../../src/lesson/release.ts";
import type { Cell, JsonObject, Notebook } from "../../../src/nbformat/types.ts";
import { code, md, nb, stream, withMetadata } from "../../support/builders.ts";

const feedback = 'It returns "at once" – before it has begun.';
const explanation = "Only the second one awaits anything.\nThe first keeps the thread for itself.";
const right = "the second one of them all";
const source = nb(
  md("# Lesson\n\nSomething about the second one.", { id: "intro" }),
  md(
    `Which waits?\n\n- [ ] the first one\n  > ${feedback}\n- [x] ${right}\n\n> Why: ${explanation.replace("\n", "\n> ")}`,
    { id: "q1", metadata: { lessonbook: { kind: "quiz", question: "single", hints: ["Look."] } } },
  ),
  code("1", { id: "c1" }),
  md("Which?\n\n- [x] gamma rays\n- [ ] b\n  > Beta is not it at all.", {
    id: "g1",
    metadata: { lessonbook: { kind: "quiz", question: "single", mode: "graded" } },
  }),
);
const clean = release(source);

describe("the leak scan", () => {
  it("finds nothing in what release makes", () => {
    expect(scanForLeaks(source, clean)).toEqual([]);
  });

  const hidden: readonly (readonly [string, string])[] = [
    ["in clear", feedback],
    ["in other case and with other marks", `**${feedback.toUpperCase().replaceAll(" ", "  ")}**`],
    ["over several quoted lines", `> It returns "at once"\n> – before it\n> has begun.`],
    ["as JSON in a text", JSON.stringify({ text: feedback })],
    ["as JSON in JSON", JSON.stringify(JSON.stringify({ text: `é ${explanation}` }))],
    ["with Unicode escapes", Array.from(feedback, (c) => `\\u${hex(c).padStart(4, "0")}`).join("")],
    ["with HTML entities", Array.from(feedback, (c) => `&#x${hex(c)};`).join("")],
    ["with decimal entities", Array.from(feedback, (c) => `&#${c.charCodeAt(0)};`).join("")],
    ["with percent signs", encodeURIComponent(feedback)],
    ["in hexadecimal", Buffer.from(feedback).toString("hex")],
    ["in base64", base64(feedback)],
    ["in base64 for addresses", Buffer.from(`${feedback}???>>>`).toString("base64url")],
    ["in base64 with something in front", `abc${base64(`x${feedback}`)}`],
    ["in base64 on several lines", base64(feedback.repeat(3)).replace(/.{20}/g, "$&\n")],
    ["in base64 of JSON", base64(JSON.stringify({ why: explanation }))],
    ["in base64 of base64", base64(base64(explanation))],
    ["one sentence of it", "The first keeps the thread for itself."],
  ];
  it.each(hidden)("finds a text %s", (_, text) => {
    const planted = { ...clean, cells: [...clean.cells, md(text, { id: "planted" })] };
    expect(scanForLeaks(source, planted)[0]).toMatchObject({ cellId: "planted", where: "source" });
  });

  const places: readonly (readonly [string, string, (cell: Cell) => Cell])[] = [
    ["c1", "outputs[0].text", (cell) => ({ ...cell, outputs: [stream(feedback)] })],
    [
      "c1",
      "outputs[0].data.text/html",
      (cell) => ({
        ...cell,
        outputs: [{ output_type: "display_data", data: { "text/html": feedback }, metadata: {} }],
      }),
    ],
    ["intro", "metadata.note", (cell) => ({ ...cell, metadata: { note: feedback } })],
    ["intro", `metadata.${feedback}`, (cell) => ({ ...cell, metadata: { [feedback]: 1 } })],
    ["intro", "metadata.lines", (cell) => ({ ...cell, metadata: { lines: feedback.split(" ") } })],
    [
      "intro",
      "attachments.a.txt.text/plain",
      (cell) => ({ ...cell, attachments: { "a.txt": { "text/plain": base64(feedback) } } }),
    ],
    ["q1", "metadata.lessonbook.hints[0]", (cell) => withLesson(cell, { hints: [explanation] })],
    ["q1", "unknown", (cell) => ({ ...cell, unknown: feedback })],
  ];
  it.each(places)("finds a text in %s at %s", (id, where, plant) => {
    expect(scanForLeaks(source, change(id, plant))).toContainEqual(
      expect.objectContaining({ cellId: id, where }),
    );
  });

  it("finds a text in the notebook's own metadata", () => {
    const planted = withMetadata(clean, { notes: { q1: feedback } });
    expect(scanForLeaks(source, planted)).toEqual([
      { cellId: "", where: "metadata.notes.q1", what: "feedback of question q1" },
    ]);
  });

  const signs: readonly (readonly [string, string, (cell: Cell) => Cell])[] = [
    ["a ticked box", "q1", (cell) => swap(cell, "[ ]", "[x]")],
    ["a capital tick", "q1", (cell) => swap(cell, "[ ]", "[X]")],
    ["a tick that Markdown does not know", "q1", (cell) => swap(cell, "[ ]", "[✓]")],
    [
      "a copy of the ticked option elsewhere",
      "intro",
      (cell) => swap(cell, "", `- [x] ${right}\n`),
    ],
    ["short feedback", "q1", (cell) => swap(cell, "one\n", "one\n  > No.\n")],
    ["a short explanation", "q1", (cell) => ({ ...cell, source: `${cell.source}\n\n> Why: so` })],
    [
      "a right option's text in metadata",
      "q1",
      (cell) => ({ ...cell, metadata: { ...cell.metadata, a: right } }),
    ],
    ["a right option's text in an output", "c1", (cell) => ({ ...cell, outputs: [stream(right)] })],
    ["a number in metadata", "q1", (cell) => withLesson(cell, { correct: 1 })],
    [
      "a number beside the lesson's metadata",
      "q1",
      (cell) => ({ ...cell, metadata: { ...cell.metadata, quiz: { answers: [1] } } }),
    ],
    [
      "a key in a graded question",
      "g1",
      (cell) => withLesson(cell, { sealed: sealedOf(clean, "q1") }),
    ],
    [
      "a key that release did not make",
      "q1",
      (cell) => withLesson(cell, { sealed: { ...sealedOf(clean, "q1"), right: 1 } }),
    ],
    [
      "the key of another question",
      "q1",
      (cell) => withLesson(cell, { sealed: { ...sealedOf(clean, "q1"), digest: "0" } }),
    ],
    ["a question that was not released", "q1", () => source.cells[1] ?? md("")],
  ];
  it.each(signs)("finds %s", (_, id, plant) => {
    const leaks = scanForLeaks(source, change(id, plant));
    expect(leaks.map((leak) => leak.cellId)).toContain(id);
  });

  it("lets feedback repeat what its question says", () => {
    const repeated = nb(
      md("Which one of them waits?\n\n- [x] the second one\n  > the second one\n- [ ] b", {
        metadata: { lessonbook: { kind: "quiz", question: "single" } },
      }),
    );
    expect(releaseNotebook(repeated).problems).toEqual([]);
  });

  it("lets the lesson use a right option's words", () => {
    const wordy = nb(...source.cells, md(`This is ${right}, as we say.`));
    expect(releaseNotebook(wordy).problems).toEqual([]);
  });

  it("reads damaged codes without a throw", () => {
    const odd = ["\\u12", "&#x;", "&#9999999;", "%zz%e0%a4", "\ud800", "A".repeat(1000)].join(" ");
    expect(scanForLeaks(source, { ...clean, cells: [...clean.cells, md(odd)] })).toEqual([]);
  });
});

function release(notebook: Notebook): Notebook {
  const { notebook: released, problems } = releaseNotebook(notebook);
  if (released === undefined) throw new Error(JSON.stringify(problems));
  return released;
}

function change(id: string, plant: (cell: Cell) => Cell): Notebook {
  return { ...clean, cells: clean.cells.map((cell) => (cell.id === id ? plant(cell) : cell)) };
}

function swap(cell: Cell, from: string, to: string): Cell {
  return { ...cell, source: cell.source.replace(from, to) };
}

function withLesson(cell: Cell, changes: JsonObject): Cell {
  const lessonbook = { ...(cell.metadata.lessonbook as JsonObject), ...changes };
  return { ...cell, metadata: { ...cell.metadata, lessonbook } };
}

function sealedOf(notebook: Notebook, id: string): JsonObject {
  const cell = notebook.cells.find((one) => one.id === id);
  return (cell?.metadata.lessonbook as JsonObject).sealed as JsonObject;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16);
}
