// The fields of a form → the Markdown of a question. What is written here is read again as the same fields, unless
// a field holds something that reads like another part; `isFaithful` tells.
import { writeOutput, type OutputQuestion } from "../kinds/output.ts";
import { otherwise, type FeedbackCase } from "../kinds/answer-line.ts";
import { parseQuestion, type QuestionKindName } from "../question-kinds.ts";
import { draftOf, type DraftBody, type QuestionDraft } from "./draft.ts";

/** Writes a question's Markdown. */
export function writeDraft(draft: QuestionDraft): string {
  const why = draft.explanation.trim() === "" ? "" : quoted(`Why: ${draft.explanation.trim()}`, "");
  return [draft.stem.trim(), writeBody(draft.body, draft.kind), draft.after.trim(), why]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Whether a draft that was written is read again as it was. */
export function isFaithful(draft: QuestionDraft): boolean {
  const { question } = parseQuestion({
    cell_type: "markdown",
    id: "draft",
    source: writeDraft(draft),
    metadata: { lessonbook: { kind: "quiz", question: draft.kind } },
  });
  return question !== undefined && comparable(draftOf(question)) === comparable(draft);
}

/** The text of a draft without what makes no difference: blanks at the ends, names in backticks. */
function comparable(draft: QuestionDraft): string {
  const trim = (value: unknown): unknown =>
    typeof value === "string"
      ? value.trim().replace(/[ \t]+$/gm, "")
      : Array.isArray(value)
        ? value.map(trim)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .map(([key, item]): [string, unknown] => [key, trim(item)])
                .sort(([a], [b]) => (a < b ? -1 : 1)),
            )
          : value;
  return JSON.stringify(trim({ ...draft, body: withNames(draft.body, draft.kind) }));
}

function withNames(body: DraftBody, kind: QuestionKindName): DraftBody {
  if (body.type !== "typed" || kind !== "text") return body;
  return { ...body, cases: body.cases.map((one) => ({ ...one, name: textName(one.name) })) };
}

function writeBody(body: DraftBody, kind: QuestionKindName): string {
  switch (body.type) {
    case "choice":
      return body.options
        .map(({ text, feedback, isRight }) =>
          listItem(`- [${isRight ? "x" : " "}] `, text, feedback, 2),
        )
        .join("\n");
    case "typed":
      return kind === "output" ? writeBlocks(body) : writeLines(body, kind);
    case "ordering": {
      const write = (isPlaced: boolean): string =>
        body.items
          .filter((item) => item.isPlaced === isPlaced)
          .map(({ text, feedback, after }, index) => {
            const lead = isPlaced ? `${index + 1}. ` : "- ";
            const place =
              after === undefined
                ? ""
                : `After: ${after.length === 0 ? "nothing" : after.join(", ")}`;
            const notes = [place, feedback].filter((note) => note !== "").join("\n");
            return listItem(lead, text, notes, lead.length);
          })
          .join("\n");
      return [write(true), write(false)].filter((list) => list !== "").join("\n\n");
    }
    case "matching": {
      const notes = [
        ...body.rows
          .filter(({ feedback }) => feedback !== "")
          .map(({ left, feedback }) => `${left}: ${feedback}`),
        ...(body.otherwise === "" ? [] : [`${otherwise}: ${body.otherwise}`]),
      ];
      const table = [
        row(body.header),
        "| --- | --- |",
        ...body.rows.map(({ left, right }) => row([left, right])),
        ...notes.map((note) => quoted(note, "")),
      ].join("\n");
      const extras = body.extras.map(({ text, feedback }) => listItem("- ", text, feedback, 2));
      return [table, extras.join("\n")].filter((part) => part !== "").join("\n\n");
    }
    case "none":
      return "";
  }
}

type TypedBody = Extract<DraftBody, { readonly type: "typed" }>;

function writeLines({ answers, cases }: TypedBody, kind: QuestionKindName): string {
  const lines = answers.map(({ text, feedback }, index) => {
    const named = index === answers.length - 1 ? cases : [];
    const notes = [
      feedback,
      ...named.map((one) => `${kind === "text" ? textName(one.name) : one.name}: ${one.feedback}`),
    ].filter((note) => note.trim() !== "");
    return [`Answer: ${text.trim()}`.trimEnd(), ...notes.map((note) => quoted(note, ""))].join(
      "\n",
    );
  });
  // A quote swallows a line right below it when Markdown is shown.
  return lines.join(lines.some((line) => line.includes("\n")) ? "\n\n" : "\n");
}

function writeBlocks({ answers, cases }: TypedBody): string {
  return answers
    .map(({ text, feedback }, index) => {
      const named = index === answers.length - 1 ? cases : [];
      const notes = [feedback, ...named.map(outputNote)].filter((note) => note.trim() !== "");
      const block = writeOutput("", emptyBlock, text);
      return [
        block,
        ...notes
          .map((note) => quoted(note, ""))
          .join("\n>\n")
          .split("\n"),
      ]
        .filter((line) => line !== "")
        .join("\n");
    })
    .join("\n\n");
}

/** An `answer` block at the start of an empty text, to be written into. */
const emptyBlock: Pick<OutputQuestion, "blocks"> = {
  blocks: [{ text: "", isClosed: true, line: 1, from: 0, to: 0, cases: [] }],
};

function outputNote({ name, feedback }: FeedbackCase): string {
  if (name === otherwise) return `${otherwise}: ${feedback}`;
  if (!name.includes("\n") && name.trim() === name && name !== "")
    return `${codeSpan(name)}: ${feedback}`;
  const fence = "`".repeat(Math.max(2, ...(name.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return `${fence}\n${name}\n${fence}\n${feedback}`;
}

/** A text as the name of the feedback for it; patterns and code stay as they are. */
function textName(name: string): string {
  return name === otherwise || /^\/.+\/$/.test(name) || /^`.+`$/.test(name) ? name : codeSpan(name);
}

/** A text as inline code, with as many backticks as it takes. */
export function codeSpan(text: string): string {
  const runs = new Set((text.match(/`+/g) ?? []).map((run) => run.length));
  let length = 1;
  while (runs.has(length)) length += 1;
  const marks = "`".repeat(length);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${marks}${pad}${text}${pad}${marks}`;
}

function listItem(lead: string, text: string, feedback: string, indent: number): string {
  const blanks = " ".repeat(indent);
  const [first = "", ...others] = text.trim().split("\n");
  return [
    `${lead}${first}`.trimEnd(),
    ...others.map((line) => (line.trim() === "" ? "" : blanks + line)),
    ...(feedback.trim() === "" ? [] : [quoted(feedback.trim(), blanks)]),
  ].join("\n");
}

function quoted(text: string, blanks: string): string {
  return text
    .split("\n")
    .map((line) => `${blanks}> ${line}`.trimEnd())
    .join("\n");
}

function row(cells: readonly string[]): string {
  const texts = cells.map((cell) => cell.replace(/\s+/g, " ").trim().replaceAll("|", "\\|"));
  return `| ${texts.join(" | ")} |`.replace(/ {2}/g, " ");
}
