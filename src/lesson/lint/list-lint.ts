// What is weak in questions for an order or a match.
import type { MatchingQuestion } from "../kinds/matching.ts";
import type { OrderingQuestion } from "../kinds/ordering.ts";
import { advise, type Finding } from "./finding.ts";

export function lintLists(question: OrderingQuestion | MatchingQuestion): readonly Finding[] {
  return question.kind === "ordering" ? lintOrder(question) : lintMatch(question);
}

function lintOrder({ items }: OrderingQuestion): Finding[] {
  const line = items[0]?.line ?? 1;
  return [
    ...(items.length === 2
      ? [advise(line, "Of two items one order is right and the other wrong. Add a third.")]
      : []),
    ...(items.length > 9
      ? [advise(line, `${items.length} items are many to keep in mind. Make two questions of it.`)]
      : []),
    ...(items.every((item) => item.feedback === undefined)
      ? [
          advise(
            line,
            "No item has feedback. Write under one that is often misplaced, after >, where it belongs and why.",
          ),
        ]
      : []),
    ...items
      .filter((item) => !item.isPlaced && item.feedback === undefined)
      .map((item) =>
        advise(
          item.line,
          "This item does not belong and does not say why. Write it under it, after >.",
        ),
      ),
  ];
}

function lintMatch({ rows, choices, otherwise }: MatchingQuestion): Finding[] {
  const line = rows[0]?.line ?? 1;
  const hasFeedback = otherwise !== undefined || rows.some((row) => row.feedback !== undefined);
  return [
    ...(choices.length === rows.length
      ? [
          advise(
            line,
            "The last row answers itself. Add a choice that belongs nowhere, as a bullet below the table.",
          ),
        ]
      : []),
    ...(choices.length === 1
      ? [advise(line, "There is one choice only, so every answer is right. Add others.")]
      : []),
    ...(hasFeedback
      ? []
      : [advise(line, "No row has feedback. Write below the table, such as: > first column: …")]),
  ];
}
