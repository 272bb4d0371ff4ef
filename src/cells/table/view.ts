// Cells that are comparison tables.
import { isLessonCell } from "../../lesson/lesson-metadata.ts";
import { makeLaterKind } from "../later.ts";

export const tableCell = makeLaterKind(
  { name: "table", claims: (cell) => isLessonCell(cell, "table") },
  async () => (await import("../lesson-cells.ts")).mountTable,
  { class: "lb-table-text" },
);
