import { describe, expect, it } from "vitest";
import { serialiseNotebook } from "../../../src/nbformat/serialise.ts";
import {
  NotebookFormatError,
  parseNotebook,
  parseNotebookText,
} from "../../../src/nbformat/parse.ts";

const file = (cells: unknown, more: object = {}): unknown => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells,
  ...more,
});

describe("parseNotebook", () => {
  it("joins lists of lines in sources, streams and text of MIME bundles", () => {
    const { notebook } = parseNotebook(
      file([
        {
          cell_type: "code",
          id: "a",
          metadata: {},
          source: ["x = 1\n", "x"],
          execution_count: 3,
          outputs: [
            { output_type: "stream", name: "stdout", text: ["one\n", "two"] },
            {
              output_type: "execute_result",
              execution_count: 3,
              metadata: {},
              data: { "text/plain": ["1"], "application/json": ["kept", "as", "list"] },
            },
          ],
        },
      ]),
    );
    const [cell] = notebook.cells;
    expect(cell?.source).toBe("x = 1\nx");
    expect(cell?.cell_type === "code" && cell.outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "one\ntwo" },
      {
        output_type: "execute_result",
        execution_count: 3,
        metadata: {},
        data: { "text/plain": "1", "application/json": ["kept", "as", "list"] },
      },
    ]);
  });

  it("keeps keys that it does not know, in notebook, cell and output", () => {
    const { notebook } = parseNotebook(
      file(
        [
          {
            cell_type: "code",
            id: "a",
            metadata: { x: 1 },
            source: "",
            vendor: { deep: [1] },
            execution_count: null,
            outputs: [{ output_type: "stream", name: "stdout", text: "", vendor: 2 }],
          },
        ],
        { orig_nbformat: 3 },
      ),
    );
    expect(notebook.orig_nbformat).toBe(3);
    expect(notebook.cells[0]?.vendor).toEqual({ deep: [1] });
    expect(notebook.cells[0]?.cell_type === "code" && notebook.cells[0].outputs[0]?.vendor).toBe(2);
  });

  it("lends ids to cells of older files, the same each time, and leaves the format as it is", () => {
    const { notebook, repairs } = parseNotebook(
      file([{ cell_type: "markdown", metadata: {}, source: "hi" }], { nbformat_minor: 2 }),
    );
    expect(notebook.cells[0]?.id).toMatch(/^[0-9a-f]{8}$/);
    expect(notebook.nbformat_minor).toBe(2);
    const again = parseNotebook(
      file([{ cell_type: "markdown", metadata: {}, source: ["h", "i"] }], { nbformat_minor: 2 }),
    );
    expect(again.notebook.cells[0]?.id).toBe(notebook.cells[0]?.id);
    expect(serialiseNotebook(notebook)).not.toContain('"id"');
    expect(repairs).toEqual([]);
  });

  it("gives the second of two cells with one id a new one, and says so", () => {
    const twin = { cell_type: "markdown", id: "same", metadata: {}, source: "" };
    const { notebook, repairs } = parseNotebook(file([twin, twin]));
    const [first, second] = notebook.cells;
    expect(first?.id).toBe("same");
    expect(second?.id).not.toBe("same");
    expect(repairs).toHaveLength(1);
  });

  it.each([
    ["null in the list of cells", [null]],
    [
      "a cell of unknown type",
      [{ cell_type: "heading", id: "a", metadata: {}, source: "T", level: 1 }],
    ],
    [
      "an output that is no object",
      [{ cell_type: "code", id: "a", metadata: {}, source: "", outputs: [7] }],
    ],
  ])("opens a file with %s and says what it mended", (_, cells) => {
    expect(parseNotebook(file(cells)).repairs).toHaveLength(1);
  });

  it.each([
    ["a cell without source", { cell_type: "code", id: "a", metadata: {} }],
    ["a cell without metadata", { cell_type: "markdown", id: "a", source: "x" }],
    [
      "outputs that are no list",
      { cell_type: "code", id: "a", metadata: {}, source: "", outputs: {} },
    ],
  ])("opens a file with %s", (_, cell) => {
    expect(parseNotebook(file([cell])).notebook.cells).toHaveLength(1);
  });

  it.each([
    ["", /empty/],
    ["{", /not JSON/],
    ["[]", /not a notebook/],
    ["{}", /format/],
    ['{"nbformat": 3, "worksheets": []}', /nbconvert/],
    ['{"nbformat": 5, "cells": []}', /Update Lessonbook/],
    ['{"nbformat": 4}', /no list of cells/],
  ])("says what is wrong with %j", (text, message) => {
    expect(() => parseNotebookText(text)).toThrow(NotebookFormatError);
    expect(() => parseNotebookText(text)).toThrow(message);
  });

  it("reads a file that begins with a byte order mark", () => {
    expect(parseNotebookText('\uFEFF{"nbformat": 4, "cells": []}').notebook.cells).toEqual([]);
  });

  it("does not take a cell's `__proto__` key for its prototype", () => {
    const { notebook } = parseNotebookText(
      '{"nbformat":4,"cells":[{"cell_type":"raw","id":"a","metadata":{},"source":"","__proto__":{"polluted":true}}]}',
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(notebook.cells[0])).toBe(Object.prototype);
  });
});
