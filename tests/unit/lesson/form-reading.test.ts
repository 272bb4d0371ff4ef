// What a form can hold of a text, and what it leaves alone.
import { describe, expect, it } from "vitest";
import { readForm } from "../../../src/lesson/draft/read.ts";
import { writeDraft } from "../../../src/lesson/draft/write.ts";
import {
  draftOfTable,
  renameMeasured,
  writeTableDraft,
} from "../../../src/lesson/draft/table-draft.ts";
import { md } from "../../support/builders.ts";
import { readCases } from "./cases.ts";

describe("a question in a form", () => {
  it.each([
    ["without a right option", "Which?\n\n- [ ] a\n- [ ] b"],
    ["without options", "Which?"],
    ["without a text", "- [x] a\n- [ ] b"],
    ["empty", ""],
    ["with one option", "Which?\n\n- [x] a"],
    ["with two right options", "Which?\n\n- [x] a\n- [x] b"],
    ["with the same option twice", "Which?\n\n- [x] a\n- [ ] a"],
  ])("%s can be gone on with", (_, source) => {
    expect(readForm(question(source)).draft).toBeDefined();
  });

  it.each([
    ["text between the options", "Which?\n\n- [x] a\n\ntext\n\n- [ ] b"],
    ["an explanation above the options", "Which?\n\n> Why: so\n\n- [x] a\n- [ ] b"],
    ["an option under another", "Which?\n\n- [x] a\n  - [ ] b\n- [ ] c"],
    ["a quote that belongs to nothing", "Which?\n\n- [x] a\n- [ ] b\n\n> lost"],
    ["an unknown kind", "Which?", "essay"],
  ])("loses nothing of %s", (_, source, kind = "single") => {
    const { draft, problems } = readForm(question(source, kind));
    expect(problems.length).toBeGreaterThan(0);
    if (draft === undefined) return;
    const lines = (text: string): readonly string[] =>
      text.split("\n").filter((line) => line !== "");
    expect(lines(writeDraft(draft))).toEqual(lines(source));
  });
});

describe("a table in a form", () => {
  it.each(readCases("tables.txt").map((one) => [one.name, one.part("source")] as const))(
    "is the same table when it is written again: %s",
    (_, source) => {
      const draft = draftOfTable(source);
      if (draft === undefined) return;
      const written = writeTableDraft(draft);
      expect(draftOfTable(written)).toEqual(draft);
      expect(writeTableDraft(draft)).toBe(written);
    },
  );

  it("takes measured cells along when a row or column is renamed", () => {
    const measure = [
      { row: "a", column: "x", expression: "1" },
      { row: "b", column: "x", expression: "2", claim: 3 },
    ];
    expect(renameMeasured(measure, "row", "b", "c")).toEqual([
      measure[0],
      { row: "c", column: "x", expression: "2", claim: 3 },
    ]);
    expect(renameMeasured(measure, "column", "x", "y").map(({ column }) => column)).toEqual([
      "y",
      "y",
    ]);
  });
});

function question(source: string, kind = "single") {
  return md(source, { metadata: { lessonbook: { kind: "quiz", question: kind } } });
}
