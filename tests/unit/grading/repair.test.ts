import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradePart, readGradeInfo, upgradeCell } from "../../../src/grading/cell-metadata.ts";
import { releaseAssignment } from "../../../src/grading/release.ts";
import { repairSubmission, type RepairSource } from "../../../src/grading/repair.ts";
import type { Cell, JsonObject, Notebook } from "../../../src/nbformat/types.ts";
import { code, md, nb, stream, withMetadata } from "../../support/builders.ts";
import { answer, essay, regraded, task, tests } from "../../support/exercises.ts";

const source = withMetadata(
  nb(
    md("# Gather", { id: "title" }),
    answer("fetch", "async def fetch(name):\n    return name.upper()"),
    tests(
      "fetch-test",
      2,
      'assert await fetch("a") == "A"\n### BEGIN HIDDEN TESTS\nassert await fetch("zz") == "ZZ"\n### END HIDDEN TESTS',
    ),
    answer("all", "async def fetch_all(names):\n    return [await fetch(n) for n in names]"),
    tests("all-test", 3, 'assert await fetch_all(["a"]) == ["A"]'),
    essay("why", 4, "Because of the loop and its turns."),
    task("draw", 1, "Draw it."),
  ),
  { kernelspec: { name: "python3", language: "python", display_name: "Python 3" } },
);
const { released, master } = releaseAssignment(source);
if (released === undefined || master === undefined) throw new Error("the source has problems");
const base: RepairSource = { released, master };
const hidden = master.cells[2]?.source ?? "";

/** The release with the answers written in. */
const done: Notebook = {
  ...released,
  cells: released.cells.map((cell) =>
    cell.id === "cell-fetch"
      ? { ...cell, source: "async def fetch(name):\n    return name" }
      : cell,
  ),
};
const change = (id: string, edit: (cell: Cell) => Cell | readonly Cell[]): Notebook => ({
  ...done,
  cells: done.cells.flatMap((cell) => (cell.id === id ? edit(cell) : cell)),
});
const kinds = (submission: Notebook): readonly string[] =>
  repairSubmission(submission, base).findings.map(({ kind, gradeId }) => `${kind} ${gradeId}`);
const ids = ({ cells }: Notebook): readonly string[] => cells.map(({ id }) => id);
const cellOf = (submission: Notebook, id: string): Cell | undefined =>
  repairSubmission(submission, base).notebook.cells.find((cell) => cell.id === id);
const released_ = (id: string): Cell => done.cells.find((cell) => cell.id === id) ?? code("");

