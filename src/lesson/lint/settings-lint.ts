// Settings that do nothing, or not what was meant, and what every question should have.
import type { Cell } from "../../nbformat/types.ts";
import { similarity } from "../compare-text.ts";
import { lessonMetadata } from "../lesson-metadata.ts";
import type { Question, QuestionKindName } from "../question-kinds.ts";
import { isReleasedKey, releasedKeyNames } from "../released-keys.ts";
import { plainText } from "../table.ts";
import { advise, type Finding } from "./finding.ts";

/** Settings that only some kinds look at. */
const onlyFor: Readonly<Record<string, readonly QuestionKindName[]>> = {
  partial: ["many", "ordering", "matching", "output"],
  shuffle: ["single", "many"],
  matchCase: ["text", "output"],
  matchSpaces: ["text", "output"],
};

/** Settings that a graded question has no use for. */
const onlyInPractice = ["attempts", "reveal"];
const mostHints = 3;

export function lintSettings(cell: Cell, question: Question): readonly Finding[] {
  const metadata = lessonMetadata(cell);
  const names = Object.keys(metadata).filter((name) => metadata[name] !== undefined);
  const idle = names.filter((name) => onlyFor[name]?.includes(question.kind) === false);
  const unused = question.mode === "graded" ? onlyInPractice : [];
  return [
    ...(question.explanation === undefined
      ? [
          advise(
            cell.source.split("\n").length,
            "There is no explanation. Add one at the end, such as: > Why: …",
          ),
        ]
      : []),
    ...(question.mode === "graded" && question.kind !== "code" && !names.some(isWorth)
      ? [advise(1, "A graded question without “points” counts 1 point. Set them, to be plain.")]
      : []),
    ...names.filter((name) => !isReleasedKey(name) && name !== "learner").map(describeUnknown),
    ...idle.map((name) =>
      advise(
        1,
        `“${name}” does nothing in a question of the kind “${question.kind}”. Take it out.`,
      ),
    ),
    ...names
      .filter((name) => unused.includes(name) && metadata[name] !== false)
      .map((name) => advise(1, `“${name}” does nothing in a graded question. Take it out.`)),
    ...lintHints(question),
    ...lintAttempts(question),
    ...(/!\[\s*\]\(/.test(question.stem)
      ? [advise(1, "A picture has no description. Write one between its square brackets.")]
      : []),
  ];
}

function isWorth(name: string): boolean {
  return name === "points" || name === "attempts";
}

function describeUnknown(name: string): Finding {
  const likely = releasedKeyNames.find((known) => similarity(known, name) > 0.6);
  return advise(
    1,
    likely === undefined
      ? `“${name}” is no setting of a question; release leaves it out.`
      : `“${name}” is no setting of a question. Is “${likely}” meant?`,
  );
}

function lintHints(question: Question): Finding[] {
  const answers =
    question.kind === "text" || question.kind === "number"
      ? question.lines.map(({ text }) => plainText(text).toLowerCase())
      : [];
  const telling = question.hints.flatMap((hint, index) =>
    answers.some((answer) => answer.length > 3 && plainText(hint).toLowerCase().includes(answer))
      ? [index + 1]
      : [],
  );
  return [
    ...(question.hints.length > mostHints
      ? [
          advise(
            1,
            `${question.hints.length} hints are many: learners click through them. Keep ${mostHints}.`,
          ),
        ]
      : []),
    ...telling.map((number) => advise(1, `Hint ${number} has the answer in it.`)),
  ];
}

function lintAttempts({ attempts = [] }: Question): Finding[] {
  const rises = attempts.some((points, index) => index > 0 && points > (attempts[index - 1] ?? 0));
  return rises
    ? [advise(1, "“attempts” gives more points for a later try. Turn the list round.")]
    : [];
}
