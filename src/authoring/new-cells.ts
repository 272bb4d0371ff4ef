// What a new question, table or exercise starts as.
import { makeCellId } from "../nbformat/ids.ts";
import type { Cell, JsonObject } from "../nbformat/types.ts";

export type NewKind = "question" | "table" | "exercise";

export function newCells(kind: NewKind): readonly Cell[] {
  switch (kind) {
    case "question":
      return [
        text("What is asked?\n\n- [x] the right option\n- [ ] a wrong one\n- [ ] another", {
          kind: "quiz",
          question: "single",
          mode: "practice",
          reveal: true,
        }),
      ];
    case "table":
      return [
        text("| Aspect | First | Second |\n| --- | --- | --- |\n| | | |\n| | | |", {
          kind: "table",
        }),
      ];
    case "exercise":
      return newExercise();
  }
}

function newExercise(): readonly Cell[] {
  const name = makeCellId();
  const nbgrader = (part: string, more: JsonObject): JsonObject => ({
    nbgrader: {
      schema_version: 3,
      grade: false,
      solution: false,
      locked: false,
      task: false,
      grade_id: `${part}-${name}`,
      ...more,
    },
  });
  const code = (source: string, metadata: JsonObject): Cell => ({
    cell_type: "code",
    id: makeCellId(),
    metadata,
    source,
    execution_count: null,
    outputs: [],
  });
  return [
    text("What is to be done?", { kind: "quiz", question: "code", mode: "practice" }),
    code(
      "def answer():\n    ### BEGIN SOLUTION\n    return 42\n    ### END SOLUTION",
      nbgrader("answer", { solution: true }),
    ),
    code(
      'assert answer() == 42, f"answer() gave {answer()!r}, not 42"',
      nbgrader("tests", { grade: true, locked: true, points: 1 }),
    ),
  ];
}

function text(source: string, lessonbook: JsonObject): Cell {
  return { cell_type: "markdown", id: makeCellId(), metadata: { lessonbook }, source };
}
