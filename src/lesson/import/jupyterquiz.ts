// Questions of jupyterquiz (its JSON, all types and fields) → questions of ours, with a report of what could not be kept.
// The format is that of jupyterquiz 2.9: https://github.com/jmshea/jupyterquiz (schema/*.json).
import { isObject } from "../../nbformat/parse.ts";
import type { JsonObject, JsonValue } from "../../nbformat/types.ts";
import { otherwise, type FeedbackCase } from "../kinds/answer-line.ts";
import { parseNumberRule } from "../kinds/number-rule.ts";
import type { Problem } from "../lesson-metadata.ts";
import { parseQuestion, type QuestionKindName } from "../question-kinds.ts";
import { parseRational } from "../rational.ts";
import type { DraftAnswer, DraftBody, QuestionDraft } from "../draft/draft.ts";
import { codeSpan, isFaithful, writeDraft } from "../draft/write.ts";
import { fencedCode, htmlToMarkdown } from "./html-to-markdown.ts";

export interface ImportedQuestion {
  /** Markdown of the cell. */
  readonly source: string;
  /** `metadata.lessonbook`. */
  readonly lessonbook: JsonObject;
}

export interface ImportRemark {
  /** The question in the file, from 1; 0 for the file as a whole. */
  readonly question: number;
  /** What was changed or left out, or what has to be mended before the question can be used. */
  readonly message: string;
}

export interface QuizImport {
  readonly questions: readonly ImportedQuestion[];
  readonly remarks: readonly ImportRemark[];
}

/** The text is no JSON, also not in base64, or holds no questions; the message says what to do. */
export class QuizFormatError extends Error {}

/**
 * Reads a file of questions: a list, or one question alone, as JSON or (as in hidden elements) as base64 of it.
 * @throws QuizFormatError
 */
export function importJupyterQuiz(text: string): QuizImport {
  const value = readJson(text);
  const list = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  const questions: ImportedQuestion[] = [];
  const remarks: ImportRemark[] = [];
  for (const [index, entry] of list.entries()) {
    const reader = new QuestionImport();
    const question = reader.read(entry);
    remarks.push(...reader.remarks.map((message) => ({ question: index + 1, message })));
    if (question !== undefined) questions.push(question);
  }
  if (questions.length === 0) {
    const reason = remarks[0]?.message ?? "The list is empty.";
    throw new QuizFormatError(`There is no question in it. ${reason}`);
  }
  return { questions, remarks };
}

function readJson(text: string): JsonValue {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  for (const candidate of [trimmed, decodeBase64(trimmed)]) {
    if (candidate === undefined) continue;
    try {
      return JSON.parse(candidate) as JsonValue;
    } catch {
      // The other form is tried next.
    }
  }
  throw new QuizFormatError(
    "This is no JSON. Choose a file of questions as jupyterquiz reads it: a list of questions in [ ].",
  );
}

function decodeBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/\s]+=*$/.test(text)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replace(/\s/g, "")), (one) => one.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const typeNames = ["multiple_choice", "many_choice", "numeric", "string"] as const;
const knownFields: Readonly<Record<(typeof typeNames)[number], readonly string[]>> = {
  multiple_choice: ["answer_cols"],
  many_choice: ["answer_cols"],
  numeric: ["precision"],
  string: ["input_width"],
};

/** Reads one question; what cannot be kept is remarked. */
class QuestionImport {
  readonly remarks: string[] = [];
  readonly #lost = new Set<string>();

