// Questions that match: a table of two columns. The second column is the answer; in the released question it is empty
// and a list below the table holds what to choose from, with choices that belong nowhere among them.
import type { AnswerKey, KnownKey } from "../answer-key.ts";
import { splitSourceLines, unwrapCodeSpan } from "../markdown-lines.ts";
import { fractionOfParts } from "../partial-credit.ts";
import {
  parseQuestionSource,
  type ItemRules,
  type QuestionText,
  type SourceProblem,
} from "../question-source.ts";
import type { QuestionKind, QuestionSettings } from "../question.ts";
import { shuffled } from "../shuffle.ts";
import { parseTable, startsTable } from "../table.ts";
import { otherwise, readColonName, splitFeedback } from "./answer-line.ts";

export interface MatchingRow {
  /** Markdown of the first column. */
  readonly left: string;
  /** Markdown of the second column; empty when nothing is chosen. */
  readonly right: string;
  /** Markdown for who chooses something else here. */
  readonly feedback?: string;
  readonly line: number;
}

export interface MatchingQuestion extends QuestionSettings, QuestionText {
  readonly kind: "matching";
  readonly header: readonly string[];
  readonly rows: readonly MatchingRow[];
  /** Markdown of what can be chosen, in the file's order. */
  readonly choices: readonly string[];
  /** Those of them that the bullets below the table name. */
  readonly extraChoices: readonly string[];
  /** Markdown for who uses a choice where it does not belong. */
  readonly choiceFeedback: readonly { readonly choice: string; readonly feedback: string }[];
  /** Markdown for who has something wrong and gets no other feedback. */
  readonly otherwise?: string;
  /** The table's columns; two when all is well. */
  readonly columns: number;
  readonly hasTable: boolean;
}

export const matchingKind: QuestionKind<MatchingQuestion> = {
  parse: (source, settings) => {
    const { content, problems } = parseQuestionSource(source, tableRules);
    const { items, ...text } = content;
    const [tableItem, ...bullets] = items;
    const { table, problems: tableProblems } = parseTable(tableItem?.text ?? "");
    const lefts = (table?.rows ?? []).map(({ cells }) => normalise(cells[0] ?? ""));
    const readName = readColonName((name) => lefts.includes(normalise(name)));
    const [tableParts, ...bulletParts] = items.map((item) =>
      splitFeedback(item.feedback ?? "", readName),
    );
    const cases = [tableParts, ...bulletParts].flatMap((parts) => parts?.cases ?? []);
    const rows = (table?.rows ?? []).map(({ cells: [left = "", right = ""], line }) => {
      const feedback = cases.find(({ name }) => normalise(name) === normalise(left))?.feedback;
      return {
        left,
        right,
        line: (tableItem?.line ?? 1) + line - 1,
        ...(feedback === undefined ? {} : { feedback }),
      };
    });
    const listed = bullets.map((item) => item.text);
    const others = [
      tableParts?.own ?? "",
      ...cases.filter(({ name }) => name === otherwise).map(({ feedback }) => feedback),
    ].filter((one) => one !== "");
    const question: MatchingQuestion = {
      ...settings,
      ...text,
      kind: "matching",
      header: table?.header ?? [],
      rows,
      choices: settings.released ? listed : unique([...rows.map(({ right }) => right), ...listed]),
      extraChoices: listed,
      columns: table?.header.length ?? 0,
      hasTable: table !== undefined,
      choiceFeedback: bullets.flatMap(({ text: choice }, index) => {
        const feedback = bulletParts[index]?.own ?? "";
        return feedback === "" ? [] : [{ choice, feedback }];
      }),
      ...(others.length === 0 ? {} : { otherwise: others.join("\n\n") }),
    };
    const all = [
      ...problems,
      ...(tableItem === undefined ? [] : tableProblems).map((one) => ({
        message: one.message,
        line: tableItem === undefined ? 1 : tableItem.line + one.line - 1,
        onlyInKey: false,
      })),
      ...findProblems(question),
    ];
    return { question, problems: all.filter((one) => !(settings.released && one.onlyInKey)) };
  },

  answerText: (question) => {
    const pairs = pairsOf(question);
    return pairs.length === 0 ? "" : JSON.stringify(pairs.toSorted());
  },

  findObstacle: (question) => {
    const choices = question.choices.map(normalise);
    const strange = question.rows.find(
      ({ right }) => right !== "" && !choices.includes(normalise(right)),
    );
    if (strange !== undefined) {
      return `“${strange.right}” is none of the choices. Choose one of those below the table.`;
    }
    const isBegun = question.rows.some(({ right }) => right !== "");
    return isBegun && question.rows.some(({ right }) => right === "")
      ? "Choose something in every row first."
      : undefined;
  },

  key: (question): AnswerKey => ({
    answer: matchingKind.answerText(question),
    parts: [
      ...question.rows.map(({ left, feedback }) => ({
        text: rowName(left),
        right: false,
        ...(feedback === undefined ? {} : { feedback }),
      })),
      ...question.choiceFeedback.map(({ choice, feedback }) => ({
        text: choiceName(choice),
        feedback,
        right: false,
      })),
      ...pairsOf(question).map((text) => ({ text, right: true })),
      ...(question.otherwise === undefined
        ? []
        : [{ text: otherwise, feedback: question.otherwise, right: false }]),
    ],
    rights: question.rows.map(({ left, right }) => `${left}\n${right}`),
    ...(question.explanation === undefined ? {} : { explanation: question.explanation }),
  }),

  needsRights: () => true,

  namedParts: (question) => question.rows.map(({ left }) => rowName(left)),

  judgedParts: (question) => pairsOf(question),

  touchedParts: (question, key) =>
    question.rows
      .filter(({ left, right }) => !isRightPair(key, left, right))
      .flatMap(({ left, right }) => [rowName(left), choiceName(right)]),

  fraction: (key, answer, rules) => {
    if (key.isRight) return 1;
    const chosen = new Map(
      answer.rows.flatMap(({ left, right }): [string, string][] =>
        right === "" ? [] : [[normalise(left), right]],
      ),
    );
    const hits = [...chosen].filter(([left, right]) => isRightPair(key, left, right)).length;
    return fractionOfParts(rules.partial, {
      right: rules.rows.length,
      given: chosen.size,
      hits,
      decisions: rules.rows.length,
      made: hits,
    });
  },

  release: (question) => {
    const seed = unique(question.choices).toSorted().join("\n");
    const choices = shuffled(unique(question.choices).toSorted(), seed);
    const parts = [
      question.stem,
      writeTable({ ...question, rows: question.rows.map((row) => ({ ...row, right: "" })) }),
      choices.map((choice) => `- ${choice}`).join("\n"),
      question.after.trimStart(),
    ];
    return { source: parts.filter((part) => part !== "").join("\n\n") };
  },

  solution: writeTable,

  // Row by row, since a row is found by its line and none of them moves.
  clear: (source, question) =>
    question.rows.reduce(
      (text, { right }, index) => (right === "" ? text : writeMatch(text, question, index, "")),
      source,
    ),
};

