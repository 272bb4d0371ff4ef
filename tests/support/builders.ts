// One-line notebooks for tests: `nb(code("1+1"), md("# Title"))`.
import { openNotebook } from "../../src/model/open.ts";
import type { NotebookState } from "../../src/model/state.ts";
import type {
  Cell,
  CodeCell,
  JsonObject,
  MarkdownCell,
  Notebook,
  Output,
  RawCell,
} from "../../src/nbformat/types.ts";

let made = 0;

export function code(source: string, extra: Partial<CodeCell> = {}): CodeCell {
  return {
    cell_type: "code",
    id: `code-${++made}`,
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
    ...extra,
  };
}

export function md(source: string, extra: Partial<MarkdownCell> = {}): MarkdownCell {
  return { cell_type: "markdown", id: `md-${++made}`, metadata: {}, source, ...extra };
}

export function raw(source: string, extra: Partial<RawCell> = {}): RawCell {
  return { cell_type: "raw", id: `raw-${++made}`, metadata: {}, source, ...extra };
}

export function nb(...cells: readonly Cell[]): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

export function withMetadata(notebook: Notebook, metadata: JsonObject): Notebook {
  return { ...notebook, metadata };
}

/** The cells of a small exercise, as nbgrader marks them: `solution`, and tests with their points. */
export function exerciseCells(
  tests: Readonly<Record<string, number>> = { test: 1 },
): readonly CodeCell[] {
  const nbgrader = (id: string, more: JsonObject): JsonObject => ({
    nbgrader: {
      schema_version: 3,
      grade: false,
      solution: false,
      locked: false,
      task: false,
      grade_id: id,
      ...more,
    },
  });
  return [
    code("def add(a, b):\n    pass", {
      id: "solution",
      metadata: nbgrader("solution", { solution: true }),
    }),
    ...Object.entries(tests).map(([id, points]) =>
      code(`assert add(1, 2) == 3  # ${id}`, {
        id,
        metadata: nbgrader(id, { grade: true, locked: true, points }),
      }),
    ),
  ];
}

/** The state of an opened notebook with these cells. */
export function opened(...cells: readonly Cell[]): NotebookState {
  return openNotebook(nb(...cells), { path: "lesson.ipynb" });
}

export function stream(text: string, name = "stdout"): Output {
  return { output_type: "stream", name, text };
}

/** The sources of a state's cells, in order: what most edits are about. */
export function sources(state: NotebookState): readonly string[] {
  return state.cells.map(({ cell }) => cell.source);
}
