// What makes options give themselves away, or teach nothing.
import type { ChoiceOption, ChoiceQuestion } from "../kinds/choice.ts";
import { plainText } from "../table.ts";
import { advise, refuse, type Finding } from "./finding.ts";

/** "All of the above" and its like: they can be found without knowing the matter, and lose their meaning when shuffled. */
const aboutOthers =
  /\b(?:all|none|both|any|neither|either|some) of (?:the )?(?:above|these|them|others?)\b|\b(?:all|none) (?:are|is) (?:right|correct|true)\b|\bthe (?:one )?above\b/i;

export function lintChoice(question: ChoiceQuestion): readonly Finding[] {
  const { options } = question;
  return [
    ...lintFeedback(question),
    ...lintLengths(question),
    ...lintTwins(options),
    ...options
      .filter(({ text }) => aboutOthers.test(plainText(text)))
      .map(({ line }) =>
        question.shuffle
          ? refuse(
              line,
              "This option speaks of the others, whose order is shuffled. Take it out, or set “shuffle” to false.",
            )
          : advise(
              line,
              "This option speaks of the others. It can be found without knowing the matter: say what it means, or take it out.",
            ),
      ),
    ...(options.length === 2
      ? [
          advise(
            options[0]?.line ?? 1,
            "With two options half of all guesses are right. Add a third.",
          ),
        ]
      : []),
    ...(question.kind === "many" && options.every((option) => option.ticked)
      ? [advise(options[0]?.line ?? 1, "All options are right. Add some that are not.")]
      : []),
  ];
}

/** Wrong options need their own reason; the right one may leave it to the explanation. */
function lintFeedback({ options, explanation }: ChoiceQuestion): Finding[] {
  return options
    .filter(
      (option) => option.feedback === undefined && (!option.ticked || explanation === undefined),
    )
    .map(({ line, ticked }) =>
      advise(
        line,
        `This option has no feedback. Write under it, after >, why it is ${ticked ? "right" : "wrong"}.`,
      ),
    );
}

/** People who write questions make the right option the most exact one, and so the longest. */
function lintLengths({ kind, options }: ChoiceQuestion): Finding[] {
  const right = options.filter((option) => option.ticked);
  const lengthOf = ({ text }: ChoiceOption): number => plainText(text).length;
  const others = options.filter((option) => !option.ticked).map(lengthOf);
  const longest = Math.max(0, ...others);
  const [only] = right;
  return kind === "single" &&
    only !== undefined &&
    others.length > 1 &&
    lengthOf(only) > longest * 1.3 &&
    lengthOf(only) > longest + 12
    ? [
        advise(
          only.line,
          "The right option is by far the longest, which gives it away. Shorten it, or make another as exact.",
        ),
      ]
    : [];
}

/** Options that differ in case, marks or blanks alone. */
function lintTwins(options: readonly ChoiceOption[]): Finding[] {
  const seen = new Map<string, ChoiceOption>();
  return options.flatMap((option) => {
    const name = plainText(option.text)
      .toLowerCase()
      .replace(/[\s.,;:!?]+/g, " ")
      .trim();
    const twin = seen.get(name);
    seen.set(name, option);
    return twin === undefined || name === ""
      ? []
      : [
          advise(
            option.line,
            `This option reads almost like the one in line ${twin.line}. Make the difference plain.`,
          ),
        ];
  });
}