/** Whether a key says that these two belong together. */
export function isRightPair(key: KnownKey, left: string, right: string): boolean {
  const name = pairName(left, right);
  return key.parts.some((part) => part.right && part.text === name);
}

/**
 * Writes what is chosen in one row and gives the new source; an empty choice clears the row. No other line changes.
 * @throws RangeError when there is no such row
 */
export function writeMatch(
  source: string,
  question: MatchingQuestion,
  index: number,
  choice: string,
): string {
  const row = question.rows[index];
  const line = splitSourceLines(source)[(row?.line ?? 0) - 1];
  if (row === undefined || line === undefined) {
    throw new RangeError(`row ${index} in a table of ${question.rows.length} rows`);
  }
  return (
    source.slice(0, line.start) +
    writeRow([row.left, choice]) +
    source.slice(line.start + line.text.length)
  );
}

const bulletStart = /^([ \t]{0,3}[-*+](?:[ \t]+|$))(.*)$/;

const tableRules: ItemRules = {
  hasItems: true,
  noun: "table",
  start: (line, next, count) => {
    if (count === 0) {
      return startsTable(line, next)
        ? { lead: "", mark: "", markAt: 0, rest: line, form: "block" }
        : undefined;
    }
    const [, lead = "", rest = ""] = bulletStart.exec(line) ?? [];
    return lead === "" ? undefined : { lead, mark: "-", markAt: 0, rest, form: "list" };
  },
  allowsNested: true,
  hasLooseFeedback: true,
};

function writeTable(question: MatchingQuestion): string {
  const [left = "", right = ""] = question.header;
  return [
    writeRow([left, right]),
    "| --- | --- |",
    ...question.rows.map((row) => writeRow([row.left, row.right])),
  ].join("\n");
}

function writeRow(cells: readonly string[]): string {
  const texts = cells.map((cell) => cell.replace(/\s+/g, " ").trim().replaceAll("|", "\\|"));
  return `| ${texts.join(" | ")} |`.replace(/ {2}/g, " ");
}

function rowName(left: string): string {
  return `row ${normalise(left)}`;
}

function choiceName(choice: string): string {
  return `choice ${normalise(choice)}`;
}

function pairName(left: string, right: string): string {
  return `pair ${JSON.stringify([normalise(left), normalise(right)])}`;
}

function pairsOf(question: MatchingQuestion): readonly string[] {
  return question.rows
    .filter(({ right }) => right !== "")
    .map(({ left, right }) => pairName(left, right));
}

function normalise(text: string): string {
  return unwrapCodeSpan(text.normalize("NFC").replace(/\s+/g, " ").trim());
}

/** Texts that say the same only once, the first of them, without empty ones. */
function unique(texts: readonly string[]): readonly string[] {
  const byName = new Map<string, string>();
  for (const text of texts) {
    const name = normalise(text);
    if (name !== "" && !byName.has(name)) byName.set(name, text);
  }
  return [...byName.values()];
}

function findProblems(question: MatchingQuestion): SourceProblem[] {
  const { rows, stem, choices } = question;
  const problem = (message: string, line: number, onlyInKey = false): SourceProblem[] => [
    { message, line, onlyInKey },
  ];
  const [first] = rows;
  if (!question.hasTable) {
    return problem(
      "The question has no table. Write a header row and a row of dashes, with | between.",
      1,
    );
  }
  const line = (first?.line ?? 3) - 2;
  const seen = new Map<string, number>();
  return [
    ...(stem === ""
      ? problem("The question has no text above its table. Write what is asked.", 1, true)
      : []),
    ...(question.columns === 2
      ? []
      : problem(
          `The table has ${question.columns} columns. A question that matches needs two.`,
          line,
        )),
    ...(rows.length < 2 ? problem("The table needs at least two rows to match.", line) : []),
    ...(question.released && choices.length === 0
      ? problem("The list of choices below the table is missing.", line)
      : []),
    ...rows.flatMap(({ left, right, line: at }) => {
      const earlier = seen.get(normalise(left));
      seen.set(normalise(left), at);
      return [
        ...(left === "" ? problem("The first column is empty in this row.", at) : []),
        ...(right === "" ? problem("The right answer of this row is missing.", at, true) : []),
        ...(earlier === undefined
          ? []
          : problem(`This row starts like the one in line ${earlier}. Change one of them.`, at)),
      ];
    }),
  ];
}
