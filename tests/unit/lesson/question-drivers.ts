// Questions of every kind in the words of the fixtures: what was read, and answers written as the page writes them.
import { writeAnswerLine } from "../../../src/lesson/kinds/answer-line.ts";
import { tickOption } from "../../../src/lesson/kinds/choice.ts";
import { writeMatch } from "../../../src/lesson/kinds/matching.ts";
import { writeOrder, type OrderingQuestion } from "../../../src/lesson/kinds/ordering.ts";
import { writeOutput } from "../../../src/lesson/kinds/output.ts";
import { parseQuestion, type Question } from "../../../src/lesson/question-kinds.ts";
import type { Cell } from "../../../src/nbformat/types.ts";

/** The question of a cell; a cell without one is a mistake of the test. */
export function questionIn(cell: Cell): Question {
  const { question } = parseQuestion(cell);
  if (question === undefined) throw new Error("no question");
  return question;
}

/** The cell with an answer in it. How an answer is written is said at the top of each kind's fixtures. */
export function answerIn(cell: Cell, answer: string): Cell {
  const question = questionIn(cell);
  const { source } = cell;
  switch (question.kind) {
    case "single":
    case "many":
      return answer
        .split(" ")
        .filter((place) => place !== "" && place !== "none")
        .reduce((one, place) => tick(one, Number(place) - 1), cell);
    case "number":
    case "text":
      return { ...cell, source: writeAnswerLine(source, question.lines, answer) };
    case "ordering": {
      const [placed = "", left = ""] = answer.split(/(?:^| )\/(?: |$)/);
      const find = (texts: string): number[] =>
        texts
          .split(",")
          .map((text) => text.trim())
          .filter((text) => text !== "")
          .map((text) => placeOf(question, text));
      return { ...cell, source: writeOrder(source, question, find(placed), find(left)) };
    }
    case "matching":
      return answer
        .split(";")
        .map((choice) => choice.trim())
        .reduce((one, choice, row) => match(one, row, choice), cell);
    case "output":
      return { ...cell, source: writeOutput(source, question, answer.replaceAll("⏎", "\n")) };
    case "code":
      return cell;
  }
}

/** What a question holds, line by line; a line break is written ⏎. */
export function describeQuestion(question: Question | undefined): string[] {
  if (question === undefined) return [];
  const say = (name: string, text: string | undefined): string[] =>
    text === undefined || text === "" ? [] : [`${name} | ${text.replaceAll("\n", "⏎")}`];
  const tail = say("why", question.explanation);
  switch (question.kind) {
    case "single":
    case "many":
      return [
        `stem | ${question.stem}`,
        ...question.options.flatMap((option) => [
          `[${option.ticked ? "x" : " "}] ${option.text}`,
          ...(option.feedback === undefined ? [] : [`> ${option.feedback}`]),
        ]),
        ...tail,
        ...say("after", question.after),
      ].map((line) => line.replaceAll("\n", "⏎").trimEnd());
    case "number":
    case "text":
      return [
        ...question.lines.flatMap((line) => [
          ...say("right", line.text),
          ...say("own", line.feedback),
          ...line.cases.flatMap((one) => say(`case | ${one.name}`, one.feedback)),
        ]),
        ...tail,
        ...say("after", question.after),
      ];
    case "output":
      return [
        ...question.blocks.flatMap((block) => [
          `right | ${block.text.replaceAll("\n", "⏎")}`,
          ...say("own", block.feedback),
          ...block.cases.flatMap((one) =>
            say(`case | ${one.name.replaceAll("\n", "⏎")}`, one.feedback),
          ),
        ]),
        ...tail,
        ...say("after", question.after),
      ];
    case "ordering":
      return [
        ...question.items.flatMap((item) => [
          `${item.isPlaced ? "1" : "-"} | ${item.text.replaceAll("\n", "⏎")}`,
          ...(item.after === undefined ? [] : [`after | ${item.after.join(" ")}`]),
          ...say("own", item.feedback),
        ]),
        ...tail,
        ...say("after:", question.after),
      ];
    case "matching":
      return [
        ...question.rows.map(({ left, right }) => `${left} | ${right}`),
        ...question.choices.map((choice) => `* | ${choice}`),
        ...question.rows.flatMap((row) => say(`own | ${row.left}`, row.feedback)),
        ...say("otherwise", question.otherwise),
        ...tail,
        ...say("after", question.after),
      ];
    case "code":
      return [
        `stem | ${question.stem.replaceAll("\n", "⏎")}`,
        ...tail,
        ...say("after", question.after),
      ];
  }
}

function tick(cell: Cell, index: number): Cell {
  const question = questionIn(cell);
  if (question.kind !== "single" && question.kind !== "many") return cell;
  return { ...cell, source: tickOption(cell.source, { ...question, kind: "many" }, index, true) };
}

function match(cell: Cell, row: number, choice: string): Cell {
  const question = questionIn(cell);
  if (question.kind !== "matching") return cell;
  return { ...cell, source: writeMatch(cell.source, question, row, choice) };
}

function placeOf(question: OrderingQuestion, text: string): number {
  const place = question.items.findIndex((item) => item.text === text);
  if (place === -1) throw new Error(`there is no item "${text}"`);
  return place;
}
