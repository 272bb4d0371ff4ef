// The fields for the answer of a question, by the type of its body.
import { makeElement } from "../elements.ts";
import { otherwise, type FeedbackCase } from "../lesson/kinds/answer-line.ts";
import { numberForms } from "../lesson/kinds/number-rule.ts";
import type { DraftBody, DraftItem, DraftOption } from "../lesson/draft/draft.ts";
import type { QuestionKindName } from "../lesson/question-kinds.ts";
import { makeArea, makeLine, makeRow, makeTick } from "./fields.ts";
import { makeListEditor } from "./list-editor.ts";

type Body<T extends DraftBody["type"]> = Extract<DraftBody, { readonly type: T }>;
type OnChange = (body: DraftBody) => void;

/** Makes the fields; every change gives a whole new body. */
export function makeBodyForm(
  body: DraftBody,
  kind: QuestionKindName,
  onChange: OnChange,
): readonly HTMLElement[] {
  switch (body.type) {
    case "choice":
      return [makeOptions(body, kind, onChange)];
    case "typed":
      return makeTyped(body, kind, onChange);
    case "ordering":
      return [makeItems(body, onChange)];
    case "matching":
      return makeMatches(body, onChange);
    case "none":
      return [];
  }
}

function makeOptions(
  body: Body<"choice">,
  kind: QuestionKindName,
  onChange: OnChange,
): HTMLElement {
  return makeListEditor<DraftOption>({
    title: "Options",
    noun: "option",
    items: body.options,
    isOrdered: true,
    add: () => ({ text: "", feedback: "", isRight: false }),
    onChange: (options) => onChange({ ...body, options }),
    // In a question with one answer the option that was chosen last is the right one.
    adjust: (options, before) => {
      const chosen = options.find((option) => option.isRight && !before.includes(option));
      return kind === "single" && chosen !== undefined
        ? options.map((option) => ({ ...option, isRight: option === chosen }))
        : options;
    },
    fields: (option, _, change) => [
      makeTick(option.isRight, {
        label: kind === "single" ? "This one is right" : "Right",
        // Options of one question are one group of radio buttons.
        ...(kind === "single" ? { group: "right" } : {}),
        onChange: (isRight) => change((one) => ({ ...one, isRight })),
      }),
      makeArea(option.text, {
        label: "Text",
        onInput: (text) => change((one) => ({ ...one, text })),
      }),
      makeArea(option.feedback, {
        label: "Feedback for who chooses it",
        onInput: (feedback) => change((one) => ({ ...one, feedback })),
      }),
    ],
  });
}

function makeTyped(body: Body<"typed">, kind: QuestionKindName, onChange: OnChange): HTMLElement[] {
  let now = body;
  const set = (part: Partial<Body<"typed">>): void => onChange((now = { ...now, ...part }));
  const isOutput = kind === "output";
  const notes: Readonly<Partial<Record<QuestionKindName, string>>> = {
    number: `Such as ${numberForms}`,
    text: "A text, a /pattern/, or a text and how much must agree: await ~ 80%",
  };
  const note = notes[kind];
  return [
    makeListEditor({
      title: isOutput ? "Right outputs" : "Right answers",
      noun: isOutput ? "output" : "answer",
      items: body.answers,
      isOrdered: false,
      add: () => ({ text: "", feedback: "" }),
      onChange: (answers) => set({ answers }),
      fields: (answer, _, change) => {
        const edit = (part: Partial<typeof answer>): void => change((one) => ({ ...one, ...part }));
        const options = {
          label: isOutput ? "What it prints" : "Answer",
          onInput: (text: string) => edit({ text }),
          ...(note === undefined ? {} : { note }),
        };
        return [
          isOutput
            ? makeArea(answer.text, { ...options, code: true, rows: 2 })
            : makeLine(answer.text, { ...options, code: true }),
          makeArea(answer.feedback, {
            label: "Feedback for who gives it",
            onInput: (feedback) => edit({ feedback }),
          }),
        ];
      },
    }),
    makeCases(body.cases, isOutput, (cases) => set({ cases })),
  ];
}

