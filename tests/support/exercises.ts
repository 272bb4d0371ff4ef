// Exercise cells for tests, as a teacher makes them: `answer("a1", "return 1")`, `tests("t1", 2, "assert f()")`.
import type { Cell, CodeCell, JsonObject, MarkdownCell } from "../../src/nbformat/types.ts";
import { code, md } from "./builders.ts";

export function answer(id: string, source: string): CodeCell {
  return code(source, { id: `cell-${id}`, metadata: nbgrader(id, { solution: true }) });
}

export function tests(id: string, points: number, source: string): CodeCell {
  return code(source, {
    id: `cell-${id}`,
    metadata: nbgrader(id, { grade: true, locked: true, points }),
  });
}

/** An answer in words that people mark. */
export function essay(id: string, points: number, source: string): MarkdownCell {
  return md(source, {
    id: `cell-${id}`,
    metadata: nbgrader(id, { grade: true, solution: true, points }),
  });
}

export function task(id: string, points: number, source: string): MarkdownCell {
  return md(source, {
    id: `cell-${id}`,
    metadata: nbgrader(id, { task: true, locked: true, points }),
  });
}

export function given(id: string, source: string): CodeCell {
  return code(source, { id: `cell-${id}`, metadata: nbgrader(id, { locked: true }) });
}

export function nbgrader(id: string, values: JsonObject): JsonObject {
  return {
    nbgrader: {
      schema_version: 3,
      grade: false,
      solution: false,
      locked: false,
      task: false,
      grade_id: id,
      ...values,
    },
  };
}

/** The cell with other values in `metadata.nbgrader`. */
export function regraded(cell: Cell, values: JsonObject): Cell {
  const before = cell.metadata.nbgrader;
  return {
    ...cell,
    metadata: { ...cell.metadata, nbgrader: { ...(before as JsonObject), ...values } },
  };
}