  read(entry: JsonValue): ImportedQuestion | undefined {
    if (!isObject(entry)) {
      this.remarks.push("This is no question, so it was left out.");
      return undefined;
    }
    const type = typeNames.find((name) => name === entry.type);
    if (type === undefined) {
      this.remarks.push(
        `The type is ${JSON.stringify(entry.type ?? null)}, so the question was left out. Known are: ${typeNames.join(", ")}.`,
      );
      return undefined;
    }
    const answers = Array.isArray(entry.answers) ? entry.answers.filter(isObject) : [];
    if (answers.length === 0) {
      this.remarks.push("It has no answers, so the question was left out.");
      return undefined;
    }
    this.#remarkFields(entry, type);
    const { kind, body, settings = {} } = this.#readBody(type, entry, answers);
    const stem = [this.#text(entry.question), this.#code(entry.code)]
      .filter((part) => part !== "")
      .join("\n\n");
    const draft: QuestionDraft = { kind, stem, body, after: "", explanation: "" };
    const question: ImportedQuestion = {
      source: writeDraft(draft),
      lessonbook: { kind: "quiz", question: kind, mode: "practice", ...settings },
    };
    this.#remarkResult(draft, question);
    return question;
  }

  #readBody(
    type: (typeof typeNames)[number],
    entry: JsonObject,
    answers: readonly JsonObject[],
  ): { readonly kind: QuestionKindName; readonly body: DraftBody; readonly settings?: JsonObject } {
    switch (type) {
      case "multiple_choice":
      case "many_choice":
        return this.#readChoice(type, answers);
      case "numeric":
        return { kind: "number", body: this.#readNumbers(entry, answers) };
      case "string":
        return this.#readTexts(answers);
    }
  }

  #readChoice(type: "multiple_choice" | "many_choice", answers: readonly JsonObject[]) {
    const right = answers.filter(({ correct }) => correct === true).length;
    const kind = type === "many_choice" || right > 1 ? "many" : "single";
    if (type === "multiple_choice" && right > 1) {
      this.remarks.push("Several answers are right, so it became a question with several answers.");
    }
    const options = answers.map((answer) => ({
      text: [this.#text(answer.answer), this.#code(answer.code)]
        .filter((part) => part !== "")
        .join("\n\n"),
      feedback: this.#text(answer.feedback),
      isRight: answer.correct === true,
    }));
    return { kind, body: { type: "choice", options }, settings: { shuffle: true } } as const;
  }

  #readNumbers({ precision }: JsonObject, answers: readonly JsonObject[]): DraftBody {
    const digits =
      typeof precision === "number" && precision >= 1 ? Math.round(precision) : undefined;
    const rights: DraftAnswer[] = [];
    const cases: FeedbackCase[] = [];
    for (const answer of answers) {
      const feedback = this.#text(answer.feedback);
      const rule = this.#numberRule(answer, digits);
      if (rule === undefined) continue;
      if (rule !== otherwise && answer.correct === true) {
        this.#remarkEarlier(rule, cases);
        rights.push({ text: rule, feedback });
      } else if (feedback !== "") {
        cases.push({ name: rule, feedback });
      }
    }
    return { type: "typed", answers: rights, cases };
  }

