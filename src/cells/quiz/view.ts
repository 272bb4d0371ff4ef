// Cells that are questions.
import { isLessonCell, lessonMetadata } from "../../lesson/lesson-metadata.ts";
import { makeLaterKind } from "../later.ts";

export const quizCell = makeLaterKind(
  {
    name: "quiz",
    claims: (cell) => isLessonCell(cell, "quiz"),
    // In the teacher's source the answer stands in the text, so there Enter opens the text.
    isAnswered: (cell) => lessonMetadata(cell).released === true,
  },
  async () => (await import("../lesson-cells.ts")).mountQuestion,
  { class: "lb-quiz", "data-part": "question" },
);
