// A question taken apart into the fields of a form, and put together again as Markdown. Used by the authoring form and by
// the import of other programs' questions.
import type { FeedbackCase } from "../kinds/answer-line.ts";
import type { Question, QuestionKindName } from "../question-kinds.ts";

export interface QuestionDraft {
  readonly kind: QuestionKindName;
  /** Markdown above the answer. */
  readonly stem: string;
  readonly body: DraftBody;
  /** Markdown below the answer. */
  readonly after: string;
  /** Markdown; empty for none. */
  readonly explanation: string;
}

export type DraftBody =
  | { readonly type: "choice"; readonly options: readonly DraftOption[] }
  | {
      /** A line or a block; `answers` are the right ones, `cases` others with feedback. */
      readonly type: "typed";
      readonly answers: readonly DraftAnswer[];
      readonly cases: readonly FeedbackCase[];
    }
  | { readonly type: "ordering"; readonly items: readonly DraftItem[] }
  | {
      readonly type: "matching";
      readonly header: readonly [string, string];
      readonly rows: readonly DraftRow[];
      /** Choices that belong nowhere. */
      readonly extras: readonly DraftAnswer[];
      readonly otherwise: string;
    }
  | { readonly type: "none" };

/** Markdown, and what is said to who chooses it; feedback is empty for none. */
export interface DraftAnswer {
  readonly text: string;
  readonly feedback: string;
}

export interface DraftOption extends DraftAnswer {
  readonly isRight: boolean;
}

export interface DraftItem extends DraftAnswer {
  readonly isPlaced: boolean;
  /** Places, from 1, of the items it must come after; the one above when not given. */
  readonly after?: readonly number[];
}

export interface DraftRow {
  readonly left: string;
  readonly right: string;
  readonly feedback: string;
}

/** Takes a teacher's question apart. */
export function draftOf(question: Question): QuestionDraft {
  const { kind, explanation = "" } = question;
  // Without an answer in between both are one text.
  const texts = [question.stem, question.after].filter((text) => text !== "");
  const [stem, after] =
    kind === "code" ? [texts.join("\n\n"), ""] : [question.stem, question.after];
  return { kind, stem, after, explanation, body: bodyOf(question) };
}

/** The type of body that a kind has. */
export function bodyTypeOf(kind: QuestionKindName): DraftBody["type"] {
  switch (kind) {
    case "single":
    case "many":
      return "choice";
    case "number":
    case "text":
    case "output":
      return "typed";
    case "ordering":
    case "matching":
      return kind;
    case "code":
      return "none";
  }
}

/** The draft as one of another kind: what both kinds have is kept, the rest starts with places to fill in. */
export function withKind(draft: QuestionDraft, kind: QuestionKindName): QuestionDraft {
  if (bodyTypeOf(kind) === draft.body.type) return { ...draft, kind };
  const texts = textsOf(draft.body);
  const [first = "", second = ""] = texts;
  switch (bodyTypeOf(kind)) {
    case "choice": {
      const options = texts.map((text, index) => ({ text, feedback: "", isRight: index === 0 }));
      const empty = [
        { text: "", feedback: "", isRight: options.length === 0 },
        { text: "", feedback: "", isRight: false },
      ];
      return {
        ...draft,
        kind,
        body: {
          type: "choice",
          options: [...options, ...empty].slice(0, Math.max(3, options.length)),
        },
      };
    }
    case "typed":
      return {
        ...draft,
        kind,
        body: { type: "typed", answers: [{ text: first, feedback: "" }], cases: [] },
      };
    case "ordering": {
      const items = [first, second, ...texts.slice(2)].map((text) => ({
        text,
        feedback: "",
        isPlaced: true,
      }));
      return { ...draft, kind, body: { type: "ordering", items } };
    }
    case "matching": {
      const rows = [first, second, ...texts.slice(2)].map((left) => ({
        left,
        right: "",
        feedback: "",
      }));
      return {
        ...draft,
        kind,
        body: { type: "matching", header: ["", ""], rows, extras: [], otherwise: "" },
      };
    }
    case "none":
      return { ...draft, kind, body: { type: "none" } };
  }
}

/** What was written into a body, whatever its type. */
function textsOf(body: DraftBody): readonly string[] {
  switch (body.type) {
    case "choice":
      return body.options.map(({ text }) => text);
    case "typed":
      return body.answers.map(({ text }) => text);
    case "ordering":
      return body.items.map(({ text }) => text);
    case "matching":
      return body.rows.map(({ left }) => left);
    case "none":
      return [];
  }
}

function bodyOf(question: Question): DraftBody {
  switch (question.kind) {
    case "single":
    case "many":
      return {
        type: "choice",
        options: question.options.map(({ text, ticked, feedback = "" }) => ({
          text,
          feedback,
          isRight: ticked,
        })),
      };
    case "number":
    case "text":
      return typedBody(question.lines);
    case "output":
      return typedBody(question.blocks);
    case "ordering":
      return {
        type: "ordering",
        items: question.items.map(({ text, isPlaced, feedback = "", after }) => ({
          text,
          isPlaced,
          feedback,
          ...(after === undefined ? {} : { after }),
        })),
      };
    case "matching": {
      const [left = "", right = ""] = question.header;
      return {
        type: "matching",
        header: [left, right],
        rows: question.rows.map(({ left, right, feedback = "" }) => ({ left, right, feedback })),
        extras: question.extraChoices.map((text) => ({
          text,
          feedback: question.choiceFeedback.find(({ choice }) => choice === text)?.feedback ?? "",
        })),
        otherwise: question.otherwise ?? "",
      };
    }
    case "code":
      return { type: "none" };
  }
}

function typedBody(
  answers: readonly {
    readonly text: string;
    readonly feedback?: string;
    readonly cases: readonly FeedbackCase[];
  }[],
): DraftBody {
  return {
    type: "typed",
    answers: answers.map(({ text, feedback = "" }) => ({ text, feedback })),
    cases: answers.flatMap(({ cases }) => cases),
  };
}