  #numberRule(answer: JsonObject, digits: number | undefined): string | undefined {
    const { type, value, range } = answer;
    if (type === "default") return otherwise;
    if (type === "range" && Array.isArray(range)) {
      const [low, high] = range as readonly JsonValue[];
      const written = `[${numberText(low)}, ${numberText(high)})`;
      if (parseNumberRule(written) !== undefined) return written;
      this.remarks.push(`The range ${JSON.stringify(range)} holds no number and was left out.`);
      return undefined;
    }
    const written = numberText(value);
    if (parseRational(written) === undefined) {
      this.remarks.push(
        `${JSON.stringify(value ?? null)} is not read as a number and was left out.`,
      );
      return undefined;
    }
    return digits === undefined ? written : `${written} to ${digits} digits`;
  }

  /** There the first entry that fits decides; here what is right is right, and feedback is for the rest. */
  #remarkEarlier(right: string, cases: readonly FeedbackCase[]): void {
    const rule = parseNumberRule(right);
    for (const { name } of cases) {
      const exact = parseNumberRule(name)?.exact;
      if (exact !== undefined && rule?.fits(exact) === true) {
        this.remarks.push(
          `${name} was wrong there, since it stands before ${right}; here it is right. Change the right answer if that matters.`,
        );
      }
    }
  }

  #readTexts(answers: readonly JsonObject[]) {
    const rights: DraftAnswer[] = [];
    const cases: FeedbackCase[] = [];
    const named = answers.filter(({ type }) => type !== "default");
    const matchCase = named.length > 0 && named.every(({ match_case }) => match_case === true);
    if (!matchCase && named.some(({ match_case }) => match_case === true)) {
      this.remarks.push(
        "Case counted for some of its answers only. Here it counts for none; set “matchCase” if it should for all.",
      );
    }
    for (const answer of answers) {
      const feedback = this.#text(answer.feedback);
      const { type, answer: text, fuzzy_threshold: share } = answer;
      if (type === "default") {
        if (feedback !== "") cases.push({ name: otherwise, feedback });
        continue;
      }
      if (typeof text !== "string" || text.trim() === "") {
        this.remarks.push("An answer without a text was left out.");
        continue;
      }
      const isFuzzy = typeof share === "number" && share > 0 && share < 1;
      const written = literalText(text.trim());
      if (answer.correct === true) {
        rights.push({
          text: isFuzzy ? `${text.trim()} ~ ${Math.round(share * 100)}%` : written,
          feedback,
        });
      } else if (feedback !== "") {
        cases.push({ name: written, feedback });
        if (isFuzzy) {
          this.remarks.push(
            `Feedback for texts like “${text.trim()}” is given for that very text only.`,
          );
        }
      }
    }
    const body: DraftBody = { type: "typed", answers: rights, cases };
    return { kind: "text", body, settings: matchCase ? { matchCase: true } : {} } as const;
  }

  #text(value: JsonValue | undefined): string {
    if (typeof value === "number") return String(value);
    if (typeof value !== "string") return "";
    const { markdown, lost } = htmlToMarkdown(value);
    for (const name of lost) this.#lost.add(name);
    return markdown;
  }

  #code(value: JsonValue | undefined): string {
    return typeof value === "string" && value.trim() !== "" ? fencedCode(value, "python") : "";
  }

  #remarkFields(entry: JsonObject, type: (typeof typeNames)[number]): void {
    const known = ["type", "question", "code", "answers", ...knownFields[type]];
    const unknown = Object.keys(entry).filter((name) => !known.includes(name));
    if (unknown.length > 0)
      this.remarks.push(`Left out, since it has no place here: ${unknown.join(", ")}.`);
    if (entry.answer_cols !== undefined) {
      this.remarks.push(
        "The number of columns for answers (answer_cols) was left out: options stand below each other.",
      );
    }
    if (entry.input_width !== undefined) {
      this.remarks.push("The width of the field (input_width) was left out.");
    }
  }

  #remarkResult(draft: QuestionDraft, { source, lessonbook }: ImportedQuestion): void {
    if (this.#lost.size > 0) {
      this.remarks.push(
        `HTML that is not safe or has no place in Markdown was taken out: ${[...this.#lost].sort().join(", ")}.`,
      );
    }
    if (!isFaithful(draft)) {
      this.remarks.push(
        "A text in it reads like another part of the question. Look at it before you use it.",
      );
    }
    const { problems } = parseQuestion({
      cell_type: "markdown",
      id: "imported",
      source,
      metadata: { lessonbook },
    });
    const describe = ({ line, message }: Problem): string =>
      `To be mended, line ${line}: ${message}`;
    this.remarks.push(...problems.map(describe));
  }
}

function numberText(value: JsonValue | undefined): string {
  return typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
}

/** A text that stands behind `Answer:` as itself, also where it looks like a pattern. */
function literalText(text: string): string {
  return /^\/.*\/$|~\s*\d+\s*%$|^`/.test(text) ? codeSpan(text) : text;
}
