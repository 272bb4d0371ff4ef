import { describe, expect, it } from "vitest";
import { applyChange } from "../../../src/model/apply.ts";
import {
  foldAll,
  foldSection,
  headingBeside,
  hiddenCells,
  moveInSight,
  revealCell,
  visibleBeside,
} from "../../../src/model/folding.ts";
import { insertHeading, setHeadingLevel } from "../../../src/model/heading-edits.ts";
import { headingLevel } from "../../../src/model/headings.ts";
import type { NotebookState } from "../../../src/model/state.ts";
import { code, md, opened, raw, sources } from "../../support/builders.ts";

const folded = { metadata: { "jp-MarkdownHeadingCollapsed": true } };

const lesson = (extra = {}): NotebookState =>
  opened(
    md("# One", { id: "one", ...extra }),
    code("1", { id: "c1" }),
    md("## Deep", { id: "deep" }),
    code("2", { id: "c2" }),
    md("# Two", { id: "two" }),
    code("3", { id: "c3" }),
  );

const at = (state: NotebookState, active: string, anchor = active): NotebookState => ({
  ...state,
  selection: { active, anchor, mode: "command" },
});

describe("headingLevel", () => {
  it.each([
    ["# One", 1],
    ["  ###### Six", 6],
    ["####### seven", 0],
    ["\n### Three", 3],
    ["#hashtag", 0],
    ["words\n\n## Later", 2],
    ["### Deep\n# High", 1],
    ["Title\n=====", 1],
    ["Title\n---", 2],
    ["\n---", 0],
    ["- item\n---", 0],
    ["```\n# comment\n```", 0],
    ["~~~~\n# a\n~~~\n# b\n~~~~\n## after", 2],
    ["```python\n# never closed", 0],
    ["    # code by indentation", 0],
    ["", 0],
  ])("of %j is %i", (source, level) => {
    expect(headingLevel(md(source))).toBe(level);
  });

  it("is 0 for code and raw cells", () => {
    expect([code("# comment"), raw("# raw")].map(headingLevel)).toEqual([0, 0]);
  });
});

describe("hiddenCells", () => {
  it("are those below a folded heading, up to the next of its level", () => {
    expect([...hiddenCells(lesson(folded).cells)]).toEqual(["c1", "deep", "c2"]);
  });

  it("are none where the mark is on a cell that is no heading", () => {
    const state = opened(md("plain", folded), code("# x", folded), code("1"));
    expect(hiddenCells(state.cells).size).toBe(0);
  });

  it("are passed over on the way to the next cell and the next heading", () => {
    const state = lesson(folded);
    expect(visibleBeside(state, "one", 1)).toBe("two");
    expect(visibleBeside(state, "two", -1)).toBe("one");
    expect(visibleBeside(state, "c3", 1)).toBeUndefined();
    expect(headingBeside(state, "two", -1)).toBe("one");
    expect(headingBeside(lesson(), "two", -1)).toBe("deep");
  });
});

describe("foldSection", () => {
  it("keeps other metadata, and takes its key away again", () => {
    const state = lesson({ metadata: { mine: 1 } });
    const [entry] = state.cells;
    const change = entry && foldSection(entry, true);
    expect(change?.metadata).toEqual({ mine: 1, "jp-MarkdownHeadingCollapsed": true });
    const [after] = change ? applyChange(state, change).cells : [];
    expect(after && foldSection(after, false)?.metadata).toEqual({ mine: 1 });
    expect(after && foldSection(after, true)).toBeUndefined();
  });

  it("does nothing to a cell without a heading", () => {
    const [entry] = opened(md("plain")).cells;
    expect(entry && foldSection(entry, true)).toBeUndefined();
  });
});

it("revealing a cell unfolds every section around it", () => {
  const state = foldAll(lesson()).changes.reduce(applyChange, lesson());
  expect(hiddenCells(state.cells).has("c2")).toBe(true);
  const shown = revealCell(state, "c2").reduce(applyChange, state);
  expect([...hiddenCells(shown.cells)]).toEqual(["c3"]);
  expect(revealCell(state, "one")).toEqual([]);
});

