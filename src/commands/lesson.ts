// Commands of who learns: go on, practise again, check, start over.
import type { Command } from "../extension.ts";

export const lessonCommands: readonly Command[] = [
  {
    id: "lesson.resume",
    label: "Go on where you left off",
    enabled: ({ lesson }) => lesson.canResume(),
    run: ({ lesson }) => lesson.resume(),
  },
  {
    id: "lesson.recall",
    label: "Practise what is due",
    enabled: ({ lesson }) => lesson.hasQuestions(),
    run: ({ lesson }) => lesson.recall(),
  },
  {
    id: "lesson.check",
    label: "Check my work",
    run: ({ lesson }) => lesson.check(),
  },
  {
    id: "lesson.reset",
    label: "Start the lesson over",
    enabled: ({ lesson }) => lesson.hasQuestions(),
    run: async ({ lesson, confirm }) => {
      const question =
        "Clear the answers to all questions, and what was counted of them? Your code and your notes stay.";
      if (await confirm(question, "Clear the answers")) lesson.reset();
    },
  },
];