describe("repairing a submission", () => {
  it("puts the hidden tests in and finds nothing to say about honest work", () => {
    const { notebook, findings } = repairSubmission(done, base);
    expect(findings).toEqual([]);
    expect(ids(notebook)).toEqual(ids(released));
    expect(notebook.cells[2]?.source).toBe(hidden);
    expect(notebook.cells[1]?.source).toContain("return name");
  });

  it("keeps the student's own cells where they are, without their outputs", () => {
    const own = code("helper = 1", { id: "own", outputs: [stream("forged")], execution_count: 3 });
    const { notebook, findings } = repairSubmission(
      change("cell-fetch", (cell) => [cell, own]),
      base,
    );
    expect(findings).toEqual([]);
    expect(notebook.cells[2]).toEqual(code("helper = 1", { id: "own" }));
  });

  const lost = (cell: Cell): Cell => ({ ...cell, metadata: {} });
  const cases: readonly (readonly [string, Notebook, readonly string[]])[] = [
    ["a deleted test comes back", change("cell-fetch-test", () => []), ["deleted fetch-test"]],
    ["a deleted task comes back", change("cell-draw", () => []), ["deleted draw"]],
    ["a deleted written answer comes back empty", change("cell-why", () => []), ["deleted why"]],
    [
      "an edited test is put right",
      change("cell-all-test", (cell) => ({ ...cell, source: "pass" })),
      ["edited all-test"],
    ],
    [
      "an edited task is put right",
      change("cell-draw", (cell) => ({ ...cell, source: "Nothing." })),
      ["edited draw"],
    ],
    [
      "a test turned into text is code again",
      change("cell-all-test", (cell) => md(cell.source, { id: cell.id, metadata: cell.metadata })),
      ["retyped all-test"],
    ],
    [
      "an answer turned into text is code again",
      change("cell-fetch", (cell) => md(cell.source, { id: cell.id, metadata: cell.metadata })),
      ["retyped fetch"],
    ],
    [
      "lost metadata is found by the cell's id",
      change("cell-all-test", lost),
      ["metadata-lost all-test"],
    ],
    [
      "lost metadata and id are found by the text",
      change("cell-all-test", (cell) => ({ ...lost(cell), id: "new" })),
      ["metadata-lost all-test"],
    ],
    [
      "a lost answer is found by its place",
      change("cell-fetch", (cell) => ({ ...lost(cell), id: "new" })),
      ["metadata-lost fetch"],
    ],
    [
      "a renamed grade id is found by the cell's id",
      change("cell-all-test", (cell) => regraded(cell, { grade_id: "mine" })),
      ["renamed all-test"],
    ],
    [
      "points are the teacher's",
      change("cell-all-test", (cell) => regraded(cell, { points: 100 })),
      ["points-edited all-test"],
    ],
    [
      "flags are the teacher's",
      change("cell-all-test", (cell) => regraded(cell, { solution: true })),
      ["flags-edited all-test"],
    ],
    [
      "a copied test counts once",
      change("cell-all-test", (cell) => [cell, { ...cell, id: "copy" }]),
      ["copied all-test"],
    ],
    [
      "a cell of another assignment earns nothing",
      { ...done, cells: [...done.cells, tests("alien", 50, "assert True")] },
      ["unknown-cell alien"],
    ],
  ];
  it.each(cases)("%s", (_, submission, expected) => {
    expect(kinds(submission)).toEqual(expected);
    const { notebook } = repairSubmission(submission, base);
    const worth = notebook.cells
      .map(readGradeInfo)
      .map((info) => (info?.grade || info?.task ? info.points : 0));
    expect(worth.reduce((sum, points) => sum + points, 0)).toBe(10);
    // Locked cells are the teacher's, to the letter.
    for (const id of ["cell-fetch-test", "cell-all-test", "cell-draw"]) {
      expect(notebook.cells.find((cell) => cell.id === id)).toEqual(
        master.cells.find((cell) => cell.id === id),
      );
    }
  });

  it("a test that was deleted comes back before the next cell of the release, after what the student added", () => {
    const helper = code("extra()", { id: "extra" });
    const submission = change("cell-fetch-test", () => helper);
    const { notebook } = repairSubmission(submission, base);
    expect(ids(notebook).slice(1, 5)).toEqual([
      "cell-fetch",
      "extra",
      "cell-fetch-test",
      "cell-all",
    ]);
  });

  it("a moved test stays where it was put, and is told", () => {
    const others = done.cells.filter(({ id }) => id !== "cell-all-test");
    const moved = { ...done, cells: [released_("cell-all-test"), ...others] };
    expect(kinds(moved)).toEqual(["moved all-test"]);
    expect(ids(repairSubmission(moved, base).notebook)[0]).toBe("cell-all-test");
  });

  it("all metadata lost at once: everything is found by cell id", () => {
    const submission = { ...done, cells: done.cells.map(lost) };
    const { notebook, findings } = repairSubmission(submission, base);
    expect(findings.map(({ kind }) => kind)).toEqual(Array(6).fill("metadata-lost"));
    expect(notebook.cells.map(({ source: text }) => text)).toEqual(
      repairSubmission(done, base).notebook.cells.map(({ source: text }) => text),
    );
  });

  it("of an answer that was copied, the worked one counts", () => {
    const stub = released.cells[5] ?? md("");
    const worked = { ...stub, id: "copy", source: "My own words." };
    const { notebook, findings } = repairSubmission(
      change("cell-why", (cell) => [cell, worked]),
      base,
    );
    expect(findings.map(({ kind }) => kind)).toEqual(["copied"]);
    expect(notebook.cells.find(({ id }) => id === "cell-why")?.source).toBe("My own words.");
  });

  it("metadata of an older nbgrader is read, and told", () => {
    const old = change("cell-all-test", (cell) => regraded(cell, { schema_version: 2 }));
    expect(kinds(old)).toEqual(["metadata-old all-test"]);
    expect(upgradeCell(released_("cell-all-test"))).toBe(released_("cell-all-test"));
  });

  it("a text that an earlier release gave is no edit", () => {
    const earlier = new Map([["all-test", "assert fetch_all"]]);
    const submission = change("cell-all-test", (cell) => ({ ...cell, source: "assert fetch_all" }));
    expect(repairSubmission(submission, { ...base, earlier }).findings).toEqual([]);
  });

  it("the kernel is the teacher's, and so are the rules of a cell", () => {
    const spec = { kernelspec: { name: "mine", display_name: "x" } };
    const { notebook } = repairSubmission(withMetadata(done, spec), base);
    expect(notebook.metadata.kernelspec).toEqual(source.metadata.kernelspec);
    expect(cellOf(done, "cell-fetch")?.metadata.nbgrader).toEqual(
      master.cells[1]?.metadata.nbgrader,
    );
  });

  it("whatever is handed in, each cell that counts is there once and nothing throws", () => {
    const damage = fc.array(
      fc.record({
        at: fc.nat({ max: 9 }),
        to: fc.nat({ max: 9 }),
        act: fc.constantFrom(
          "delete",
          "copy",
          "move",
          "retype",
          "strip",
          "garble",
          "edit",
          "newId",
        ),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(damage, (acts) => {
        const submission = acts.reduce(
          (notebook, { at, to, act }) => harm(notebook, at, to, act),
          done,
        );
        const { notebook } = repairSubmission(submission, base);
        const counted = notebook.cells.flatMap((cell) => {
          const info = readGradeInfo(cell);
          return info !== undefined && gradePart(info) !== "answer" && gradePart(info) !== undefined
            ? [info.gradeId]
            : [];
        });
        expect(counted.toSorted()).toEqual(["all-test", "draw", "fetch-test", "why"]);
        expect(new Set(ids(notebook)).size).toBe(notebook.cells.length);
        const own = submission.cells.filter(({ source: text }) => text.startsWith("edited"));
        expect(notebook.cells.length).toBeGreaterThanOrEqual(own.length);
      }),
      { numRuns: 500 },
    );
  });
});

function harm(notebook: Notebook, at: number, to: number, act: string): Notebook {
  const cells = [...notebook.cells];
  const cell = cells[at % Math.max(1, cells.length)];
  if (cell === undefined) return notebook;
  const index = cells.indexOf(cell);
  const garbled: JsonObject = {
    nbgrader: { schema_version: "x", grade_id: 7, points: [], grade: "yes" },
  };
  switch (act) {
    case "delete":
      cells.splice(index, 1);
      break;
    case "copy":
      cells.splice(to % cells.length, 0, { ...cell, id: `${cell.id}-${cells.length}` });
      break;
    case "move":
      cells.splice(index, 1);
      cells.splice(to % (cells.length + 1), 0, cell);
      break;
    case "retype":
      cells[index] =
        cell.cell_type === "code"
          ? md(cell.source, { id: cell.id, metadata: cell.metadata })
          : code(cell.source, { id: cell.id, metadata: cell.metadata });
      break;
    case "strip":
      cells[index] = { ...cell, metadata: {} };
      break;
    case "garble":
      cells[index] = { ...cell, metadata: garbled };
      break;
    case "edit":
      cells[index] = { ...cell, source: `edited ${to}` };
      break;
    default:
      cells[index] = { ...cell, id: `fresh-${cells.length}-${to}-${at}` };
  }
  return {
    ...notebook,
    cells: cells.filter(({ id }, place) => cells.findIndex((other) => other.id === id) === place),
  };
}