it("folding all sections leaves a cell in sight to stand on", () => {
  expect(foldAll(at(lesson(), "c2")).active).toBe("one");
  expect(foldAll(at(lesson(), "two")).active).toBe("two");
  const before = opened(code("0", { id: "c0" }), md("# One"));
  expect(foldAll(before).active).toBe("c0");
});

describe("moveInSight", () => {
  const ids = (state: NotebookState): readonly string[] => state.cells.map(({ cell }) => cell.id);
  const move = (state: NotebookState, direction: "up" | "down"): readonly string[] => {
    const edit = moveInSight(state, direction);
    return edit === undefined ? [] : ids(applyChange(state, edit));
  };

  it("moves by one cell where nothing is folded", () => {
    expect(move(at(lesson(), "c1"), "down")).toEqual(["one", "deep", "c1", "c2", "two", "c3"]);
    expect(move(at(lesson(), "c1", "deep"), "up")).toEqual([
      "c1",
      "deep",
      "one",
      "c2",
      "two",
      "c3",
    ]);
  });

  it("takes a folded section along, and passes one as a whole", () => {
    const wanted = ["two", "one", "c1", "deep", "c2", "c3"];
    expect(move(at(lesson(folded), "one"), "down")).toEqual(wanted);
    expect(move(at(lesson(folded), "two"), "up")).toEqual(wanted);
  });

  it("stops at both ends", () => {
    expect(moveInSight(at(lesson(folded), "one"), "up")).toBeUndefined();
    expect(moveInSight(at(lesson(), "c3"), "down")).toBeUndefined();
    expect(moveInSight(at(lesson(folded), "c3"), "down")).toBeUndefined();
  });
});

describe("setHeadingLevel", () => {
  const set = (source: string, level: number): readonly string[] => {
    const state = opened(md(source));
    const edit = setHeadingLevel(state, level);
    return edit === undefined ? [] : sources(applyChange(state, edit));
  };

  it.each([
    ["words", 2, "## words"],
    ["# words\nmore", 3, "### words\nmore"],
    ["  words", 1, "# words"],
    ["", 6, "###### "],
    ["\nbelow", 1, "# \nbelow"],
  ])("turns %j into level %i", (source, level, wanted) => {
    expect(set(source, level)).toEqual([wanted]);
  });

  it("changes nothing that stands so, that is code, or that is locked", () => {
    expect(set("## words", 2)).toEqual([]);
    expect(setHeadingLevel(opened(code("x")), 1)).toBeUndefined();
    expect(setHeadingLevel(opened(md("x", { metadata: { editable: false } })), 1)).toBeUndefined();
  });

  it("is undone as one step", () => {
    const state = at(opened(md("a", { id: "a" }), md("b", { id: "b" })), "a", "b");
    const edit = setHeadingLevel(state, 2);
    const after = edit ? applyChange(state, edit) : state;
    expect(sources(after)).toEqual(["## a", "## b"]);
    expect(sources(applyChange(after, { type: "undo" }))).toEqual(["a", "b"]);
  });

  it("throws at a level that does not exist", () => {
    expect(() => setHeadingLevel(lesson(), 7)).toThrow(RangeError);
  });
});

describe("insertHeading", () => {
  it("makes one of the section's level, above the cell or after the section", () => {
    const state = at(lesson(), "c2");
    expect(sources(applyChange(state, insertHeading(state, "above")))[3]).toBe("## ");
    expect(sources(applyChange(state, insertHeading(state, "below")))[4]).toBe("## ");
  });

  it("begins with level 1 where there is no section", () => {
    const state = opened(code("1"), code("2"));
    expect(sources(applyChange(state, insertHeading(state, "above")))).toEqual(["# ", "1", "2"]);
    expect(sources(applyChange(state, insertHeading(state, "below")))).toEqual(["1", "2", "# "]);
  });
});