/** Feedback for certain other answers, and for all the rest. */
function makeCases(
  cases: readonly FeedbackCase[],
  isOutput: boolean,
  onChange: (cases: readonly FeedbackCase[]) => void,
): HTMLElement {
  const rest = cases.find(({ name }) => name === otherwise)?.feedback ?? "";
  let named = cases.filter(({ name }) => name !== otherwise);
  let last = rest;
  const tell = (): void =>
    onChange([...named, ...(last.trim() === "" ? [] : [{ name: otherwise, feedback: last }])]);
  const list = makeListEditor({
    title: "Feedback for wrong answers",
    noun: "feedback",
    items: named,
    isOrdered: true,
    add: () => ({ name: "", feedback: "" }),
    onChange: (next) => {
      named = [...next];
      tell();
    },
    fields: (one, _, change) => {
      const set = (part: Partial<FeedbackCase>): void => change((now) => ({ ...now, ...part }));
      const options = { label: "For the answer", onInput: (name: string) => set({ name }) };
      return [
        isOutput
          ? makeArea(one.name, { ...options, code: true })
          : makeLine(one.name, { ...options, code: true }),
        makeArea(one.feedback, { label: "Feedback", onInput: (feedback) => set({ feedback }) }),
      ];
    },
  });
  return makeElement(
    "div",
    {},
    list,
    makeArea(rest, {
      label: "Feedback for all other wrong answers",
      onInput: (text) => {
        last = text;
        tell();
      },
    }),
  );
}

function makeItems(body: Body<"ordering">, onChange: OnChange): HTMLElement {
  return makeListEditor<DraftItem>({
    title: "Items, in the right order",
    noun: "item",
    items: body.items,
    isOrdered: true,
    add: () => ({ text: "", feedback: "", isPlaced: true }),
    onChange: (items) => onChange({ ...body, items }),
    fields: (item, _, change) => {
      const set = (part: Partial<typeof item>): void => change((now) => ({ ...now, ...part }));
      const setAfter = (text: string): void => {
        const isFree = /^\s*nothing\s*$/i.test(text);
        const places = (text.match(/\d+/g) ?? []).map(Number);
        change(({ after: _after, ...others }) =>
          isFree || places.length > 0 ? { ...others, after: places } : others,
        );
      };
      const after = item.after === undefined ? "" : item.after.join(", ") || "nothing";
      return [
        makeArea(item.text, { label: "Text", onInput: (text) => set({ text }) }),
        makeRow(
          makeTick(!item.isPlaced, {
            label: "Does not belong",
            onChange: (isOut) => set({ isPlaced: !isOut }),
          }),
          makeLine(after, {
            label: "Comes after items",
            note: "Empty: after the one above. Such as 1, 3; or nothing",
            onInput: setAfter,
          }),
        ),
        makeArea(item.feedback, {
          label: "Feedback for who puts it in a wrong place",
          onInput: (feedback) => set({ feedback }),
        }),
      ];
    },
  });
}

function makeMatches(body: Body<"matching">, onChange: OnChange): HTMLElement[] {
  let now = body;
  const set = (part: Partial<Body<"matching">>): void => onChange((now = { ...now, ...part }));
  return [
    makeRow(
      makeLine(body.header[0], {
        label: "Heading of the first column",
        onInput: (text) => set({ header: [text, now.header[1]] }),
      }),
      makeLine(body.header[1], {
        label: "Heading of the second column",
        onInput: (text) => set({ header: [now.header[0], text] }),
      }),
    ),
    makeListEditor({
      title: "Rows that match",
      noun: "row",
      items: body.rows,
      isOrdered: true,
      add: () => ({ left: "", right: "", feedback: "" }),
      onChange: (rows) => set({ rows }),
      fields: (row, _, change) => {
        const edit = (part: Partial<typeof row>): void => change((one) => ({ ...one, ...part }));
        return [
          makeRow(
            makeLine(row.left, { label: "First column", onInput: (left) => edit({ left }) }),
            makeLine(row.right, {
              label: "What belongs to it",
              onInput: (right) => edit({ right }),
            }),
          ),
          makeLine(row.feedback, {
            label: "Feedback for who chooses something else",
            onInput: (feedback) => edit({ feedback }),
          }),
        ];
      },
    }),
    makeListEditor({
      title: "Choices that belong nowhere",
      noun: "choice",
      items: body.extras,
      isOrdered: false,
      add: () => ({ text: "", feedback: "" }),
      onChange: (extras) => set({ extras }),
      fields: (extra, _, change) => {
        const edit = (part: Partial<typeof extra>): void => change((one) => ({ ...one, ...part }));
        return [
          makeLine(extra.text, { label: "Text", onInput: (text) => edit({ text }) }),
          makeLine(extra.feedback, {
            label: "Feedback for who chooses it",
            onInput: (feedback) => edit({ feedback }),
          }),
        ];
      },
    }),
    makeLine(body.otherwise, {
      label: "Feedback for all other wrong rows",
      onInput: (text) => set({ otherwise: text }),
    }),
  ];
}
